"""Returns drafted and reminded of by the working days of the definition."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from activity.models import Notification
from families.models import Case
from jigso_cms.settings.jobs import CELERY_BEAT_SCHEDULE
from outcomes.periods import quarter_period
from reporting import tasks
from reporting.actions.scheduling import keep_schedules
from reporting.models import Return
from tests.factories import families as make
from tests.integration.returns.return_pages import signed

pytestmark = pytest.mark.django_db

# Q4 of 2025-26 ends on Tuesday 31 March 2026; Good Friday is 3 April, Easter Monday 6 April.
THIRD, TENTH = date(2026, 4, 7), date(2026, 4, 16)
QUARTER = quarter_period(2025, 4)


@pytest.fixture(autouse=True)
def case(team: Team, maker: User) -> Case:
    made, _nurse, _parent = make.worked_case(team=team)
    Case.objects.filter(pk=made.pk).update(referred_on=date(2026, 1, 5), opened_on=date(2026, 1, 5))
    return made


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("early", [date(2026, 4, 1), date(2026, 4, 3), date(2026, 4, 6)])
def test_before_the_third_working_day_there_is_no_draft(early: date) -> None:
    assert keep_schedules(today=early) == 0
    assert not Return.objects.exists()


def test_on_the_third_working_day_the_draft_is_opened_and_told_once(maker: User) -> None:
    assert keep_schedules(today=THIRD) == 1
    made = Return.objects.get()
    assert (made.first_day, made.last_day, made.entered_by) == (QUARTER.first, QUARTER.last, None)
    assert keep_schedules(today=THIRD) == 0
    line = Notification.objects.get()
    assert (line.user, line.kind, line.link) == (maker, "return_drafted", reverse("reporting:return", args=[made.pk]))


def test_a_day_that_was_missed_is_made_good_but_not_at_a_weekend() -> None:
    assert keep_schedules(today=date(2026, 4, 11)) == 0
    assert keep_schedules(today=date(2026, 4, 13)) == 1


def test_who_makes_returns_is_reminded_once_on_the_tenth(maker: User) -> None:
    keep_schedules(today=THIRD)
    assert keep_schedules(today=date(2026, 4, 15)) == 0
    assert keep_schedules(today=TENTH) == 1
    assert keep_schedules(today=date(2026, 4, 20)) == 0
    assert told(maker) == ["return_drafted", "return_due"]


def test_a_return_that_was_signed_is_not_reminded_of(client: Client, maker: User, case: Case) -> None:
    made = Return.objects.create(service=case.service_version.service, first_day=QUARTER.first, last_day=QUARTER.last)
    client.force_login(maker)
    signed(client, made)
    assert keep_schedules(today=TENTH) == 0
    assert told(maker) == []


def test_a_service_that_began_after_the_quarter_has_no_draft(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(referred_on=THIRD, opened_on=THIRD)
    assert keep_schedules(today=THIRD) == 0


def test_the_worker_runs_it_every_morning() -> None:
    entry = CELERY_BEAT_SCHEDULE["keep-return-schedules"]
    assert entry["task"] == tasks.keep_return_schedules.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({7}, {15})
