"""The facts of a case as its clocks read them, gathered from rows and from the higher rooms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from families.clocks import Event, Facts
from families.happened import Happened, OfChild, OfStatus, happened_in
from families.models import Case, Child

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
    return facts_in(case, happened_in(case))


def facts_in(case: Case, rows: Happened) -> Facts:
    """As :func:`gather`, from rows that were fetched."""
    subjects = {child.person: str(child.id) for child in rows.children}
    events: dict[str, list[Event]] = defaultdict(list)
    sources: tuple[Iterable[Named], ...] = (
        _of_the_case(case, rows),
        _of_children(rows.children),
        _of_meetings(rows, subjects),
        _of_statuses([case.client_id, *subjects], rows, subjects),
    )
    for source in sources:
        for name, event in source:
            events[name].append(event)
    pregnancy = case.pregnancy or (case.child.pregnancy if case.child else None)
    return Facts(
        events={name: tuple(sorted(found, key=lambda e: (e.on, e.subject or ""))) for name, found in events.items()},
        due_date=pregnancy.due_date if pregnancy else None,
        children=tuple(str(child.id) for child in rows.children),
    )


def _of_the_case(case: Case, rows: Happened) -> Iterator[Named]:
    yield "referred", Event(case.referred_on)
    yield "accepted", Event(case.opened_on)
    for slot, starts in rows.allocations:
        yield f"slot:{slot}", Event(starts)
    if rows.contact:
        yield "first_contact", Event(rows.contact)
    for asked_on in rows.closing:
        yield "closing", Event(asked_on)
    if case.closed_on:
        yield "closed", Event(case.closed_on)
    for name, day, child in rows.dated:
        yield name, Event(day, str(child) if child else None)


def _of_children(children: Iterable[OfChild]) -> Iterator[Named]:
    """Births and losses."""
    for child in children:
        subject = str(child.id)
        if child.began:
            yield "birth", Event(child.began, subject)
        if child.lost_on:
            yield "loss", Event(child.lost_on, subject)


def _of_meetings(rows: Happened, subjects: dict[UUID, str]) -> Iterator[Named]:
    """Meetings that were held, with what they decided about each child; ``subjects`` names children by person."""
    for meeting in rows.meetings:
        about = [one for one in rows.decisions[meeting.id] if one[0] in subjects]
        if not about:
            yield f"meeting:{meeting.kind}", Event(meeting.held_on)
        for person, decision in about:
            event = Event(meeting.held_on, subjects[person])
            yield f"meeting:{meeting.kind}", event
            if decision:
                yield f"decision:{meeting.kind}:{decision}", event


def _of_statuses(people: list[UUID], rows: Happened, subjects: dict[UUID, str]) -> Iterator[Named]:
    for person in people:
        for status in rows.statuses[person]:
            yield from _of_status(status, subjects.get(person))


def _of_status(status: OfStatus, subject: str | None) -> Iterator[Named]:
    """When a status began and ended, by its kind and by what the kind amounts to."""
    yield from _spell(f"status:{status.kind}", f"status_ended:{status.kind}", status, subject)
    if status.on_register:
        yield from _spell("register", "register_ended", status, subject)
    if status.looked_after:
        yield from _spell("looked_after", "looked_after_ended", status, subject)


def _spell(began: str, ended: str, status: OfStatus, subject: str | None) -> Iterator[Named]:
    yield began, Event(status.starts, subject)
    if status.ends:
        # ``ends`` is the last day it held; it has ended on the day after.
        yield ended, Event(status.ends + timedelta(days=1), subject)
