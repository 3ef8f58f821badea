"""A visit as it is read: who, when, what was found, what was added later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_log_visit
from families.actions.notes import undo_until
from families.actions.visit_effects import no_access_run
from families.actions.visits import is_draft_of_others, is_unsigned
from families.definition_of import rules_of
from families.models import Case, Child, NoteAddendum, Person, Task, Visit, VisitCase, VisitMove, VisitNote, VisitPerson
from families.models.choices import VisitOutcome
from families.naming import case_name, child_name
from families.visit_setting import VisitSetting


@dataclass(frozen=True)
class NoteLines:
    """A note with its additions. ``text`` is empty where it is somebody else's draft."""

    note: VisitNote
    text: str
    additions: Sequence[NoteAddendum]


@dataclass(frozen=True)
class CaseLines:
    """The visit in one case that the reader may see."""

    row: VisitCase
    name: str
    topics: tuple[str, ...]
    note: NoteLines | None


@dataclass(frozen=True)
class SeenLine:
    name: str
    alone: bool | None


@dataclass(frozen=True)
class VisitPage:
    visit: Visit
    case: Case
    place: str
    workers: tuple[str, ...]
    miles: tuple[tuple[str, Decimal], ...]
    seen: tuple[SeenLine, ...]
    cases: tuple[CaseLines, ...]
    tasks: tuple[Task, ...]
    undo_until: datetime | None
    may_log: bool
    is_open: bool
    attempt: int

    @property
    def entered_at(self) -> datetime:
        """When the server heard of what happened; a plan was entered before."""
        notes = [one.note.note.entered_at for one in self.cases if one.note]
        return min(notes, default=self.visit.entered_at)

    @property
    def others_seen(self) -> tuple[str, ...]:
        """Who else was seen, each once, as the records say that the reader may see."""
        return tuple(dict.fromkeys(one.row.others_seen for one in self.cases if one.row.others_seen))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was cancelled, likewise."""
        return tuple(dict.fromkeys(one.row.reason for one in self.cases if one.row.reason))

    @property
    def moves(self) -> list[VisitMove]:
        """When it was to be before, as the first record says that the reader may see."""
        return list(self.cases[0].row.moves.all())

    @property
    def at(self) -> datetime | None:
        """When it took place or, until then, when it was planned for."""
        return self.visit.happened_at or self.visit.planned_for


def read_visit(visit: Visit, user: User) -> VisitPage:
    """The page of a visit: of its cases, people and notes only what ``user`` may see."""
    rows = _rows(visit, user)
    first = rows[0].case
    unsigned = is_unsigned(visit)
    workers = list(visit.workers.select_related("worker").order_by("id"))
    return VisitPage(
        visit=visit,
        case=first,
        place=place_label(first, visit.place),
        workers=tuple(row.worker.name for row in workers),
        miles=tuple((row.worker.name, row.travel_miles) for row in workers if row.travel_miles is not None),
        seen=_seen(visit, user),
        cases=tuple(_case_lines(row, user) for row in rows),
        tasks=tuple(
            visit.tasks.filter(case__in=[row.case for row in rows], cancelled_on=None).select_related("assigned_to")
        ),
        undo_until=None if unsigned else undo_until(visit, user),
        may_log=can_log_visit(user, first),
        is_open=unsigned and not is_draft_of_others(visit, user),
        attempt=no_access_run(first, until=visit.happened_at) if visit.outcome == VisitOutcome.NO_ACCESS else 0,
    )


def note_lines(note: VisitNote, reader: User | None = None) -> NoteLines:
    """A note as ``reader`` may read it: a draft only by those who were there, a signed one by all."""
    hidden = reader is not None and note.signed_at is None and not _was_there(note, reader)
    return NoteLines(
        note=note,
        text="" if hidden else note.text,
        additions=list(note.addenda.select_related("written_by")),
    )


def place_label(case: Case, key: str) -> str:
    """The place in the words of the case's service; as it is where the service no longer has it."""
    places = {place.key: place.label.text(get_language() or "en") for place in rules_of(case).visits.places}
    return places.get(key, key)


def as_typed(setting: VisitSetting) -> dict[str, Any]:
    """A recorded visit as its form would send it, without the notes: to go on after an undo."""
    visit = setting.visit
    assert visit is not None  # noqa: S101
    row = visit.visit_cases.filter(case=setting.case).first()
    seen = list(visit.people.all())
    client = next((one for one in seen if one.person_id == setting.case.client_id), None)
    return {
        "outcome": visit.outcome if visit.outcome != VisitOutcome.DRAFT else "",
        "topics": row.topics if row else [],
        "concern": row.concern if row else "",
        "seen": [str(one.person_id) for one in seen],
        "others_seen": row.others_seen if row else "",
        "alone": {True: "yes", False: "no", None: "not_asked"}[client.seen_alone] if client else "",
        "language": visit.language,
        "reason": row.reason if row else "",
        "cancelled_by": visit.cancelled_by,
    }


def _rows(visit: Visit, user: User) -> list[VisitCase]:
    addenda = NoteAddendum.objects.select_related("written_by")
    rows = visit.visit_cases.filter(case__in=Case.objects.visible_to(user)).select_related(
        "case__client", "case__child__person", "case__service_version", "case__pregnancy__mother",
        "note__signed_by", "note__entered_by",
    ).defer("case__service_version__definition")  # fmt: skip
    return list(rows.prefetch_related(Prefetch("note__addenda", queryset=addenda)).order_by("id"))


def _case_lines(row: VisitCase, user: User) -> CaseLines:
    labels = {topic.key: topic.label.text(get_language() or "en") for topic in rules_of(row.case).visits.topics}
    note = getattr(row, "note", None)
    return CaseLines(
        row=row,
        name=case_name(row.case),
        topics=tuple(labels.get(key, key) for key in row.topics),
        note=note_lines(note, user) if note else None,
    )


def _was_there(note: VisitNote, reader: User) -> bool:
    visit = note.visit_case.visit_id
    return note.entered_by_id == reader.pk or reader.visits.filter(visit=visit).exists()


def _seen(visit: Visit, user: User) -> tuple[SeenLine, ...]:
    people = VisitPerson.objects.filter(visit=visit, seen=True, person__in=Person.objects.visible_to(user))
    rows = list(people.select_related("person").order_by("id"))
    children = Child.objects.filter(person__in=[row.person_id for row in rows])
    names = {child.person_id: _child(child) for child in children.select_related("person", "pregnancy__mother")}
    return tuple(SeenLine(row.person.full_name or names.get(row.person_id, ""), row.seen_alone) for row in rows)


def _child(child: Child) -> str:
    return _("Unborn baby") if child.state == "unborn" else child_name(child)
