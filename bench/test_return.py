"""The whole return of a quarter while the other quarters grow: pages of the database read, and time beside plain SQL.

python3 run.py test bench/test_return.py -n0 -s        (JIGSO_BENCH_CASES=20000 for a quick look)
"""

import json
import os
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.crowd import multiply
from families.models import Case, Closure
from reporting.counting import figures_of
from reporting.figures import Figure, Kind
from reporting.indicators.registry import layout_of
from reporting.periods import parse_period
from reporting.scope import Scope, scope_of
from tests.factories.families import visit_row, worked_case
from tests.factories.outcomes import reading
from tests.factories.returns import SWANSEA, imported_year
from tests.sql import STATEMENTS

pytestmark = pytest.mark.django_db(transaction=True)

MOST = int(os.environ.get("JIGSO_BENCH_CASES", "100000"))
QUARTER, VISITS, ROUNDS = "2021-22 Q4", 6, 5
GROWTH = 1.5
"""By how much the pages read for the quarter may grow while everything else grows tenfold."""


def test_a_quarter_is_as_dear_whatever_the_other_quarters_hold() -> None:
    team, service = imported_year(SWANSEA)
    scope = scope_of(service, parse_period(QUARTER))
    before, old = figures(scope), long_closed(team)
    read = {}
    for first, last in ((1, MOST // 10), (MOST // 10 + 1, MOST)):
        multiply(old, first, last, closed_on="date '2019-10-01' + (n %% 180)", start="1 + n %% 10", end="1 + n %% 7")
        assert without_growing(figures(scope)) == without_growing(before)
        read[last] = pages_read(scope)
        took, by_hand = timed(lambda: figures(scope)), timed(lambda: by_sql(scope, before))
        print(f"{Case.objects.count()} cases: {read[last]} pages of shared buffers; the return {took * 1000:.0f} ms, "
              f"{took / by_hand:.2f} times the {len(STATEMENTS)} statements by hand")  # fmt: skip
    assert read[MOST] < read[MOST // 10] * GROWTH


def long_closed(team: Any) -> Case:
    """A case of two years before the quarter, with visits and scores at both ends."""
    case, nurse, _parent = worked_case(team, opened_on=date(2019, 4, 10), on=date(2019, 4, 29))
    for week in range(VISITS):
        visit_row(case, nurse, when=datetime(2019, 5, 1 + 7 * week % 28, 10, tzinfo=UTC))
    for point, on in (("start", date(2019, 4, 20)), ("end", date(2019, 9, 20))):
        reading(case, 5, on=on, point=point)
    Case.objects.filter(pk=case.pk).update(closed_on=date(2019, 10, 1), stage="closed")
    Closure.objects.create(case=case, reason="goals_met", asked_on=date(2019, 10, 1), signed_on=date(2019, 10, 1))
    case.refresh_from_db()
    return case


def figures(scope: Scope) -> dict[str, Figure]:
    return figures_of(scope, [one for group in layout_of(scope.definition) for one in group.indicators])


def without_growing(found: dict[str, Figure]) -> dict[str, Any]:
    return {key: (one.numerator, one.denominator, one.unknown) for key, one in found.items()}


def pages_read(scope: Scope) -> int:
    """Pages of shared buffers that the statement of the return touches, found there or fetched."""
    with CaptureQueriesContext(connection) as asked:
        figures(scope)
    [statement] = [one["sql"] for one in asked if one["sql"].startswith("WITH")]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def by_sql(scope: Scope, lines: dict[str, Figure]) -> None:
    wanted = [key for key, one in lines.items() if one.kind != Kind.COST]
    with connection.cursor() as cursor:
        for key in wanted:
            cursor.execute(STATEMENTS[key], {"first": scope.period.first, "last": scope.period.last})
            cursor.fetchall()


def timed(what: Any) -> float:
    """The median of some rounds, in seconds."""
    took = []
    for _round in range(ROUNDS):
        began = perf_counter()
        what()
        took.append(perf_counter() - began)
    return sorted(took)[ROUNDS // 2]
