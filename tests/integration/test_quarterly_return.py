"""The published year of Swansea, counted from the example's rows by the product's own command."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from families.models import Service
from reporting.counting import applies, figure_of_rows, figures_of, rows_of
from reporting.drafts import draft_of
from reporting.indicators.base import Kind, Part
from reporting.indicators.registry import every
from reporting.periods import parse_period
from reporting.scope import Scope, scope_of
from tests.factories.returns import SWANSEA, imported_year

# One worker imports the year, once.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("swansea-return")]
YEAR = "2021-22"
TODAY = date(2022, 6, 1)


@pytest.fixture(scope="module")
def swansea(django_db_setup: None, django_db_blocker: Any) -> Iterator[Service]:
    """Import once for the module, and take everything back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        _team, service = imported_year(SWANSEA)
        yield service
        transaction.set_rollback(True)


def over(service: Service, period: str) -> Scope:
    return scope_of(service, parse_period(period), TODAY)


def printed(*arguments: str, errors: StringIO | None = None) -> str:
    out = StringIO()
    call_command("quarterly_return", "--service", "jig-so", *arguments, stdout=out, stderr=errors or StringIO())
    return out.getvalue()


def table(period: str = YEAR) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in csv.DictReader(StringIO(printed("--period", period, "--format", "csv")))}


def test_the_published_figures_come_out_of_the_rows(swansea: Service) -> None:
    lines = table()
    assert lines["families_open"]["value"] == "220"
    social = lines["families_open_to_social_services"]
    assert (social["numerator"], social["denominator"], social["value"]) == ("104", "220", "47.3")
    removed = lines["removed_in_first_year"]
    assert (removed["numerator"], removed["denominator"], removed["value"]) == ("15", "220", "6.8")
    assert (removed["low"], removed["high"]) == ("4.2", "10.9")


def test_the_cost_is_labelled_as_a_reconstruction(swansea: Service) -> None:
    lines = table()
    assert lines["cost_avoided"]["value"] == "4813120"
    assert lines["cost_avoided:net"]["value"] == "4483120"
    assert "Reconstruction" in lines["cost_avoided"]["note"]
    assert "every family open to social services" in lines["cost_avoided:net"]["note"]
    text = printed("--period", YEAR)
    assert "£4,813,120" in text
    assert "£4,483,120" in text
    assert "6.1 → 7" in text


def test_a_quarter_has_no_figure_for_a_whole_year(swansea: Service) -> None:
    assert "cost_avoided" not in table("2021-22 Q3")
    with pytest.raises(CommandError, match="whole years only"):
        printed("--period", "2021-22 Q3", "--explain", "cost_avoided")


@pytest.mark.parametrize("period", [YEAR, "2021-22 Q3"])
@pytest.mark.parametrize("one", list(every()), ids=lambda one: one.key)
def test_a_figure_is_what_its_rows_count(swansea: Service, one: Any, period: str) -> None:
    scope = over(swansea, period)
    if not applies(one, scope.period):
        assert rows_of(scope, one) == []
        return
    rows, figure = rows_of(scope, one), figures_of(scope, [one])[one.key]
    counted = {part: sum(row.weight for row in rows if row.part == part) for part in Part}
    assert figure.numerator == counted[Part.NUMERATOR]
    assert figure.unknown == counted[Part.UNKNOWN]
    if one.kind in (Kind.SHARE, Kind.COUNT_OF):
        assert figure.denominator == counted[Part.NUMERATOR] + counted[Part.DENOMINATOR]
    if one.kind is Kind.RATE:
        assert figure.denominator == counted[Part.DENOMINATOR]
    assert figure_of_rows(scope, one, rows) == figure
    assert len({(row.object_type, row.object_id) for row in rows}) == len(rows)


def test_pages_of_rows_are_the_rows(swansea: Service) -> None:
    scope = over(swansea, YEAR)
    one = next(one for one in every() if one.key == "families_open_to_social_services")
    pages = [row for start in range(0, 240, 60) for row in rows_of(scope, one, limit=60, offset=start)]
    assert pages == rows_of(scope, one)
    assert [row.part for row in pages] == ["denominator"] * 116 + ["numerator"] * 104


def test_what_is_set_against_families_comes_before_them(swansea: Service) -> None:
    one = next(one for one in every() if one.key == "removed_in_first_year")
    rows = rows_of(over(swansea, YEAR), one, limit=20)
    assert [row.object_type for row in rows] == ["child"] * 15 + ["family"] * 5


def test_figures_alone_are_those_of_the_whole_return(swansea: Service) -> None:
    scope = over(swansea, YEAR)
    together = figures_of(scope, every())
    for one in every():
        assert figures_of(scope, [one])[one.key] == together[one.key]


def test_the_year_is_no_sum_of_its_quarters(swansea: Service) -> None:
    quarters = [int(table(f"2021-22 Q{number}")["families_open"]["value"]) for number in (1, 2, 3, 4)]
    assert sum(quarters) > 220
    draft = draft_of(over(swansea, "2021-22 Q4"))
    line = next(line for line in draft.lines if line.indicator.key == "families_open")
    assert line.to_date is not None
    assert line.to_date.value == "220"


def test_a_return_is_a_fixed_number_of_queries(swansea: Service, django_assert_max_num_queries: Any) -> None:
    scope = over(swansea, "2021-22 Q3")
    with django_assert_max_num_queries(5):
        draft_of(scope)


def test_outcomes_not_worked_out_yet_are_unknown(swansea: Service) -> None:
    from outcomes.models import CaseOutcome

    before = table()["distance_all_closed"]
    with transaction.atomic():
        CaseOutcome.objects.all().delete()
        after = table()["distance_all_closed"]
        transaction.set_rollback(True)
    assert int(before["unknown"]) == 0
    assert int(after["unknown"]) == int(before["denominator"])


def test_explain_lists_the_references_behind_a_figure(swansea: Service) -> None:
    rows = json.loads(printed("--period", YEAR, "--explain", "removed_in_first_year", "--format", "json"))
    counted = [row for row in rows if row["part"] == "numerator"]
    assert len(counted) == 15
    assert all(row["reference"] for row in counted)


def test_json_is_the_same_table(swansea: Service) -> None:
    rows = json.loads(printed("--period", YEAR, "--format", "json"))
    assert {row["key"]: str(row["value"]) for row in rows} == {key: row["value"] for key, row in table().items()}


def test_a_file_is_written(swansea: Service, tmp_path: Path) -> None:
    file = tmp_path / "return.csv"
    assert printed("--period", YEAR, "--format", "csv", "--output", str(file)) == ""
    assert file.read_text() == printed("--period", YEAR, "--format", "csv")
    with pytest.raises(CommandError, match="No such file"):
        printed("--period", YEAR, "--output", str(tmp_path / "nowhere" / "return.csv"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--period", "2021-23"], "not 23"),
        (["--period", "spring"], "is not a year"),
        (["--period", "2010-11"], "no definition"),
        (["--period", "2090-91"], "Bank holidays are known"),
        (["--period", YEAR, "--explain", "happiness"], "no indicator “happiness”"),
        (["--period", YEAR, "--partnership", "elsewhere"], "no service"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(swansea: Service, arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        printed(*arguments)


def test_a_period_that_goes_on_is_said_to_grow(swansea: Service) -> None:
    errors = StringIO()
    printed("--period", "2039-40", errors=errors)
    assert "still grow" in errors.getvalue()
