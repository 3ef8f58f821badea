"""Who gets a slot, and who stands in for a while."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.days import today
from families.forms.common import RecordForm, by_id
from families.workload import Load
from ui.fields import CleanCharField, DateField


class AllocateForm(RecordForm):
    """The workers who can take the slot, most room first."""

    worker = forms.ChoiceField(
        label=_("Who takes it"), widget=forms.RadioSelect, error_messages={"required": _("Choose a worker.")}
    )
    starts = DateField(label=_("From"), initial=today)
    over_capacity_reason = CleanCharField(
        label=_("Why go over the limit"),
        max_length=200,
        required=False,
        help_text=_("Only where the worker would be over the limit. Kept with the allocation."),
    )

    def __init__(self, *args: Any, loads: list[Load], points: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = [load.worker for load in loads]
        field: Any = self.fields["worker"]
        field.choices = [(str(load.worker.pk), _choice(load, points)) for load in loads]

    def as_arguments(self) -> dict[str, Any]:
        """What ``allocate_worker`` is told."""
        given = self.cleaned_data
        return {
            "worker": by_id(self.workers, given["worker"]),
            "starts": given["starts"],
            "over_capacity_reason": given["over_capacity_reason"],
        }


class CoverForm(RecordForm):
    """Whom to cover, by whom, from when to when; the owner stays the owner."""

    allocation = forms.ChoiceField(
        label=_("Whom to cover"), widget=forms.RadioSelect, error_messages={"required": _("Choose whom to cover.")}
    )
    worker = forms.ChoiceField(label=_("Who covers"), error_messages={"required": _("Choose who covers.")})
    starts = DateField(label=_("First day"), initial=today)
    ends = DateField(label=_("Last day"))
    reason = CleanCharField(label=_("Reason"), max_length=200, help_text=_("Such as: annual leave"))

    def __init__(self, *args: Any, allocations: list[tuple[Any, str]], loads: list[Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allocations = [one for one, _label in allocations]
        self.workers = [load.worker for load in loads]
        whom: Any = self.fields["allocation"]
        whom.choices = [(str(one.pk), label) for one, label in allocations]
        by: Any = self.fields["worker"]
        by.choices = [("", _("Choose")), *((str(load.worker.pk), load.worker.name) for load in loads)]

    def as_arguments(self) -> dict[str, Any]:
        """What ``cover_worker`` is told."""
        given = self.cleaned_data
        return {
            "allocation": by_id(self.allocations, given["allocation"]),
            "worker": by_id(self.workers, given["worker"]),
            **{name: given[name] for name in ("starts", "ends", "reason")},
        }


def _choice(load: Load, points: float) -> str:
    """``Ffion Fixture: 12.5 of 17.6 points, 5.1 free``"""
    words = {"name": load.worker.name, "points": f"{load.points:.1f}", "limit": f"{load.limit:.1f}"}
    if load.would_be_over(points):
        after = f"{load.points + points - load.limit:.1f}"
        return str(_("%(name)s: %(points)s of %(limit)s points, would be %(after)s over")) % {**words, "after": after}
    return str(_("%(name)s: %(points)s of %(limit)s points, %(free)s free")) % {**words, "free": f"{load.free:.1f}"}
