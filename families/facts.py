"""The facts of a case as its clocks read them, gathered from rows and from the higher rooms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from families.clocks import Event, Facts
from families.models import Case, Child, MeetingCase, PaperVersion, Status
from families.registries import facts_of
from families.stages import first_contact_on

Named = tuple[str, Event]


def children_of(case: Case) -> list[Child]:
    """The children a case is about, in birth order; those fetched with the case are not fetched again."""
    if case.child:
        return [case.child]
    if "children" in getattr(case.pregnancy, "_prefetched_objects_cache", {}):
        return list(case.pregnancy.children.all())
    return list(case.pregnancy.children.select_related("person", "birth", "loss").order_by("birth_order"))


def gather(case: Case) -> Facts:
    """Everything that has happened in the case, by fact name."""
    children = children_of(case)
    subjects = {child.person_id: str(child.pk) for child in children}
    held = case.meeting_cases.filter(meeting__held_on__isnull=False).select_related("meeting")
    events: dict[str, list[Event]] = defaultdict(list)
    sources: tuple[Iterable[Named], ...] = (
        _of_the_case(case),
        of_children(children),
        of_meetings(held.prefetch_related("meeting__subjects"), subjects),
        _of_statuses(case, subjects),
        _of_papers(case),
    )
    for source in sources:
        for name, event in source:
            events[name].append(event)
    for name, found in facts_of(case).items():
        events[name].extend(found)
    pregnancy = case.pregnancy or case.child.pregnancy
    return Facts(
        events={name: tuple(sorted(found, key=lambda e: (e.on, e.subject or ""))) for name, found in events.items()},
        due_date=pregnancy.due_date if pregnancy else None,
        children=tuple(str(child.pk) for child in children),
    )


def of_children(children: Iterable[Child]) -> Iterator[Named]:
    """Births and losses; the birthday of a child who was born before the family came."""
    for child in children:
        subject = str(child.pk)
        born_on = child.birth.born_on if hasattr(child, "birth") else child.person.date_of_birth
        if born_on:
            yield "birth", Event(born_on, subject)
        if hasattr(child, "loss"):
            yield "loss", Event(child.loss.lost_on, subject)


def of_meetings(held: Iterable[MeetingCase], subjects: dict[UUID, str]) -> Iterator[Named]:
    """Meetings that were held, with what they decided about each child; ``subjects`` names children by person."""
    for row in held:
        meeting, on = row.meeting, row.meeting.held_on
        if on is None:
            continue
        about = [one for one in meeting.subjects.all() if one.person_id in subjects]
        if not about:
            yield f"meeting:{meeting.kind}", Event(on)
        for one in about:
            subject = subjects[one.person_id]
            yield f"meeting:{meeting.kind}", Event(on, subject)
            if one.decision:
                yield f"decision:{meeting.kind}:{one.decision}", Event(on, subject)


def of_status(status: Status, subject: str | None) -> Iterator[Named]:
    """When a status began and ended, by its kind and by what the kind amounts to."""
    yield from _spell(f"status:{status.kind}", f"status_ended:{status.kind}", status, subject)
    if status.on_register:
        yield from _spell("register", "register_ended", status, subject)
    if status.looked_after:
        yield from _spell("looked_after", "looked_after_ended", status, subject)


def _of_the_case(case: Case) -> Iterator[Named]:
    yield "referred", Event(case.referred_on)
    yield "accepted", Event(case.opened_on)
    for slot, starts in case.allocations.values_list("slot", "starts"):
        yield f"slot:{slot}", Event(starts)
    contact = first_contact_on(case)
    if contact:
        yield "first_contact", Event(contact)
    for closure in case.closures.filter(refused_on__isnull=True, reopened_on__isnull=True):
        yield "closing", Event(closure.asked_on)
    if case.closed_on:
        yield "closed", Event(case.closed_on)


def _of_statuses(case: Case, subjects: dict[UUID, str]) -> Iterator[Named]:
    people = [case.client_id, *subjects]
    for status in Status.objects.filter(person__in=people).order_by("starts"):
        yield from of_status(status, subjects.get(status.person_id))


def _spell(began: str, ended: str, status: Status, subject: str | None) -> Iterator[Named]:
    yield began, Event(status.starts, subject)
    if status.ends:
        # ``ends`` is the last day it held; it has ended on the day after.
        yield ended, Event(status.ends + timedelta(days=1), subject)


def _of_papers(case: Case) -> Iterator[Named]:
    """What was filed, and what was signed here: either is the document that a clock waits for."""
    for kind, dated in case.documents.standing().values_list("kind", "dated"):
        yield f"document:{kind}", Event(dated)
    for kind, held_on in case.supervisions.values_list("supervision__kind", "supervision__held_on"):
        yield f"supervision:{kind}", Event(held_on)
    signed = PaperVersion.objects.signed().filter(paper__case=case)
    for kind, day, child in signed.values_list("counts_as", "dated", "paper__child"):
        if day:  # every signed paper bears one; the database sees to it
            yield f"document:{kind}", Event(day, str(child) if child else None)
    for child, done_on in case.hand_overs.values_list("child_id", "done_on"):
        yield "handed_over", Event(done_on, str(child))
