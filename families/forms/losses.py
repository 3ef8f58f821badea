"""A loss, asked about gently and only as far as it must be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, past_day
from families.models import Child
from families.models.choices import ChildState, LossKind

BEFORE_BIRTH = (
    (LossKind.MISCARRIAGE, _("Miscarriage, before 24 weeks")),
    (LossKind.STILLBIRTH, _("Stillbirth, from 24 weeks")),
    (LossKind.TERMINATION, _("Termination")),
)
AFTER_BIRTH = ((LossKind.NEONATAL_DEATH, _("The baby has died after birth")),)


class LossForm(RecordForm):
    """What happened and when."""

    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    lost_on = past_day(label=_("Date"), initial=None)

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        born = child.state == ChildState.BORN
        self.fields["kind"].choices = AFTER_BIRTH if born else BEFORE_BIRTH  # type: ignore[attr-defined]
        self.fields["kind"].initial = LossKind.NEONATAL_DEATH if born else None
