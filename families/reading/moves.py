"""What a form would move, in words, before it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from accounts.models import User
from activity.errors import RuleBroken
from families.actions.births import open_cases_about
from families.actions.preview import Move, moves_of
from families.definition_of import rules_of
from families.models import Case, Pregnancy
from families.querysets.shown import cases_shown_to
from families.reading.people import named_children


@dataclass(frozen=True)
class MoveLine:
    """A clock that moves: its name, whose it is, and its days before and after."""

    label: str
    of_whom: str
    reference: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Seen:
    """What a preview found: the clocks that move, in the cases about one pregnancy."""

    lines: tuple[MoveLine, ...]


def preview(form: Any, pregnancy: Pregnancy, user: User, act: Callable[[], object]) -> Seen | None:
    """Try ``act`` and take it back. A broken rule stands in the form, and None is given.

    Only the clocks of cases that ``user`` may see are shown.
    """
    seen = set(cases_shown_to(user).filter(family=pregnancy.family_id).values_list("pk", flat=True))
    cases = [case for case in open_cases_about(pregnancy) if case.pk in seen]
    try:
        moves = moves_of(cases, act)
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    return Seen(tuple(move_lines(moves, cases)))


def move_lines(moves: list[Move], cases: list[Case]) -> list[MoveLine]:
    """Moves in the words of the cases' definitions."""
    names: dict[Any, str] = {}
    for case in cases:
        names |= {child.pk: name for child, name in named_children(case)}
    return [_line(move, names) for move in moves]


def _line(move: Move, names: dict[Any, str]) -> MoveLine:
    rule = rules_of(move.case).clock(move.rule)
    return MoveLine(
        label=rule.label.text(get_language() or "en"),
        of_whom=names.get(move.child_id, "") if move.child_id else "",
        reference=move.case.reference,
        before=move.before,
        after=move.after,
    )
