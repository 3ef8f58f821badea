"""Groups: opened, joined, held, and the register."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from families.forms.common import EditForm, RecordForm, past_day, pick
from families.models import Case, ServiceVersion
from families.reading.groups import GroupLine, RegisterLine
from ui.fields import CleanCharField, DateField, TimeField

Offer = tuple[Team, ServiceVersion, str, str]


class GroupForm(RecordForm):
    """A group to be opened."""

    kind = pick(_("What kind of group?"), [])
    name = CleanCharField(label=_("Name of the group"), max_length=80)
    place = CleanCharField(label=_("Where"), required=False, max_length=80)
    starts = DateField(label=_("Starts on"), initial=timezone.localdate)

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = len({team.pk for team, *_rest in offers}) > 1
        self._offers = {f"{team.pk}:{version.pk}:{key}": (team, version, key) for team, version, key, _label in offers}
        self.fields["kind"].choices = [
            (f"{team.pk}:{version.pk}:{key}", f"{label}, {team.name}" if several else label)
            for team, version, key, label in offers
        ]

    def as_arguments(self) -> dict[str, Any]:
        """What the action asks for."""
        team, version, kind = self._offers[self.cleaned_data["kind"]]
        told = {name: self.cleaned_data[name] for name in ("name", "place", "starts")}
        return {"team": team, "version": version, "kind": kind, **told}


class GroupEditForm(EditForm):
    """A group's name, place and last day."""

    name = CleanCharField(label=_("Name of the group"), max_length=80)
    place = CleanCharField(label=_("Where"), required=False, max_length=80)
    starts = DateField(label=_("Starts on"))
    ends = DateField(label=_("Ends on"), required=False)

    def as_changes(self) -> dict[str, Any]:
        """The fields of the group."""
        return {name: self.cleaned_data[name] for name in ("name", "place", "starts", "ends")}


class SessionForm(RecordForm):
    """When a group met, and what it was about."""

    day = past_day(label=_("Day"))
    time = TimeField(label=_("Start time"), initial="10:00")
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=720, initial=90)
    theme = CleanCharField(label=_("What it was about"), required=False, max_length=120)

    def as_arguments(self) -> dict[str, Any]:
        """What the action asks for."""
        data = self.cleaned_data
        held_at = timezone.make_aware(datetime.combine(data["day"], data["time"]))
        return {"held_at": held_at, "minutes": data["minutes"], "theme": data["theme"]}

    def refuse(self, broken: Any) -> None:
        """A rule about the moment stands at the day."""
        if broken.field == "held_at":
            self.add_error("day", str(broken.message))
        else:
            super().refuse(broken)


class RegisterForm(EditForm):
    """Who came: one tap for each person."""

    came = forms.MultipleChoiceField(label=_("Who came?"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: list[RegisterLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = lines
        self.fields["came"].choices = [(str(line.case.pk), line.name) for line in lines]
        self.initial["came"] = [str(line.case.pk) for line in lines if line.came]

    def as_came(self) -> dict[Case, bool]:
        """Everybody who stands in the register, and whether they came."""
        there = set(self.cleaned_data["came"])
        return {line.case: str(line.case.pk) in there for line in self._lines}

    @property
    def names_that_came(self) -> list[str]:
        """Who is ticked, by name."""
        there = set(self.data.getlist("came"))
        return [line.name for line in self._lines if str(line.case.pk) in there]


class JoinForm(RecordForm):
    """A group to join."""

    group = pick(_("Which group?"), [])

    def __init__(self, *args: Any, groups: tuple[GroupLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(line.group.pk): line.group for line in groups}
        self.fields["group"].choices = [(str(line.group.pk), f"{line.group.name}, {line.kind}") for line in groups]

    @property
    def chosen(self) -> Any:
        """The group that was chosen."""
        return self._groups[self.cleaned_data["group"]]
