"""A request for practical help, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.actions.practical_help import HelpTold
from families.definition_of import rules_of
from families.forms.common import RecordForm, choices, past_day, pick
from families.models import Case
from families.models.choices import HelpState
from ui.fields import CleanCharField, DateField


def pounds(label: Any) -> forms.DecimalField:
    """An amount in pounds, with pence."""
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=9, decimal_places=2)


class HelpForm(RecordForm):
    """What was asked for, of whom, when; and the answer, once there is one."""

    kind = pick(_("What kind of help?"), [])
    what = CleanCharField(label=_("What was asked for"), max_length=200)
    asked_of = CleanCharField(label=_("Asked of"), required=False, max_length=120)
    asked_on = past_day(label=_("Asked on"))
    amount_asked = pounds(_("Amount asked for"))
    state = pick(_("What came of it?"), HelpState.choices, initial=HelpState.ASKED)
    decided_on = DateField(label=_("Decided on"), past=True, required=False)
    amount_awarded = pounds(_("Amount awarded"))
    note = CleanCharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(rules_of(case).help_kinds)

    def as_told(self) -> HelpTold:
        """What the actions ask for."""
        return HelpTold(**{name: self.cleaned_data[name] for name in HELD})


HELD = (
    "kind", "what", "asked_of", "asked_on", "amount_asked", "state", "decided_on", "amount_awarded", "note",
)  # fmt: skip


class HelpEditForm(HelpForm):
    """A request as it stands in the ledger."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
