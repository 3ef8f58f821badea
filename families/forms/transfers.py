"""Passing a case to another team, and the other team's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from families.forms.common import EditForm, RecordForm, pick
from families.models import Service
from ui.fields import CleanCharField, NoteField


class TransferForm(RecordForm):
    """To whom, why, and what they should know first."""

    to_team = forms.ChoiceField(label=_("Which team should take the case over?"))
    reason = CleanCharField(label=_("Why"), max_length=200)
    summary = NoteField(
        label=_("What the other team should know"),
        help_text=_("They read this before they can open the record. Say what is agreed and due. Name nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, ways: list[tuple[Team, Service | None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ways = {str(team.pk) if service is None else f"{team.pk} {service.pk}": (team, service)
                      for team, service in ways}  # fmt: skip
        named: Any = self.fields["to_team"]
        named.choices = [("", _("Choose a team")), *((key, _named(*way)) for key, way in self._ways.items())]

    def as_arguments(self) -> dict[str, Any]:
        """What ``ask_transfer`` is told."""
        given = self.cleaned_data
        team, service = self._ways[given["to_team"]]
        return {"to_team": team, "to_service": service, "reason": given["reason"], "summary": given["summary"]}


def _named(team: Team, service: Service | None) -> str:
    if service is None:
        return team.name
    return now_("%(team)s, as a case of %(service)s") % {"team": team.name, "service": service.name}


class TransferAnswerForm(EditForm):
    """The receiving team's answer."""

    answer = pick(_("Your answer"), [("accept", _("Take the case over")), ("refuse", _("Leave it with them"))])
    refused_reason = CleanCharField(required=False, label=_("Why not"), max_length=200)
