"""Planning a visit, and cancelling one."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from families.actions.visit_series import MOST
from families.forms.common import by_id, choices, pick
from families.forms.visits import LENGTHS, OTHER, WhenAndWhere, several_lines, tiles
from families.models import Case
from families.models.choices import CancelledBy
from families.naming import case_name
from families.visit_setting import VisitSetting
from ui.fields import CleanCharField, NoteField
from ui.forms import Form


class PlanForm(WhenAndWhere):
    """When, where, who goes, and for whose record."""

    times = forms.IntegerField(label=_("How many visits?"), required=False, min_value=1, max_value=MOST, initial=1)
    workers = tiles(_("Who will visit?"))
    cases = tiles(_("Whose visit is it?"))

    def __init__(self, data: QueryDict | None, *, setting: VisitSetting) -> None:
        self.setting = setting
        super().__init__(data)
        minutes = str(setting.minutes)
        usual = minutes in dict(LENGTHS)
        self._offer()
        rhythm = _("Several are planned about %(days)s days apart. Each can be moved or cancelled alone.")
        self.fields["times"].help_text = rhythm % {"days": f"{setting.agreed_days:.1f}".removesuffix(".0")}
        self.initial.update(
            day=setting.next_day,
            place=setting.place,
            length=minutes if usual else OTHER,
            minutes=None if usual else minutes,
            workers=[str(setting.user.pk)],
            cases=[str(setting.case.pk)],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the moment, for somebody who goes and for a record that it belongs to."""
        data = super().clean() or self.cleaned_data
        self.check_moment()
        for name, error in (("workers", _("Say who will visit")), ("cases", _("Say whose visit it is"))):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, error)
        return data

    def as_arguments(self) -> dict[str, Any]:
        """What ``plan_series`` asks for."""
        return {
            "cases": [by_id(self._cases, key) for key in self.cleaned_data["cases"]],
            "workers": [by_id(self._workers, key) for key in self.cleaned_data["workers"]],
            "planned_for": self.moment,
            "place": self.cleaned_data.get("place", ""),
            "minutes": self.duration,
            "times": self.cleaned_data.get("times") or 1,
        }

    @property
    def _cases(self) -> list[Any]:
        return [self.setting.case, *self.setting.others]

    @property
    def _workers(self) -> list[Any]:
        return [self.setting.user, *self.setting.near_colleagues, *self.setting.team_colleagues]

    def _offer(self) -> None:
        jobs = dict(choices(self.setting.definition.professions))
        self.fields["place"].choices = choices(self.setting.definition.visits.places)
        self.fields["cases"].choices = [(str(case.pk), case_name(case)) for case in self._cases]
        self.fields["workers"].choices = [
            (str(one.pk), several_lines(one.name, jobs.get(one.profession, ""))) for one in self._workers
        ]


class ReasonsForm(Form):
    """Why, in the record of each case that the visit stands in; parents who are kept apart share no text."""

    def __init__(self, *args: Any, cases: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cases = {"reason" if number == 0 else f"reason{number}": case for number, case in enumerate(cases)}
        for name, case in self._cases.items():
            label = _("Why?") if len(cases) == 1 else _("Why? In the record of %(name)s") % {"name": case_name(case)}
            self.fields[name] = CleanCharField(label=label, required=False, max_length=200)

    @property
    def reason_fields(self) -> list[Any]:
        """The questions as the page draws them."""
        return [self[name] for name in self._cases]

    def reasons(self) -> dict[Case, str]:
        """What was answered, by case."""
        return {case: self.cleaned_data.get(name, "") for name, case in self._cases.items()}


class CancelForm(ReasonsForm):
    """Who cancelled, and why."""

    cancelled_by = pick(_("Who cancelled?"), CancelledBy.choices, error_messages={"required": _("Say who cancelled")})


class MoveForm(ReasonsForm, WhenAndWhere):
    """Another time for a planned visit, who asked for it, and why."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    asked_by = pick(
        _("Who asked for another time?"), CancelledBy.choices, error_messages={"required": _("Say who asked")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("place", "length", "minutes", "key"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for the moment."""
        data = super().clean() or self.cleaned_data
        self.check_moment()
        return data


class AdditionForm(Form):
    """An addition to a signed note."""

    text = NoteField(label=_("What you want to add"), strip=False)
