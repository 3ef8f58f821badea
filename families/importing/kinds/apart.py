"""Parents who are kept apart: what a visit or meeting says in the record of one of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from attrs import field, frozen
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import key_of, one_of, text
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, refers
from families.models import Case, MeetingCase, Visit, VisitCase, VisitNote
from families.models.choices import Concern, VisitOutcome

HAPPENED = (VisitOutcome.DONE, VisitOutcome.NO_ACCESS)


def apart(cases: Iterable[UUID]) -> set[UUID]:
    """Those of the cases in whose family the parents are kept apart."""
    found = Case.objects.filter(pk__in=cases, family__parents_kept_apart=True)
    return set(found.values_list("pk", flat=True))


def words_of_both_sides(row: Row, kept_apart: set[UUID], texts: Iterable[str]) -> Iterable[Fault]:
    """A fault at each free text that would stand in the records of both parents kept apart."""
    if len(kept_apart.intersection(row["cases"])) < 2:
        return
    for name in texts:
        if row[name]:
            yield Fault(
                name,
                _("The parents are kept apart. Name one case here, the other on its own sheet with its own text."),
            )


@frozen
class _Standing:
    """What a batch rests on: the cases that each event stands in, and the family of every case named."""

    cases: dict[UUID, set[UUID]]
    families: dict[UUID, UUID]
    visits: dict[UUID, Visit] = field(factory=dict)

    @classmethod
    def of(cls, rows: list[Row], links: Iterable[tuple[UUID, UUID]], **more: Any) -> "_Standing":
        """From pairs of event and case."""
        standing: dict[UUID, set[UUID]] = {}
        for event, case in links:
            standing.setdefault(event, set()).add(case)
        named = ids(rows, "case").union(*standing.values())
        return cls(standing, dict(Case.objects.filter(pk__in=named).values_list("pk", "family")), **more)

    def wrong_case(self, event: UUID, case: UUID) -> Iterable[Fault]:
        """A fault where the event stands in the case already, or is another family's."""
        known = self.cases.get(event, set())
        if case in known:
            yield Fault("case", _("It stands in this case already."))
        elif self.families[case] not in {self.families[one] for one in known}:
            yield Fault("case", _("This case is of another family."))


class VisitCaseSheet(Sheet):
    """The same visit in the record of one more case."""

    name = "visit_cases"
    about = "A visit in the record of a further case, with its own texts. Parents kept apart share no text."
    columns = (
        refers("visit", "visits"),
        refers("case", "cases"),
        Column("topics", key_of("visits.topics"), blank=(), many=True),
        Column("concern", one_of(*Concern.values), blank=""),
        Column("others_seen", text(200), blank="", about="Others who were seen, in words."),
        Column("reason", text(200), blank="", about="Why it was cancelled."),
        Column("note", text(20_000), blank=""),
    )

    def look_up(self, rows: list[Row], run: Run) -> _Standing:
        visits = Visit.objects.prefetch_related("workers").in_bulk(ids(rows, "visit"))
        links = VisitCase.objects.filter(visit__in=visits).values_list("visit", "case")
        return _Standing.of(rows, links, visits=visits)

    def faults(self, row: Row, facts: _Standing, run: Run) -> Iterable[Fault]:
        yield from facts.wrong_case(row["visit"], row["case"])
        if row["note"] and facts.visits[row["visit"]].outcome not in HAPPENED:
            yield Fault("note", _("A note belongs to a visit that took place."))

    def records(self, row: Row, facts: _Standing, run: Run) -> list[Fresh]:
        visit, stamp = facts.visits[row["visit"]], run.stamp()
        told = {name: row[name] for name in ("concern", "others_seen", "reason")}
        made = fresh(VisitCase, visit_id=visit.pk, case_id=row["case"], topics=list(row["topics"]), **told, **stamp)
        if not row["note"]:
            return [made]
        first = min(visit.workers.all(), key=lambda one: one.pk)
        signature = {"signed_at": visit.happened_at, "signed_by_id": first.worker_id}
        return [made, fresh(VisitNote, visit_case=made, text=row["note"], **signature, **stamp)]


class MeetingCaseSheet(Sheet):
    """The same meeting in the record of one more case."""

    name = "meeting_cases"
    about = "A meeting in the record of a further case, with its own texts. Parents kept apart share no text."
    columns = (
        refers("meeting", "meetings"),
        refers("case", "cases"),
        Column("late_reason", text(200), blank=""),
        Column("summary", text(20_000), blank=""),
    )

    def look_up(self, rows: list[Row], run: Run) -> _Standing:
        links = MeetingCase.objects.filter(meeting__in=ids(rows, "meeting")).values_list("meeting", "case")
        return _Standing.of(rows, links)

    def faults(self, row: Row, facts: _Standing, run: Run) -> Iterable[Fault]:
        yield from facts.wrong_case(row["meeting"], row["case"])

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        texts = {name: row[name] for name in ("late_reason", "summary")}
        return [fresh(MeetingCase, meeting_id=row["meeting"], case_id=row["case"], **texts, **run.stamp())]
