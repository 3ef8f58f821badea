"""The pages that are opened all day ask the database as seldom with many rows as with ten, and open to nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Case, Exclusion, Milestone
from families.reading import team as reading
from families.reading.caseload import TEAM, read_caseload
from families.reading.team import read_team_clocks
from tests.factories import families as make
from tests.factories.crowds import cases_like

pytestmark = pytest.mark.django_db

CLOCKS, CASELOAD = reverse("families:clocks"), reverse("families:caseload")
SAVEPOINTS = 4
"""Of a request within the transaction of a test; a real one has none."""
MOST_CLOCKS, MOST_CASELOAD = 12, 6


@pytest.fixture
def team():
    return make.team_offering()


@pytest.fixture
def carys(client, team):
    user = make.manager(team, name="Carys Ffug")
    client.force_login(user)
    return user


def with_cases(team, number):
    """That many cases, with clocks that are late and clocks that come soon."""
    model = Case.objects.filter(team=team).first() or make.antenatal_case(team)
    cases_like(model, number - Case.objects.filter(team=team).count())


@pytest.mark.parametrize(("address", "most"), [(CLOCKS, MOST_CLOCKS), (f"{CASELOAD}?whose=team", MOST_CASELOAD)])
def test_a_page_asks_as_seldom_for_sixty_cases_as_for_ten(
    client, team, carys, django_assert_max_num_queries, address, most
):
    counts = []
    for number in (10, 60):
        with_cases(team, number)
        client.get(address)
        with django_assert_max_num_queries(most + SAVEPOINTS) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_clocks_of_a_team_are_counted_whole_and_follow_one_another_by_pages(team, carys, monkeypatch):
    with_cases(team, 5)
    today = timezone.localdate()
    late = Milestone.objects.waiting().filter(due_on__lt=today)
    whole = read_team_clocks(carys, today)
    assert (len(whole.late), whole.late_count) == (late.count(), late.count())
    assert whole.coming_count == len(whole.coming) == Milestone.objects.due_within(today, reading.SOON_DAYS).count()
    monkeypatch.setattr(reading, "PAGE", 2)
    seen, after = [], ""
    while True:
        page = read_team_clocks(carys, today, after=after)
        assert page.late_count == late.count()
        seen += [line.milestone.pk for line in page.late]
        after = page.next
        if not after:
            break
    assert seen == [line.milestone.pk for line in whole.late]


def test_who_holds_a_case_and_whose_it_is_stands_beside_its_clock(client, team, carys):
    case, _nurse, _parent = make.worked_case(team)
    due = timezone.localdate() - timedelta(days=2)
    Milestone.objects.create(case=case, rule="booked", due_on=due, first_due_on=due)
    page = read_team_clocks(carys, timezone.localdate())
    [line] = [one for one in page.late if one.milestone.rule == "booked"]
    assert case.client.family_name in line.of_whom
    holders = [one.worker.name for one in case.allocations.order_by("starts", "id")]
    assert page.workers[case.pk] == ", ".join(holders)


def test_lists_asked_for_one_reader_show_the_next_reader_nothing_of_it(team, carys):
    case, nurse, _parent = make.worked_case(team)
    due = timezone.localdate() - timedelta(days=2)
    Milestone.objects.create(case=case, rule="booked", due_on=due, first_due_on=due)
    today, stranger = timezone.localdate(), make.manager(make.team_offering())
    assert read_team_clocks(carys, today).late_count
    assert [one.summary.case for one in read_caseload(nurse, today).lines] == [case]
    assert read_caseload(carys, today).lines == ()
    for whose in ("mine", TEAM):
        assert read_caseload(stranger, today, whose=whose).lines == ()
    theirs = read_team_clocks(stranger, today)
    assert (theirs.late, theirs.late_count, theirs.board.rows, theirs.board.waiting) == ((), 0, (), 0)
    Exclusion.objects.create(family=case.family, user=carys, reason="A cousin", starts=today)
    kept = read_team_clocks(carys, today)
    assert (kept.late_count, kept.coming_count, kept.board.waiting) == (0, 0, 0)
    assert read_caseload(carys, today, whose=TEAM).lines == ()
