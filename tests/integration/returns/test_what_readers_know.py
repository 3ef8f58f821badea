"""The sums that released files reckon with, against the rows behind every number of a year of cases."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction

from reporting.counting import applies, rows_of
from reporting.indicators.annexes import PREFIX
from reporting.indicators.base import CLIENTS
from reporting.indicators.registry import layout_of
from reporting.periods import parse_period
from reporting.publishing.cells import AT_END, EVENTS, ONCE, SAME, Told
from reporting.scope import scope_of
from tests.factories.returns import SWANSEA, imported_year

pytestmark = [pytest.mark.full, pytest.mark.django_db]

PERIODS = {
    "Q1": "2021-22 Q1", "Q2": "2021-22 Q2", "Q3": "2021-22 Q3", "Q4": "2021-22 Q4",
    "half": "2021-04-01..2021-09-30", "nine months": "2021-04-01..2021-12-31", "year": "2021-22",
}  # fmt: skip
FILLED = (("half", "Q1", "Q2"), ("nine months", "half", "Q3"), ("year", "nine months", "Q4"))
BY_CHANCE = {"annex_sex:not_asked", "de_registered:n", "care_leavers:unknown", "still_at_home:n"}
"""In this year everybody's sex was left out, nobody was registered again or asked later, and who came home
stayed."""
Sets = dict[str, dict[str, set[str]]]


@pytest.fixture(scope="module")
def behind(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sets]:
    """By name of a number and period, which rows it counts."""
    found: Sets = defaultdict(lambda: defaultdict(set))
    with django_db_blocker.unblock(), transaction.atomic():
        _team, service = imported_year(SWANSEA)
        for name, text in PERIODS.items():
            scope = scope_of(service, parse_period(text))
            for one in (one for group in layout_of(scope.definition) for one in group.indicators):
                for row in rows_of(scope, one) if applies(one, scope.period) else ():
                    for cell in _cells(one.key, row.part, row.band):
                        found[cell][name].add(str(row.object_id))
        yield found
        transaction.set_rollback(True)


def _cells(key: str, part: str, band: str | None) -> Iterator[str]:
    if band:
        yield f"{key}:{band}"
    if key.startswith(PREFIX):
        yield CLIENTS
    elif part != "denominator":
        yield f"{key}:{'n' if part == 'numerator' else part}"


def test_numbers_that_count_the_same_rows_are_one_cell(behind: Sets) -> None:
    first = parse_period("2021-22")
    told = Told(first.first, first.last, {name: len(rows["year"]) for name, rows in behind.items()})
    apart = [
        (one, other) for one, other in combinations(sorted(behind), 2)
        if all(behind[one][period] == behind[other][period] for period in PERIODS)
        and told.named(one) != told.named(other) and not {one, other} & BY_CHANCE
    ]  # fmt: skip
    assert apart == [("first_separations:n", "removed_in_first_year:n")]  # nobody was older: the bands say so


def test_numbers_that_add_up_over_time_are_known_to(behind: Sets) -> None:
    for name, rows in behind.items():
        adds_up = all(
            rows[long] == rows[one] | rows[other] and not rows[one] & rows[other] for long, one, other in FILLED
        )
        grows = all(rows[one] <= rows[long] for long, *parts in FILLED for one in parts)
        if name in BY_CHANCE or name.startswith(("cost_avoided", "share_of_local")):
            continue  # the last two are of whole years
        if adds_up:
            assert name in EVENTS or _as(name) in EVENTS, name
        elif grows and not name.startswith(PREFIX):
            assert name in (*EVENTS, *ONCE) or _as(name) in ONCE, name


def _as(name: str) -> str:
    return SAME.get(name, name)


def test_what_stands_on_the_last_day_is_the_same_in_every_period_that_ends_on_it(behind: Sets) -> None:
    for name in AT_END:
        assert behind[name]["Q2"] == behind[name]["half"]
        assert behind[name]["Q4"] == behind[name]["year"]
