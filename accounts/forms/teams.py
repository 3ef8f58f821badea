from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Team
from accounts.roles import Permission
from ui.fields import CleanCharField
from ui.forms import Form, ModelForm


class TeamPhoneForm(Form):
    """The number that partner agencies are told to call."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    phone = CleanCharField(label=_("Telephone"), max_length=30, required=False)


class TeamForm(ModelForm):
    """A new team in a partnership that the administrator looks after."""

    class Meta:
        model = Team
        fields = ["partnership", "name", "phone"]
        field_classes = {"name": CleanCharField, "phone": CleanCharField}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the user's partnerships only."""
        super().__init__(*args, **kwargs)
        held = user.partnerships_with(Permission.MANAGE_USERS)
        self.fields["partnership"].queryset = Partnership.objects.filter(pk__in=held)
        if len(held) == 1:
            self.fields["partnership"].initial = next(iter(held))
