"""What else changed, line by line: who is counted, who is left out, and why."""

from datetime import date, timedelta

import pytest

from families.models import Case
from outcomes.reading.course import Span, figure_of
from tests.factories.families import at, team_offering, visit_row
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


def test_children_of_cases_without_a_visit_are_left_out_of_the_association_and_said(team):
    child_of(case_of(team))
    assert lines(team, "visit_and_removal") == [("no_visit", None)]
