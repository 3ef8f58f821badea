"""What the worker keeps up to date equals a full recount, after any number of edits, deletions, merges and undos."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from activity.errors import RuleBroken
from activity.outbox import deliver_due
from families.actions.births import Newborn, record_births
from families.actions.cases import allocate
from families.actions.closures import ask_closure, reopen_case, sign_closure
from families.actions.losses import record_loss
from families.actions.merging import merge_people, preview_merge
from families.actions.merging_undo import undo_merge
from families.actions.separations import correct_separation, record_return, record_separation
from families.definition_of import rules_of
from families.merging.pairs import default_choices
from families.models import Case, Child, Merge, Person, Separation
from outcomes.actions.assessments import edit_assessment, record_assessment, withdraw_assessment
from outcomes.actions.renewing import check_outcomes
from outcomes.models import Assessment, CaseOutcome, Score
from tests.factories.families import antenatal_case, manager, midwife, parent_worker, team_offering
from tests.factories.outcomes import given, tool_version

pytestmark = pytest.mark.django_db

MOTHERS = 5
nth = st.integers(0, 11)
ago = st.integers(0, 150)
scores = st.integers(1, 10) | st.sampled_from(["not_asked", "preferred_not_to", "not_applicable"])
BASES = st.sampled_from(["interim_care_order", "police_protection", "neonatal_care", "accommodation"])


class Outcomes(RuleBasedStateMachine):
    """Cases of a few mothers, to which anything is done that changes what is counted."""

    world: ClassVar[Any]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()

    def teardown(self) -> None:
        """Look once more, and take everything back."""
        try:
            if not transaction.get_connection().needs_rollback:
                self.the_worker_has_delivered()
        finally:
            transaction.set_rollback(True)
            self._savepoint.__exit__(None, None, None)

    @rule()
    def the_worker_has_delivered(self) -> None:
        deliver_due()
        check = check_outcomes()
        assert check.differing == []
        assert check.cases == Case.objects.count() == CaseOutcome.objects.filter(case__merged_into=None).count()

    @rule(which=nth, point=st.sampled_from(["start", "interim", "end"]), who=nth, score=scores, days=ago)
    def a_reading(self, which: int, point: str, who: int, score: Any, days: int) -> None:
        if case := self.one(Case.objects.for_reading().order_by("id"), which):
            version = tool_version(case.partnership)
            said = self._said(version, point, who, score, days)
            self.tries(record_assessment, case=case, version=version, given=said, by=self.world.worker)

    @rule(which=nth, point=st.sampled_from(["start", "end"]), who=nth, score=scores, days=ago)
    def an_edit(self, which: int, point: str, who: int, score: Any, days: int) -> None:
        if row := self.one(Assessment.objects.order_by("id"), which):
            said = self._said(row.version_used, point, who, score, days)
            self.tries(edit_assessment, assessment=row, expected_version=row.version, given=said, by=self.world.worker)

    @rule(which=nth)
    def a_deletion(self, which: int) -> None:
        if row := self.one(Assessment.objects.standing().order_by("id"), which):
            self.tries(
                withdraw_assessment, assessment=row, expected_version=row.version, reason="Wrong", by=self.world.chief
            )

    @rule(which=nth, days=ago)
    def a_birth(self, which: int, days: int) -> None:
        if child := self.one(Child.objects.filter(state="unborn").order_by("id"), which):
            baby = Newborn(child=child, born_on=self.day(days), before_referral_reason="concealed")
            self.tries(record_births, pregnancy=child.pregnancy, babies=[baby], by=self.world.worker)

    @rule(which=nth, days=st.integers(0, 20))
    def a_loss(self, which: int, days: int) -> None:
        if child := self.one(Child.objects.filter(state="unborn").order_by("id"), which):
            self.tries(record_loss, child=child, kind="stillbirth", lost_on=self.day(days), by=self.world.worker)

    @rule(which=nth, days=ago, basis=BASES, never=st.booleans())
    def a_separation(self, which: int, days: int, basis: str, never: bool) -> None:
        if child := self.one(Child.objects.filter(state="born").order_by("id"), which):
            self.tries(
                record_separation, child=child, definition=self.world.rules, separated_on=self.day(days), basis=basis,
                carer="foster", never_went_home=never, by=self.world.worker,
            )  # fmt: skip

    @rule(which=nth, days=ago, basis=BASES)
    def a_correction(self, which: int, days: int, basis: str) -> None:
        if row := self.one(Separation.objects.order_by("id"), which):
            changes = {"separated_on": self.day(days), "basis": basis, "carer": "foster", "never_went_home": False}
            self.tries(
                correct_separation, separation=row, expected_version=row.version, changes=changes,
                definition=self.world.rules, by=self.world.worker,
            )  # fmt: skip

    @rule(which=nth, days=ago)
    def a_return(self, which: int, days: int) -> None:
        if row := self.one(Separation.objects.order_by("id"), which):
            self.tries(record_return, separation=row, returned_on=self.day(days), by=self.world.worker)

    @rule(which=nth, days=ago)
    def an_allocation(self, which: int, days: int) -> None:
        if case := self.one(Case.objects.order_by("id"), which):
            self.tries(
                allocate, case=case, slot="parent_worker", worker=self.world.parent, starts=self.day(days),
                by=self.world.chief,
            )  # fmt: skip

    @rule(which=nth, reason=st.sampled_from(["goals_met", "loss", "transferred"]))
    def a_closure(self, which: int, reason: str) -> None:
        case = self.one(Case.objects.filter(closed_on=None).order_by("id"), which)
        if case is None:
            return
        asked = self.tries(
            ask_closure, case=case, reason=reason, asked_on=self.day(0), statuses_confirmed=True,
            end_scores_missing_reason="moved", by=self.world.worker,
        )  # fmt: skip
        if asked:
            self.tries(
                sign_closure, closure=asked, expected_version=asked.version, signed_on=self.day(0), by=self.world.chief
            )

    @rule(which=nth)
    def a_reopening(self, which: int) -> None:
        if case := self.one(Case.objects.exclude(closed_on=None).order_by("id"), which):
            self.tries(reopen_case, case=case, reason="Back", by=self.world.chief)

    @rule(kept=nth, merged=nth)
    def a_merge(self, kept: int, merged: int) -> None:
        mothers = Person.objects.filter(pregnancies__isnull=False).distinct().order_by("id")
        one, other = self.one(mothers, kept), self.one(mothers, merged)
        if one is None or other is None or one == other:
            return
        choices = default_choices(one, other)

        def join(*, by: Any) -> Merge:
            shown = preview_merge(kept=one, merged=other, choices=choices, by=by)
            return merge_people(
                kept=one, merged=other, choices=choices, why="One card", expected=shown.fingerprint, by=by
            )

        self.tries(join, by=self.world.chief)

    @rule(which=nth)
    def an_undoing(self, which: int) -> None:
        if merge := self.one(Merge.objects.filter(undone_at=None).order_by("-id"), which):
            self.tries(undo_merge, merge=merge, why="Two people", by=self.world.chief)

    def tries(self, action: Callable[..., Any], **details: Any) -> Any:
        """Let somebody try; refused is not done."""
        try:
            with transaction.atomic():
                made = action(**details)
        except RuleBroken:
            return None
        self.done[action.__name__] += 1
        return made

    @staticmethod
    def one(rows: Any, number: int) -> Any:
        listed: Sequence[Any] = list(rows)
        return listed[number % len(listed)] if listed else None

    @staticmethod
    def day(back: int) -> date:
        return timezone.localdate() - timedelta(days=back)

    def _said(self, version: Any, point: str, who: int, score: Any, days: int) -> Any:
        respondent = ("parent", "worker", "joint")[who % 3]
        return given(
            version,
            {"bond": score} if who > 5 else score,
            point=point,
            respondent=respondent,
            assessed_on=self.day(days),
        )


class World:
    """A team, and mothers whose cases began half a year ago."""

    def __init__(self) -> None:
        self.team = team_offering()
        self.chief, self.worker, self.parent = manager(self.team), midwife(self.team), parent_worker(self.team)
        began = timezone.localdate() - timedelta(days=160)
        for number in range(MOTHERS):
            case = antenatal_case(
                self.team, given_name=f"Mam{number}", on=began + timedelta(days=20), opened_on=began,
                fetuses=1 + number % 2,
            )  # fmt: skip
            allocate(case=case, slot="midwife", worker=self.worker, starts=began, by=None)
        self.rules = rules_of(Case.objects.first())
        tool_version(self.team.partnership)
        deliver_due()


@contextmanager
def machine() -> Iterator[type[Outcomes]]:
    with transaction.atomic():
        yield type("Outcomes", (Outcomes,), {"world": World(), "done": Counter()})
        transaction.set_rollback(True)


HOW: dict[str, Any] = {
    "deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate],
    "print_blob": True,
}  # fmt: skip


def test_after_some_edits_deletions_merges_and_undos_the_outcomes_are_those_of_a_recount():
    with machine() as one:
        run_state_machine_as_test(
            one, settings=settings(max_examples=2, stateful_step_count=20, derandomize=True, **HOW)
        )
        assert one.done


WANTED, SHARES = 10_000, 4
"""So many changes in all; shared out, several processes make them side by side."""

KINDS = {"record_assessment", "edit_assessment", "withdraw_assessment", "join", "undo_merge", "record_separation"}


@pytest.mark.full
@pytest.mark.parametrize("share", range(SHARES))
def test_after_ten_thousand_edits_deletions_merges_and_undos_the_outcomes_are_those_of_a_recount(share):
    with machine() as one:
        while one.done.total() < WANTED / SHARES:
            run_state_machine_as_test(one, settings=settings(max_examples=5, stateful_step_count=100, **HOW))
        print(dict(one.done))
        assert all(one.done[kind] > 50 / SHARES for kind in KINDS), one.done


def test_a_change_that_no_action_made_is_seen_by_the_recount():
    with machine() as one:
        changed = one()
        changed.a_reading(0, "start", 0, 4, 100)
        changed.the_worker_has_delivered()
        Score.objects.update(value=9)
        with pytest.raises(AssertionError):
            changed.the_worker_has_delivered()
        transaction.set_rollback(True)
        changed._savepoint.__exit__(None, None, None)
