"""One's own calendar, for a program that has no session: no names, a key that can be revoked, the right times."""

from datetime import UTC, date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import CalendarFeed, User
from activity.models import AccessEntry
from families.actions.meetings import book_meeting
from families.models import Case, Visit
from tests.factories import families as make

pytestmark = pytest.mark.django_db

AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)
"""The clocks change at 02:00 and at 01:00 on these Sundays."""


@pytest.fixture
def worker() -> tuple[Case, User]:
    case, nurse, _parent = make.worked_case(given_name="Ffion", family_name="Cyfrinach")
    return case, nurse


def address(user: User) -> str:
    client = Client()
    client.force_login(user)
    page = client.post(reverse("accounts:calendar_new"))
    assert page.status_code == 200
    return page.context["address"].removeprefix("http://testserver")


def events(where: str) -> dict[str, Any]:
    """Entries of the file by their summary, read by a library as a stranger's program would."""
    answer = Client().get(where)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert b"Cyfrinach" not in answer.content
    assert b"Heol Prawf" not in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    read = Calendar.from_ical(answer.content)
    assert (read["version"], bool(read["prodid"])) == ("2.0", True)
    return {str(one["summary"]): one for one in read.walk("VEVENT")}


@pytest.mark.parametrize("change", [AUTUMN, SPRING])
def test_the_calendar_tells_london_times_on_both_sides_of_a_clock_change(worker, change):
    case, nurse = worker
    with time_machine.travel(make.at(change - timedelta(days=3))):
        for days in (-1, 1):
            make.visit_row(case, nurse, outcome="planned", when=make.at(change + timedelta(days=days), 14, days + 1))
        read = Calendar.from_ical(Client().get(address(nurse)).content)
        found = sorted(one["dtstart"].dt for one in read.walk("VEVENT"))
    hours = [moment.astimezone(UTC).hour for moment in found]
    assert hours == ([13, 14] if change == AUTUMN else [14, 13])
    assert [make.at(change + timedelta(days=days), 14, days + 1) for days in (-1, 1)] == found


def test_the_calendar_has_ones_own_visits_and_meetings_with_references_alone(worker):
    case, nurse = worker
    other = make.midwife(case.team)
    soon = make.at(timezone.localdate() + timedelta(days=5))
    make.visit_row(case, nurse, outcome="planned", when=soon)
    make.visit_row(case, other, outcome="planned", when=soon + timedelta(days=1))
    book_meeting(case=case, kind="core_group", scheduled_for=soon, workers=[nurse], place="1 Heol Prawf", by=None)
    found = events(address(nurse))
    assert sorted(found) == [f"Core group {case.reference}", f"Visit {case.reference}"]
    visit = found[f"Visit {case.reference}"]
    assert visit["dtend"].dt - visit["dtstart"].dt == timedelta(minutes=60)
    assert str(visit["uid"]).startswith(str(Visit.objects.get(workers__worker=nurse).pk))
    assert AccessEntry.objects.filter(kind="exported", user_id=nurse.pk, detail__calendar=2).exists()


def test_the_calendar_forgets_what_its_owner_may_no_longer_see(worker):
    case, nurse = worker
    make.visit_row(case, nurse, outcome="planned", when=make.at(timezone.localdate() + timedelta(days=5)))
    where = address(nurse)
    assert len(events(where)) == 1
    nurse.memberships.update(ends=timezone.localdate() - timedelta(days=1))
    assert events(where) == {}
    User.objects.filter(pk=nurse.pk).update(is_active=False)
    assert Client().get(where).status_code == 404


def test_a_revoked_or_replaced_address_is_not_there_any_more_and_the_key_is_not_kept(worker):
    _case, nurse = worker
    first = address(nurse)
    second = address(nurse)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    token = second.rpartition("/")[2].removesuffix(".ics")
    assert token not in str(list(CalendarFeed.objects.values_list()))
    client = Client()
    client.force_login(nurse)
    assert token not in client.get(reverse("accounts:me")).content.decode()
    client.post(reverse("accounts:calendar_revoke"))
    assert Client().get(second).status_code == 404
    for wrong in ("x", "A" * 43, "é" * 43):
        assert Client().get(reverse("families:calendar_feed", args=[wrong])).status_code == 404


def test_a_calendar_that_is_asked_for_too_often_has_to_wait(worker, settings):
    settings.CALENDAR_REQUESTS_AN_HOUR = 2
    where = address(worker[1])
    answers = [Client().get(where) for _n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
