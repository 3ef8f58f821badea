"""Planned leave on the board, suggestions by room and area, and telling managers of gaps."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from activity.models import Notification
from families.actions.absences import plan_absence, withdraw_absence
from families.actions.gaps import tell_of_gaps
from families.actions.people import record_address
from families.errors import AlreadyRecorded, DateImpossible, NotYours
from families.models import Absence
from families.reading.areas import outward
from families.reading.board import read_board
from families.reading.leave import presence_of
from tests.factories import families as make
from tests.integration.life_forms import parts

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def boss(team):
    return make.manager(team)


def load_of(boss, worker):
    crews = read_board(boss, TODAY()).crews
    return next(load for crew in crews for load in crew.loads if load.worker == worker)


def suggested(boss, case):
    row = next(row for row in read_board(boss, TODAY()).rows if row.summary.case == case)
    return next(place.suggested.worker for place in row.gaps if place.key == "midwife")


def test_two_weeks_of_leave_take_half_of_the_coming_four_weeks_off_the_limit(team, boss):
    worker = make.midwife(team)
    whole = load_of(boss, worker).limit
    plan_absence(worker=worker, starts=TODAY(), ends=TODAY() + 13 * DAY, by=boss)
    assert load_of(boss, worker).limit == pytest.approx(whole / 2, abs=0.05)


def test_leave_after_the_four_weeks_takes_nothing_off(team, boss):
    worker = make.midwife(team)
    whole = load_of(boss, worker).limit
    plan_absence(worker=worker, starts=TODAY() + 28 * DAY, ends=TODAY() + 60 * DAY, by=boss)
    assert load_of(boss, worker).limit == whole


def test_leave_that_was_taken_back_counts_no_more_and_may_be_planned_again(team, boss):
    worker = make.midwife(team)
    whole = load_of(boss, worker).limit
    absence = plan_absence(worker=worker, starts=TODAY(), ends=TODAY() + 9 * DAY, by=boss)
    withdraw_absence(absence=absence, by=boss)
    withdraw_absence(absence=absence, by=boss)
    assert load_of(boss, worker).limit == whole
    assert presence_of([worker.pk], TODAY()) == {}
    plan_absence(worker=worker, starts=TODAY(), ends=TODAY() + 9 * DAY, by=boss)


def test_nobody_who_is_away_is_suggested_while_somebody_is_there(team, boss):
    away, there = make.midwife(team), make.midwife(team)
    for _number in range(3):
        make.allocated(make.antenatal_case(team), "midwife", there)
    plan_absence(worker=away, starts=TODAY(), ends=TODAY() + 2 * DAY, by=boss)
    assert suggested(boss, make.antenatal_case(team)) == there


def test_who_goes_to_the_district_already_is_suggested_before_who_has_more_room(team, boss):
    near, free = make.midwife(team), make.midwife(team)
    far = make.antenatal_case(team)
    record_address(person=far.client, from_day=TODAY(), lines="9 Heol Bell", postcode="SA9 9ZZ", by=None)
    make.allocated(make.antenatal_case(team), "midwife", near)
    assert suggested(boss, make.antenatal_case(team)) == near
    assert suggested(boss, far) == free


def test_an_address_that_must_not_be_disclosed_suggests_nobody(team, boss):
    near, free = make.midwife(team), make.midwife(team)
    for worker in (near,):
        case = make.antenatal_case(team)
        case.client.addresses.update(confidential=True)
        make.allocated(case, "midwife", worker)
    assert suggested(boss, make.antenatal_case(team)) == free


@pytest.mark.parametrize(("postcode", "district"), [("SA1 3SN", "SA1"), (" sa10 1aa ", "SA10"), ("", "")])
def test_a_district_is_the_outward_part(postcode, district):
    assert outward(postcode) == district


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(5, 4), (-9, -1), (0, 400), (900, 905)],
    ids=["ends-first", "over", "longer-than-a-year", "too-far"],
)
def test_impossible_leave_is_refused(team, boss, starts, ends):
    with pytest.raises(DateImpossible):
        plan_absence(worker=make.midwife(team), starts=TODAY() + starts * DAY, ends=TODAY() + ends * DAY, by=boss)


def test_nobody_is_away_twice_at_once_even_past_the_forms(team, boss):
    worker = make.midwife(team)
    plan_absence(worker=worker, starts=TODAY(), ends=TODAY() + 5 * DAY, by=boss)
    with pytest.raises(AlreadyRecorded):
        plan_absence(worker=worker, starts=TODAY() + 5 * DAY, ends=TODAY() + 8 * DAY, by=boss)
    with pytest.raises(IntegrityError):
        Absence.objects.create(worker=worker, starts=TODAY(), ends=TODAY())


def test_leave_of_another_team_is_not_theirs_to_plan(team, boss):
    stranger = make.midwife(make.team_offering())
    with pytest.raises(NotYours):
        plan_absence(worker=stranger, starts=TODAY(), ends=TODAY(), by=boss)


def test_leave_is_planned_and_taken_back_on_its_page(client, team, boss):
    client.force_login(boss)
    worker = make.midwife(team)
    page = reverse("families:leave")
    answers = {"worker": worker.pk, **parts("starts", TODAY()), **parts("ends", TODAY() + DAY)}
    assert client.post(page, answers).status_code == 302
    assert worker.name in client.get(page).content.decode()
    absence = Absence.objects.get()
    assert client.post(reverse("families:leave_withdraw", args=[absence.pk])).status_code == 302
    assert not Absence.objects.planned().exists()
    assert client.post(page, {"worker": "x\x00", "starts": "31"}).status_code == 400


MONDAY = date(2026, 11, 23)


def test_managers_are_told_of_gaps_once_a_working_day(team, boss, time_machine):
    time_machine.move_to(MONDAY)
    make.antenatal_case(team)
    assert tell_of_gaps(today=MONDAY) == 1
    assert tell_of_gaps(today=MONDAY) == 0
    told = Notification.objects.get(user=boss, kind="gaps")
    assert told.link == reverse("families:board")
    assert "1 case" in told.text
    time_machine.move_to(MONDAY + DAY)
    assert tell_of_gaps(today=MONDAY + DAY) == 1


def test_nobody_is_told_of_nothing_nor_at_a_weekend(team, boss, time_machine):
    time_machine.move_to(MONDAY)
    assert tell_of_gaps(today=MONDAY) == 0
    make.antenatal_case(team)
    assert tell_of_gaps(today=MONDAY - DAY) == 0
    assert not Notification.objects.filter(user=boss, kind="gaps").exists()
