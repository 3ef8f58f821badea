"""Somebody leaves: all of their work goes to others at once, or stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.models import Notification
from families.actions.reassigning import reassign_all
from families.errors import DateImpossible, OverCapacity, PlanChanged, WorkerUnsuitable
from families.models import Allocation, Restriction, RestrictionName, Task
from families.reading.reassigning import read_leaving
from tests.factories import families as make
from tests.integration.life_forms import parts

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def boss(client, team):
    user = make.manager(team)
    client.force_login(user)
    return user


@pytest.fixture
def leaver(team):
    return make.midwife(team, name="Mair Gadael")


def held(team, leaver, number=1):
    return [make.allocated(make.antenatal_case(team), "midwife", leaver) for _ in range(number)]


def to_all(allocations, worker):
    return {one.pk: worker for one in allocations}


def page(leaver):
    return reverse("families:reassign", args=[leaver.pk])


def test_everything_goes_over_on_the_day_after_the_last(team, boss, leaver):
    heir, rows = make.midwife(team), held(team, leaver, 3)
    moved = reassign_all(leaver=leaver, last_day=TODAY() + 4 * DAY, to=to_all(rows, heir), by=boss)
    assert moved.allocations == 3
    assert set(Allocation.objects.filter(worker=leaver).values_list("ends", flat=True)) == {TODAY() + 4 * DAY}
    assert set(Allocation.objects.filter(worker=heir).values_list("starts", flat=True)) == {TODAY() + 5 * DAY}
    assert Notification.objects.filter(user=heir, kind="allocated").count() == 3


def test_open_tasks_and_later_visits_follow_and_what_is_done_stays(team, boss, leaver):
    heir, (row,) = make.midwife(team), held(team, leaver)
    open_task = Task.objects.create(case=row.case, title="Ring", assigned_to=leaver)
    done_task = Task.objects.create(case=row.case, title="Rang", assigned_to=leaver, done_on=TODAY())
    later = make.visit_row(row.case, leaver, outcome="planned", when=make.at(TODAY() + 9 * DAY, 9))
    before = make.visit_row(row.case, leaver, outcome="planned", when=make.at(TODAY() + DAY, 9))
    moved = reassign_all(leaver=leaver, last_day=TODAY() + 2 * DAY, to=to_all([row], heir), by=boss)
    assert (moved.tasks, moved.visits) == (1, 1)
    open_task.refresh_from_db()
    done_task.refresh_from_db()
    assert (open_task.assigned_to, done_task.assigned_to) == (heir, leaver)
    assert [one.worker for one in later.workers.all()] == [heir]
    assert [one.worker for one in before.workers.all()] == [leaver]


def test_a_joint_visit_to_which_the_heir_goes_already_keeps_one_of_them(team, boss, leaver):
    heir, (row,) = make.midwife(team), held(team, leaver)
    later = make.visit_row(row.case, leaver, outcome="planned", when=make.at(TODAY() + 9 * DAY, 9))
    later.workers.create(worker=heir)
    reassign_all(leaver=leaver, last_day=TODAY(), to=to_all([row], heir), by=boss)
    assert [one.worker for one in later.workers.all()] == [heir]


def test_one_worker_who_cannot_take_a_case_stops_everything(team, boss, leaver):
    rows = held(team, leaver, 2)
    heir, wrong = make.midwife(team), make.parent_worker(team)
    plan = {rows[0].pk: heir, rows[1].pk: wrong}
    with pytest.raises(WorkerUnsuitable) as broken:
        reassign_all(leaver=leaver, last_day=TODAY(), to=plan, by=boss)
    assert rows[1].case.reference in str(broken.value)
    assert Allocation.objects.filter(worker=leaver, ends=None).count() == 2
    assert not Allocation.objects.filter(worker=heir).exists()


def test_the_limit_is_looked_at_for_all_cases_together(team, boss, leaver):
    heir, rows = make.midwife(team), held(team, leaver, 3)
    User.objects.filter(pk=heir.pk).update(fte="0.10")
    with pytest.raises(OverCapacity):
        reassign_all(leaver=leaver, last_day=TODAY(), to=to_all(rows, heir), by=boss)
    assert not Allocation.objects.filter(worker=heir).exists()
    reason = "Until the new midwife starts"
    reassign_all(leaver=leaver, last_day=TODAY(), to=to_all(rows, heir), over_capacity_reason=reason, by=boss)
    assert Allocation.objects.filter(worker=heir, over_capacity_reason=reason).exists()


def test_a_case_that_came_since_the_plan_stops_it(team, boss, leaver):
    heir, rows = make.midwife(team), held(team, leaver)
    plan = to_all(rows, heir)
    held(team, leaver)
    with pytest.raises(PlanChanged):
        reassign_all(leaver=leaver, last_day=TODAY(), to=plan, by=boss)


def test_the_last_day_is_not_long_past(team, boss, leaver):
    rows = held(team, leaver)
    with pytest.raises(DateImpossible):
        reassign_all(leaver=leaver, last_day=TODAY() - 2 * DAY, to=to_all(rows, make.midwife(team)), by=boss)


def test_suggestions_share_the_cases_out(team, boss, leaver):
    one, other = make.midwife(team), make.midwife(team)
    User.objects.filter(pk__in=[one.pk, other.pk]).update(fte="0.10")
    held(team, leaver, 4)
    plan = [holding.suggested.worker for holding in read_leaving(leaver, boss, TODAY(), TODAY()).holdings]
    assert {plan.count(one), plan.count(other)} == {2}


def test_records_that_the_manager_may_not_see_are_counted_and_stay(client, team, boss, leaver):
    open_row, closed_row = held(team, leaver, 2)
    restriction = Restriction.objects.create(
        family=closed_row.case.family, reason="Relative of staff", starts=TODAY(), entered_by=boss
    )
    RestrictionName.objects.create(restriction=restriction, user=leaver)
    leaving = read_leaving(leaver, boss, TODAY(), TODAY())
    assert ([one.allocation for one in leaving.holdings], leaving.hidden) == ([open_row], 1)
    text = client.get(page(leaver)).content.decode()
    assert "record that you may not open" in text
    assert closed_row.case.reference not in text


def test_the_plan_is_shown_before_it_is_confirmed(client, team, boss, leaver):
    heir, rows = make.midwife(team), held(team, leaver, 2)
    text = client.get(page(leaver)).content.decode()
    assert all(row.case.reference in text for row in rows)
    seen = read_leaving(leaver, boss, TODAY(), TODAY()).seen
    answers = {"seen": seen, **parts("last_day", TODAY()), **{f"to_{row.pk}": heir.pk for row in rows}}
    preview = client.post(page(leaver), {**answers, "preview": "1"})
    assert preview.status_code == 200
    assert "What they would carry then" in preview.content.decode()
    assert Allocation.objects.filter(worker=leaver, ends=None).count() == 2
    assert client.post(page(leaver), {**answers, "confirm": "1"}).url == reverse("families:board")
    assert Allocation.objects.filter(worker=heir).count() == 2


def test_a_confirmation_of_an_old_plan_is_shown_the_new_one(client, team, boss, leaver):
    heir, rows = make.midwife(team), held(team, leaver)
    seen = read_leaving(leaver, boss, TODAY(), TODAY()).seen
    fresh = held(team, leaver)
    answers = {"seen": seen, **parts("last_day", TODAY()), **{f"to_{row.pk}": heir.pk for row in [*rows, *fresh]}}
    response = client.post(page(leaver), {**answers, "confirm": "1"})
    assert response.status_code == 400
    assert "look at the plan again" in response.content.decode()
    assert Allocation.objects.filter(worker=leaver, ends=None).count() == 2


def test_somebody_of_another_team_is_not_there(client, team, boss):
    assert client.get(page(make.midwife(make.team_offering()))).status_code == 404


def test_somebody_who_holds_nothing_has_nothing_to_pass_on(client, team, boss, leaver):
    assert "hold nothing" in client.get(page(leaver)).content.decode()


@pytest.mark.parametrize("number", [2, 8])
def test_a_plan_is_read_in_a_bounded_number_of_queries(
    client, team, boss, leaver, number, django_assert_max_num_queries
):
    held(team, leaver, number)
    with django_assert_max_num_queries(24 + 2 * number):
        assert client.get(page(leaver)).status_code == 200
