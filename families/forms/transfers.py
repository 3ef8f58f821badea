"""Passing a case to another team, and the other team's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from families.forms.common import EditForm, RecordForm, by_id, pick
from ui.fields import CleanCharField, NoteField


class TransferForm(RecordForm):
    """To whom, why, and what they should know first."""

    to_team = forms.ChoiceField(label=_("Which team should take the case over?"))
    reason = CleanCharField(label=_("Why"), max_length=200)
    summary = NoteField(
        label=_("What the other team should know"),
        help_text=_("They read this before they can open the record. Say what is agreed and due. Name nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = teams
        named: Any = self.fields["to_team"]
        named.choices = [("", _("Choose a team")), *((str(one.pk), one.name) for one in teams)]

    def as_arguments(self) -> dict[str, Any]:
        """What ``ask_transfer`` is told."""
        given = self.cleaned_data
        team = by_id(self._teams, given["to_team"])
        return {"to_team": team, "reason": given["reason"], "summary": given["summary"]}


class TransferAnswerForm(EditForm):
    """The receiving team's answer."""

    answer = pick(_("Your answer"), [("accept", _("Take the case over")), ("refuse", _("Leave it with them"))])
    refused_reason = CleanCharField(required=False, label=_("Why not"), max_length=200)
