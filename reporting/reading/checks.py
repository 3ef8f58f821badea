"""The findings about a draft as its page shows them, and the records to mend one by one."""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen
from django.urls import reverse

from accounts.models import User
from referrals.models import Referral
from reporting import telling
from reporting.checking import Apart, Checks
from reporting.counting import Row, rows_of
from reporting.figures import Figure
from reporting.gate import openable_cases, readable_cases
from reporting.indicators.base import Gap, Indicator
from reporting.reading.rows import column_name, shown_value
from reporting.scope import Scope, words_of

A_PAGE = 50
CASE = "case_id"


@frozen
class UnknownView:
    """A line with rows that are not known, and of how many they are."""

    key: str
    number: str
    label: str
    unknown: int
    of: str


@frozen
class ApartView:
    """A line that stands apart, with the same line of the periods before, latest first."""

    key: str
    number: str
    label: str
    value: str
    n: str
    of: str
    earlier: tuple[tuple[str, str, str], ...]


@frozen
class GapView:
    """Records that lack something, by the line that they are missed in."""

    key: str
    number: str
    words: str
    count: int


@frozen
class Mending:
    """One record that lacks something; ``href`` is empty where the reader may not open it."""

    reference: str
    href: str
    cells: tuple[str, ...]


@frozen
class MendingPage:
    """A page of them. ``restricted`` are those of this page that are withheld from the reader."""

    number: int
    columns: tuple[str, ...]
    rows: tuple[Mending, ...]
    restricted: int
    has_next: bool


def unknown_views(checks: Checks) -> list[UnknownView]:
    """Lines with unknown rows."""
    words = words_of(checks.scope.definition)
    return [
        UnknownView(one.key, one.number, one.label_for(words), figure.unknown, _of(figure))
        for one, figure in checks.unknown
    ]


def apart_views(checks: Checks) -> list[ApartView]:
    """Lines that stand apart."""
    words = words_of(checks.scope.definition)
    return [_apart(one, words) for one in checks.apart]


def gap_views(checks: Checks) -> list[GapView]:
    """What is missing."""
    words = words_of(checks.scope.definition)
    return [GapView(one.key, one.number, gap_words(one, words), count) for one, count in checks.gaps]


def gap_words(one: Indicator, words: Mapping[str, object]) -> str:
    """What the rows of a line lack, in the service's words."""
    return str(one.gap.words) % words if one.gap else ""


def page_of_gap(scope: Scope, one: Indicator, gap: Gap, user: User, number: int) -> MendingPage:
    """One page of the records that lack what ``gap`` names, each with the page that puts it right."""
    rows = rows_of(scope, one, lacking=True, limit=A_PAGE + 1, offset=(number - 1) * A_PAGE)
    here = rows[:A_PAGE]
    readable = readable_cases(user, scope.service, (row.case_id for row in here))
    seen = [row for row in here if row.case_id in readable]
    opens = openable_cases(user, (row.case_id for row in seen))
    loose = _loose(gap, seen, user)
    keys = list(dict.fromkeys(key for row in seen for key in row.detail))
    return MendingPage(
        number=number,
        columns=tuple(column_name(key) for key in keys),
        rows=tuple(Mending(row.reference, _href(gap, row, opens, loose), _cells(row, keys)) for row in seen),
        restricted=len(here) - len(seen),
        has_next=len(rows) > A_PAGE,
    )


def _loose(gap: Gap, rows: list[Row], user: User) -> set[UUID]:
    """Referrals without a case that the reader may open."""
    asked = {row.object_id for row in rows if row.case_id is None}
    if not gap.without_case or not asked:
        return set()
    return set(Referral.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))


def _href(gap: Gap, row: Row, opens: set[UUID], loose: set[UUID]) -> str:
    if row.case_id is None:
        return reverse(gap.without_case, args=[row.object_id]) if row.object_id in loose else ""
    if row.case_id not in opens:
        return ""
    return reverse(gap.mend, kwargs={gap.part: row.case_id if gap.part == CASE else row.object_id})


def _cells(row: Row, keys: list[str]) -> tuple[str, ...]:
    return tuple(shown_value(key, row.detail.get(key)) for key in keys)


def _of(figure: Figure) -> str:
    if figure.denominator is None:
        return ""
    return telling.thousands(figure.denominator + figure.unknown)


def _apart(one: Apart, words: Mapping[str, object]) -> ApartView:
    return ApartView(
        one.indicator.key,
        one.indicator.number,
        one.indicator.label_for(words),
        telling.value(one.now),
        *telling.n_and_of(one.now),
        tuple((telling.value(figure), *telling.n_and_of(figure)) for figure in one.earlier),
    )
