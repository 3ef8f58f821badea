"""What workers do with a family: visits, tasks, goals, scores, consents, the people of the family."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from families.actions.consents import record_consent
from families.actions.goals import add_goal, edit_goal
from families.actions.notes import add_to_note
from families.actions.people_edits import add_new_member, keep_parents_apart
from families.actions.safety import add_safety_flag
from families.actions.tasks import add_task, finish_task
from families.actions.visits import (
    cancel_visit,
    keep_draft,
    plan_visit,
    record_visit,
    throw_away_draft,
    undo_recording,
)
from families.models import Case, Goal, Task, Visit, VisitNote
from families.models.choices import VisitOutcome
from families.visiting import Account, CaseEntry, Seen
from outcomes.actions.assessments import edit_assessment, record_assessment
from outcomes.models import Assessment
from tests.factories.outcomes import given
from tests.histories.base import History, back, nth

concerns = st.sampled_from(["none", "follow_up", "safeguarding", ""])
outcomes = st.sampled_from(["done", "done", "no_access", "cancelled"])
scores = st.sampled_from([1, 5, 10, 11, "not_asked"])


class Working(History):
    """Visits and the everyday."""

    @rule(which=nth, who=nth, ahead=st.integers(-1, 20), both=st.booleans())
    def plan(self, which: int, who: int, ahead: int, both: bool) -> None:
        if case := self.case(which):
            cases = list(case.family.cases.order_by("id")) if both else [case]
            self.tries(
                plan_visit, cases=cases, workers=[self.worker(who)], planned_for=self.moment(-ahead, 14),
                by=self.worker(who),
            )  # fmt: skip

    @rule(which=nth, who=nth, ago=back, outcome=outcomes, concern=concerns, planned=st.booleans())
    def record(self, which: int, who: int, ago: int, outcome: str, concern: str, planned: bool) -> None:
        visit = self._visit(which) if planned else None
        case = visit.cases.first() if visit else self.case(which)
        if case:
            account = self._account(case, outcome, ago, concern)
            self.tries(record_visit, visit=visit, account=account, by=self.worker(who))

    @rule(which=nth, who=nth, ago=back, planned=st.booleans())
    def draft(self, which: int, who: int, ago: int, planned: bool) -> None:
        visit = self._visit(which) if planned else None
        case = visit.cases.first() if visit else self.case(which)
        if case:
            self.tries(keep_draft, visit=visit, account=self._account(case, "done", ago, ""), by=self.worker(who))

    @rule(which=nth, who=nth, how=st.sampled_from(["cancel", "undo", "throw away"]))
    def take_back(self, which: int, who: int, how: str) -> None:
        visit, by = self._visit(which, planned_only=how == "cancel"), self.worker(who)
        if visit is None:
            return
        if how == "cancel":
            reasons = {row.case: "Ill" for row in visit.visit_cases.select_related("case")}
            self.tries(cancel_visit, visit=visit, cancelled_by="family", reasons=reasons, by=by)
        else:
            self.tries(undo_recording if how == "undo" else throw_away_draft, visit=visit, by=by)

    @rule(which=nth)
    def undo_the_latest(self, which: int) -> None:
        """By whoever signed it, so that it is within its ten minutes unless days have passed."""
        note = VisitNote.objects.filter(signed_at__isnull=False).select_related("visit_case__visit").last()
        if note and note.signed_by:
            self.tries(undo_recording, visit=note.visit_case.visit, by=note.signed_by)

    @rule(which=nth, who=nth, text=st.sampled_from(["She rang back.", " "]))
    def add_to_a_note(self, which: int, who: int, text: str) -> None:
        if note := self.one_of(list(VisitNote.objects.order_by("id")), which):
            self.tries(add_to_note, note=note, text=text, by=self.worker(who))

    @rule(which=nth, who=nth, due=st.integers(-2, 20))
    def task(self, which: int, who: int, due: int) -> None:
        if case := self.case(which):
            self.tries(
                add_task, case=case, title="Ring housing", assigned_to=self.worker(who), due_on=self.day(-due),
                by=self.worker(who),
            )  # fmt: skip

    @rule(which=nth, late=st.booleans())
    def finish(self, which: int, late: bool) -> None:
        if task := self.one_of(list(Task.objects.order_by("id")), which):
            self.tries(finish_task, task=task, expected_version=task.version - late, by=self.worker(0))

    @rule(which=nth, ago=back, reached=st.booleans())
    def goal(self, which: int, ago: int, reached: bool) -> None:
        goal = self.one_of(list(Goal.objects.order_by("id")), which)
        if reached and goal:
            changes = {"reached_on": self.day(ago)}
            self.tries(edit_goal, goal=goal, expected_version=goal.version, changes=changes, by=self.worker(0))
        elif case := self.case(which):
            self.tries(add_goal, case=case, title="A door that locks", agreed_on=self.day(ago), by=self.worker(0))

    @rule(
        which=nth, ago=back, score=scores, point=st.sampled_from(["start", "interim", "end"]),
        respondent=st.sampled_from(["parent", "worker", "joint"]),
    )  # fmt: skip
    def score(self, which: int, ago: int, score: int | str, point: str, respondent: str) -> None:
        if case := self.case(which):
            said = given(self.cast.tool, score, assessed_on=self.day(ago), point=point, respondent=respondent)
            self.tries(record_assessment, case=case, version=self.cast.tool, given=said, by=self.worker(2))

    @rule(which=nth, ago=back, score=scores, late=st.booleans())
    def correct_scores(self, which: int, ago: int, score: int | str, late: bool) -> None:
        if row := self.one_of(list(Assessment.objects.order_by("id")), which):
            said = given(self.cast.tool, score, assessed_on=self.day(ago), point=row.point, respondent=row.respondent)
            version = row.version - late
            self.tries(edit_assessment, assessment=row, expected_version=version, given=said, by=self.worker(3))

    @rule(which=nth, ago=back, answer=st.sampled_from(["given", "refused", "withdrawn"]))
    def consent(self, which: int, ago: int, answer: str) -> None:
        if case := self.case(which):
            self.tries(
                record_consent, case=case, person=case.client, kind="service", answer=answer,
                answered_on=self.day(ago), by=self.worker(0),
            )  # fmt: skip

    @rule(which=nth, ago=back, aged=st.integers(-1, 40_000))
    def somebody_joins(self, which: int, ago: int, aged: int) -> None:
        if case := self.case(which):
            self.tries(
                add_new_member, family=case.family, given_name="Gwen", family_name="Prawf", relation="grandparent",
                from_day=self.day(ago), date_of_birth=self.day(ago + aged), by=self.worker(0),
            )  # fmt: skip

    @rule(which=nth, ago=back, review=st.integers(-40, 40), apart=st.booleans())
    def keep_safe(self, which: int, ago: int, review: int, apart: bool) -> None:
        if case := self.case(which):
            family, by = case.family, self.manager(0)
            self.tries(keep_parents_apart, family=family, apart=apart, expected_version=family.version, by=by)
            self.tries(
                add_safety_flag, family=family, text="A dog", agreed_on=self.day(ago), review_on=self.day(-review),
                by=by,
            )  # fmt: skip

    def _visit(self, which: int, *, planned_only: bool = False) -> Visit | None:
        found = Visit.objects.filter(outcome=VisitOutcome.PLANNED) if planned_only else Visit.objects.all()
        return self.one_of(list(found.order_by("id")), which)

    def _account(self, case: Case, outcome: str, ago: int, concern: str) -> Account:
        note = "They were well."
        kept = VisitNote.objects.filter(visit_case__case=case, signed_at=None).last()
        entry = CaseEntry(
            case=case, topics=("housing",), concern=concern, note=note, note_version=kept.version if kept else 0,
            reason="Ill" if outcome == "cancelled" else "",
        )  # fmt: skip
        return Account(
            outcome=outcome, entries=(entry,), happened_at=self.moment(ago), minutes=60, place="home", language="cy",
            seen=(Seen(case.client, True),), cancelled_by="family" if outcome == "cancelled" else "",
            next_try="again" if outcome == "no_access" else "",
        )  # fmt: skip
