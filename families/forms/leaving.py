"""Leave, and passing on everything when somebody leaves."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.days import today
from families.errors import PlanChanged
from families.forms.common import RecordForm, by_id
from families.reading.reassigning import Leaving
from families.workload import Load
from ui.fields import CleanCharField, DateField


class AbsenceForm(RecordForm):
    """Who is away, from when to when."""

    worker = forms.ChoiceField(label=_("Who is away"), error_messages={"required": _("Choose who is away.")})
    starts = DateField(label=_("First day away"))
    ends = DateField(label=_("Last day away"))

    def __init__(self, *args: Any, workers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = workers
        field: Any = self.fields["worker"]
        field.choices = [("", _("Choose")), *((str(one.pk), one.name) for one in workers)]

    def as_arguments(self) -> dict[str, Any]:
        """What ``plan_absence`` is told."""
        given = self.cleaned_data
        return {"worker": by_id(self.workers, given["worker"]), "starts": given["starts"], "ends": given["ends"]}


class LeavingForm(RecordForm):
    """For everything that the leaver holds, who gets it. ``seen`` is what the preview was made of."""

    last_day = DateField(label=_("Last day with them"), initial=today)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    over_capacity_reason = CleanCharField(
        label=_("Why go over the limit"),
        max_length=200,
        required=False,
        help_text=_("Only where somebody would be over the limit. Kept with each allocation."),
    )

    def __init__(self, *args: Any, leaving: Leaving, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaving = leaving
        for one in leaving.holdings:
            self.fields[f"to_{one.allocation.pk}"] = forms.ChoiceField(
                label=f"{one.name}, {one.slot} ({one.allocation.case.reference})",
                choices=[("", _("Choose")), *((str(load.worker.pk), _choice(load)) for load in one.options)],
                initial=str(one.suggested.worker.pk) if one.suggested else "",
                error_messages={"required": _("Choose who takes %(name)s.") % {"name": one.name}},
            )
        self.order_fields(["last_day", *(name for name in self.fields if name.startswith("to_"))])

    def clean(self) -> dict[str, Any]:
        """A confirmation is of the plan that was previewed."""
        cleaned = super().clean() or {}
        if cleaned.get("seen") and cleaned["seen"] != self.leaving.seen:
            raise ValidationError(str(PlanChanged.message))
        return cleaned

    @property
    def to(self) -> dict[UUID, User]:
        """The new worker of each allocation."""
        found = {}
        for one in self.leaving.holdings:
            chosen = self.cleaned_data[f"to_{one.allocation.pk}"]
            workers = [load.worker for load in one.options]
            found[one.allocation.pk] = by_id(workers, chosen)
        return found


def _choice(load: Load) -> str:
    words = {"name": load.worker.name, "points": f"{load.points:.1f}", "limit": f"{load.limit:.1f}"}
    return str(_("%(name)s: %(points)s of %(limit)s") % words)
