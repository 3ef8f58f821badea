"""How much a case asks of its workers."""

from django.utils.translation import gettext_lazy as _

from families.actions.complexity import COMPLEX
from families.forms.common import EditForm, pick
from ui.fields import CleanCharField

USUAL = "usual"


class ComplexityForm(EditForm):
    """As usual or complex, and why."""

    complexity = pick(_("How is the case worked from today?"), [(USUAL, _("As usual")), (COMPLEX, _("As complex"))])
    reason = CleanCharField(label=_("Why?"), max_length=200)

    @property
    def complex_now(self) -> bool:
        """What was chosen."""
        return bool(self.cleaned_data["complexity"] == COMPLEX)
