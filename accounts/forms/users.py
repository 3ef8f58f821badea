from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.professions import professions
from ui.fields import CleanCharField
from ui.forms import ModelForm


class UserForm(ModelForm):
    """A person who signs in, as a system administrator sees them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    profession = forms.ChoiceField(label=_("Profession"), required=False)

    class Meta:
        model = User
        fields = ["name", "email", "language", "employer", "profession", "fte", "is_active"]
        field_classes = {"name": CleanCharField}
        labels = {"email": _("E-mail address")}
        help_texts = {"fte": _("1.0 is full time, 0.5 half time")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A newcomer may sign in; only somebody who is known can be shut out."""
        super().__init__(*args, **kwargs)
        self._offer_professions()
        employer: Any = self.fields["employer"]
        employer.empty_label = _("Not known")
        if self.instance._state.adding:
            del self.fields["is_active"]
        else:
            self.fields["version"].initial = self.instance.version

    def clean_email(self) -> str:
        """Return the address in lower case, as it is kept."""
        return self.cleaned_data["email"].lower()

    def _offer_professions(self) -> None:
        """Offer the professions of the services, and the user's own though no service names it any more."""
        field: Any = self.fields["profession"]
        offered = professions()
        if self.instance.profession:
            offered.setdefault(self.instance.profession, self.instance.profession)
        field.choices = [("", _("None")), *offered.items()]

    def changes(self) -> dict[str, Any]:
        """Return what the form sets, without the version it was opened with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OwnAccountForm(ModelForm):
    """What a user may change about themselves."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ["name", "language", "email_when"]
        field_classes = {"name": CleanCharField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Carry the version that the page was opened with."""
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["email_when"].required = False

    def clean_email_when(self) -> str:
        """A form that does not ask leaves the choice as it is."""
        return self.cleaned_data["email_when"] or self.initial["email_when"]
