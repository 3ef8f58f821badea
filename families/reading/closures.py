"""Closures in words: those that wait for a manager, and one with all that its signer should know."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from families.actions.cancelling import open_tasks
from families.actions.closures import gaps_of, reason_of
from families.definition_of import rules_of
from families.models import Case, Closure, Task
from families.naming import case_name
from families.querysets.shown import closures_to_sign
from families.reading.people import people_of
from families.reading.statuses import status_words, word_of
from families.registries import ClosingGap


@dataclass(frozen=True)
class ClosureLine:
    """A closure that waits. ``mine``: the reader asked for it, so somebody else signs."""

    closure: Closure
    name: str
    reason: str
    mine: bool


@dataclass(frozen=True)
class ClosurePage:
    closure: Closure
    reason: str
    missing: str
    statuses: tuple[tuple[str, str], ...]
    tasks: tuple[Task, ...]
    gaps: tuple[ClosingGap, ...]


def closure_lines(user: User) -> list[ClosureLine]:
    """What waits for ``user``, the longest first."""
    rows = closures_to_sign(user).select_related(
        "asked_by", "case__client", "case__team", "case__child__person", "case__service_version"
    ).defer("case__service_version__definition")  # fmt: skip
    return [
        ClosureLine(
            row,
            case_name(row.case),
            word_of(rules_of(row.case).closing_reasons, row.reason),
            row.asked_by_id == user.pk,
        )
        for row in rows.order_by("asked_on", "id")
    ]


def read_closure(closure: Closure, case: Case) -> ClosurePage:
    """Why, what is missing, and how things stood when it was asked for."""
    rules = rules_of(case)
    names = {one.person.pk: one.name for one in people_of(case)}
    return ClosurePage(
        closure=closure,
        reason=word_of(rules.closing_reasons, closure.reason),
        missing=word_of(rules.no_score_reasons, closure.end_scores_missing_reason),
        statuses=tuple(
            (names.get(UUID(row["person"]), ""), _joined(*status_words(case, row["kind"], row["categories"])))
            for row in closure.statuses
        ),
        tasks=tuple(open_tasks(case)),
        gaps=tuple(gaps_of(case, reason_of(case, closure.reason))),
    )


def _joined(label: str, categories: str) -> str:
    return f"{label}: {categories}" if categories else label
