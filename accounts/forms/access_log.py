from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.readlog import Kind
from ui.fields import CleanCharField, DateField
from ui.forms import Form


class AccessLogForm(Form):
    """What to look for in the access log."""

    email = CleanCharField(label=_("E-mail address of the user"), max_length=254, required=False)
    reference = CleanCharField(
        label=_("Reference of the record"), max_length=40, required=False, help_text=_("As in JS-26-00123")
    )
    kind = forms.ChoiceField(label=_("What was done"), choices=[("", _("Anything")), *Kind.choices], required=False)
    first = DateField(label=_("From"), required=False)
    last = DateField(label=_("To"), required=False)

    def clean_email(self) -> str:
        """Return the address; one that nobody has is an error, not an empty list."""
        email = self.cleaned_data["email"].strip()
        if email and not User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Nobody here has this e-mail address."))
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        found = super().clean() or {}
        if found.get("first") and found.get("last") and found["last"] < found["first"]:
            self.add_error("last", _("The period ends before it begins."))
        return found
