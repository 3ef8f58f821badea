"""Every figure of the return against plain SQL: the published year, and a year drawn at random."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from families.models import Service
from reporting.counting import figure_of_rows, figures_of, rows_of
from reporting.figures import Figure
from reporting.indicators.base import Kind
from reporting.indicators.registry import layout_of
from reporting.periods import parse_period
from reporting.scope import Scope, scope_of
from tests.factories.returns import ROOT, SWANSEA, imported_year
from tests.sql import STATEMENTS, annexes, children, referrals, surroundings

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("figures")]
SEED, MANY = 11, 2_000
YEARS = {
    "swansea": ("2021-22", "2021-22 Q2", "2021-22 Q4"),
    "random": ("2022-23", "2022-23 Q1", "2022-23 Q3"),
    "large": ("2022-23", "2022-23 Q2", "2022-23 Q4"),
}
"""The large one has two thousand families."""


@pytest.fixture(scope="module", params=["swansea", "random", pytest.param("large", marks=pytest.mark.full)])
def year(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Service, tuple[str, ...]]]:
    """A year imported once for the module, and taken back afterwards."""
    directory = SWANSEA if request.param == "swansea" else drawn(tmp_path_factory.mktemp("year"), request.param)
    with django_db_blocker.unblock(), transaction.atomic():
        _team, service = imported_year(directory)
        yield service, YEARS[request.param]
        transaction.set_rollback(True)


def drawn(directory: Path, size: str = "random") -> Path:
    script = ROOT / "examples" / "make_year.py"
    how = ["--seed", str(SEED), "--year", "2022-23", "--out", directory]
    if size == "large":
        how += ["--families", str(MANY)]
    subprocess.run([sys.executable, script, *how], check=True, capture_output=True)
    return directory


def asked(statement: str, scope: Scope) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": scope.period.first, "last": scope.period.last})
        return cursor.fetchall()


def counted(figure: Figure) -> tuple[int | None, int | None, int]:
    return figure.numerator, figure.denominator, figure.unknown


def test_every_figure_is_what_plain_sql_counts(year: tuple[Service, tuple[str, ...]]) -> None:
    service, periods = year
    wrong, seen = [], set()
    for text in periods:
        scope = scope_of(service, parse_period(text))
        lines = [one for group in layout_of(scope.definition) for one in group.indicators]
        for key, figure in figures_of(scope, lines).items():
            if figure.kind == Kind.COST:
                continue
            seen.add(key)
            [expected] = asked(STATEMENTS[key], scope)
            if counted(figure) != expected:
                wrong.append((text, key, counted(figure), expected))
    assert wrong == []
    assert seen == set(STATEMENTS)


def test_every_figure_is_the_number_of_rows_that_it_opens_into(year: tuple[Service, tuple[str, ...]]) -> None:
    service, periods = year
    scope = scope_of(service, parse_period(periods[0]))
    lines = [one for group in layout_of(scope.definition) for one in group.indicators]
    figures = figures_of(scope, lines)
    assert {key: counted(figure) for key, figure in figures.items()} == {
        one.key: counted(figure_of_rows(scope, one, rows_of(scope, one))) for one in lines
    }


def test_the_median_the_bands_and_the_cost_are_those_of_plain_sql(year: tuple[Service, tuple[str, ...]]) -> None:
    service, periods = year
    scope = scope_of(service, parse_period(periods[0]))
    lines = [one for group in layout_of(scope.definition) for one in group.indicators]
    figures = figures_of(scope, lines)
    assert figures["gestation_at_referral"].value == str(asked(referrals.GESTATION, scope)[0][0])
    bands = {band: count for band, count in figures["removed_in_first_year"].bands.items() if count}
    assert bands == dict(asked(children.BANDS, scope))
    assert figures["cost_avoided"].value == str(asked(surroundings.COST, scope)[0][0])


def test_the_bands_of_every_annex_are_those_of_plain_sql(year: tuple[Service, tuple[str, ...]]) -> None:
    service, periods = year
    for text in periods:
        scope = scope_of(service, parse_period(text))
        lines = layout_of(scope.definition)[-1].indicators
        assert {one.key for one in lines} == set(annexes.BANDS)
        for key, figure in figures_of(scope, lines).items():
            statement, more = annexes.BANDS[key]
            with connection.cursor() as cursor:
                cursor.execute(statement, {"first": scope.period.first, "last": scope.period.last, **more})
                expected = dict(cursor.fetchall())
            assert {band: count for band, count in figure.bands.items() if count} == expected, key
            assert sum(figure.bands.values()) == figure.numerator


PUBLISHED = {
    "families_open": (220, None, "220"),
    "families_open_to_social_services": (104, 220, "47.3"),
    "removed_in_first_year": (15, 220, "6.8"),
    "cost_avoided": (104, None, "4813120"),
}


@pytest.mark.parametrize("year", ["swansea"], indirect=True)
def test_the_published_year_comes_out_as_published(year: tuple[Service, tuple[str, ...]]) -> None:
    scope = scope_of(year[0], parse_period("2021-22"))
    figures = figures_of(scope, [one for group in layout_of(scope.definition) for one in group.indicators])
    found = {key: (figures[key].numerator, figures[key].denominator, figures[key].value) for key in PUBLISHED}
    assert found == PUBLISHED
    assert (figures["removed_in_first_year"].low, figures["removed_in_first_year"].high) == ("4.2", "10.9")
    assert figures["cost_avoided"].cost["net"] == 4_483_120
