"""What a rule forbids is said in its own words: each refusal of the life of a case, raised once."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import frozen
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activity.errors import RuleBroken
from families.actions import births, cases, closures, goals, hand_overs, losses, meetings, separations, statuses, tasks
from families.definition_of import rules_of
from families.gestation import Gestation
from families.models import Case, Child
from outcomes.actions.runs import ask_run
from tests.factories import families as make

pytestmark = pytest.mark.django_db


@frozen
class Scene:
    """A case of sixty days with an unborn child at 39 weeks, its midwife and the team's manager."""

    case: Case
    child: Child
    nurse: User
    boss: User

    @staticmethod
    def ago(days: int) -> date:
        return timezone.localdate() - timedelta(days=days)


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Made once; each test takes back what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        today = timezone.localdate()
        case, nurse, _parent = make.worked_case(
            gestation=Gestation(273), on=today, opened_on=today - timedelta(days=60)
        )
        yield Scene(case, case.pregnancy.children.get(), nurse, make.manager(case.team))
        transaction.set_rollback(True)


def hand_over(it: Scene) -> None:
    hand_overs.record_hand_over(case=it.case, child=it.child, done_on=it.ago(0), to="Cai", by=it.nurse)


def separate(it: Scene, days: int = 0, basis: str = "police_protection") -> None:
    definition = rules_of(it.case)
    separations.record_separation(
        child=it.child, definition=definition, separated_on=it.ago(days), basis=basis, carer="foster", by=it.nurse
    )


def be_born(it: Scene, days: int = 0) -> None:
    type(it.case.pregnancy).objects.filter(pk=it.case.pregnancy.pk).update(booked_on=it.ago(60))
    it.case.pregnancy.refresh_from_db()
    births.record_births(pregnancy=it.case.pregnancy, babies=[births.Newborn(it.child, it.ago(days))], by=it.nurse)
    it.child.refresh_from_db()


def lose(it: Scene, kind: str, days: int = 0) -> None:
    losses.record_loss(child=it.child, kind=kind, lost_on=it.ago(days), by=it.nurse)


def put_under(it: Scene, kind: str, days: int = 0) -> None:
    definition = rules_of(it.case)
    statuses.start_status(
        family=it.case.family,
        person=it.child.person,
        definition=definition,
        kind=kind,
        starts=it.ago(days),
        by=it.nurse,
    )


def ask_to_close(it: Scene, **details: Any) -> closures.Closure:
    usual = {"reason": "goals_met", "asked_on": it.ago(0), "end_scores_missing_reason": "Not seen"}
    return closures.ask_closure(case=it.case, by=it.nurse, statuses_confirmed=True, **{**usual, **details})


def sign(it: Scene, by: User, days: int = 0) -> None:
    closure = ask_to_close(it)
    closures.sign_closure(closure=closure, expected_version=closure.version, signed_on=it.ago(days), by=by)


def twice(act: Callable[[Scene], object]) -> Callable[[Scene], None]:
    def both(it: Scene) -> None:
        act(it)
        act(it)

    return both


def after_birth(act: Callable[[Scene], object], days: int = 3) -> Callable[[Scene], None]:
    def born_first(it: Scene) -> None:
        be_born(it, days)
        act(it)

    return born_first


def meet(it: Scene, kind: str, **details: Any) -> None:
    meetings.record_meeting(case=it.case, kind=kind, held_on=it.ago(0), by=it.nurse, **details)


def run_over(it: Scene, first: int, last: int) -> None:
    service = it.case.team.services.get()
    ask_run(service=service, kind="removals", first_day=it.ago(first), last_day=it.ago(last), by=it.boss)


def goal_reached(it: Scene, agreed: int, reached: int) -> None:
    goal = goals.add_goal(case=it.case, title="A door", agreed_on=it.ago(agreed), by=it.nurse)
    goals.edit_goal(goal=goal, expected_version=1, changes={"reached_on": it.ago(reached)}, by=it.nurse)


def leave_before_beginning(it: Scene) -> None:
    cases.end_allocation(allocation=it.case.allocations.first(), ends=it.ago(61), by=it.boss)


REFUSALS: dict[str, tuple[Callable[[Scene], object], str]] = {
    "hand over the unborn": (hand_over, "Only a baby who is born can be handed over."),
    "hand over twice": (after_birth(twice(hand_over)), "The hand-over of this baby is recorded already."),
    "part from the unborn": (separate, "Record the birth first: the child is unborn."),
    "part on no ground": (lambda it: separate(it, basis="x"), "Choose a legal basis from the list."),
    "part before birth": (after_birth(lambda it: separate(it, 4)), "cannot be separated before."),
    "part twice": (after_birth(twice(separate)), "Record the return home first."),
    "die unborn": (lambda it: lose(it, "neonatal_death"), "Record the live birth first, then the death."),
    "die before birth": (after_birth(lambda it: lose(it, "neonatal_death", 4)), "cannot be before the birth on"),
    "still birth of the living": (after_birth(lambda it: lose(it, "stillbirth")), "Choose death after birth."),
    "miscarry at 39 weeks": (lambda it: lose(it, "miscarriage"), "a miscarriage is before 24+0."),
    "look after the unborn": (lambda it: put_under(it, "care_order"), "An unborn child cannot be looked after."),
    "look after before birth": (after_birth(lambda it: put_under(it, "care_order", 4)), "cannot start before."),
    "register for nothing": (lambda it: put_under(it, "child_protection"), "Choose at least one category."),
    "an unknown status": (lambda it: put_under(it, "x"), "Choose a status from the list."),
    "close for no reason": (lambda it: ask_to_close(it, reason="x"), "Choose a reason from the list."),
    "close before opening": (lambda it: ask_to_close(it, asked_on=it.ago(61)), "The case was accepted later"),
    "ask to close twice": (twice(ask_to_close), "A closure has been asked for already."),
    "sign one's own closure": (lambda it: sign(it, it.nurse), "Somebody else has to sign it."),
    "sign before asking": (lambda it: sign(it, it.boss, 1), "It cannot be signed before."),
    "reopen the open": (lambda it: closures.reopen_case(case=it.case, reason="x", by=it.boss), "This case is open."),
    "a meeting of no kind": (lambda it: meet(it, "x"), "Choose a kind of meeting from the list."),
    "decide about a stranger": (
        lambda it: meet(it, "initial_conference", decisions=[meetings.SubjectDecision(it.child.person, "register")]),
        "The meeting was not about this person.",
    ),
    "book for no day": (
        lambda it: meetings.book_meeting(case=it.case, kind="team_meeting", scheduled_for=None, by=it.nurse),
        "Say for when it is booked.",
    ),
    "reach a goal early": (lambda it: goal_reached(it, 3, 4), "That is before the goal was agreed."),
    "a task for yesterday": (
        lambda it: tasks.add_task(case=it.case, title="x", due_on=it.ago(1), by=it.nurse),
        "The day has passed.",
    ),
    "leave before beginning": (leave_before_beginning, "An allocation cannot end before it starts."),
    "a run backwards": (lambda it: run_over(it, 1, 2), "The period ends before it begins."),
    "a run of the future": (lambda it: run_over(it, -1, -2), "The period has not begun yet."),
    "a run of eleven years": (lambda it: run_over(it, 4018, 0), "Choose a period of ten years or less."),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_it_is_refused_in_words_of_its_own(kept: Scene, what: str) -> None:
    act, words = REFUSALS[what]
    with transaction.atomic():
        with pytest.raises(RuleBroken) as refused:
            act(kept)
        transaction.set_rollback(True)
    kept.child.refresh_from_db()
    assert words in str(refused.value)
