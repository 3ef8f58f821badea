"""A series of meetings, what a meeting agreed, and when our report went out."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.agreed import Agreed
from families.actions.series import MOST
from families.days import today
from families.forms.common import RecordForm, by_id, past_day
from families.forms.meetings import MeetingForm
from families.models import MeetingInvitation
from ui.fields import CleanCharField, DateField
from ui.forms import Form

ROWS = (1, 2, 3)


class SeriesForm(MeetingForm):
    """Meetings at the same time of day, so many weeks apart."""

    times = forms.IntegerField(label=_("How many meetings?"), min_value=1, max_value=MOST, initial=6)
    every_weeks = forms.IntegerField(label=_("Weeks between them"), min_value=1, max_value=26, initial=4)
    field_order = ["kind", "about", "cases", "day", "at", "times", "every_weeks", "place", "workers", "others"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("First day")

    def as_arguments(self) -> dict[str, Any]:
        """What ``plan_series`` is told."""
        given = super().as_arguments()
        first = given.pop("scheduled_for")
        more = {name: self.cleaned_data[name] for name in ("times", "every_weeks")}
        return given | more | {"first": first}


class AgreedForm(Form):
    """Up to three things that somebody is to do; empty rows are left aside."""

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, prefix="agreed", **kwargs)
        self._colleagues = colleagues
        people = [("", _("Nobody yet")), *((str(one.pk), one.name) for one in colleagues)]
        for row in ROWS:
            self.fields[f"what{row}"] = CleanCharField(required=False, label=_("What is to be done?"), max_length=200)
            self.fields[f"who{row}"] = forms.ChoiceField(required=False, label=_("Who will do it?"), choices=people)
            self.fields[f"by{row}"] = DateField(required=False, label=_("By when?"))

    def clean(self) -> dict[str, Any]:
        """A row that says who or when says what as well; nothing is due in the past."""
        cleaned = super().clean() or {}
        for row in ROWS:
            due = cleaned.get(f"by{row}")
            if not cleaned.get(f"what{row}") and (cleaned.get(f"who{row}") or due):
                self.add_error(f"what{row}", _("Say what is to be done."))
            if isinstance(due, date) and due < today():
                self.add_error(f"by{row}", _("The day has passed. Choose today or later."))
        return cleaned

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields, three in a row, as the page draws them."""
        return [(self[f"what{row}"], self[f"who{row}"], self[f"by{row}"]) for row in ROWS]

    def agreed(self) -> list[Agreed]:
        """What was filled in."""
        given = self.cleaned_data
        return [self._agreed(row) for row in ROWS if given[f"what{row}"]]

    def _agreed(self, row: int) -> Agreed:
        given = self.cleaned_data
        who = given[f"who{row}"]
        return Agreed(given[f"what{row}"], by_id(self._colleagues, who) if who else None, given[f"by{row}"])


class ReportForm(RecordForm):
    """When somebody's report to a meeting went out."""

    invitation = forms.ChoiceField(label=_("Whose report?"))
    sent_on = past_day(label=_("Sent on"))

    def __init__(self, *args: Any, invitations: list[MeetingInvitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._invitations = invitations
        named: Any = self.fields["invitation"]
        named.choices = [("", _("Choose")), *((str(one.pk), one.worker.name) for one in invitations if one.worker)]

    @property
    def whose(self) -> MeetingInvitation:
        """The invitation that was chosen."""
        return by_id(self._invitations, self.cleaned_data["invitation"])
