"""What a dashboard is asked about: whose cases, narrowed to which, on which day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from django.utils import timezone

from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.models import ServiceVersion
from families.working_days import OutsideCalendar, calendar_of
from reporting.by_month.table import last_of

RECENT_DAYS = 28
WEEK_DAYS = 7
AHEAD_DAYS = 14
BIRTHS_AHEAD_DAYS = 28
WEEKS_AHEAD = 12
"""Weeks of births ahead that are charted."""
STATUSES = ("", "register", "looked_after", "open", "none")
"""Filters by status: any, on the register, looked after, otherwise or so open to social services, none of these."""
COMPLEX, AS_USUAL = "complex", "usual"
"""Filters by how a case is worked."""


@frozen(kw_only=True)
class Asked:
    """``teams`` are those that count; ``worker``, ``tier``, ``status`` and ``complexity`` narrow, empty for all.

    ``quiet_days`` is the number of days without contact after which a case is listed; 0 asks each service's own.
    ``rule`` narrows the rows of clocks to one clock; ``month`` (its first day), ``week`` and ``step`` say of which
    point of a chart the rows are. ``offered``: services of the teams, by which steps are named.
    """

    partnerships: tuple[UUID, ...]
    teams: tuple[UUID, ...]
    on: date
    versions: tuple[ServiceVersion, ...] = ()
    service: UUID | None = None
    offered: tuple[UUID, ...] = ()
    worker: UUID | None = None
    tier: str = ""
    status: str = ""
    complexity: str = ""
    rule: str = ""
    month: date | None = None
    week: int | None = None
    step: str = ""
    quiet_days: int = 0

    def of(self, team: UUID) -> "Asked":
        """The same of one team."""
        return evolve(self, teams=(team,))

    @property
    def definitions(self) -> list[ServiceDefinition]:
        """The definition of each service version, in the versions' order."""
        return [definition_of(version) for version in self.versions]

    @property
    def named_by(self) -> list[ServiceDefinition]:
        """The definitions whose words the page uses: of the service asked for, else of those that the teams offer."""
        wanted = (self.service,) if self.service else self.offered
        found = [definition_of(one) for one in self.versions if one.service_id in wanted]
        return found or self.definitions


def versions_of(partnerships: Iterable[UUID]) -> tuple[ServiceVersion, ...]:
    """The versions of the partnerships' casework services, whose rules the cases follow."""
    found = ServiceVersion.objects.of_casework().filter(service__partnership__in=list(partnerships))
    return tuple(found.select_related("service").order_by("service__name", "effective_from"))


def parameters_of(asked: Asked) -> dict[str, Any]:
    """Everything that the statements bind."""
    definitions = asked.definitions
    wanted = [
        (version.pk, slot.key)
        for version, one in zip(asked.versions, definitions, strict=True)
        for slot in one.slots
        if slot.required
    ]
    return {
        "partnerships": list(asked.partnerships),
        "teams": list(asked.teams),
        "each_team": False,
        "service": asked.service,
        "worker": asked.worker,
        "tier": asked.tier,
        "status": asked.status,
        "complexity": asked.complexity,
        "rule": asked.rule,
        "month": asked.month,
        "month_end": min(asked.on, last_of(asked.month)) if asked.month else None,
        "list_week": asked.week,
        "step": asked.step,
        "on": asked.on,
        "until_at": timezone.make_aware(datetime.combine(asked.on + timedelta(days=1), time.min)),
        "recent": asked.on - timedelta(days=RECENT_DAYS - 1),
        "week": asked.on + timedelta(days=WEEK_DAYS),
        "ahead": asked.on + timedelta(days=AHEAD_DAYS),
        "quarter": first_of_quarter(asked.on),
        "births_until": asked.on + timedelta(days=BIRTHS_AHEAD_DAYS),
        "version_ids": [version.pk for version in asked.versions],
        "service_ids": [version.service_id for version in asked.versions],
        "quiet": [asked.quiet_days or one.visits.quiet_after_days for one in definitions],
        "tries": [one.visits.no_access_escalation_after for one in definitions],
        "start_days": [one.return_layout.start_scores_within_days for one in definitions],
        "anchors": [_anchor(one) for one in definitions],
        "over_slots": [one.hand_over_slot for one in definitions],
        "over_days": [one.hand_over_days for one in definitions],
        "wanted_versions": [version for version, _slot in wanted],
        "wanted_slots": [slot for _version, slot in wanted],
        "plans": sorted({key for one in definitions for key in one.dashboard.plans_for_birth}),
        **_decisions(asked),
    }


def first_of_quarter(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _decisions(asked: Asked) -> dict[str, Any]:
    """For each service the last day of receipt whose referral is late on that day, were it undecided."""
    latest = {version.service_id: one for version, one in zip(asked.versions, asked.definitions, strict=True)}
    return {
        "deciding": list(latest),
        "decided_before": [
            working_days_after(one, asked.on + timedelta(days=1), -one.decision_working_days) for one in latest.values()
        ],
    }


def working_days_after(definition: ServiceDefinition, day: date, amount: int) -> date | None:
    """Some working days after a day; None of a year whose bank holidays are not known."""
    try:
        return calendar_of(definition.jurisdiction).add(day, amount)
    except OutsideCalendar:
        return None


def _anchor(definition: ServiceDefinition) -> str:
    """The slot from whose start the start scores are counted; empty: from acceptance."""
    anchor = definition.tools[0].anchor if definition.tools else ""
    return anchor.removeprefix("slot:") if anchor.startswith("slot:") else ""
