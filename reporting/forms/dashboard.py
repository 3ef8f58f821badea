"""The filters of a dashboard: they stand in its address, which can be passed on."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.periods import FIRST_YEAR
from reporting.dashboards.asked import AS_USUAL, COMPLEX, Asked, versions_of
from reporting.dashboards.choices import Choices
from ui.fields import DateField
from ui.forms import Form

LONGEST_QUIET = 365
NOT_LISTED = _("Choose one of the list.")
NOT_YOURS = {
    "team": _("The team in this address is not one that you may look at, or there is none such."),
    "service": _("The service in this address is not offered by the teams that you may look at."),
    "worker": _("The worker in this address has no part in the teams that you may look at."),
    "tier": _("The tier in this address is that of no case of the teams that you may look at."),
}
"""What is said where the field has no list to choose from: there is one team, and the address names another."""
STATUSES = (
    ("", _("Any status")),
    ("register", _("On the register")),
    ("looked_after", _("Looked after")),
    ("open", _("Open to social services")),
    ("none", _("None of these")),
)
COMPLEXITY = (
    ("", _("Complex or not")),
    (COMPLEX, _("Worked as complex")),
    (AS_USUAL, _("Worked as usual")),
)


class DashboardForm(Form):
    """Sent by GET; what is left empty does not narrow."""

    team = forms.ChoiceField(label=_("Team"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)
    worker = forms.ChoiceField(label=_("Worker"), required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=STATUSES, error_messages={"invalid_choice": NOT_LISTED}
    )
    complexity = forms.ChoiceField(
        label=_("Complexity"), required=False, choices=COMPLEXITY, error_messages={"invalid_choice": NOT_LISTED}
    )
    quiet = forms.IntegerField(
        label=_("No contact in days"), required=False, min_value=1, max_value=LONGEST_QUIET,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "class": "nhsuk-input--width-3"}),
        error_messages={
            "invalid": _("Write the days as a number, such as 14."),
            "min_value": _("Write a number of days from 1 to 365."),
            "max_value": _("Write a number of days from 1 to 365."),
        },
    )  # fmt: skip
    on = DateField(label=_("As at"), required=False)

    def __init__(self, *args: Any, choices: Choices, own: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.own = choices, own
        self._choose("team", choices.teams, _("All my teams"))
        self._choose("service", choices.services, _("Every service"))
        self._choose("worker", () if own else choices.workers, _("Everybody"))
        self._choose("tier", choices.tiers, _("Every tier"))

    def _choose(self, name: str, listed: Sequence[tuple[str, str]], everything: object) -> None:
        field: Any = self.fields[name]
        hidden = len(listed) < 2
        if hidden:
            field.widget = forms.HiddenInput()
        field.choices = [("", everything), *listed]
        field.error_messages["invalid_choice"] = NOT_YOURS[name] if hidden else NOT_LISTED

    def clean_on(self) -> date | None:
        """A day that has come, and of years in which there was something."""
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet. Choose today or a day before."))
        if on and on.year < FIRST_YEAR:
            raise forms.ValidationError(_("Choose a year from %(first)s on.") % {"first": FIRST_YEAR})
        return on

    def asked(self) -> Asked:
        """What a valid form asks about."""
        data = self.cleaned_data
        team = data.get("team")
        return Asked(
            partnerships=self.known.partnerships,
            teams=(UUID(team),) if team else self.known.team_ids,
            on=data.get("on") or timezone.localdate(),
            versions=versions_of(self.known.partnerships),
            service=UUID(data["service"]) if data.get("service") else None,
            offered=tuple(UUID(key) for key, _name in self.known.services),
            worker=self.own or (UUID(data["worker"]) if data.get("worker") else None),
            tier=data.get("tier", ""),
            status=data.get("status", ""),
            complexity=data.get("complexity", ""),
            quiet_days=data.get("quiet") or 0,
        )

    def narrowed_to(self) -> list[str]:
        """In words what a valid form narrows to, the day left aside."""
        data = self.cleaned_data
        chosen = [name for name in ("team", "service", "worker", "tier", "status", "complexity") if data.get(name)]
        return [str(dict(self.fields[name].choices)[data[name]]) for name in chosen]  # type: ignore[attr-defined]

    def in_address(self) -> dict[str, str]:
        """What of a valid form stands in the address of the pages behind it."""
        data = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in data.items()}
