from django.utils.translation import gettext_lazy as _

from ui.fields import CleanCharField
from ui.forms import Form


class SearchForm(Form):
    words = CleanCharField(
        label=_("Name, reference, NHS number or postcode"),
        max_length=100,
        error_messages={"required": _("Write what to look for.")},
    )
