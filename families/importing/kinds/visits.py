"""Visits: one event with its workers, the cases it counts in and whom it saw."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import key_of, moment, number, one_of, past_moment, text, whole
from families.importing.kinds.apart import HAPPENED, apart, words_of_both_sides
from families.importing.kinds.cases import cases_of
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, refers_many
from families.models import Case, Child, Visit, VisitCase, VisitNote, VisitPerson, VisitWorker
from families.models.choices import CancelledBy, Concern, VisitOutcome


@frozen
class _Facts:
    cases: dict[UUID, Case]
    people_of_children: dict[UUID, UUID]
    kept_apart: set[UUID]


class VisitSheet(Sheet):
    """A joint visit is one row with several workers; a note is taken as signed by the first of them."""

    name = "visits"
    about = "Visits planned, done, without access or cancelled. One row for a joint visit."
    columns = (
        Column("planned_for", moment, about="Day and time in this country."),
        Column("happened_at", past_moment, about="For visits done and visits without access."),
        Column("minutes", whole(1, 720)),
        Column("outcome", one_of(*VisitOutcome.values), required=True),
        Column("cancelled_by", one_of(*CancelledBy.values), blank=""),
        Column("reason", text(200), blank=""),
        Column("place", key_of("visits.places"), blank=""),
        Column("language", text(8), blank=""),
        Column("miles", number("0", "999"), about="Those that the first of the workers travelled."),
        refers_many("workers", "workers", required=True),
        refers_many("cases", "cases", required=True),
        refers_many("seen", "people"),
        refers_many("children_seen", "children", about="Born children who were seen."),
        refers_many("not_seen", "people", about="People whom the visit was to see, and did not."),
        Column("topics", key_of("visits.topics"), blank=(), many=True),
        Column("concern", one_of(*Concern.values), blank=""),
        Column("others_seen", text(200), blank="", about="Others who were seen, in words."),
        Column("note", text(20_000), blank=""),
    )

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        children = Child.objects.filter(pk__in=ids(rows, "children_seen"))
        cases = cases_of(rows, "cases")
        return _Facts(cases, dict(children.values_list("pk", "person_id")), apart(cases))

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        yield from _times(row)
        if (row["outcome"] == VisitOutcome.CANCELLED) != bool(row["cancelled_by"]):
            yield Fault("cancelled_by", _("Say who cancelled a cancelled visit, and only that."))
        if row["note"] and row["outcome"] not in HAPPENED:
            yield Fault("note", _("A note belongs to a visit that took place."))
        yield from words_of_both_sides(row, facts.kept_apart, ("reason", "others_seen", "note"))
        on = timezone.localdate(row["happened_at"]) if row["happened_at"] else None
        if on and any(on < facts.cases[case].referred_on for case in row["cases"]):
            yield Fault("happened_at", _("The visit was before the case was referred."))

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
        stamp = run.stamp()
        visit = fresh(
            Visit,
            planned_for=row["planned_for"],
            happened_at=row["happened_at"],
            minutes=row["minutes"],
            outcome=row["outcome"],
            cancelled_by=row["cancelled_by"],
            place=row["place"],
            language=row["language"],
            **stamp,
        )
        miles = {row["workers"][0]: row["miles"]}
        workers = [
            fresh(VisitWorker, visit=visit, worker_id=worker, travel_miles=miles.get(worker), **stamp)
            for worker in row["workers"]
        ]
        seen = {*row["seen"], *(facts.people_of_children[child] for child in row["children_seen"])}
        people = [fresh(VisitPerson, visit=visit, person_id=one, seen=True, **stamp) for one in sorted(seen)]
        missed = sorted(set(row["not_seen"]) - seen)
        people += [fresh(VisitPerson, visit=visit, person_id=one, seen=False, **stamp) for one in missed]
        told = {name: row[name] for name in ("concern", "others_seen", "reason")}
        cases = [
            fresh(VisitCase, visit=visit, case_id=case, topics=list(row["topics"]), **told, **stamp)
            for case in row["cases"]
        ]
        return [visit, *workers, *people, *cases, *_notes(row, cases, stamp)]


def _notes(row: Row, cases: list[Fresh], stamp: dict[str, Any]) -> list[Fresh]:
    if not row["note"]:
        return []
    signature: dict[str, Any] = {"signed_at": _signed_at(row, stamp), "signed_by_id": row["workers"][0]}
    return [fresh(VisitNote, visit_case=case, text=row["note"], **signature, **stamp) for case in cases]


def _signed_at(row: Row, stamp: dict[str, Any]) -> datetime:
    found: datetime = row["happened_at"] or stamp["entered_at"]
    return found


def _times(row: Row) -> Iterable[Fault]:
    happened = row["outcome"] in HAPPENED
    if happened and not row["happened_at"]:
        yield Fault("happened_at", _("Say when it took place."))
    if not happened and row["happened_at"]:
        yield Fault("happened_at", _("A visit that was planned or cancelled has not happened."))
    if not happened and not row["planned_for"]:
        yield Fault("planned_for", _("Say for when it was planned."))
