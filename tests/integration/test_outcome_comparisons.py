"""Two cohorts beside each other: published cells that are taken or refused, and cohorts drawn from the records."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from activity.errors import RuleBroken
from families.actions.separations import record_separation
from families.definition_of import rules_of
from families.models import Case, Child, Separation
from outcomes.actions.comparisons import CellsRefused
from outcomes.actions.runs import ask_run, compute_run
from outcomes.canonical import Fingerprint
from outcomes.earlier import with_earlier_removal
from outcomes.models import ComparisonCohort
from outcomes.reading.comparison import comparison_result
from outcomes.removals import born_alive
from tests.factories.comparisons import FIRST, LAST, entered
from tests.factories.families import antenatal_case, born, member, team_offering

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return team_offering()


def compared(team, **more):
    run = ask_run(
        service=team.services.get(), kind="comparison", first_day=date(2021, 4, 1), last_day=date(2022, 3, 31),
        more=more, by=None,
    )  # fmt: skip
    compute_run(run_id=run.pk)
    run.refresh_from_db()
    return run


def test_the_first_forty_of_kirklees_follow_from_what_was_published(team):
    first, _last = entered(team.services.get()).cohorts.all()
    assert first.cells == {
        "size": 40, "happened": 20, "otherwise": 20, "with_all": 25, "without_all": 15, "with_happened": 18,
        "with_otherwise": 7, "without_happened": 2, "without_otherwise": 13,
    }  # fmt: skip


def test_the_split_of_the_seven_removed_stays_unknown(team):
    _first, last = entered(team.services.get()).cohorts.all()
    assert (last.happened, last.otherwise, last.with_otherwise, last.without_otherwise) == (7, 33, 9, 24)
    assert (last.with_happened, last.without_happened, last.with_all) == (None, None, None)


def test_nine_of_the_seven_removed_are_refused(team):
    with pytest.raises(CellsRefused, match="9 of 7") as refused:
        entered(team.services.get(), last={**LAST, "with_happened": 9})
    assert refused.value.field == "cohort_2_with_happened"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"happened": 3}, "cohort_1_size"),
        ({"size": 40}, "cohort_1_happened"),
        ({"size": 40, "happened": 41}, "cohort_1_happened"),
        ({**FIRST, "otherwise": 21}, "cohort_1_size"),
    ],
)
def test_cells_that_cannot_be_are_refused_at_their_field(team, cells, field):
    with pytest.raises(CellsRefused) as refused:
        entered(team.services.get(), first=cells)
    assert refused.value.field == field


@pytest.mark.parametrize("wrong", [{"happened": 41}, {"with_happened": 21}, {"otherwise": 19}])
def test_the_database_holds_no_cells_that_do_not_add_up(team, wrong):
    comparison = entered(team.services.get())
    ComparisonCohort.objects.filter(comparison=comparison).delete()
    cells = {"size": 40, "happened": 20, "otherwise": 20, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        ComparisonCohort.objects.create(comparison=comparison, position=1, label="x", **cells)


def test_the_run_over_kirklees_has_the_difference_with_newcombes_interval_and_fishers_test(team):
    comparison = entered(team.services.get())
    run = compared(team, way="entered", comparison=str(comparison.pk))
    first, last = run.result["cohorts"]
    assert [(one["share"]["n"], one["share"]["of"]) for one in (first, last)] == [(20, 40), (7, 40)]
    apart = run.result["differences"]["all"]
    assert apart["difference"] == -0.325
    assert (round(apart["low"], 3), round(apart["high"], 3)) == (-0.497, -0.118)
    assert apart["fisher"] == pytest.approx(0.0041, abs=1e-4)
    assert run.result["differences"]["with"] is None
    assert first["with"] == {"n": 18, "of": 25, "low": first["with"]["low"], "high": first["with"]["high"]}
    assert last["with"] is None


def case_of(team, opened: date) -> Case:
    return antenatal_case(team, on=opened + timedelta(days=28), opened_on=opened)


def baby(case: Case, born_on: date) -> Child:
    child = case.pregnancy.children.get()
    born(child, on=born_on)
    return Child.objects.select_related("person").get(pk=child.pk)


def gone(child: Child, case: Case, days: int = 3) -> Separation:
    return record_separation(
        child=child, definition=rules_of(case), separated_on=child.person.date_of_birth + timedelta(days=days),
        basis="interim_care_order", carer="foster", by=None,
    )  # fmt: skip


@pytest.fixture
def five(team) -> list[tuple[Case, Child]]:
    made = []
    for number in range(5):
        case = case_of(team, date(2021, 3, 1) + timedelta(days=7 * number))
        child = baby(case, date(2021, 7, 1) + timedelta(days=number))
        if number < 2:
            gone(child, case)
        made.append((case, child))
    return made


def test_the_first_and_the_last_so_many_are_drawn_in_the_order_of_their_cases(team, five):
    result = compared(team, way="order", size=2).result
    assert [(one["share"]["n"], one["share"]["of"]) for one in result["cohorts"]] == [(2, 2), (0, 2)]
    assert result["cohorts"][1]["left_out"]["between"] == 1
    assert result["differences"]["all"]["small"] is True


def test_a_late_cohort_waits_for_the_first_year_of_the_removed_as_of_the_others(team, five):
    """Of children born lately only the removed are known: counted alone they would make the work look worse."""
    gone(five[4][1], five[4][0])
    more = {"way": "order", "size": 2, "as_of": "2022-07-04"}
    result = comparison_result(team.services.get(), date(2021, 4, 1), date(2022, 3, 31), more, Fingerprint())
    assert [(one["share"]["n"], one["share"]["of"]) for one in result["cohorts"]] == [(2, 2), (0, 2)]
    assert {why: count for why, count in result["cohorts"][1]["left_out"].items() if count} == {"unresolved": 1}


@pytest.mark.parametrize(("later", "why"), [(400, "came_late"), (10, "gone_before")])
def test_a_child_who_came_too_late_stands_in_no_cohort(team, five, later, why):
    case, child = five[0]
    Case.objects.filter(pk=case.pk).update(opened_on=child.person.date_of_birth + timedelta(days=later))
    result = compared(team, way="order", size=2).result
    assert [(one["share"]["n"], one["share"]["of"]) for one in result["cohorts"]] == [(1, 2), (0, 2)]
    assert {key: count for key, count in result["cohorts"][1]["left_out"].items() if count} == {why: 1}


def test_a_child_who_would_stand_in_both_cohorts_makes_the_comparison_fail(team, five):
    run = compared(team, way="order", size=3)
    assert run.state == "failed"
    assert "5 children can be counted. Two cohorts of 3 would share some of them." in run.error


def test_a_comparison_of_another_service_is_refused(team):
    run = compared(team, way="entered", comparison="0190aaaa-0000-7000-8000-000000000001")
    assert (run.state, run.error) == ("failed", "There is no such comparison.")


def test_before_and_from_a_version(team, five):
    label = five[0][0].service_version.label
    result = compared(team, way="version", version=label).result
    assert [one["share"]["of"] for one in result["cohorts"]] == [0, 5]
    assert result["differences"]["all"] is None
    assert compared(team, way="version", version="nobody's").state == "failed"


def earlier_of(team, child: Child) -> bool:
    rows = born_alive(team.services.get(), date(2021, 4, 1), date(2022, 3, 31))
    return with_earlier_removal(rows, team.services.get()).get(pk=child.pk).earlier


def test_a_brother_removed_before_the_birth_is_an_earlier_removal_and_one_removed_later_is_none(team):
    case = case_of(team, date(2021, 3, 1))
    child = baby(case, date(2021, 7, 1))
    assert not earlier_of(team, child)
    brother = Child.objects.create(
        family=case.family, person=member(case.family, "sibling", given_name="Brawd"), state="born"
    )
    away = Separation.objects.create(
        child=brother, separated_on=date(2021, 7, 1), basis="care_order", carer="foster", counts_as_removal=True
    )
    assert not earlier_of(team, child)
    Separation.objects.filter(pk=away.pk).update(separated_on=date(2021, 6, 30))
    assert earlier_of(team, child)


def test_the_fathers_child_in_another_family_is_an_earlier_removal_of_either_parent(team):
    case, other = case_of(team, date(2021, 3, 1)), case_of(team, date(2021, 3, 1))
    child = baby(case, date(2021, 7, 1))
    father = member(case.family, "father", given_name="Tad", on=date(2021, 3, 1))
    half = baby(other, date(2021, 5, 1))
    gone(half, other)
    assert not earlier_of(team, child)
    from families.actions.people import add_to_family

    add_to_family(family=other.family, person=father, relation="father", from_day=date(2020, 1, 1), by=None)
    assert earlier_of(team, child)


def test_the_cohort_of_births_is_split_by_earlier_removals(team, five):
    run = ask_run(service=team.services.get(), kind="removals", first_day=date(2021, 4, 1),
                  last_day=date(2022, 3, 31), by=None)  # fmt: skip
    compute_run(run_id=run.pk)
    run.refresh_from_db()
    split = run.result["denominators"][1]["earlier"]
    assert [(split[one]["n"], split[one]["of"]) for one in ("with", "without")] == [(0, 0), (2, 5)]


def test_a_wrong_period_says_so(team):
    with pytest.raises(RuleBroken):
        ask_run(service=team.services.get(), kind="comparison", first_day=date(2022, 4, 1), last_day=date(2022, 3, 1),
                by=None)  # fmt: skip
