from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.roles import Role
from ui.fields import DateField
from ui.forms import Form


class MembershipForm(Form):
    """Roles in a team from one day to another."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=_("Choose a team"))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    starts = DateField(label=_("First day"))
    ends = DateField(label=_("Last day"), required=False, help_text=_("Leave empty if there is no end in sight"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the teams that the administrator looks after."""
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.visible_to(user).filter(is_active=True)
        self.fields["starts"].initial = timezone.localdate()


class EndMembershipForm(Form):
    """The last day of a membership."""

    ends = DateField(label=_("Last day"), help_text=_("On the next day the person sees nothing of it"))
    version = forms.IntegerField(widget=forms.HiddenInput)
