"""Decisions other than taking somebody on: for whom, with which reasons, and of two at once only one."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from families.errors import AlreadyRecorded, DateImpossible
from referrals.actions.accepting import accept_referral
from referrals.actions.deciding import acknowledge_redirection, decline, put_on_waiting_list, redirect_elsewhere
from referrals.errors import AlreadyDecided, NotReady, NotYourInbox
from referrals.models import Decision, MatchDecision, Referral
from tests.factories import families as make
from tests.factories.referrals import referral_to, second_team

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(team):
    return make.manager(team)


def test_a_manager_of_another_team_decides_nothing(team):
    stranger = make.manager(second_team(team))
    for act in (
        lambda one: accept_referral(referral=one, by=stranger),
        lambda one: decline(referral=one, reason="out_of_area", by=stranger),
    ):
        with pytest.raises(NotYourInbox):
            act(referral_to(team))


def test_waiting_needs_a_day_ahead_and_may_be_accepted_later(team, carys):
    referral = referral_to(team)
    for day in (TODAY(), TODAY() - DAY, TODAY() + 1000 * DAY):
        with pytest.raises(DateImpossible):
            put_on_waiting_list(referral=referral, review_on=day, why="No capacity", by=carys)
    put_on_waiting_list(referral=referral, review_on=TODAY() + DAY, why="No capacity", by=carys)
    case = accept_referral(referral=referral, by=carys)
    assert case.referrals.get().decisions.count() == 2


def test_a_reason_for_declining_comes_from_the_services_list(team, carys):
    referral = referral_to(team)
    with pytest.raises(NotReady):
        decline(referral=referral, reason="because", by=carys)
    made = decline(referral=referral, reason="out_of_area", by=carys)
    assert (made.reason, made.why) == ("out_of_area", "Lives outside the area")
    with pytest.raises(AlreadyDecided, match="declined"):
        accept_referral(referral=referral, by=carys)


def test_a_redirection_waits_for_its_acknowledgement_which_is_not_older(team, carys):
    referral = referral_to(team)
    redirect_elsewhere(referral=referral, destination="Flying Start", why="Fits better", by=carys)
    assert list(Referral.objects.redirected_unacknowledged()) == [referral]
    for day in (TODAY() - DAY, TODAY() + DAY):
        with pytest.raises(DateImpossible):
            acknowledge_redirection(referral=referral, on=day, by=carys)
    acknowledge_redirection(referral=referral, on=TODAY(), by=carys)
    assert not Referral.objects.redirected_unacknowledged().exists()
    with pytest.raises(AlreadyRecorded):
        acknowledge_redirection(referral=referral, on=TODAY(), by=carys)


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_decide_at_once_one_wins_and_the_other_is_told():
    team = make.team_offering()
    first, second = make.manager(team, name="Carys"), make.manager(team, name="Nia")
    referral = referral_to(team)
    start, results = threading.Barrier(2), []

    def run(act):
        start.wait()
        try:
            act()
            results.append("done")
        except AlreadyDecided as told:
            results.append(str(told))
        finally:
            connection.close()

    acts = (
        lambda: accept_referral(referral=referral, by=first),
        lambda: decline(referral=referral, reason="out_of_area", by=second),
    )
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count("done") == 1
    other = next(text for text in results if text != "done")
    assert "decided this on" in other
    assert Decision.objects.count() == 1
    assert MatchDecision.objects.count() == 0
