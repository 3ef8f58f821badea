"""What happens to a family: meetings and statuses, dates, births, losses, separations and returns."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from families.actions.births import Newborn, add_expected_baby, record_births
from families.actions.hand_overs import record_hand_over
from families.actions.losses import record_loss
from families.actions.meetings import (
    SubjectDecision,
    book_meeting,
    cancel_meeting,
    hold_meeting,
    move_meeting,
    record_meeting,
)
from families.actions.pregnancies import record_due_date
from families.actions.separations import record_return, record_separation
from families.actions.statuses import end_status, start_status
from families.definition_of import rules_of
from families.gestation import Gestation
from families.models import Meeting, Separation, Status
from families.models.choices import ChildState, LossKind
from tests.histories.base import History, back, nth

kinds = st.sampled_from(
    ["strategy_discussion", "initial_conference", "core_group", "review_conference", "looked_after_review", "no such"]
)
decisions = st.sampled_from(
    ["", "register", "plan", "hold_conference", "no_conference", "stay_registered", "remove_from_register", "step_down"]
)
statuses = st.sampled_from(
    ["child_protection", "care_and_support", "assessment", "accommodation", "interim_care_order", "care_proceedings",
     "no such"]
)  # fmt: skip
bases = st.sampled_from(["police_protection", "interim_care_order", "neonatal_care", "informal_kinship", "no such"])


class Living(History):
    """The family's own events."""

    @rule(which=nth, about=nth, kind=kinds, decision=decisions, ago=back, why=st.booleans())
    def meet(self, which: int, about: int, kind: str, decision: str, ago: int, why: bool) -> None:
        if not (case := self.case(which)):
            return
        person = self.one_of(self.people_of(case), about) or case.client
        decided = SubjectDecision(person, decision, ("neglect",) if decision in ("register", "stay_registered") else ())
        self.tries(
            record_meeting, case=case, kind=kind, held_on=self.day(ago), about=[person], workers=[self.worker(0)],
            late_reason="Nobody was free" if why else "", decisions=[decided], by=self.worker(about),
        )  # fmt: skip

    @rule(which=nth, kind=kinds, ahead=st.integers(-5, 40), known=st.booleans())
    def book(self, which: int, kind: str, ahead: int, known: bool) -> None:
        if case := self.case(which):
            self.tries(
                book_meeting, case=case, kind=kind, scheduled_for=self.moment(-ahead) if known else None,
                about=self.people_of(case), workers=self.cast.workers[:2], by=self.worker(1),
            )  # fmt: skip

    @rule(which=nth, how=st.sampled_from(["hold", "move", "cancel"]), ago=back, why=st.booleans(), late=st.booleans())
    def meeting_goes_on(self, which: int, how: str, ago: int, why: bool, late: bool) -> None:
        meeting = self.one_of(list(Meeting.objects.select_related("family").order_by("id")), which)
        case = meeting and meeting.family.cases.for_reading().first()
        if not meeting or not case:
            return
        known = {"meeting": meeting, "expected_version": meeting.version - late, "by": self.worker(which)}
        words = "Not quorate" if why else ""
        if how == "hold":
            held = {"definition": rules_of(case), "held_on": self.day(ago), "late_reason": words, "writing_in": case}
            self.tries(hold_meeting, **known, **held)
        elif how == "move":
            self.tries(move_meeting, **known, scheduled_for=self.moment(ago), place="Here", late_reason=words)
        else:
            self.tries(cancel_meeting, **known, reasons={case.pk: words})

    @rule(which=nth, about=nth, kind=statuses, ago=back, lasting=st.sampled_from([None, None, -1, 0, 10]))
    def status_starts(self, which: int, about: int, kind: str, ago: int, lasting: int | None) -> None:
        if case := self.case(which):
            person = self.one_of(self.people_of(case), about) or case.client
            self.tries(
                start_status, family=case.family, person=person, definition=rules_of(case), kind=kind,
                starts=self.day(ago), ends=None if lasting is None else self.day(ago - lasting),
                categories=("neglect",) if kind == "child_protection" else (), by=self.worker(about),
            )  # fmt: skip

    @rule(which=nth, ago=back)
    def status_ends(self, which: int, ago: int) -> None:
        if status := self.one_of(list(Status.objects.select_related("family").order_by("id")), which):
            self.tries(end_status, status=status, ends=self.day(ago), by=self.worker(0))

    @rule(which=nth, method=st.sampled_from(["scan", "lmp", "stated"]), days=st.integers(-10, 300), ago=back)
    def scan(self, which: int, method: str, days: int, ago: int) -> None:
        case = self.case(which)
        if not case or not case.pregnancy:
            return
        on = self.day(max(ago, 0))
        rests = {
            "scan": {"basis_on": self.day(ago), "scan_gestation": Gestation(max(days, 0))},
            "lmp": {"basis_on": self.day(days)},
            "stated": {"stated": self.day(ago - days)},
        }[method]
        self.tries(record_due_date, pregnancy=case.pregnancy, method=method, recorded_on=on, by=self.worker(0), **rests)

    @rule(which=nth, number=st.integers(1, 3), ago=back, named=st.booleans(), why=st.booleans())
    def birth(self, which: int, number: int, ago: int, named: bool, why: bool) -> None:
        case = self.case(which)
        if not case or not case.pregnancy:
            return
        unborn = case.pregnancy.children.filter(state=ChildState.UNBORN).select_related("person")[:number]
        name = {"given_name": "Mali", "family_name": "Sampl"} if named else {}
        words = "Concealed" if why else ""
        babies = [Newborn(one, self.day(ago), weight=3100, before_referral_reason=words, **name) for one in unborn]
        if babies:
            self.tries(record_births, pregnancy=case.pregnancy, babies=babies, by=self.worker(0))

    @rule(which=nth, known=st.integers(0, 3))
    def another_baby(self, which: int, known: int) -> None:
        case = self.case(which)
        if case and case.pregnancy and case.pregnancy.children.count() < 4:
            self.tries(add_expected_baby, pregnancy=case.pregnancy, known=known, by=self.worker(0))

    @rule(which=nth, kind=st.sampled_from(LossKind.values), ago=back)
    def loss(self, which: int, kind: str, ago: int) -> None:
        if child := self.child(which):
            self.tries(record_loss, child=child, kind=kind, lost_on=self.day(ago), by=self.worker(1))

    @rule(which=nth, basis=bases, ago=back, never=st.booleans())
    def separation(self, which: int, basis: str, ago: int, never: bool) -> None:
        child, case = self.child(which), self.case(0)
        if child and case:
            self.tries(
                record_separation, child=child, definition=rules_of(case), separated_on=self.day(ago), basis=basis,
                carer="foster", never_went_home=never, by=self.worker(2),
            )  # fmt: skip

    @rule(which=nth, ago=back)
    def home_again(self, which: int, ago: int) -> None:
        if row := self.one_of(list(Separation.objects.order_by("id")), which):
            self.tries(record_return, separation=row, returned_on=self.day(ago), to_whom="Mother", by=self.worker(2))

    @rule(which=nth, about=nth, ago=back)
    def hand_over(self, which: int, about: int, ago: int) -> None:
        case, child = self.case(which), self.child(about)
        if case and child:
            self.tries(record_hand_over, case=case, child=child, done_on=self.day(ago), to="Cai", by=self.worker(0))
