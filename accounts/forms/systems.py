from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, Team
from ui.fields import CleanCharField, DateField, ManyTiles
from ui.forms import Form

USUAL_DAYS = 365
OVERLAPS = [("7", _("in a week")), ("1", _("tomorrow")), ("30", _("in a month")), ("0", _("now"))]


class SystemForm(Form):
    """A program of an agency that sends referrals."""

    team = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Team.objects.none(),
        empty_label=_("Choose a team"),
        help_text=_("The team of the agency that it belongs to"),
    )
    name = CleanCharField(
        label=_("Name of the system"), max_length=120, help_text=_("Such as: maternity system, Singleton")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the teams that the administrator looks after."""
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["team"]
        teams.queryset = Team.objects.visible_to(user).filter(is_active=True)


class CredentialForm(Form):
    """A new credential, and what becomes of the ones that it replaces."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    scopes = ManyTiles(label=_("It may"), choices=Scope.choices, initial=list(Scope.values))
    expires_on = DateField(label=_("Last day"), help_text=_("Within two years"))
    overlap = forms.ChoiceField(
        label=_("The credentials that it has now end"),
        choices=OVERLAPS,
        help_text=_("Until then old and new are good."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A year is usual."""
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=USUAL_DAYS)

    @property
    def once(self) -> str:
        """The key against making two by pressing twice."""
        return str(self.cleaned_data.get("key") or uuid4())

    def details(self) -> dict[str, Any]:
        """What `issue_credential` asks for; the last day counts to its end."""
        after = self.cleaned_data["expires_on"] + timedelta(days=1)
        return {
            "scopes": self.cleaned_data["scopes"],
            "expires_at": timezone.make_aware(datetime.combine(after, time.min)),
            "overlap": timedelta(days=int(self.cleaned_data["overlap"])),
        }
