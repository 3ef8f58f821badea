"""Closing: asked by one, signed by another, undone for a while, never by itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from activity.edits import StaleEdit
from families import registries
from families.actions.closures import (
    TaskFate,
    ask_closure,
    gaps_of,
    refuse_closure,
    reopen_case,
    sign_closure,
)
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, CannotClose, CannotReopen
from families.models import Case, Closure, Visit
from families.models.choices import Stage, VisitOutcome
from families.registries import ClosingGap, register_closing_check
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def no_other_checks() -> Iterator[None]:
    """Only the checks that a test adds: scores are another app's business."""
    kept = list(registries._registries.closing_checks)
    registries._registries.closing_checks.clear()
    yield
    registries._registries.closing_checks[:] = kept


def ask(case: Case, **details: object) -> Closure:
    given = {"reason": "goals_met", "asked_on": TODAY(), "statuses_confirmed": True, **details}
    return ask_closure(case=case, **given)  # type: ignore[arg-type]


def test_asking_makes_the_case_closing_and_signing_closes_it() -> None:
    case, nurse, _parent = make.worked_case()
    boss = make.manager(case.team)
    closure = ask(case, by=nurse)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSING
    sign_closure(closure=closure, expected_version=closure.version, signed_on=TODAY(), by=boss)
    case.refresh_from_db()
    assert (case.stage, case.closed_on) == (Stage.CLOSED, TODAY())


def test_signing_ends_allocations_and_cancels_planned_visits() -> None:
    case, nurse, _parent = make.worked_case()
    later = timezone.now() + timedelta(days=2)
    make.visit_row(case, nurse, outcome=VisitOutcome.PLANNED, when=later)
    closure = ask(case, by=nurse)
    sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), by=make.manager(case.team))
    assert set(case.allocations.values_list("ends", flat=True)) == {TODAY()}
    assert Visit.objects.get().outcome == VisitOutcome.CANCELLED


def test_an_allocation_for_a_day_after_the_closure_never_came_to_be() -> None:
    case, nurse, _parent = make.worked_case()
    other = make.midwife(case.team)
    make.allocated(case, "midwife", other, starts=TODAY() + timedelta(days=9))
    closure = ask(case, by=nurse)
    sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), by=make.manager(case.team))
    assert not case.allocations.filter(worker=other).exists()
    assert set(case.allocations.values_list("ends", flat=True)) == {TODAY()}


def test_who_asked_cannot_sign() -> None:
    case, *_ = make.worked_case()
    boss = make.manager(case.team)
    closure = ask(case, by=boss)
    with pytest.raises(CannotClose, match="Somebody else"):
        sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), by=boss)
    case.refresh_from_db()
    assert case.closed_on is None


def test_open_tasks_are_settled_one_by_one() -> None:
    case, nurse, parent = make.worked_case()
    done, passed_on, dropped = (make.TaskFactory(case=case) for _ in range(3))
    with pytest.raises(CannotClose) as refused:
        ask(case, by=nurse, tasks={done.pk: TaskFate("done")})
    assert refused.value.field in {f"task-{passed_on.pk}", f"task-{dropped.pk}"}
    fates = {
        done.pk: TaskFate("done"),
        passed_on.pk: TaskFate("reassigned", parent),
        dropped.pk: TaskFate("cancelled"),
    }
    ask(case, by=nurse, tasks=fates)
    for task in (done, passed_on, dropped):
        task.refresh_from_db()
    assert (done.done_on, passed_on.assigned_to, dropped.cancelled_on) == (TODAY(), parent, TODAY())


def test_missing_end_scores_need_a_reason_except_after_a_transfer() -> None:
    register_closing_check(lambda case: ClosingGap("end_scores", "End scores are missing.", excusable=True))
    case, nurse, _parent = make.worked_case()
    with pytest.raises(CannotClose) as refused:
        ask(case, by=nurse)
    assert refused.value.field == "end_scores_missing_reason"
    assert gaps_of(case, next(one for one in rules_of(case).closing_reasons if one.is_transfer)) == []
    assert ask(case, by=nurse, end_scores_missing_reason="not_seen").end_scores_missing_reason == "not_seen"


def test_what_no_reason_excuses_keeps_the_case_open() -> None:
    register_closing_check(lambda case: ClosingGap("other", "Something is missing."))
    case, nurse, _parent = make.worked_case()
    with pytest.raises(CannotClose, match="Something"):
        ask(case, by=nurse, end_scores_missing_reason="not_seen")


def test_statuses_are_confirmed_and_kept_as_they_were() -> None:
    case, nurse, _parent = make.worked_case()
    child = case.pregnancy.children.get()
    with pytest.raises(CannotClose) as refused:
        ask(case, by=nurse, statuses_confirmed=False)
    assert refused.value.field == "statuses_confirmed"
    _register(case)
    closure = ask(case, by=nurse)
    assert closure.statuses == [{"person": str(child.person_id), "kind": "child_protection", "categories": ["neglect"]}]


def _register(case: Case) -> None:
    start_status(
        family=case.family, person=case.pregnancy.children.get().person, definition=rules_of(case),
        kind="child_protection", starts=TODAY() - timedelta(days=5), categories=["neglect"], by=None,
    )  # fmt: skip


def test_a_family_on_the_register_is_closed_only_by_a_manager_who_says_so() -> None:
    case, nurse, _parent = make.worked_case()
    _register(case)
    boss = make.manager(case.team)
    closure = ask(case, by=nurse, reason="disengaged")
    with pytest.raises(CannotClose) as refused:
        sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), by=boss)
    assert refused.value.field == "register_acknowledged"
    signed = sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), register_acknowledged=True, by=boss)
    assert signed.register_acknowledged


def test_a_refused_closure_lets_the_case_go_on_and_can_be_asked_for_again() -> None:
    case, nurse, _parent = make.worked_case()
    closure = ask(case, by=nurse)
    with pytest.raises(AlreadyRecorded):
        ask(case, by=nurse)
    refuse_closure(closure=closure, expected_version=1, reason="One more visit", by=make.manager(case.team))
    case.refresh_from_db()
    assert case.stage != Stage.CLOSING
    ask(case, by=nurse)
    assert Closure.objects.count() == 2


def test_a_closure_that_moved_on_is_not_signed_over() -> None:
    case, nurse, _parent = make.worked_case()
    closure = ask(case, by=nurse)
    Closure.objects.filter(pk=closure.pk).update(version=2, note="More was said")
    with pytest.raises(StaleEdit):
        sign_closure(closure=closure, expected_version=1, signed_on=TODAY(), by=make.manager(case.team))
    case.refresh_from_db()
    assert case.closed_on is None


def _closed(days_ago: int) -> Case:
    opened = TODAY() - timedelta(days=300)
    case, nurse, _parent = make.worked_case(opened_on=opened)
    day = TODAY() - timedelta(days=days_ago)
    closure = ask(case, by=nurse, asked_on=day)
    sign_closure(closure=closure, expected_version=1, signed_on=day, by=make.manager(case.team))
    case.refresh_from_db()
    return case


def test_a_case_is_reopened_until_the_ninetieth_day_and_not_after() -> None:
    case = _closed(90)
    reopen_case(case=case, reason="Back in touch", by=None)
    case.refresh_from_db()
    assert (case.closed_on, case.stage == Stage.CLOSED) == (None, False)
    assert Closure.objects.get().reopened_on == TODAY()
    late = _closed(91)
    with pytest.raises(CannotReopen, match="Open a new case"):
        reopen_case(case=late, reason="Back in touch", by=None)


def test_a_case_is_not_reopened_beside_a_newer_one_about_the_same() -> None:
    case = _closed(10)
    make.open_case(
        family=case.family, client=case.client, service_version=case.service_version, team=case.team,
        pregnancy=case.pregnancy, referred_on=TODAY(), opened_on=TODAY(), by=None,
    )  # fmt: skip
    with pytest.raises(CannotReopen, match="Another case"):
        reopen_case(case=case, reason="Back in touch", by=None)
