"""E-mail about messages by one's own choice, late clocks told once, and nothing after a loss."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.digest import send_digests
from activity.models import Notification
from activity.notify import acknowledge_all, notify
from activity.outbox import deliver_due
from families.actions.escalating import tell_of_late_clocks
from families.actions.losses import record_loss
from families.definition_of import rules_of
from families.models import Case, Exclusion, Milestone
from families.working_days import calendar_of
from tests.factories import families as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2027, 2, 15)


def told(user: User, times: int = 1) -> None:
    for _n in range(times):
        notify(user=user, kind="test", text="JS-27-00001: something", email=True)


def letters() -> list[str]:
    deliver_due()
    found = [one.to[0] for one in mail.outbox]
    mail.outbox.clear()
    return found


def test_each_user_chooses_when_to_be_written_to():
    at_once, daily, never = (UserFactory(email_when=when) for when in ("immediately", "daily", "never"))
    for user in (at_once, daily, never):
        told(user, 2)
    assert letters() == [at_once.email, at_once.email]
    assert send_digests() == 1
    assert letters() == [daily.email]
    assert send_digests() == 0
    told(daily)
    acknowledge_all(user=daily, by=daily)
    assert send_digests() == 0
    assert letters() == []
    assert Notification.objects.filter(user=daily, acknowledged_by=daily).count() == 3


def test_a_digest_names_nobody_and_says_how_many_wait():
    daily = UserFactory(email_when="daily", language="en")
    told(daily, 3)
    send_digests()
    deliver_due()
    letter = mail.outbox[0]
    assert "Messages that wait for you: 3" in letter.body
    assert "JS-27" not in letter.body + letter.subject


def test_the_choice_is_made_on_ones_own_page():
    user = UserFactory()
    client = Client()
    client.force_login(user)
    page = reverse("accounts:me")
    data = {"version": user.version, "name": user.name, "language": "en", "email_when": "daily"}
    assert client.post(page, data).status_code == 302
    user.refresh_from_db()
    assert user.email_when == "daily"
    assert client.post(page, data | {"version": user.version, "email_when": "hourly"}).status_code == 400
    assert client.post(page, data).status_code == 409


@pytest.fixture
def late() -> tuple[Case, User]:
    """A case with no worker, so that clocks run out, and the manager of its team."""
    case = make.antenatal_case(on=MONDAY, opened_on=MONDAY - timedelta(days=90))
    Milestone.objects.filter(case=case).update(due_on=MONDAY + timedelta(days=90))
    return case, make.manager(case.team)


def due(case: Case, rule: str, working_days_ago: int) -> Milestone:
    on = calendar_of("wales").subtract(MONDAY, working_days_ago)
    case.milestones.filter(rule=rule).update(due_on=on)
    return case.milestones.get(rule=rule)


def test_a_late_clock_is_told_to_the_manager_once_and_not_before_its_day(late):
    case, boss = late
    most = rules_of(case).clock_escalation.working_days_past
    due(case, "midwife_allocated", most)
    assert tell_of_late_clocks(today=MONDAY) == 0
    milestone = due(case, "midwife_allocated", most + 1)
    assert tell_of_late_clocks(today=MONDAY + timedelta(days=5)) == 0  # a Saturday
    assert tell_of_late_clocks(today=MONDAY) == 1
    line = Notification.objects.get(user=boss)
    assert line.text == f"{case.reference}: Midwife allocated, {most + 1} working days late"
    assert line.link == reverse("families:milestone", args=[case.pk, milestone.pk])
    assert tell_of_late_clocks(today=MONDAY + timedelta(days=7)) == 0
    assert Notification.objects.count() == 1


def test_of_many_late_clocks_a_manager_gets_one_letter_and_an_excluded_one_none(late):
    case, boss = late
    kept_out = make.manager(case.team)
    Exclusion.objects.create(family=case.family, user=kept_out, reason="Alleged", starts=MONDAY - timedelta(days=300))
    for rule in ("midwife_allocated", "parent_worker_allocated"):
        due(case, rule, 9)
    assert tell_of_late_clocks(today=MONDAY) == 2
    assert Notification.objects.filter(user=boss).count() == 2
    assert not Notification.objects.filter(user=kept_out).exists()
    assert letters() == [boss.email]


def test_after_a_loss_no_reminder_clock_or_digest_follows():
    today = timezone.localdate()
    case, nurse, parent = make.worked_case(opened_on=today - timedelta(days=60))
    boss = make.manager(case.team, email_when="daily")
    User.objects.filter(pk=parent.pk).update(email_when="daily")
    visit = make.visit_row(case, nurse, outcome="planned", when=make.at(today + timedelta(days=2)))
    notify(user=parent, kind="visit", text="x", link=reverse("families:case", args=[case.pk]))
    Milestone.objects.filter(case=case, met_on=None).update(due_on=today - timedelta(days=30))
    child = case.pregnancy.children.get()
    record_loss(child=child, kind="miscarriage", lost_on=today, by=nurse)
    monday = today + timedelta(days=7 - today.weekday())
    assert tell_of_late_clocks(today=monday) == 0
    visit.refresh_from_db()
    assert visit.outcome == "cancelled"
    waiting = Notification.objects.open().filter(user=parent)
    assert [one.kind for one in waiting] == ["loss"]
    assert not Notification.objects.filter(user=boss).exists()
    assert not case.milestones.waiting().exclude(rule="end_scores").exists()
