"""The figures of the outcome runs against plain SQL: the published year, and a year drawn at random."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from families.models import Service
from outcomes.actions.runs import ask_run, compute_run, computed
from outcomes.canonical import Fingerprint
from outcomes.models import OutcomeRun
from outcomes.periods import Period, year_period
from outcomes.reading.results import Asked, compute
from tests.factories.comparisons import entered
from tests.factories.returns import SWANSEA, imported_year
from tests.integration.test_figures_against_sql import drawn
from tests.sql import STATEMENTS, course, families

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("figures")]
YEARS = {"swansea": 2021, "random": 2022}
AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="module", params=list(YEARS))
def year(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Service, Period]]:
    """A year imported once for the module, and taken back afterwards."""
    directory = SWANSEA if request.param == "swansea" else drawn(tmp_path_factory.mktemp("year"))
    with django_db_blocker.unblock(), transaction.atomic():
        _team, service = imported_year(directory)
        yield service, year_period(YEARS[request.param])
        transaction.set_rollback(True)


def result(year: tuple[Service, Period], kind: str, as_of: date = AS_OF, **more: Any) -> dict[str, Any]:
    service, period = year
    parameters = {"as_of": as_of.isoformat(), **more}
    asked = Asked(service=service, kind=kind, first=period.first, last=period.last, parameters=parameters)
    return compute(asked, Fingerprint())[0]


def asked(statement: str, period: Period, as_of: date = AS_OF) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": period.first, "last": period.last, "as_of": as_of})
        return cursor.fetchone()


def test_what_else_changed_is_what_plain_sql_counts(year):
    found = {one["key"]: one for one in result(year, "course")["figures"]}
    wrong = []
    for key, statement in course.SHARES.items():
        share = found[key]["share"]
        counted = (share["n"], share["of"], sum(found[key]["left_out"].values()))
        if counted != (expected := asked(statement, year[1])):
            wrong.append((key, counted, expected))
    for key, statement in course.MEASURES.items():
        measure = found[key]["measure"]
        n, middle, left = asked(statement, year[1])
        counted = (measure["n"], measure["median"], sum(found[key]["left_out"].values()))
        if counted != (n, pytest.approx(float(middle), abs=1e-6), left):
            wrong.append((key, counted, (n, middle, left)))
    assert wrong == []
    assert found.keys() == course.SHARES.keys() | course.MEASURES.keys()


@pytest.mark.parametrize("as_of", [AS_OF, date(2022, 12, 1)])
def test_the_removal_rates_are_what_plain_sql_counts(year, as_of):
    found = result(year, "removals", as_of)
    published, cohort, social = found["denominators"]
    assert (published["share"]["n"], published["share"]["of"]) == asked(STATEMENTS["removed_in_first_year"], year[1])[
        :2
    ]
    with_earlier = cohort["earlier"]["with"]
    counted = (
        cohort["share"]["n"], cohort["share"]["of"], cohort["died"], cohort["unresolved"],
        with_earlier["n"], with_earlier["of"], cohort["came_late"], cohort["gone_before"],
        cohort["after_birth"]["n"], cohort["after_birth"]["of"], cohort["out_of_sight"],
    )  # fmt: skip
    assert counted == asked(course.COHORT, year[1], as_of)
    without = cohort["earlier"]["without"]
    assert with_earlier["n"] + without["n"] == cohort["share"]["n"]
    assert (social["share"]["n"], social["share"]["of"]) == asked(course.SOCIAL, year[1])
    assert found["after_closure"]["children"] == asked(course.AFTER_CLOSURE, year[1])[0]


def test_the_quarters_of_the_control_chart_are_the_cohorts_of_plain_sql(year):
    from outcomes.periods import period_of

    chart = result(year, "removals")["over_time"]
    assert len(chart["quarters"]) == 12
    for one in chart["quarters"]:
        removed, known, died, unresolved, _, _, late, before, *_rest = asked(course.COHORT, period_of(one["quarter"]))
        assert (one["n"], one["of"], one["died"], one["unresolved"]) == (removed, known, died, unresolved)
        assert one["apart"] == late + before
    everybody = sum(one["of"] for one in chart["quarters"])
    assert chart["centre"] == pytest.approx(sum(one["n"] for one in chart["quarters"]) / everybody, abs=1e-6)


def test_distance_travelled_is_what_plain_sql_counts(year):
    [tool] = result(year, "distance_travelled")["tools"]
    overall, themes = tool["overall"], {one["key"]: one for one in tool["themes"]}
    for key, share in (
        ("distance_completers", overall["improved"]),
        ("distance_completers_maintained", overall["maintained"]),
        ("distance_completers_declined", overall["declined"]),
        ("distance_all_closed", overall["improved_of_all"]),
        *((f"theme_{key}", one["improved"]) for key, one in themes.items()),
    ):
        assert (share["n"], share["of"]) == asked(STATEMENTS[key], year[1])[:2], key


def test_the_groups_of_distance_travelled_are_what_plain_sql_counts(year):
    groups = result(year, "distance_travelled")["groups"]
    counted = {(one["dimension"], one["group"]): (one["closed"], one["pairs"]) for one in groups}
    for dimension, statement in course.GROUPS.items():
        with connection.cursor() as cursor:
            cursor.execute(statement, {"first": year[1].first, "last": year[1].last})
            expected = {(dimension, group): (closed, pairs) for group, closed, pairs in cursor.fetchall()}
        assert {key: value for key, value in counted.items() if key[0] == dimension} == expected
    assert all(("improved" in one) == (one["pairs"] >= 5) for one in groups)


def test_the_families_and_babies_of_the_cost_are_those_of_plain_sql(year):
    found = result(year, "cost", counterfactual="all")
    expected = asked(STATEMENTS["families_open_to_social_services"], year[1])[0]
    removed = asked(STATEMENTS["removed_in_first_year"], year[1])[0]
    assert (found["families"], found["removed"]) == (expected, removed)
    assert found["sum"]["gross"] == max(0, expected - removed) * 54_080
    families_open = asked(STATEMENTS["families_open"], year[1])[0]
    assert found["left_out"] == {"not_open": families_open - expected, "no_birthday": 0}


only_swansea = pytest.mark.parametrize("year", ["swansea"], indirect=True)


@only_swansea
def test_the_published_rate_comes_out_of_a_run_with_its_interval(year):
    service, period = year
    run = ask_run(service=service, kind="removals", first_day=period.first, last_day=period.last, by=None)
    assert compute_run(run_id=run.pk).state == "done"
    share = OutcomeRun.objects.get(pk=run.pk).result["denominators"][0]["share"]
    assert (share["n"], share["of"]) == (15, 220)
    assert [round(100 * share[end], 1) for end in ("low", "high")] == [4.2, 10.9]
    assert asked(STATEMENTS["families_open_to_social_services"], period)[:2] == (104, 220)
    assert families


@only_swansea
def test_the_published_saving_is_one_scenario_of_a_cost_run(year):
    found = result(year, "cost", counterfactual="all")
    told = found["sum"]
    assert (told["expected"], told["actual"], told["gross"], told["net"]) == (104, 15, 4_813_120, 4_483_120)
    assert (told["break_even"], told["break_even_whole"]) == ("6.1", 7)
    assert [one["expected"] for one in found["range"]] == [0, 10, 21, 31, 42, 52, 62, 73, 83, 94, 104]


@only_swansea
def test_a_cohorts_rate_and_a_published_rate_give_other_scenarios_with_their_range(year):
    first = entered(year[0]).cohorts.first()
    found = result(year, "cost", counterfactual="cohort", cohort=str(first.pk))
    assert (found["counterfactual"]["expected"], found["sum"]["avoided"]) == (52, 37)
    assert (found["low"]["expected"], found["high"]["expected"]) == (37, 67)
    published = {"counterfactual": "published", "n": 1, "of": 10, "source": "Somebody"}
    found = result(year, "cost", **published)
    assert (found["sum"]["expected"], found["sum"]["gross"], found["sum"]["net"]) == (10, 0, -330_000)


@only_swansea
def test_the_command_line_prints_the_figures_of_the_pages(year, tmp_path):
    service, period = year
    for what in ("distance-travelled", "removals", "cost", "course"):
        told = StringIO()
        call_command("outcomes", what, service=service.slug, period="2021-22", as_of="2026-01-01", format="json",
                     stdout=told)  # fmt: skip
        printed = json.loads(told.getvalue())
        kind = what.replace("-", "_")
        parameters = {"as_of": "2026-01-01", **({"counterfactual": "all"} if what == "cost" else {})}
        mine, fingerprint = computed(
            Asked(service=service, kind=kind, first=period.first, last=period.last, parameters=parameters)
        )
        assert (printed["result"], printed["fingerprint"]) == (json.loads(json.dumps(mine)), fingerprint)
    entered(service)
    told = StringIO()
    call_command("outcomes", "comparison", service=service.slug, period="2021-22", title="First forty against last "
                 "forty", stdout=told)  # fmt: skip
    assert "result.cohorts.2.cells.happened: 7\n" in told.getvalue()
    assert "result.cohorts.2.cells.with_happened: unknown\n" in told.getvalue()


@only_swansea
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"service": "nobody"}, "There is no service"),
        ({"period": "2021"}, "is not a period"),
        ({"as_of": "yesterday"}, "is not a day"),
        ({"as_of": "2999-01-01"}, "has not come"),
        ({"output": "/nowhere/at/all"}, "No such file"),
        ({"what": "comparison"}, "Say --first-last"),
        ({"what": "comparison", "first_last": 5000}, "would share some of them"),
        ({"what": "cost", "counterfactual": "published"}, "--rate 15/220"),
        ({"what": "cost", "counterfactual": "cohort"}, "Say which cohort"),
        ({"what": "cost", "counterfactual": "cohort", "cohort": "the first"}, "Say which cohort"),
        ({"what": "cost", "counterfactual": "published", "rate": "²/3", "source": "x"}, "--rate 15/220"),
        ({"what": "cost", "counterfactual": "published", "rate": "15/0", "source": "x"}, "some of more than none"),
        ({"what": "cost", "rate": "15/220"}, "--counterfactual published"),
        ({"what": "removals", "rate": "15/220"}, "can be given for cost alone"),
        ({"what": "comparison", "first_last": 0}, "a number from 1"),
        ({"what": "comparison", "first_last": 5, "from_version": "2025"}, "Give one of"),
        ({"partnership": "nobody"}, "There is no partnership"),
        ({"period": "2090-91"}, "had not begun"),
        ({"as_of": "2020-01-01"}, "had not begun"),
        ({"as_of": "2022-03-30"}, "went on after"),
        ({"what": "cost", "period": "2021-22-q1"}, "Choose a year"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_answered_in_words(year, wrong, words):
    told = {"what": "removals", "service": year[0].slug, "period": "2021-22", **wrong}
    with pytest.raises(CommandError, match=words):
        call_command("outcomes", told.pop("what"), stdout=StringIO(), **told)
