"""What happens in families and teams and not in tidy examples: where the living caseload has it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from activity.history import event_model_of
from families.models import (
    Absence,
    Address,
    Case,
    Child,
    ChronologyEntry,
    Cover,
    FamilyMember,
    Goal,
    Meeting,
    Merge,
    NoteAddendum,
    PaperAcknowledgement,
    PersonName,
    PracticalHelp,
    Status,
    Supervision,
    SupervisionPersonal,
    Visit,
    VisitNote,
    VisitWorker,
)
from families.models.choices import ChildState, HelpState, VisitOutcome


def _today() -> Any:
    return timezone.localdate()


def joint_visit() -> QuerySet:
    return Visit.objects.filter(outcome=VisitOutcome.DONE).annotate(many=Count("workers")).filter(many__gte=2)


def no_access_again_and_again() -> QuerySet:
    missed = Count("visits", filter=Q(visits__outcome=VisitOutcome.NO_ACCESS))
    return Case.objects.open().annotate(missed=missed).filter(missed__gte=2)


def miles() -> QuerySet:
    return VisitWorker.objects.filter(travel_miles__gt=0)


def written_hours_later() -> QuerySet:
    later = F("visit_case__visit__happened_at") + timedelta(hours=2)
    return VisitNote.objects.filter(visit_case__visit__device_at__isnull=False, entered_at__gt=later)


def edited_more_than_once() -> QuerySet:
    kept = event_model_of(Goal).objects.filter(pgh_obj_id=OuterRef("pk"), version__lt=OuterRef("version"))
    return Goal.objects.filter(Exists(kept), version__gte=2)


def unborn_without_a_name() -> QuerySet:
    return Child.objects.filter(state=ChildState.UNBORN, person__given_name="", pregnancy__cases__closed_on=None)


def another_surname_before() -> QuerySet:
    now = PersonName.objects.filter(person=OuterRef("person"), valid_to=None).exclude(
        family_name=OuterRef("family_name")
    )
    return PersonName.objects.filter(Exists(now), valid_to__isnull=False)


def merged_records() -> QuerySet:
    return Merge.objects.filter(undone_at=None)


def looked_after_sibling() -> QuerySet:
    siblings = FamilyMember.objects.filter(person=OuterRef("person"), family=OuterRef("family"), relation="sibling")
    return Status.objects.filter(looked_after=True, ends=None).filter(Exists(siblings))


def born_before_acceptance() -> QuerySet:
    return Case.objects.open().filter(pregnancy__children__birth__born_on__lt=F("opened_on"))


def part_time_worker() -> QuerySet:
    return User.objects.filter(fte__lt=1, allocations__ends=None)


def covered_leave() -> QuerySet:
    now = Absence.objects.filter(worker=OuterRef("allocation__worker"), starts__lte=_today(), ends__gte=_today())
    return Cover.objects.filter(Exists(now))


def supervision_in_two_parts() -> QuerySet:
    apart = SupervisionPersonal.objects.filter(supervision=OuterRef("pk")).exclude(text="")
    return Supervision.objects.filter(Exists(apart), discussions__isnull=False)


def supervision_of_safeguarding() -> QuerySet:
    return Supervision.objects.filter(kind="safeguarding", next_due_on__isnull=False)


def acknowledged_alert() -> QuerySet:
    return PaperAcknowledgement.objects.filter(of__paper__versions__number__gte=2)


def chronology() -> QuerySet:
    return ChronologyEntry.objects.all()


def parents_at_two_addresses() -> QuerySet:
    hers = Address.objects.filter(person=OuterRef("person"), valid_to=None)
    theirs = Address.objects.filter(person=OuterRef("family__members__person"), valid_to=None)
    return (
        FamilyMember.objects.filter(relation="mother", family__members__relation="father")
        .annotate(here=hers.values("lines")[:1], there=theirs.values("lines")[:1])
        .filter(here__isnull=False, there__isnull=False)
        .exclude(here=F("there"))
    )


def cancelled_meeting_with_its_due_date() -> QuerySet:
    return Meeting.objects.filter(cancelled_on__isnull=False, due_on__isnull=False).exclude(
        meeting_cases__late_reason=""
    )


def corrected_note() -> QuerySet:
    return NoteAddendum.objects.all()


def award() -> QuerySet:
    return PracticalHelp.objects.filter(state=HelpState.AWARDED, amount_awarded__gt=0)


REALITIES: dict[str, Callable[[], QuerySet]] = {
    "R1 a joint visit": joint_visit,
    "R2 no access, again": no_access_again_and_again,
    "R3 miles of a worker": miles,
    "R4 a note written hours later": written_hours_later,
    "R5 a record edited again": edited_more_than_once,
    "R6 an unborn child without a name": unborn_without_a_name,
    "R7 another surname before": another_surname_before,
    "R8 two records merged": merged_records,
    "R9 a sibling looked after": looked_after_sibling,
    "R10 born before the case was opened": born_before_acceptance,
    "R11 a part-time worker": part_time_worker,
    "R12 leave that is covered": covered_leave,
    "R13 supervision in two parts": supervision_in_two_parts,
    "R14 safeguarding supervision": supervision_of_safeguarding,
    "R15 an alert in a second version, acknowledged": acknowledged_alert,
    "R16 a chronology": chronology,
    "R17 parents at two addresses": parents_at_two_addresses,
    "R18 a cancelled meeting and its due date": cancelled_meeting_with_its_due_date,
    "R19 a signed note corrected": corrected_note,
    "R20 an award": award,
}
