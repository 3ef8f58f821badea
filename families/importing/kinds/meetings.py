"""Meetings, what they decided for whom, and who came."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import WrongCell, chosen, day, key_of, moment, past_day, text, yes_no
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, exactly_one, ids, refers, refers_many
from families.models import Child, Meeting, MeetingCase, MeetingInvitation, MeetingSubject


class MeetingSheet(Sheet):
    """A meeting about children or adults; one decision holds for all of them."""

    name = "meetings"
    about = "Conferences, core groups, reviews and the service's own meetings."
    columns = (
        refers("family", "families"),
        Column("kind", key_of("meetings"), required=True),
        Column("due_on", day, about="By when it had to be held; it stays when the meeting is moved."),
        Column("booked_for", moment),
        Column("held_on", past_day),
        Column("cancelled_on", past_day),
        Column("late_reason", text(200), blank=""),
        Column("place", text(120), blank=""),
        refers_many("cases", "cases", required=True),
        refers_many("children", "children", about="Whom it was about, born or not."),
        refers_many("people", "people", about="Adults whom it was about, and brothers and sisters."),
        Column("decision", text(40), blank=""),
        Column("categories", text(40), blank=(), many=True),
        Column("summary", text(20_000), blank=""),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, UUID]:
        """The people that the children are."""
        return dict(Child.objects.filter(pk__in=ids(rows, "children")).values_list("pk", "person_id"))

    def faults(self, row: Row, facts: dict[UUID, UUID], run: Run) -> Iterable[Fault]:
        if not (row["held_on"] or row["booked_for"] or row["due_on"]):
            yield Fault("held_on", _("Give a day: held, booked or due."))
        if row["held_on"] and row["cancelled_on"]:
            yield Fault("cancelled_on", _("A meeting is held or cancelled, not both."))
        kind = run.section("meetings")[row["kind"]]
        yield from _wrong_decision(row, {decision.key for decision in kind.decisions})

    def records(self, row: Row, facts: dict[UUID, UUID], run: Run) -> list[Fresh]:
        stamp = run.stamp()
        meeting = fresh(
            Meeting,
            family_id=row["family"],
            kind=row["kind"],
            child_protection=run.section("meetings")[row["kind"]].child_protection,
            due_on=row["due_on"],
            scheduled_for=row["booked_for"],
            held_on=row["held_on"],
            cancelled_on=row["cancelled_on"],
            late_reason=row["late_reason"],
            place=row["place"],
            summary=row["summary"],
            **stamp,
        )
        cases = [fresh(MeetingCase, meeting=meeting, case_id=case, **stamp) for case in row["cases"]]
        about = {*row["people"], *(facts[child] for child in row["children"])}
        decided = {"decision": row["decision"], "categories": list(row["categories"])}
        subjects = [fresh(MeetingSubject, meeting=meeting, person_id=one, **decided, **stamp) for one in sorted(about)]
        return [meeting, *cases, *subjects]


def _wrong_decision(row: Row, known: set[str]) -> Iterable[Fault]:
    if not row["decision"]:
        return
    if not row["held_on"]:
        yield Fault("decision", _("Only a meeting that was held decides."))
    if not (row["children"] or row["people"]):
        yield Fault("decision", _("Say whom the decision is about."))
    try:
        row.values["decision"] = chosen(row["decision"], known)
    except WrongCell as wrong:
        yield Fault("decision", str(wrong))


class AttendanceSheet(Sheet):
    """One invitation: a worker of the team, or somebody else by name."""

    name = "attendance"
    about = "Who was asked to a meeting and who came; empty: not recorded."
    columns = (
        refers("meeting", "meetings"),
        refers("worker", "workers", required=False, about="One of the team, or"),
        Column("name", text(120), blank="", about="somebody else."),
        Column("attended", yes_no),
        Column("apologies", yes_no, blank=False),
        Column("report_sent_on", past_day),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Meeting]:
        return Meeting.objects.in_bulk(ids(rows, "meeting"))

    def faults(self, row: Row, facts: dict[UUID, Meeting], run: Run) -> Iterable[Fault]:
        yield from exactly_one(row, ("worker", "name"), _("Name a worker or somebody else, not both."))
        if row["attended"] and facts[row["meeting"]].held_on is None:
            yield Fault("attended", _("The meeting was not held."))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        invitation = fresh(
            MeetingInvitation,
            meeting_id=row["meeting"],
            worker_id=row["worker"],
            name=row["name"],
            attended=row["attended"],
            apologies=row["apologies"],
            report_sent_on=row["report_sent_on"],
            **run.stamp(),
        )
        return [invitation]
