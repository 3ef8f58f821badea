"""Answers to questions of consent, in words."""

from dataclasses import dataclass

from accounts.models import User
from families.definition_of import rules_of
from families.models import Case, Consent
from families.querysets.shown import people_shown_to
from families.reading.statuses import word_of


@dataclass(frozen=True)
class ConsentLine:
    """One answer; ``counts`` marks the latest of its kind and person."""

    consent: Consent
    label: str
    counts: bool


def consent_lines(case: Case, user: User) -> list[ConsentLine]:
    """Every answer of people whom ``user`` may know of, newest first."""
    rows = (
        case.consents.filter(person__in=people_shown_to(user))
        .select_related("person", "entered_by")
        .order_by("-answered_on", "-id")
    )
    seen: set[tuple[str, object]] = set()
    lines = []
    for row in rows:
        place = (row.kind, row.person_id)
        lines.append(ConsentLine(row, word_of(rules_of(case).consents, row.kind), place not in seen))
        seen.add(place)
    return lines
