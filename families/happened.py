"""What the facts and the stages of cases rest on: their rows, fetched in one statement however many cases there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from attrs import define
from django.db.models import Min, Q, QuerySet

from activity.prepared import AnyOf, Together
from families.models import (
    Allocation,
    Attendance,
    Case,
    Child,
    Closure,
    Document,
    HandOver,
    MeetingCase,
    MeetingSubject,
    PaperVersion,
    Status,
    SupervisionCase,
    VisitCase,
)
from families.models.choices import VisitOutcome
from families.registries import fact_sources


class OfChild(NamedTuple):
    """A child that a case is about. ``birthday`` is the person's, ``born_on`` that of a birth recorded here."""

    id: UUID
    pregnancy: UUID | None
    person: UUID
    state: str
    birthday: date | None
    born_on: date | None
    lost_on: date | None

    @property
    def began(self) -> date | None:
        """The day of the birth; the birthday of a child who was born before the family came."""
        return self.born_on or self.birthday


class OfMeeting(NamedTuple):
    """A meeting that was held about a case."""

    id: UUID
    kind: str
    held_on: date


class OfStatus(NamedTuple):
    """A status of somebody the case is about. ``ends`` is the last day on which it held."""

    kind: str
    on_register: bool
    looked_after: bool
    starts: date
    ends: date | None


@define
class Happened:
    """Rows of one case."""

    children: list[OfChild]
    allocations: list[tuple[str, date]]
    """Slots, with the day from which each was held."""
    contact: date | None
    """The day of the first visit that was done, or of the first group that counts as a contact and was come to."""
    closing: list[date]
    """The days on which a closure was asked for that was neither refused nor taken back."""
    meetings: list[OfMeeting]
    decisions: dict[UUID, list[tuple[UUID, str]]]
    """For each meeting the people it was about, each with what was decided."""
    statuses: dict[UUID, list[OfStatus]]
    """By person."""
    dated: list[tuple[str, date, UUID | None]]
    """Facts by name, with the child that each is about."""


def happened_in(case: Case) -> Happened:
    """The rows of one case."""
    return happened([case])[case.pk]


def happened(cases: Sequence[Case]) -> dict[UUID, Happened]:
    """The rows of each of the cases."""
    found = _everything()(
        cases=[case.pk for case in cases],
        clients=[case.client_id for case in cases],
        pregnancies=[case.pregnancy_id for case in cases if case.pregnancy_id],
        alone=[case.child_id for case in cases if case.child_id],
    )
    children = [OfChild(*row) for row in found["children"]]
    by_pregnancy = _grouped((one.pregnancy, one) for one in children)
    by_id = {one.id: one for one in children}
    allocations = _grouped((of, (slot, starts)) for of, slot, starts in found["allocations"])
    contacts = _grouped(chain(found["visited"], found["came"]))
    closing = _grouped(found["closing"])
    meetings = _grouped((of, OfMeeting(*rest)) for of, *rest in found["meetings"])
    decisions = _grouped((of, (person, decision)) for of, person, decision in found["subjects"])
    statuses = _grouped((of, OfStatus(*rest)) for of, *rest in found["statuses"])
    dated = _grouped(_dated(found))
    return {
        case.pk: Happened(
            children=[by_id[case.child_id]] if case.child_id else by_pregnancy[case.pregnancy_id],
            allocations=allocations[case.pk],
            contact=min(contacts[case.pk], default=None),
            closing=closing[case.pk],
            meetings=meetings[case.pk],
            decisions=decisions,
            statuses=statuses,
            dated=dated[case.pk],
        )
        for case in cases
    }


def _dated(found: dict[str, list[Any]]) -> Iterator[tuple[UUID, tuple[str, date, UUID | None]]]:
    """Rows that are a fact by themselves, under the name of the fact."""
    for of, kind, day in found["documents"]:
        yield of, (f"document:{kind}", day, None)
    for of, kind, day, child in found["papers"]:
        yield of, (f"document:{kind}", day, child)
    for of, kind, day in found["supervisions"]:
        yield of, (f"supervision:{kind}", day, None)
    for of, child, day in found["hand_overs"]:
        yield of, ("handed_over", day, child)
    for name in (name for name in found if name.startswith(HIGHER)):
        for of, fact, day in found[name]:
            yield of, (fact, day, None)


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


HIGHER = "higher_"


@cache
def _everything() -> Together:
    """One statement for every question below, and for those of the higher rooms."""
    higher = {f"{HIGHER}{number}": source for number, source in enumerate(fact_sources())}
    return Together(**_QUESTIONS, **higher)


def _children(pregnancies: list[UUID], alone: list[UUID]) -> QuerySet[Child, Any]:
    about = Q(AnyOf("pregnancy", pregnancies)) | Q(AnyOf("pk", alone))
    rows = Child.objects.filter(about).order_by("birth_order", "pk")
    return rows.values_list(
        "pk", "pregnancy", "person", "state", "person__date_of_birth", "birth__born_on", "loss__lost_on"
    )


def _allocations(cases: list[UUID]) -> QuerySet[Allocation, Any]:
    return Allocation.objects.filter(AnyOf("case", cases)).values_list("case", "slot", "starts")


def _visited(cases: list[UUID]) -> QuerySet[VisitCase, Any]:
    done = VisitCase.objects.filter(AnyOf("case", cases), visit__outcome=VisitOutcome.DONE)
    return done.order_by().values_list("case").annotate(first=Min("visit__happened_at__date"))


def _came(cases: list[UUID]) -> QuerySet[Attendance, Any]:
    came = Attendance.objects.filter(AnyOf("case", cases), came=True, session__counts_as_contact=True)
    return came.order_by().values_list("case").annotate(first=Min("session__held_at__date"))


def _closing(cases: list[UUID]) -> QuerySet[Closure, Any]:
    standing = Closure.objects.filter(AnyOf("case", cases), refused_on=None, reopened_on=None)
    return standing.values_list("case", "asked_on")


def _meetings(cases: list[UUID]) -> QuerySet[MeetingCase, Any]:
    held = MeetingCase.objects.filter(AnyOf("case", cases), meeting__held_on__isnull=False)
    return held.values_list("case", "meeting", "meeting__kind", "meeting__held_on")


def _subjects(cases: list[UUID]) -> QuerySet[MeetingSubject, Any]:
    meetings = MeetingCase.objects.filter(AnyOf("case", cases)).values("meeting")
    return MeetingSubject.objects.filter(meeting__in=meetings).values_list("meeting", "person", "decision")


def _statuses(clients: list[UUID], pregnancies: list[UUID], alone: list[UUID]) -> QuerySet[Status, Any]:
    children = Child.objects.filter(Q(AnyOf("pregnancy", pregnancies)) | Q(AnyOf("pk", alone))).order_by()
    rows = Status.objects.filter(Q(AnyOf("person", clients)) | Q(person__in=children.values("person")))
    return rows.order_by("starts").values_list("person", "kind", "on_register", "looked_after", "starts", "ends")


def _documents(cases: list[UUID]) -> QuerySet[Document, Any]:
    return Document.objects.standing().filter(AnyOf("case", cases)).values_list("case", "kind", "dated")


def _papers(cases: list[UUID]) -> QuerySet[PaperVersion, Any]:
    """What was signed here, on the day it bears: the database sees to it that there is one."""
    signed = PaperVersion.objects.signed().filter(AnyOf("paper__case", cases), dated__isnull=False)
    return signed.values_list("paper__case", "counts_as", "dated", "paper__child")


def _supervisions(cases: list[UUID]) -> QuerySet[SupervisionCase, Any]:
    rows = SupervisionCase.objects.filter(AnyOf("case", cases))
    return rows.values_list("case", "supervision__kind", "supervision__held_on")


def _hand_overs(cases: list[UUID]) -> QuerySet[HandOver, Any]:
    return HandOver.objects.filter(AnyOf("case", cases)).values_list("case", "child", "done_on")


_QUESTIONS: dict[str, Callable[..., QuerySet[Any, Any]]] = {
    "children": _children,
    "allocations": _allocations,
    "visited": _visited,
    "came": _came,
    "closing": _closing,
    "meetings": _meetings,
    "subjects": _subjects,
    "statuses": _statuses,
    "documents": _documents,
    "papers": _papers,
    "supervisions": _supervisions,
    "hand_overs": _hand_overs,
}
