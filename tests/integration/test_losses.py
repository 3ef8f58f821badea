"""A loss stops everything that waited for the child, and nothing that waits for its twin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import Notification, OutboxMessage
from families.actions.births import Newborn, record_births
from families.actions.losses import record_loss
from families.actions.meetings import book_meeting
from families.actions.statuses import start_status
from families.actions.telling import tell_workers
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.gestation import Gestation
from families.models import Case, Child, Closure, Loss, Meeting, Milestone, Status, Task, Visit
from families.models.choices import ChildState, LossKind, Stage, VisitOutcome
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def child_of(case: Case, number: int = 1) -> Child:
    return case.pregnancy.children.get(birth_order=number)


def planned(case: Case, *workers: object) -> Visit:
    later = timezone.now() + timedelta(days=3)
    return make.visit_row(case, *workers, outcome=VisitOutcome.PLANNED, when=later)


def test_a_loss_stops_clocks_visits_tasks_and_messages_and_opens_a_bereavement_closure() -> None:
    case, nurse, parent = make.worked_case()
    visit = planned(case, nurse)
    make.TaskFactory(case=case)
    tell_workers(case=case, kind="reminder", text="Visit tomorrow.", by=None)
    record_loss(child=child_of(case), kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    case.refresh_from_db()
    visit.refresh_from_db()
    assert case.stage == Stage.CLOSING
    assert not Milestone.objects.waiting().filter(case=case).exclude(rule="end_scores").exists()
    assert (visit.outcome, visit.cancelled_by) == (VisitOutcome.CANCELLED, "service")
    assert Task.objects.get().cancelled_on == TODAY()
    assert list(Notification.objects.open().values_list("user", "kind")) == [(parent.pk, "loss")]
    assert Closure.objects.get().is_loss
    case.pregnancy.refresh_from_db()
    assert case.pregnancy.ended_on == TODAY()


def booked(case: Case, worker: object, **about: object) -> Meeting:
    later = timezone.now() + timedelta(days=3)
    return book_meeting(case=case, kind="pre_birth_planning", scheduled_for=later, workers=[worker], by=worker, **about)


def test_a_loss_calls_off_what_was_booked_about_the_child_and_nothing_else() -> None:
    case, nurse, _parent = make.worked_case()
    child = child_of(case)
    of_the_child = booked(case, nurse, about=[child.person])
    of_nobody = booked(case, nurse)
    of_the_mother = booked(case, nurse, about=[case.client])
    record_loss(child=child, kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    assert list(Meeting.objects.ahead()) == [of_the_mother]
    for meeting in (of_the_child, of_nobody):
        meeting.refresh_from_db()
        assert (meeting.cancelled_on, meeting.meeting_cases.get().late_reason) == (TODAY(), "After a loss")


def test_a_surviving_twin_keeps_the_meetings_about_both() -> None:
    case, nurse, _parent = make.worked_case(fetuses=2)
    both = booked(case, nurse, about=[child_of(case, 1).person, child_of(case, 2).person])
    record_loss(child=child_of(case, 2), kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    assert list(Meeting.objects.ahead()) == [both]


def test_the_message_about_a_loss_names_nobody() -> None:
    case, nurse, _parent = make.worked_case()
    record_loss(child=child_of(case), kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    text = Notification.objects.get(kind="loss").text
    assert case.reference in text
    assert "Sampl" not in text
    sent = OutboxMessage.objects.filter(topic="activity.email").get()
    assert "Sampl" not in str(sent.payload)


def test_a_surviving_twin_keeps_the_case_its_visits_and_its_clocks() -> None:
    case, nurse, _parent = make.worked_case(fetuses=2)
    visit = planned(case, nurse)
    record_loss(child=child_of(case, 2), kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    case.refresh_from_db()
    visit.refresh_from_db()
    assert case.stage != Stage.CLOSING
    assert visit.outcome == VisitOutcome.PLANNED
    assert not Closure.objects.exists()
    record_births_later(case)
    assert Milestone.objects.filter(case=case, rule="hand_over").values_list("child", flat=True).get() == (
        child_of(case, 1).pk
    )


def record_births_later(case: Case) -> None:
    type(case.pregnancy).objects.filter(pk=case.pregnancy_id).update(due_date=TODAY())
    case.pregnancy.refresh_from_db()
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child_of(case, 1), TODAY())], by=None)


def test_the_fathers_case_about_the_same_pregnancy_stops_as_well() -> None:
    case, nurse, _parent = make.worked_case()
    father = make.partner_case(case)
    record_loss(child=child_of(case), kind=LossKind.MISCARRIAGE, lost_on=TODAY(), by=nurse)
    assert set(Closure.objects.values_list("case", flat=True)) == {case.pk, father.pk}


def test_a_status_does_not_outlive_the_child() -> None:
    case, nurse, _parent = make.worked_case()
    child = child_of(case)
    start_status(
        family=case.family, person=child.person, definition=rules_of(case), kind="child_protection",
        starts=TODAY() - timedelta(days=5), categories=["neglect"], by=nurse,
    )  # fmt: skip
    record_loss(child=child, kind=LossKind.TERMINATION, lost_on=TODAY(), by=nurse)
    assert Status.objects.get().ends == TODAY()


@pytest.mark.parametrize(
    ("weeks", "kind", "allowed"),
    [
        (Gestation(167), LossKind.MISCARRIAGE, True),
        (Gestation(168), LossKind.MISCARRIAGE, False),
        (Gestation(167), LossKind.STILLBIRTH, False),
        (Gestation(168), LossKind.STILLBIRTH, True),
    ],
    ids=str,
)
def test_miscarriage_ends_and_stillbirth_begins_at_twenty_four_weeks(
    weeks: Gestation, kind: str, allowed: bool
) -> None:
    case, nurse, _parent = make.worked_case(gestation=weeks)
    if allowed:
        assert record_loss(child=child_of(case), kind=kind, lost_on=TODAY(), by=nurse).gestation_days == weeks.days
        return
    with pytest.raises(DateImpossible) as refused:
        record_loss(child=child_of(case), kind=kind, lost_on=TODAY(), by=nurse)
    assert refused.value.field == "kind"
    assert not Loss.objects.exists()


def test_a_death_after_birth_needs_the_birth_and_follows_it() -> None:
    case, nurse, _parent = make.worked_case(gestation=Gestation(39 * 7))
    child = child_of(case)
    with pytest.raises(DateImpossible):
        record_loss(child=child, kind=LossKind.NEONATAL_DEATH, lost_on=TODAY(), by=nurse)
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, TODAY())], by=nurse)
    with pytest.raises(DateImpossible) as refused:
        record_loss(child=child, kind=LossKind.NEONATAL_DEATH, lost_on=TODAY() - timedelta(days=1), by=nurse)
    assert refused.value.field == "lost_on"
    record_loss(child=child, kind=LossKind.NEONATAL_DEATH, lost_on=TODAY(), by=nurse)
    child = child_of(case)
    assert (child.state, child.person.died_on) == (ChildState.DIED, TODAY())
    assert not Milestone.objects.waiting().filter(case=case, rule="hand_over").exists()


def test_a_loss_is_recorded_once_and_not_in_the_future() -> None:
    case, nurse, _parent = make.worked_case()
    with pytest.raises(DateImpossible):
        record_loss(child=child_of(case), kind="miscarriage", lost_on=TODAY() + timedelta(days=1), by=nurse)
    record_loss(child=child_of(case), kind="miscarriage", lost_on=TODAY(), by=nurse)
    with pytest.raises(AlreadyRecorded):
        record_loss(child=child_of(case), kind="miscarriage", lost_on=TODAY(), by=nurse)


def test_a_joint_visit_for_another_family_goes_on_without_the_bereaved_one() -> None:
    case, nurse, _parent = make.worked_case()
    other = make.antenatal_case(case.team, given_name="Nerys")
    visit = planned(case, nurse)
    visit.visit_cases.create(case=other)
    record_loss(child=child_of(case), kind="miscarriage", lost_on=TODAY(), by=nurse)
    visit.refresh_from_db()
    assert visit.outcome == VisitOutcome.PLANNED
    assert [row.case for row in visit.visit_cases.all()] == [other]
