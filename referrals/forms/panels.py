"""What is asked at the panel's table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from families.forms.common import EditForm, RecordForm
from referrals.actions.panels import Seat
from referrals.forms.decisions import AcceptForm, DeclineForm, RedirectForm, WaitForm
from referrals.models import Dispute, PanelMember
from ui.fields import CleanCharField, DateField, NoteField, TimeField

MORE = 4
"""Empty lines for people who were not asked beforehand."""
Came = PanelMember.Came


class PanelForm(RecordForm):
    """The next panel."""

    team = forms.ChoiceField(label=_("Team"), widget=forms.RadioSelect)
    held_on = DateField(label=_("Day"))
    starts_at = TimeField(label=_("Time"), required=False, help_text=_("Such as 10:00"))
    place = CleanCharField(label=_("Where"), required=False, max_length=120)

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.choices = [(str(team.pk), team.name) for team in teams]
        if len(teams) == 1:
            field.widget, field.initial = forms.HiddenInput(), str(teams[0].pk)


class AttendanceForm(EditForm):
    """A line for everybody asked, with their name, and some for others."""

    def __init__(self, *args: Any, members: list[PanelMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for member in members:
            self._line(str(member.pk), member.agency, member.name, member.came)
        for number in range(MORE):
            self.fields[f"agency_{number}"] = CleanCharField(label=_("Agency"), required=False, max_length=120)
            self._line(str(number), "", "", "")

    def _line(self, key: str, agency: str, name: str, came: str) -> None:
        self.fields[f"name_{key}"] = CleanCharField(
            label=_("Name of whoever came for %(agency)s") % {"agency": agency} if agency else _("Name"),
            required=False, max_length=120, initial=name,
        )  # fmt: skip
        self.fields[f"came_{key}"] = forms.ChoiceField(
            label=_("Attendance of %(agency)s") % {"agency": agency} if agency else _("Attendance"),
            choices=Came.choices, required=False, initial=came,
        )  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """The bound fields, line by line, for the page."""
        asked = [
            {"agency": one.agency, "name": self[f"name_{one.pk}"], "came": self[f"came_{one.pk}"]}
            for one in self.members
        ]
        more = [
            {"agency": "", "field": self[f"agency_{n}"], "name": self[f"name_{n}"], "came": self[f"came_{n}"]}
            for n in range(MORE)
        ]
        return [*asked, *more]

    def clean(self) -> dict[str, Any]:
        """Whoever attended has a name."""
        cleaned = super().clean() or {}
        for name, came in list(cleaned.items()):
            key = name.removeprefix("came_")
            if name.startswith("came_") and came == Came.YES and not cleaned.get(f"name_{key}"):
                self.add_error(f"name_{key}", _("Write the name of whoever attended."))
        return cleaned

    def seats(self) -> list[Seat]:
        """The attendance as the action takes it."""
        said = self.cleaned_data
        asked = [Seat(str(one.pk), one.agency, said[f"name_{one.pk}"], said[f"came_{one.pk}"]) for one in self.members]
        more = [Seat(None, said[f"agency_{n}"], said[f"name_{n}"], said[f"came_{n}"]) for n in range(MORE)]
        return [*asked, *more]


class DiscussionForm(EditForm):
    """What was said of a referral."""

    discussion = NoteField(label=_("What was said"), required=False)


class ReviewForm(DiscussionForm):
    """The peer's finding on a disputed decision."""

    finding = forms.ChoiceField(
        label=_("What does the review find?"), choices=Dispute.Finding, widget=forms.RadioSelect
    )


class AcceptAtPanel(DiscussionForm, AcceptForm):
    """Accepting, with what was said."""


class WaitAtPanel(DiscussionForm, WaitForm):
    """Waiting, with what was said."""


class DeclineAtPanel(DiscussionForm, DeclineForm):
    """Declining, with what was said."""


class RedirectAtPanel(DiscussionForm, RedirectForm):
    """Redirecting, with what was said."""


class DisputeForm(RecordForm):
    why = CleanCharField(
        label=_("Why should it be looked at again?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The next panel reviews it. Somebody who did not take the decision answers."),
    )
