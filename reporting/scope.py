"""What the statements of the indicators are asked about: a service, a period, and its definition's thresholds."""

from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import frozen
from django.utils import timezone
from django.utils.translation import get_language

from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.gestation import TERM_DAYS, Gestation
from families.models import Service
from families.working_days import WorkingDays, calendar_of
from outcomes.periods import Period

LONGEST_WAIT_DAYS = 400
"""Referrals accepted later than this after receipt are late under any threshold."""
SLOT = "slot:"


class NoDefinition(LookupError):
    """The service has no version that applies on a day of the period."""


class AnchorNotCountable(ValueError):
    """A tool is anchored on a fact that the return cannot count from."""


@frozen
class Scope:
    """One service and one period under the definition in force on the period's last day."""

    service: Service
    period: Period
    definition: ServiceDefinition
    today: date

    def over(self, period: Period) -> "Scope":
        """The same service and thresholds over another period."""
        return Scope(self.service, period, self.definition, self.today)


def scope_of(service: Service, period: Period, today: date | None = None) -> Scope:
    """The scope of a return; :class:`NoDefinition` where the service did not exist yet."""
    version = service.versions.filter(effective_from__lte=period.last).order_by("-effective_from").first()
    if version is None:
        raise NoDefinition(f"{service.name} has no definition for {period.label}.")
    return Scope(service, period, definition_of(version), today or timezone.localdate())


def words_of(definition: ServiceDefinition) -> dict[str, object]:
    """Thresholds and names of slots, as the labels of indicators mention them."""
    layout, language = definition.return_layout, get_language() or "en"
    return {
        "early": layout.early_referral_up_to,
        "first_slot": _lower(definition.slot(layout.first_slot.slot).label.text(language)),
        "first_slot_days": layout.first_slot.within_working_days,
        "second_slot": _lower(definition.slot(layout.second_slot.slot).label.text(language)),
        "second_gestation": layout.second_slot.by_gestation,
        "start_days": layout.start_scores_within_days,
        "hand_over_days": definition.hand_over_days,
        "hand_over_slot": _lower(definition.slot(definition.hand_over_slot).label.text(language)),
    }


def parameters_of(scope: Scope) -> dict[str, Any]:
    """Everything that the statements bind."""
    definition, period = scope.definition, scope.period
    layout = definition.return_layout
    days, deadlines = _deadlines(
        period, layout.first_slot.within_working_days or 0, calendar_of(definition.jurisdiction)
    )
    return {
        "service": scope.service.pk,
        "partnership": scope.service.partnership_id,
        "first": period.first,
        "last": period.last,
        "today": scope.today,
        "from_at": _midnight(period.first),
        "until_at": _midnight(period.last + timedelta(days=1)),
        "midwife_sources": [one.key for one in definition.referral_sources if one.is_community_midwife],
        "partner_relations": [one.key for one in definition.relations if one.group == "partner"],
        "early_days": Gestation.parse(layout.early_referral_up_to).days,
        "first_slot_key": layout.first_slot.slot,
        "days": days,
        "deadlines": deadlines,
        "second_slot_key": layout.second_slot.slot,
        "second_slot_left": TERM_DAYS - Gestation.parse(layout.second_slot.by_gestation).days,
        "start_days": layout.start_scores_within_days,
        **_anchor(definition),
        "hand_over_days": definition.hand_over_days,
        "hand_over_slot_key": definition.hand_over_slot,
        **_reviews(definition),
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _deadlines(period: Period, amount: int, calendar: WorkingDays) -> tuple[list[date], list[date]]:
    """The last day in time for each possible day of referral."""
    start = period.first - timedelta(days=LONGEST_WAIT_DAYS)
    days = [start + timedelta(days=number) for number in range((period.last - start).days + 1)]
    return days, [calendar.add(day, amount) for day in days]


def _anchor(definition: ServiceDefinition) -> dict[str, Any]:
    """From which slot start scores are counted, else from which day of the case."""
    slot, referred = "", False
    for tool in definition.tools[:1]:
        slot = tool.anchor.removeprefix(SLOT) if tool.anchor.startswith(SLOT) else ""
        otherwise = tool.anchor_otherwise if slot else tool.anchor
        if otherwise not in ("accepted", "referred"):
            raise AnchorNotCountable(f"Start scores cannot be counted from “{otherwise}” in a return.")
        referred = otherwise == "referred"
    return {"anchor_slot": slot, "anchor_from_referral": referred}


def _reviews(definition: ServiceDefinition) -> dict[str, list[str]]:
    """Kinds of meeting that can end a registration, and the decisions that do, as ``kind:decision``."""
    register = {status.key for status in definition.statuses if status.register}
    ending = [
        (meeting.key, decision.key)
        for meeting in definition.meetings
        for decision in meeting.decisions
        if register & set(decision.ends)
    ]
    return {
        "review_kinds": sorted({kind for kind, _decision in ending}),
        "ending_decisions": [f"{kind}:{decision}" for kind, decision in ending],
    }
