from django.utils.translation import gettext_lazy as _

from ui.fields import CleanCharField
from ui.forms import Form


class ExclusionForm(Form):
    reference = CleanCharField(label=_("Reference of a case of the family"), max_length=20)
    email = CleanCharField(label=_("E-mail address of the user"), max_length=254)
    reason = CleanCharField(label=_("Reason"), max_length=200)
