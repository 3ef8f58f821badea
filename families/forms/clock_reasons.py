"""Why a clock was not met on its day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import CleanCharField
from ui.forms import Form


class WhyForm(Form):
    """The reason; ``was`` is what it said when the form was opened."""

    why = CleanCharField(label=_("Why"), max_length=200, error_messages={"required": _("Say why")})
    was = CleanCharField(required=False, max_length=200, widget=forms.HiddenInput)
