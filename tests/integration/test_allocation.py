"""Allocating within capacity, covering leave, and the board of gaps."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from activity.models import Notification
from families.actions.allocating import allocate_worker, cover_worker
from families.errors import AlreadyRecorded, DateImpossible, NotYours, OverCapacity, SlotUnknown, WorkerUnsuitable
from families.gestation import Gestation
from families.models import Allocation, Case, Exclusion, HandOver
from families.reading import board as reading
from families.reading.board import read_board
from families.reading.staffing import staff_of_team
from tests.factories import families as make
from tests.factories.crowds import cases_like

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(client, team):
    user = make.manager(team)
    client.force_login(user)
    return user


def give(case, slot, worker, by, **details):
    return allocate_worker(case=case, slot=slot, worker=worker, starts=TODAY(), by=by, **details)


def page(name, case):
    return reverse(f"families:{name}", args=[case.pk])


def test_a_worker_gets_the_slot_and_is_told(client, team, carys):
    case, nurse = make.antenatal_case(team), make.midwife(team, name="Ffion Ffug")
    text = client.get(page("allocate", case)).content.decode()
    assert "Ffion Ffug: 0.0 of 25.0 points, 25.0 free" in text
    form = {"slot": "midwife", "worker": str(nurse.pk), "starts": TODAY().isoformat()}
    response = client.post(page("allocate", case), form)
    assert response.url == page("allocate", case)
    assert case.allocations.get().worker == nurse
    assert Notification.objects.get(user=nurse).link == page("case", case)
    case.refresh_from_db()
    assert case.stage == "allocated"


def test_a_double_click_allocates_once(client, team, carys):
    case, nurse = make.antenatal_case(team), make.midwife(team)
    key = "0190c2a0-0000-7000-8000-000000000002"
    form = {"key": key, "slot": "midwife", "worker": str(nurse.pk), "starts": TODAY().isoformat()}
    assert [client.post(page("allocate", case), form).status_code for _ in range(2)] == [302, 302]
    assert Allocation.objects.count() == 1


def test_going_over_the_limit_needs_its_reason_which_is_kept(client, team, carys):
    nurse = make.midwife(team, fte="0.10")
    for _ in range(2):
        give(make.antenatal_case(team), "midwife", nurse, carys)
    case = make.antenatal_case(team)
    with pytest.raises(OverCapacity):
        give(case, "midwife", nurse, carys)
    form = {"slot": "midwife", "worker": str(nurse.pk), "starts": TODAY().isoformat()}
    response = client.post(page("allocate", case), form)
    assert response.status_code == 400
    assert "would be over the limit" in response.content.decode()
    client.post(page("allocate", case), {**form, "over_capacity_reason": "Knows the family"})
    assert case.allocations.get().over_capacity_reason == "Knows the family"


def test_a_reason_is_kept_only_where_it_was_needed(team, carys):
    made = give(make.antenatal_case(team), "midwife", make.midwife(team), carys, over_capacity_reason="Just so")
    assert made.over_capacity_reason == ""


def test_load_is_weighted_by_slot_and_complexity_against_hours(team, carys):
    nurse = make.midwife(team, fte="0.50")
    give(make.antenatal_case(team), "midwife", nurse, carys)
    complex_one = make.antenatal_case(team)
    Case.objects.filter(pk=complex_one.pk).update(complexity="high")
    give(complex_one, "midwife", nurse, carys)
    closed = make.antenatal_case(team)
    give(closed, "midwife", nurse, carys)
    Case.objects.filter(pk=closed.pk).update(stage="closed", closed_on=TODAY())
    load = staff_of_team(team.pk, TODAY())[nurse.pk]
    assert (load.points, load.limit, load.cases) == (2.5, 12.5, 2)


def test_nobody_unsuitable_takes_a_slot(team, carys):
    case = make.antenatal_case(team)
    stranger, excluded = make.midwife(make.team_offering()), make.midwife(team)
    Exclusion.objects.create(family=case.family, user=excluded, reason="Relative", starts=TODAY())
    for worker in (stranger, excluded, make.parent_worker(team), make.midwife(team, is_active=False)):
        with pytest.raises(WorkerUnsuitable):
            give(case, "midwife", worker, carys)
    with pytest.raises(SlotUnknown):
        give(case, "chauffeur", make.midwife(team), carys)


def test_who_is_excluded_is_not_offered(client, team, carys):
    case, excluded = make.antenatal_case(team), make.midwife(team, name="Nesta Neb")
    Exclusion.objects.create(family=case.family, user=excluded, reason="Relative", starts=TODAY())
    assert "Nesta Neb" not in client.get(page("allocate", case)).content.decode()


@pytest.mark.parametrize("days", [-400, 1000])
def test_a_day_before_the_case_or_far_ahead_is_refused(team, carys, days):
    with pytest.raises(DateImpossible):
        allocate_worker(
            case=make.antenatal_case(team), slot="midwife", worker=make.midwife(team),
            starts=TODAY() + days * DAY, by=carys,
        )  # fmt: skip


def test_a_practitioner_allocates_nothing(client, team):
    case, nurse = make.antenatal_case(team), make.midwife(team)
    with pytest.raises(NotYours):
        give(case, "midwife", nurse, nurse)
    client.force_login(nurse)
    for address in (page("allocate", case), page("cover", case), reverse("families:board")):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_cover_changes_no_owner_and_opens_the_case_for_its_days(client, team, carys):
    case, nurse, _parent = make.worked_case(team)
    other = make.midwife(team)
    owned = case.allocations.get(worker=nurse)
    form = {
        "allocation": str(owned.pk), "worker": str(other.pk), "starts": TODAY().isoformat(),
        "ends": (TODAY() + 7 * DAY).isoformat(), "reason": "Annual leave",
    }  # fmt: skip
    assert client.get(page("cover", case)).status_code == 200
    assert client.post(page("cover", case), form).status_code == 302
    owned.refresh_from_db()
    assert (owned.worker, owned.ends) == (nurse, None)
    assert Case.objects.named_on(other).get() == case
    assert staff_of_team(team.pk, TODAY())[other.pk].covering == 1
    assert "Annual leave" in client.get(page("cover", case)).content.decode()


@pytest.mark.parametrize(("first", "last"), [(5, 3), (-900, 3), (0, 2000)])
def test_cover_on_impossible_days_is_refused(team, carys, first, last):
    case, nurse, _parent = make.worked_case(team)
    with pytest.raises(DateImpossible):
        cover_worker(
            allocation=case.allocations.get(worker=nurse), worker=make.midwife(team),
            starts=TODAY() + first * DAY, ends=TODAY() + last * DAY, reason="Leave", by=carys,
        )  # fmt: skip


def test_one_covers_at_a_time_and_nobody_covers_themselves_or_another_profession(team, carys):
    case, nurse, parent = make.worked_case(team)
    owned = case.allocations.get(worker=nurse)
    days = {"starts": TODAY(), "ends": TODAY() + 3 * DAY, "reason": "Leave", "by": carys}
    for worker in (nurse, parent):
        with pytest.raises(WorkerUnsuitable):
            cover_worker(allocation=owned, worker=worker, **days)
    cover_worker(allocation=owned, worker=make.midwife(team), **days)
    with pytest.raises(AlreadyRecorded):
        cover_worker(allocation=owned, worker=make.midwife(team), **days)


def test_the_board_shows_the_gap_with_its_clock_and_who_has_room(client, team, carys):
    case = make.antenatal_case(team, gestation=Gestation(21 * 7 + 5), opened_on=TODAY() - 60 * DAY)
    full, free = make.parent_worker(team, name="Full"), make.parent_worker(team, name="Free")
    far = make.antenatal_case(team, family_name="Arall")
    far.client.addresses.update(postcode="SA9 9ZZ")
    make.allocated(far, "parent_worker", full)
    make.allocated(case, "midwife", make.midwife(team))
    rows = {row.summary.case: row for row in read_board(carys, TODAY()).rows}
    place = rows[case].gaps[0]
    assert [one.key for one in rows[case].gaps] == ["parent_worker"]
    assert (place.days_late, place.gestation_days, place.suggested.worker) == (12, 140, free)
    text = client.get(reverse("families:board")).content.decode()
    assert "due by 20+0, 12 days late" in " ".join(text.split())
    assert "Allocate Free" in text


def test_a_slot_whose_work_was_handed_over_is_no_gap(team, carys):
    case, nurse, _parent = make.worked_case(team, gestation=Gestation(270))
    case.allocations.filter(worker=nurse).update(starts=TODAY() - 5 * DAY, ends=TODAY() - DAY)
    assert [row.summary.case for row in read_board(carys, TODAY()).rows] == [case]
    child = case.pregnancy.children.get()
    HandOver.objects.create(case=case, child=child, slot="midwife", done_on=TODAY(), to="Health visitor")
    assert read_board(carys, TODAY()).waiting == 0


def test_the_midwife_is_not_missed_once_the_baby_is_past_the_hand_over(team, carys):
    case = make.antenatal_case(team, on=TODAY() - 60 * DAY, gestation=Gestation(270))
    make.born(case.pregnancy.children.get(), on=TODAY() - 40 * DAY)
    row = read_board(carys, TODAY()).rows[0]
    assert [place.key for place in row.gaps] == ["parent_worker"]
    make.allocated(case, "parent_worker", make.parent_worker(team))
    assert read_board(carys, TODAY()).rows == ()


@pytest.mark.parametrize("most", [100, pytest.param(10_000, marks=pytest.mark.full)])
def test_the_board_asks_as_often_for_many_cases_as_for_ten(client, team, carys, django_assert_max_num_queries, most):
    make.midwife(team)
    make.parent_worker(team)
    model = make.antenatal_case(team)
    counts = []
    for wanted in (10, most):
        cases_like(model, wanted - Case.objects.count())
        with django_assert_max_num_queries(26) as seen:
            text = client.get(reverse("families:board")).content.decode()
        assert f"{wanted} cases lack somebody" in text
        assert text.count('scope="row"') == min(wanted, reading.PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_pages_of_the_board_follow_one_another(team, carys, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for weeks in (12, 18, 18, 25, 30):
        make.antenatal_case(team, gestation=Gestation(weeks * 7))
    seen, after = [], ""
    while True:
        found = read_board(carys, TODAY(), after=after)
        seen += [row.summary.case.pk for row in found.rows]
        after = found.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("after", ["nonsense", "2026-02-30_JS", "\x00", "2026-01-01_\x00"])
def test_a_mark_that_is_none_breaks_nothing(client, carys, after):
    assert client.get(reverse("families:board"), {"after": after}).status_code == 200


def test_another_team_has_none_of_it(client, team, carys):
    case = make.antenatal_case(team)
    client.force_login(make.manager(make.team_offering()))
    assert client.get(page("allocate", case)).status_code == 404
    assert case.reference not in client.get(reverse("families:board")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_give_one_slot_at_once_leave_one_owner():
    team = make.team_offering()
    case, managers = make.antenatal_case(team), [make.manager(team) for _ in range(2)]
    nurses = [make.midwife(team) for _ in range(2)]
    start, results = threading.Barrier(2), []

    def run(nurse, by):
        start.wait()
        try:
            give(case, "midwife", nurse, by)
            results.append("done")
        except Exception as refused:
            results.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(nurses, managers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("done") == 1
    assert any("Somebody else has this role" in text for text in results)
    assert Allocation.objects.count() == 1
