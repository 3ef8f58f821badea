"""A full recount of 100,000 cases: memory, progress, and figures per second beside one hand-written SQL.

python3 run.py test bench/test_outcomes.py -n0 -s        (JIGSO_BENCH_CASES=5000 for a quick look)
"""

import os
from collections.abc import Iterator
from datetime import date
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bench.crowd import multiply
from families.models import Case, Closure
from outcomes.actions import renewing
from outcomes.actions.runs import ask_run, compute_run
from outcomes.models import CaseOutcome, OutcomeCheck, OutcomeRun, RunProgress
from outcomes.reading.one_case import outcomes_of
from tests.factories.families import team_offering, worked_case
from tests.factories.outcomes import reading
from tests.sql.scores import CHANGES, ENDED

pytestmark = pytest.mark.django_db(transaction=True)

CASES = int(os.environ.get("JIGSO_BENCH_CASES", "100000"))
FIRST, LAST = date(2024, 4, 1), date(2025, 3, 31)
BY_HAND = f"""
    WITH ended AS ({ENDED}),
    changes AS MATERIALIZED ({CHANGES}),
    spoken AS MATERIALIZED (
        SELECT DISTINCT ON (id) id, place, mean FROM (
            SELECT id, place, avg(change) AS mean FROM changes GROUP BY id, place
            HAVING count(change) >= 0.7 * count(*)) overall
        ORDER BY id, place),
    themes AS (
        SELECT t.theme, c.id, avg(c.change) AS mean
        FROM changes c JOIN spoken s ON s.id = c.id AND s.place = c.place
        CROSS JOIN LATERAL jsonb_array_elements_text(c.themes) t(theme)
        GROUP BY t.theme, c.id HAVING count(c.change) >= 0.7 * count(*))
    SELECT 'improved', count(*) FILTER (WHERE mean >= 1), count(*) FROM spoken UNION ALL
    SELECT 'maintained', count(*) FILTER (WHERE mean > -1 AND mean < 1), count(*) FROM spoken UNION ALL
    SELECT 'declined', count(*) FILTER (WHERE mean <= -1), count(*) FROM spoken UNION ALL
    SELECT 'of all', count(*) FILTER (WHERE mean >= 1), (SELECT count(*) FROM ended) FROM spoken UNION ALL
    SELECT theme, count(*) FILTER (WHERE mean >= 1), count(*) FROM themes GROUP BY theme
"""
"""One statement for the eight figures that a run counts among others."""
GROWTH = 40
"""Megabytes by which the process may grow after the first tenth."""


@pytest.fixture
def service() -> Any:
    """Cases that closed in the year, each with scores at both ends; no two alike in what was scored."""
    case, *_workers = worked_case(team_offering(), opened_on=date(2024, 4, 1), on=date(2024, 4, 29))
    for point, on in (("start", date(2024, 4, 20)), ("end", date(2024, 9, 20))):
        reading(case, 5, on=on, point=point)
    Case.objects.filter(pk=case.pk).update(closed_on=date(2024, 10, 1), stage="closed")
    Closure.objects.create(case=case, reason="goals_met", asked_on=date(2024, 10, 1), signed_on=date(2024, 10, 1))
    spread = "1 + (n * 7 + {place} * 3 + n / 11 * %s) %%%% 10"
    multiply(
        case, 1, CASES - 1, closed_on="date '2024-10-01' + (n %% 180)", start=spread % 2, end=spread % 5
    )  # fmt: skip
    return case.team.services.get()


def memory() -> float:
    """What the process holds now, in megabytes."""
    with open("/proc/self/status") as status:
        line = next(one for one in status if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def test_a_full_recount(service: Any) -> None:
    assert Case.objects.count() == CASES
    store()
    recount()
    run(service)


def store() -> None:
    """What the worker would have kept of each case, and how fast it is counted."""
    began, sizes = perf_counter(), []
    for some in outcomes_of(Case.objects.all()):
        CaseOutcome.objects.bulk_create(
            CaseOutcome(case_id=one.case_id, result=one.result, fingerprint=one.fingerprint, computed_at=timezone.now())
            for one in some
        )
        sizes.append(memory())
    told("counted and stored", perf_counter() - began, sizes)


def recount() -> None:
    """The nightly check over all of them; its row says how far it is."""
    sizes, seen = [], []
    before = renewing._differing

    def watched(some: list[Any]) -> list[Any]:
        sizes.append(memory())
        seen.append(OutcomeCheck.objects.latest("pk").cases)
        return before(some)

    renewing._differing = watched
    try:
        began = perf_counter()
        check = renewing.check_outcomes()
    finally:
        renewing._differing = before
    told("nightly recount", perf_counter() - began, sizes)
    assert (check.cases, check.total, check.differing) == (CASES, CASES, [])
    assert seen == sorted(seen)
    assert len(set(seen)) > 1 or CASES <= 1000


def run(service: Any) -> None:
    """Distance travelled of the year as a run, and the same figures by hand."""
    asked = ask_run(service=service, kind="distance_travelled", first_day=FIRST, last_day=LAST, by=None)
    before, began = memory(), perf_counter()
    compute_run(run_id=asked.pk)
    took = perf_counter() - began
    found = OutcomeRun.objects.get(pk=asked.pk)
    progress = RunProgress.objects.get(run=asked)
    print(f"run: {took:.1f} s, {CASES / took:.0f} cases/s, memory {before:.0f} to {memory():.0f} MB, "
          f"progress {progress.done}/{progress.total}")  # fmt: skip
    assert progress.done >= progress.total == CASES
    [tool] = found.result["tools"]
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"first": FIRST, "last": LAST})
        by_hand = {name: (n, of) for name, n, of in cursor.fetchall()}
    by_sql = perf_counter() - began
    figures = len(by_hand)
    print(f"one statement by hand: {by_sql:.1f} s, {figures / by_sql:.2f} figures/s; "
          f"the run {figures / took:.2f} of the same, in {took / by_sql:.1f} times its time")  # fmt: skip
    mine = dict(figures_of(tool))
    assert mine == by_hand
    assert 0 < mine["improved"][0] < CASES


def figures_of(tool: dict[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    overall = tool["overall"]
    for name, share in (
        ("improved", overall["improved"]),
        ("maintained", overall["maintained"]),
        ("declined", overall["declined"]),
        ("of all", overall["improved_of_all"]),
        *((one["key"], one["improved"]) for one in tool["themes"]),
    ):
        yield name, (share["n"], share["of"])


def told(what: str, took: float, sizes: list[float]) -> None:
    settled = sizes[len(sizes) // 10 :]
    print(f"{what}: {took:.1f} s, {CASES / took:.0f} cases/s, memory after a tenth {settled[0]:.0f} MB, "
          f"most {max(settled):.0f} MB")  # fmt: skip
    assert max(settled) - settled[0] < GROWTH
