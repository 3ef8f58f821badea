from typing import Any

from django import forms

from accounts.models import Partnership, Team
from accounts.roles import Permission


class TeamForm(forms.ModelForm):
    """A new team in a partnership that the administrator looks after."""

    class Meta:
        model = Team
        fields = ["partnership", "name"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the user's partnerships only."""
        super().__init__(*args, **kwargs)
        held = user.partnerships_with(Permission.MANAGE_USERS)
        self.fields["partnership"].queryset = Partnership.objects.filter(pk__in=held)
        if len(held) == 1:
            self.fields["partnership"].initial = next(iter(held))
