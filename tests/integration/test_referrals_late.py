"""What is late is told once for each level, on working days, to those who can do something about it."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from activity.models import Notification
from activity.outbox import deliver_due
from families.actions.gate import restrict
from referrals.actions.accepting import accept_referral
from referrals.actions.acknowledging import acknowledge_receipt
from referrals.actions.asking import answer_question, ask_referrer
from referrals.actions.deciding import decline, put_on_waiting_list, redirect_elsewhere, reopen
from referrals.actions.escalating import tell_what_is_late
from referrals.models import Escalation, Referral
from referrals.tasks import tell_late
from tests.factories import families as make
from tests.factories.referrals import referral_to, referrer

DAY = timedelta(days=1)
THURSDAY = date(2026, 4, 2)
"""Before Good Friday: the next working days are Tuesday 7, 8, 9, 10 and Monday 13 April."""


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(team):
    return make.manager(team, name="Carys Ffug")


@pytest.fixture
def ann(team):
    return referrer(team, name="Ann Ffug")


def on(day):
    return time_machine.travel(f"{day}T10:00:00+00:00", tick=False)


def received(team, day=THURSDAY, **details):
    with on(day):
        return referral_to(team, received_on=day, **details)


def run(day):
    with on(day):
        return tell_what_is_late(on=day)


def told(user):
    return [one.text.partition(": ")[2] for one in Notification.objects.filter(user=user).order_by("id")]


def levels(clock):
    return list(Escalation.objects.filter(clock=clock).order_by("level").values_list("level", flat=True))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (THURSDAY, []),
        (date(2026, 4, 3), []),  # Good Friday
        (date(2026, 4, 7), []),  # the day on which it is due
        (date(2026, 4, 8), [1]),
        (date(2026, 4, 9), [1, 2]),
    ],
)
def test_an_acknowledgement_is_late_after_one_working_day_bank_holidays_not_counted(team, carys, ann, day, expected):
    received(team, sent_by=ann)
    run(day)
    assert levels("acknowledgement") == expected
    # However many levels have passed at once, it is told once.
    assert len(told(carys)) == min(1, len(expected))


def test_a_decision_climbs_level_by_level_and_says_each_once(team, carys, ann):
    referral = received(team, sent_by=ann)
    with on(THURSDAY):
        acknowledge_receipt(referral=referral, by=carys)
    seen = []
    for offset in range(22):
        for _again in range(2):
            run(THURSDAY + offset * DAY)
        seen.append(len(told(carys)))
    assert levels("decision") == [1, 2, 3]
    # Due on the fifth working day, Monday 13 April; then the day after it; then five working days after it.
    steps = [THURSDAY + at * DAY for at in range(1, 22) if seen[at] > seen[at - 1]]
    assert steps == [date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 20)]
    deliver_due()
    assert [message.to for message in mail.outbox] == [[carys.email], [carys.email]]
    assert not any(referral.given_name in message.body for message in mail.outbox)


def test_nothing_is_told_of_what_is_decided_acknowledged_or_with_the_referrer(team, carys, ann):
    done, answered, asked = (received(team, sent_by=ann) for _ in range(3))
    with on(THURSDAY):
        accept_referral(referral=done, by=carys)
        ask_referrer(referral=asked, text="?", by=carys)
        ask_referrer(referral=answered, text="?", by=carys)
        answer_question(referral=answered, text="So", by=ann)
    run(date(2026, 4, 9))
    assert not Escalation.objects.exists()


def test_the_decision_clock_stands_while_the_referrer_has_the_turn(team, carys, ann):
    referral = received(team, sent_by=ann)
    with on(THURSDAY):
        ask_referrer(referral=referral, text="?", by=carys)
    with on(date(2026, 4, 13)):
        answer_question(referral=referral, text="So", by=ann)
    run(date(2026, 4, 17))
    assert levels("decision") == []
    run(date(2026, 4, 20))
    assert levels("decision") == [1]


def test_a_referrer_who_does_not_answer_is_reminded_and_then_the_managers_know(team, carys, ann):
    referral = received(team, sent_by=ann)
    with on(THURSDAY):
        ask_referrer(referral=referral, text="?", by=carys)
    before = len(told(ann))
    run(date(2026, 4, 13))
    assert told(ann)[before:] == ["the team still waits for your answer."]
    assert told(carys) == []
    run(date(2026, 4, 14))
    assert told(carys) == ["the referrer has not answered yet."]
    assert len(told(ann)) == before + 1


def test_a_second_question_has_a_clock_of_its_own(team, carys, ann):
    referral = received(team, sent_by=ann)
    for first in (THURSDAY, date(2026, 4, 20)):
        with on(first):
            ask_referrer(referral=referral, text="?", by=carys)
        run(first + 15 * DAY)
        with on(first + 15 * DAY):
            answer_question(referral=referral, text="So", by=ann)
    assert Escalation.objects.filter(clock="answer", level=1).count() == 2


def test_the_day_of_review_and_a_silent_other_service_are_told(team, carys):
    waiting, gone = received(team), received(team)
    with on(THURSDAY):
        put_on_waiting_list(referral=waiting, review_on=date(2026, 4, 9), why="Full", by=carys)
        redirect_elsewhere(referral=gone, destination="Flying Start", why="Fits", by=carys)
    run(date(2026, 4, 8))
    assert told(carys) == []
    run(date(2026, 4, 9))
    assert told(carys) == ["the day of review on the waiting list has come."]
    run(date(2026, 4, 13))
    assert "the other service has not acknowledged it." in told(carys)


def test_a_referral_taken_up_again_can_be_late_again(team, carys):
    referral = received(team)
    run(date(2026, 4, 14))
    with on(date(2026, 4, 14)):
        decline(referral=referral, reason="out_of_area", by=carys)
        reopen(referral=referral, why="The wrong row", by=carys)
    run(date(2026, 4, 15))
    assert Escalation.objects.filter(clock="decision", level=1).count() == 2


def test_what_was_imported_is_not_asked_for_an_acknowledgement(team, carys, ann):
    referral = received(team, sent_by=ann)
    Referral.objects.filter(pk=referral.pk).update(received_at=None)
    run(date(2026, 4, 9))
    assert levels("acknowledgement") == []


def test_only_managers_of_the_team_who_may_see_it_are_told(team, carys, ann):
    other = make.manager(make.team_offering())
    known = make.antenatal_case(team)
    referral = received(team, sent_by=ann)
    Referral.objects.filter(pk=referral.pk).update(person=known.client)
    with on(THURSDAY):
        restrict(family=known.family, named=[], reason="Staff", on=THURSDAY, by=make.manager(team))
    run(date(2026, 4, 14))
    assert told(other) == told(carys) == []


def test_a_level_is_once_in_the_database(team, ann):
    referral = received(team, sent_by=ann)
    row = {"referral": referral, "clock": "decision", "level": 1, "about": referral.pk}
    Escalation.objects.create(**row)
    for wrong in (row, {**row, "level": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.create(**wrong)


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_tell_it_once():
    team = make.team_offering()
    carys = make.manager(team)
    for _ in range(3):
        referral_to(team, received_on=timezone.localdate() - 30 * DAY)
    day = next(d for d in (timezone.localdate() - n * DAY for n in range(9)) if make_working(d))
    start = threading.Barrier(2)

    def job():
        start.wait()
        try:
            tell_what_is_late(on=day)
        finally:
            connection.close()

    threads = [threading.Thread(target=job) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Of each the acknowledgement and the decision
    assert Notification.objects.filter(user=carys, kind="referral").count() == 6


def make_working(day):
    from families.working_days import calendar_of

    return calendar_of("wales").is_working(day)


def test_the_job_is_on_the_schedule(db, settings):
    tasks = {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tell_late.name in tasks
    assert tell_late() == 0
