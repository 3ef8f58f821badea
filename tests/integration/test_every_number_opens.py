"""Every number on the page of a run of outcomes opens into as many rows as it says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.losses import record_loss
from families.actions.separations import record_return
from families.models import Restriction, Status
from tests.factories.comparisons import entered
from tests.factories.crowds import cases_like
from tests.factories.families import at, team_offering, visit_row, worked_case
from tests.factories.outcomes import reading, tool_version
from tests.integration.opened_links import numbers_that_open, opened_wrong, rows_behind
from tests.integration.test_outcome_comparisons import case_of, gone
from tests.integration.test_outcome_pages import chief, computed, team, text_of
from tests.integration.test_removals import child_of
from tests.unit.test_outcomes_distance import OPENED, close, days

pytestmark = pytest.mark.django_db
__all__ = ["chief", "team"]
LISTS = "/left-out/"
BORN = date(2021, 7, 1)


@pytest.fixture
def lived(team):
    """Six cases: a child removed and home again, one removed and withheld from everybody, one that died, three more."""
    made = [case_of(team, date(2021, 3, 1) + timedelta(days=7 * number)) for number in range(6)]
    for place, case in enumerate(made):
        visit_row(case, when=at(case.referred_on + timedelta(days=7 * place)))
        child_of(case, BORN + timedelta(days=place))
    first = gone(child_of(made[0], None), made[0])
    record_return(separation=first, returned_on=date(2021, 9, 1), by=None)
    gone(child_of(made[1], None), made[1], days=9)
    record_loss(child=child_of(made[2], None), kind="neonatal_death", lost_on=BORN + timedelta(days=8), by=None)
    for case in made[:4]:
        Status.objects.create(
            person=child_of(case, None).person, family=case.family, kind="child_in_need", starts=date(2021, 7, 8),
            ends=date(2022, 1, 1), open_to_social_services=True,
        )  # fmt: skip
    Restriction.objects.create(family=made[1].family, reason="x", starts=timezone.localdate())
    return made


@pytest.mark.full
@pytest.mark.parametrize(
    ("kind", "more", "least"),
    [
        ("removals", {}, 14),
        ("course", {}, 10),
        ("cost", {"counterfactual": "all"}, 2),
        ("comparison", {"way": "order", "size": 2}, 8),
    ],
    ids=["removals", "course", "cost", "comparison"],
)
def test_each_number_of_a_run_is_that_of_its_rows(client, team, chief, lived, kind, more, least):
    text = text_of(client, computed(team, kind, **more))
    assert len(numbers_that_open(text, into=LISTS)) >= least
    assert opened_wrong(client, text, into=LISTS, name="listed") == {}


def test_the_point_of_a_quarter_opens_into_the_births_of_that_quarter(client, team, chief, lived):
    run = computed(team, "removals")
    links = dict(numbers_that_open(text_of(client, run), into="2021-22-q2"))
    assert sorted(links.values()) == [2, 5]
    whole = client.get(next(href for href in links if href.endswith("/whole/"))).context["listed"]
    assert sorted(row.counted for row in whole.rows) == [False, False, False, True]
    assert (whole.restricted, whole.marked) == (1, True)


@pytest.mark.full
def test_each_number_of_distance_travelled_is_that_of_its_cases(client, team, chief):
    made = [worked_case(team, on=days(28), opened_on=OPENED)[0] for _number in range(6)]
    tool_version(team.partnership)
    for case, start, end in zip(made, (4, 4, 9, 6, 5), (6, 7, 6, 6, 6), strict=False):
        reading(case, start, on=days(10 if start != 6 else 60), respondent="parent")
        reading(case, end, on=days(200), respondent="parent", point="end")
    reading(made[0], 3, on=days(10), respondent="worker")
    reading(made[0], 8, on=days(200), respondent="worker", point="end")
    for case in made[:-1]:
        close(case, days(210))
    close(made[-1], days(210), no_scores="moved_away")
    text = text_of(client, computed(team, "distance_travelled"))
    links = numbers_that_open(text, into=LISTS)
    assert len(links) > 40
    assert opened_wrong(client, text, into=LISTS, name="listed") == {}


def test_numbers_that_were_typed_in_open_into_nothing_and_the_page_says_so(client, team, chief):
    typed_in = entered(service=team.services.get())
    text = text_of(client, computed(team, "comparison", way="entered", comparison=str(typed_in.pk)))
    assert numbers_that_open(text, into=LISTS) == []
    assert "so its numbers open into no rows" in text


@pytest.mark.full
def test_a_long_list_is_read_page_by_page(client, team, chief):
    case = worked_case(team_offering(partnership=team.partnership), on=date(2021, 5, 29), opened_on=date(2021, 5, 1))[0]
    cases_like(case, 60)
    run = computed(team, "course")
    links = dict(numbers_that_open(text_of(client, run), into="gestation_at_referral/counted"))
    ((href, number),) = links.items()
    assert rows_behind(client, href, "listed") == number == 61


@pytest.mark.parametrize("query", ["part=domain&key=%00", "tool=x", "part=theme", "part=area&key=nowhere", "tool=%27"])
def test_what_distance_travelled_is_not_told_apart_by_has_no_list(client, team, chief, query):
    run = computed(team, "distance_travelled")
    link = reverse("outcomes:left_out", args=[run.pk, "distance", "counted"])
    assert client.get(f"{link}?{query}").status_code == 404
