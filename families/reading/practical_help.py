"""The ledger of practical help of a case, with its sums by kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from families.definition_of import rules_of
from families.forms.common import words
from families.models import Case, PracticalHelp
from families.models.choices import HelpState

MOST = 100
"""Requests on one page; the sums are of all of them."""


@dataclass(frozen=True)
class HelpLine:
    entry: PracticalHelp
    kind: str


@dataclass(frozen=True)
class Sums:
    """Requests of one kind: how many by what came of them, and the pounds asked for and awarded."""

    kind: str
    asked: int
    awarded: int
    refused: int
    waiting: int
    pounds_asked: Decimal
    pounds_awarded: Decimal


@dataclass(frozen=True)
class Ledger:
    lines: tuple[HelpLine, ...]
    sums: tuple[Sums, ...]
    older: str

    @property
    def total(self) -> Sums:
        """All kinds together."""
        names = ("asked", "awarded", "refused", "waiting", "pounds_asked", "pounds_awarded")
        return Sums("", *(sum((getattr(one, name) for one in self.sums), start=0) for name in names))  # type: ignore[arg-type]


def read_ledger(case: Case, page: int = 1) -> Ledger:
    """Requests of a case, the newest first, a page of them; two queries."""
    kinds = help_words(case)
    rows = case.practical_help.select_related("entered_by").order_by("-asked_on", "-id")
    start = (page - 1) * MOST
    found = list(rows[start : start + MOST + 1])
    lines = tuple(HelpLine(row, kinds.get(row.kind, row.kind)) for row in found[:MOST])
    return Ledger(lines, tuple(_sums(case, kinds)), str(page + 1) if len(found) > MOST else "")


def help_words(case: Case) -> dict[str, str]:
    """The kinds of help of the case's service, in the reader's language."""
    return {kind.key: words(kind.label) for kind in rules_of(case).help_kinds}


def _sums(case: Case, kinds: dict[str, str]) -> Iterable[Sums]:
    by_state = {state.name.lower(): Count("pk", filter=Q(state=state)) for state in HelpState}
    rows: Any = case.practical_help.order_by().values("kind").annotate(
        number=Count("pk"), pounds=Sum("amount_asked"), won=Sum("amount_awarded"), **by_state
    )  # fmt: skip
    order = list(kinds)
    for row in sorted(rows, key=lambda one: order.index(one["kind"]) if one["kind"] in kinds else len(order)):
        yield Sums(
            kind=kinds.get(row["kind"], row["kind"]),
            asked=row["number"],
            awarded=row["awarded"],
            refused=row["refused"],
            waiting=row["asked"],
            pounds_asked=row["pounds"] or Decimal(0),
            pounds_awarded=row["won"] or Decimal(0),
        )
