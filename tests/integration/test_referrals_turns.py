"""Whose turn it is: acknowledged, asked, answered, taken up again, and the days of each counted apart."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activity.drafts import draft_token, find_draft
from activity.models import Notification
from activity.outbox import deliver_due
from families.working_days import calendar_of
from referrals.actions.accepting import accept_referral
from referrals.actions.acknowledging import acknowledge_receipt
from referrals.actions.asking import answer_question, ask_referrer, take_question_back
from referrals.actions.deciding import decline, put_on_waiting_list, redirect_elsewhere, reopen
from referrals.errors import AlreadyDecided, NothingAsked, NothingToReopen, NotReady, NotYourInbox, QuestionOpen
from referrals.models import Acknowledgement, Question, Referral, State
from referrals.reading.inbox import read_inbox
from referrals.reading.urgency import ANSWERED, LATE, REVIEW
from tests.factories import families as make
from tests.factories.referrals import referral_to, referrer, second_team

TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(team):
    return make.manager(team, name="Carys Ffug")


@pytest.fixture
def ann(team):
    return referrer(team, name="Ann Ffug")


def on(day, hour=10):
    return time_machine.travel(f"{day}T{hour}:00:00+00:00", tick=False)


def sent_on(team, day, **details):
    with on(day):
        return referral_to(team, received_on=day, **details)


def line_of(user, which="decide"):
    (line,) = read_inbox(user, TODAY(), which=which).lines
    return line


MONDAY = date(2026, 4, 13)


def test_days_with_the_referrer_are_not_days_of_the_team(team, carys, ann):
    # Received on a Monday; asked on Wednesday, answered the Wednesday after, asked on Thursday, answered on Monday
    referral = sent_on(team, MONDAY, sent_by=ann)
    for asked, answered in [(2, 9), (10, 14)]:
        with on(MONDAY + asked * DAY):
            ask_referrer(referral=referral, text="Which clinic?", by=carys)
            turns = line_of(carys, "asked").turns
        assert turns.referrer == {2: 0, 10: 5}[asked]
        with on(MONDAY + answered * DAY):
            answer_question(referral=referral, text="Townhill", by=ann)
    with on(MONDAY + 15 * DAY):
        line = line_of(carys)
    # 11 working days since receipt: 2 + 1 + 1 with the team, 5 + 2 with the referrer
    assert (line.turns.team, line.turns.referrer) == (4, 7)
    assert line.over == 0


def test_the_stored_day_counts_as_many_days_as_the_turns_do(team, carys, ann):
    calendar = calendar_of("wales")
    referrals = [sent_on(team, MONDAY, sent_by=ann) for _ in range(10)]
    for offset, referral in enumerate(referrals):
        with on(MONDAY + 4 * DAY):
            ask_referrer(referral=referral, text="?", by=carys)
        with on(MONDAY + (4 + offset) * DAY):
            answer_question(referral=referral, text="So", by=ann)
            referral.refresh_from_db()
            assert calendar.count(referral.counts_from, TODAY()) == 4
            lines = {one.referral.pk: one for one in read_inbox(carys, TODAY()).lines}
        assert lines[referral.pk].turns.team == 4


def test_an_answer_brings_the_referral_back_to_the_top(team, carys, ann):
    referral_to(team, received_on=TODAY() - 30 * DAY, given_name="Late")
    referral = referral_to(team, sent_by=ann, given_name="Answered")
    ask_referrer(referral=referral, text="Which clinic?", by=carys)
    assert [line.referral.given_name for line in read_inbox(carys, TODAY()).lines] == ["Late"]
    answer_question(referral=referral, text="Townhill", by=ann)
    page = read_inbox(carys, TODAY())
    assert [line.referral.given_name for line in page.lines] == ["Answered", "Late"]
    assert [group.band for group in page.groups] == [ANSWERED, LATE]


def test_the_question_and_the_answer_are_told_by_mails_that_name_nobody(team, carys, ann):
    referral = referral_to(team, sent_by=ann, given_name="Megan", family_name="Sampl")
    ask_referrer(referral=referral, text="Is Megan safe at home?", by=carys)
    answer_question(referral=referral, text="Megan is with her Nan", by=ann)
    deliver_due()
    assert [message.to for message in mail.outbox] == [[ann.email], [carys.email]]
    said = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    lines = " ".join(Notification.objects.values_list("text", flat=True))
    for secret in ("Megan", "Sampl", "Nan", "safe at home"):
        assert secret not in said
        assert secret not in lines


def test_of_two_questions_the_second_waits_for_the_first_answer(team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="One?", by=carys)
    with pytest.raises(QuestionOpen):
        ask_referrer(referral=referral, text="Two?", by=carys)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(referral=referral, text="Two?", asked_on=TODAY(), asked_by=carys)


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"ended_on": date(2026, 4, 1)}, {"answer": "Half"}, {"ended_on": date(2025, 1, 1), "who": True}],
    ids=["no text", "a day and nobody", "an answer without a day", "ended before it was asked"],
)
def test_the_database_refuses_half_a_turn(team, carys, wrong):
    ended_by = carys if wrong.pop("who", False) else None
    row = {"text": "?", "asked_on": date(2026, 4, 1), "asked_by": carys, "ended_by": ended_by, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(referral=referral_to(team), **row)


def test_a_question_can_be_taken_back_and_then_has_no_answer(team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    with pytest.raises(NothingAsked):
        take_question_back(referral=referral, by=carys)
    ask_referrer(referral=referral, text="One?", by=carys)
    take_question_back(referral=referral, by=carys)
    assert line_of(carys).band != ANSWERED
    with pytest.raises(NothingAsked):
        answer_question(referral=referral, text="Late", by=ann)


def test_a_decision_ends_the_turn_and_an_answer_then_comes_too_late(team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="One?", by=carys)
    accept_referral(referral=referral, by=carys)
    question = Question.objects.get()
    assert (question.ended_by, question.answer) == (carys, "")
    with pytest.raises(NothingAsked):
        answer_question(referral=referral, text="Late", by=ann)


def test_what_a_manager_of_another_team_asks_or_acknowledges_is_refused(team):
    stranger = make.manager(second_team(team))
    for act in (
        lambda one: ask_referrer(referral=one, text="?", by=stranger),
        lambda one: acknowledge_receipt(referral=one, by=stranger),
        lambda one: reopen(referral=one, why="?", by=stranger),
    ):
        with pytest.raises(NotYourInbox):
            act(referral_to(team))


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_decision_at_once_nothing_is_lost_and_one_is_told():
    team = make.team_offering()
    carys, ann = make.manager(team), referrer(team)
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="One?", by=carys)
    start, results = threading.Barrier(2), []

    def run(act):
        start.wait()
        try:
            act()
            results.append("done")
        except (NothingAsked, AlreadyDecided) as told:
            results.append(type(told).__name__)
        finally:
            connection.close()

    acts = (
        lambda: answer_question(referral=referral, text="Here", by=ann),
        lambda: decline(referral=referral, reason="out_of_area", by=carys),
    )
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    referral.refresh_from_db()
    # Either the answer came first and the decision followed it, or the answer is told that it comes too late.
    assert sorted(results) in (["done", "done"], ["NothingAsked", "done"])
    assert referral.state == State.DECLINED


def test_a_receipt_alone_is_no_acknowledgement_and_a_person_gives_it_once(team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    assert not Acknowledgement.objects.exists()
    first = acknowledge_receipt(referral=referral, by=carys)
    assert acknowledge_receipt(referral=referral, by=make.manager(team)) == first
    assert Notification.objects.get(user=ann).text == f"{referral.reference}: Carys Ffug has your referral."


def test_whoever_takes_a_call_asks_or_decides_has_acknowledged(team, carys, ann):
    asked, declined = referral_to(team, sent_by=ann), referral_to(team, sent_by=ann)
    ask_referrer(referral=asked, text="?", by=carys)
    decline(referral=declined, reason="out_of_area", by=carys)
    assert {row.given_by for row in Acknowledgement.objects.all()} == {carys}
    assert Acknowledgement.objects.count() == 2


def test_a_service_may_say_that_its_receipt_counts(team, ann, monkeypatch):
    from attrs import evolve

    from referrals import intake
    from referrals.actions import receiving

    def lenient(service, day):
        rules = intake.rules_of(service, day)
        definition = evolve(rules.definition, intake=evolve(rules.intake, automatic_receipt_counts=True))
        return intake.IntakeRules(rules.service, definition, rules.calendar)

    monkeypatch.setattr(receiving, "rules_of", lenient)
    referral_to(team, sent_by=ann)
    assert Acknowledgement.objects.get().given_by is None


@pytest.mark.parametrize("refuse", [
    lambda one, by: decline(referral=one, reason="out_of_area", by=by),
    lambda one, by: redirect_elsewhere(referral=one, destination="Flying Start", why="Fits", by=by),
], ids=["declined", "redirected"])  # fmt: skip
def test_a_refusal_by_mistake_is_taken_up_again_and_keeps_its_trace(team, carys, ann, refuse):
    referral = referral_to(team, sent_by=ann, received_on=TODAY() - 20 * DAY)
    refuse(referral, carys)
    reopen(referral=referral, why="The wrong row", by=carys)
    referral.refresh_from_db()
    assert referral.state == State.RECEIVED
    assert referral.decisions.count() == 2
    # The family waited all the same
    assert line_of(carys).over > 0
    assert accept_referral(referral=referral, by=carys).pk


def test_only_a_refusal_is_taken_up_again(team, carys):
    for referral in (referral_to(team), accepted(team, carys)):
        with pytest.raises(NothingToReopen):
            reopen(referral=referral, why="?", by=carys)


def accepted(team, by):
    referral = referral_to(team)
    accept_referral(referral=referral, by=by)
    return referral


def test_what_waits_comes_back_into_view_on_its_day_of_review(team, carys):
    referral = referral_to(team)
    put_on_waiting_list(referral=referral, review_on=TODAY() + 3 * DAY, why="Full", by=carys)
    assert read_inbox(carys, TODAY()).tallies["decide"] == 0
    with on(TODAY() + 3 * DAY):
        line = line_of(carys)
        assert (line.band, line.referral) == (REVIEW, referral)
        put_on_waiting_list(referral=referral, review_on=TODAY() + 5 * DAY, why="Still full", by=carys)
        assert read_inbox(carys, TODAY()).tallies["decide"] == 0


GAPS = [
    ({"consent": "not_asked"}, "consent"),
    ({"safety_asked": False}, "safety_asked"),
    ({"due_date": None, "due_date_source": ""}, "due_date_source"),
]


@pytest.mark.parametrize(("gap", "field"), GAPS, ids=[field for _gap, field in GAPS])
def test_a_refusal_without_screening_says_why(team, carys, gap, field):
    referral = referral_to(team, **gap)
    with pytest.raises(NotReady) as refused:
        decline(referral=referral, reason="out_of_area", by=carys)
    assert refused.value.field == "without"
    decline(referral=referral, reason="out_of_area", without="Lives in England", by=carys)
    screening = referral.screening
    assert (screening.not_known, screening.why_not_known) == ([field], "Lives in England")
    assert (screening.screened_by, screening.possible_matches) == (carys, 0)


# The pages


def test_a_referrer_answers_on_their_own_page(client, team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="Which clinic does she go to?", by=carys)
    client.force_login(ann)
    for page in (reverse("referrals:mine"), reverse("referrals:sent", args=[referral.pk])):
        assert reverse("referrals:answer", args=[referral.pk]) in client.get(page).content.decode()
    url = reverse("referrals:answer", args=[referral.pk])
    assert "Which clinic does she go to?" in client.get(url).content.decode()
    for _twice in range(2):
        assert client.post(url, {"text": "Townhill", "key": "0197a0a0-0000-7000-8000-000000000001"}).status_code == 302
    assert Question.objects.get().answer == "Townhill"
    assert client.get(url).status_code == 302
    client.force_login(carys)
    assert "Townhill" in client.get("/referrals/").content.decode()


@pytest.mark.parametrize("text", ["", " ", "a\x00b", "x" * 10_001])
def test_an_answer_that_cannot_be_kept_is_refused_at_its_field(client, team, carys, ann, text):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="?", by=carys)
    client.force_login(ann)
    response = client.post(reverse("referrals:answer", args=[referral.pk]), {"text": text})
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()
    assert Question.objects.get().ended_on is None


def test_an_answer_that_comes_too_late_is_not_lost_from_the_page(client, team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="?", by=carys)
    decline(referral=referral, reason="out_of_area", by=carys)
    client.force_login(ann)
    response = client.post(reverse("referrals:answer", args=[referral.pk]), {"text": "She moved to Townhill"})
    assert response.status_code == 400
    assert "She moved to Townhill" in response.content.decode()


def test_a_session_that_ends_while_answering_keeps_the_text(client, team, carys, ann):
    referral = referral_to(team, sent_by=ann)
    ask_referrer(referral=referral, text="?", by=carys)
    url = reverse("referrals:answer", args=[referral.pk])
    token = draft_token(user=ann, kind="answer", subject_id=str(referral.pk))
    client.post(url, {"text": "A long thought", "draft_token": token})
    client.force_login(ann)
    assert "A long thought" in client.get(url).content.decode()
    client.post(url, {"text": "A long thought"})
    assert find_draft(user=ann, kind="answer", subject_id=str(referral.pk)) is None


def test_a_referrer_sees_neither_names_of_the_inbox_nor_other_referrals(client, team, carys, ann):
    other = referral_to(team, sent_by=referrer(team))
    ask_referrer(referral=other, text="?", by=carys)
    client.force_login(ann)
    url = reverse("referrals:answer", args=[other.pk])
    assert client.get(url).status_code == client.post(url, {"text": "Mine"}).status_code == 404
    assert Question.objects.get().ended_on is None


def test_a_manager_acknowledges_asks_writes_down_and_takes_back(client, team, carys, ann):
    referral = referral_to(team, sent_by=ann, given_name="Megan")
    client.force_login(carys)
    page = reverse("referrals:referral", args=[referral.pk])
    assert "Tell the referrer that you have it" in client.get(page).content.decode()
    client.post(reverse("referrals:receipt", args=[referral.pk]))
    assert "Tell the referrer that you have it" not in client.get(page).content.decode()
    ask, answered = (reverse(f"referrals:{name}", args=[referral.pk]) for name in ("ask", "answered"))
    client.post(ask, {"text": "Which clinic?"})
    assert "Megan" in client.get("/referrals/?list=asked").content.decode()
    assert client.get(ask).status_code == 302
    client.post(answered, {"text": "Townhill, by telephone"})
    assert Question.objects.get().ended_by == carys
    client.post(ask, {"text": "And which day?"})
    client.post(answered, {"take_back": "1"})
    assert list(Question.objects.values_list("answer", flat=True)) == ["Townhill, by telephone", ""]
    client.post(reverse("referrals:decline", args=[referral.pk]), {"reason": "out_of_area"})
    client.post(reverse("referrals:reopen", args=[referral.pk]), {"why": "The wrong row"})
    referral.refresh_from_db()
    assert referral.state == State.RECEIVED
    assert client.get(page).status_code == 200


def test_the_page_of_a_decision_asks_why_something_stays_open(client, team, carys):
    referral = referral_to(team, consent="not_asked")
    client.force_login(carys)
    url = reverse("referrals:decline", args=[referral.pk])
    response = client.post(url, {"reason": "out_of_area"})
    assert response.status_code == 400
    assert "Say why it is decided" in response.content.decode()
    client.post(url, {"reason": "out_of_area", "without": "Lives in England"})
    assert Referral.objects.get().state == State.DECLINED
