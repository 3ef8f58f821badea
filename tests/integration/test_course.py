"""What else changed, line by line: who is counted, who is left out, and why."""

from datetime import date, timedelta

import pytest

from families.actions.separations import record_return
from families.models import Case, Meeting, MeetingSubject, Person, Status, Visit
from outcomes.canonical import Fingerprint
from outcomes.reading.course import Span, figure_of
from outcomes.reading.course import result as course
from reporting.counting import rows_of
from reporting.indicators.registry import indicator
from reporting.periods import parse_period
from reporting.scope import scope_of
from tests.factories.families import at, partner_case, team_offering, visit_row
from tests.integration.test_removals import AS_OF, FIRST, LAST, case_of, child_of, removed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return team_offering()


def lines(team, key: str, as_of: date = AS_OF) -> list[tuple[str, float | None]]:
    span = Span(service=team.services.get(), first=FIRST, last=LAST, as_of=as_of)
    return [(line.state, line.value) for line in figure_of(key).lines(span)]


def seen_case(team, wait: int = 14) -> Case:
    case = case_of(team)
    visit_row(case, when=at(case.referred_on + timedelta(days=wait)))
    return case


def test_a_removed_child_waits_for_its_first_year_as_the_others_do_before_it_is_set_beside_them(team):
    for age in (3, None):
        case = seen_case(team)
        child = child_of(case, date(2021, 7, 1))
        if age:
            removed(case, age, child=child)
    assert lines(team, "visit_and_removal", as_of=date(2022, 6, 30)) == [("unresolved", None)] * 2
    assert sorted(lines(team, "visit_and_removal", as_of=date(2022, 7, 1))) == [("no", 2.0), ("yes", 2.0)]


def test_of_very_many_children_fishers_test_is_not_made(team, monkeypatch):
    """Its whole numbers grow with them; the interval of the difference says enough."""
    for wait in (7, 14):
        child_of(seen_case(team, wait))
    span = Span(service=team.services.get(), first=FIRST, last=LAST, as_of=AS_OF)
    assert course._association(span, Fingerprint())["fisher"] == 1
    monkeypatch.setattr(course, "MOST_FOR_FISHER", 1)
    assert course._association(span, Fingerprint())["fisher"] is None


def test_children_of_cases_without_a_visit_are_left_out_of_the_association_and_said(team):
    child_of(case_of(team))
    assert lines(team, "visit_and_removal") == [("no_visit", None)]


@pytest.mark.parametrize(("opened_at", "state"), [(3, "yes"), (4, "gone_before"), (365, "came_late")])
def test_who_came_after_a_separation_or_after_the_first_year_waited_for_no_visit_before_it(team, opened_at, state):
    case = seen_case(team)
    removed(case, 3)
    Case.objects.filter(pk=case.pk).update(opened_on=date(2021, 7, 1) + timedelta(days=opened_at))
    assert [found for found, _wait in lines(team, "visit_and_removal")] == [state]


def stands(case: Case, starts: date, ends: date | None, kind: str = "child_protection") -> None:
    on_register = kind == "child_protection"
    Status.objects.create(
        family=case.family, person=case.pregnancy.children.get().person, kind=kind, open_to_social_services=True,
        on_register=on_register, categories=["neglect"] if on_register else [], starts=starts, ends=ends,
    )  # fmt: skip


@pytest.mark.parametrize(("age", "state"), [(None, "yes"), (3, "no")])
def test_a_child_who_was_removed_is_not_better_off_because_its_plan_ended(team, age, state):
    case = case_of(team)
    child = child_of(case)
    stands(case, date(2021, 5, 1), date(2021, 7, 4), "care_and_support")
    if age:
        away = removed(case, age, child=child)
        assert lines(team, "closed_to_social_services") == [("no", None)]
        record_return(separation=away, returned_on=LAST + timedelta(days=1), by=None)
    assert lines(team, "closed_to_social_services") == [(state, None)]


def test_other_reasons_for_being_on_the_register_are_no_second_registration(team):
    case = case_of(team)
    child_of(case)
    stands(case, date(2021, 5, 1), date(2021, 8, 31))
    stands(case, date(2021, 9, 1), date(2022, 2, 28))
    [(state, months)] = lines(team, "register_months")
    assert (state, round(months, 2)) == ("yes", 9.99)
    Status.objects.filter(starts=date(2021, 9, 1)).update(starts=date(2021, 9, 2))
    assert [round(months, 2) for _state, months in lines(team, "register_months")] == [4.04, 5.91]


def test_a_registration_that_goes_on_is_left_out_of_the_months_and_said(team):
    case = case_of(team)
    child_of(case)
    stands(case, date(2021, 5, 1), LAST)
    assert [state for state, _months in lines(team, "register_months")] == ["yes"]
    assert lines(team, "de_registered") == [("yes", None)]
    stands(case, LAST + timedelta(days=1), None)
    assert lines(team, "register_months") == [("goes_on", None)]
    assert lines(team, "de_registered") == [("no", None)]
    period = parse_period("2021-22")
    [row] = rows_of(scope_of(team.services.get(), period), indicator("de_registered"))
    assert row.part == "denominator"


@pytest.mark.parametrize(
    ("again", "home", "counted"),
    [(None, None, (1, 1)), (250, None, (0, 1)), (250, 273, (1, 1)), (250, 274, (0, 1)), (274, None, (1, 1))],
)
def test_the_return_says_who_of_those_who_came_home_was_at_home_at_its_end(team, again, home, counted):
    """The child is 273 days old on the last day of the period."""
    case = case_of(team)
    child = child_of(case)
    born_on = child.person.date_of_birth
    record_return(separation=removed(case, 3, child=child), returned_on=born_on + timedelta(days=60), by=None)
    if again:
        second = removed(case, again, child=child)
        if home:
            record_return(separation=second, returned_on=born_on + timedelta(days=home), by=None)
    assert figure_now(team, "returned_home") == (1, 1)
    assert figure_now(team, "still_at_home") == counted


def test_a_child_dead_before_the_period_is_not_apart_in_it_and_one_dead_in_it_is_not_at_home(team):
    for died in (FIRST - timedelta(days=1), LAST):
        case = case_of(team)
        away = removed(case, 0, child=child_of(case, date(2021, 3, 20)))
        Person.objects.filter(pk=away.child.person_id).update(died_on=died)
        if died == LAST:
            record_return(separation=away, returned_on=FIRST, by=None)
    assert (figure_now(team, "returned_home"), figure_now(team, "still_at_home")) == ((1, 1), (0, 1))


def figure_now(team, key: str) -> tuple[int, int]:
    rows = rows_of(scope_of(team.services.get(), parse_period("2021-22")), indicator(key))
    return sum(row.part == "numerator" for row in rows), len(rows)


def review(case: Case, on: date, decision: str) -> None:
    meeting = Meeting.objects.create(family=case.family, kind="review_conference", held_on=on, child_protection=True)
    MeetingSubject.objects.create(meeting=meeting, person=case.pregnancy.children.get().person, decision=decision)


def test_a_review_that_changed_the_reasons_is_not_the_first_review_of_another_registration(team):
    case = case_of(team)
    child_of(case)
    stands(case, date(2021, 5, 1), date(2021, 8, 31))
    stands(case, date(2021, 9, 1), date(2022, 2, 28))
    review(case, date(2021, 9, 1), "stay_registered")
    review(case, date(2022, 2, 28), "remove_from_register")
    assert lines(team, "first_review") == [("no", None)]
    [row] = rows_of(scope_of(team.services.get(), parse_period("2021-22")), indicator("de_registered_at_first_review"))
    assert row.part == "denominator"


def closed(case: Case, on: date) -> Case:
    Case.objects.filter(pk=case.pk).update(closed_on=on, stage="closed")
    return case


def test_an_unborn_child_is_not_kept_out_of_care_by_a_case_that_closed(team):
    case = closed(case_of(team), date(2021, 5, 1))
    assert lines(team, "out_of_care_0") == lines(team, "out_of_care_12") == [("unborn", None)]
    child_of(case, date(2021, 11, 1))
    assert lines(team, "out_of_care_0") == [("unborn", None)]
    assert lines(team, "out_of_care_6") == [("yes", None)]


@pytest.mark.parametrize(
    ("spells", "weeks"),
    [
        ([(0, 14)], 2), ([(0, None)], 17), ([(0, 14), (28, None)], 15), ([(0, 42), (28, 56)], 8), ([(200, None)], 0),
        ([(0, 122)], 17),
    ],
)  # fmt: skip
def test_help_before_birth_is_the_time_in_which_a_case_was_open(team, spells, weeks):
    first = case_of(team)
    opened = first.opened_on
    child_of(first, opened + timedelta(days=122))
    cases = [first, *(partner_case(first) for _spell in spells[1:])]
    for case, (starts, ends) in zip(cases, spells, strict=True):
        day = opened + timedelta(days=starts)
        ended = {"closed_on": opened + timedelta(days=ends), "stage": "closed"} if ends else {}
        Case.objects.filter(pk=case.pk).update(opened_on=day, **ended)
    assert lines(team, "weeks_before_birth") == [("yes", weeks)]


def test_a_part_that_was_left_at_its_own_time_is_a_visit_of_its_own(team):
    case = case_of(team)
    moment = at(date(2021, 7, 5))
    joint = visit_row(case, when=moment)
    other = visit_row(case, when=moment, parted_from=joint)
    assert lines(team, "visits_done") == [("yes", None)]
    Visit.objects.filter(pk=other.pk).update(planned_for=moment + timedelta(days=2))
    assert lines(team, "visits_done") == [("yes", None)] * 2
    Visit.objects.filter(pk=other.pk).update(planned_for=moment, outcome="no_access")
    assert sorted(lines(team, "visits_done")) == [("no", None), ("yes", None)]


def test_a_visit_that_lies_ahead_is_not_one_that_nobody_wrote_up(team):
    visit_row(case_of(team), when=at(date(2021, 7, 5)), outcome="planned")
    assert lines(team, "visits_done", as_of=date(2021, 7, 4)) == [("not_yet", None)]
    assert lines(team, "visits_done", as_of=date(2021, 7, 5)) == [("not_written", None)]
