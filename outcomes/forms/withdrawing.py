"""Withdrawing a reading."""

from django.utils.translation import gettext_lazy as _

from families.forms.common import EditForm
from ui.fields import CleanCharField


class WithdrawForm(EditForm):
    """Why a reading is wrong."""

    reason = CleanCharField(label=_("Why are these scores wrong?"), max_length=200)
