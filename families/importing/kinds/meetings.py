"""Meetings, what they decided for whom, and who came."""

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import WrongCell, chosen, day, key_of, moment, past_day, text, yes_no
from families.importing.kinds.apart import apart, words_of_both_sides
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, exactly_one, ids, refers, refers_many
from families.models import Child, Meeting, MeetingCase, MeetingInvitation, MeetingSubject

TEXTS = ("late_reason", "summary")


@frozen
class _Facts:
    people_of_children: dict[UUID, UUID]
    kept_apart: set[UUID]


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

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        children = Child.objects.filter(pk__in=ids(rows, "children"))
        return _Facts(dict(children.values_list("pk", "person_id")), apart(ids(rows, "cases")))

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        yield from words_of_both_sides(row, facts.kept_apart, TEXTS)
        if not (row["held_on"] or row["booked_for"] or row["due_on"]):
            yield Fault("held_on", _("Give a day: held, booked or due."))
        if row["held_on"] and row["cancelled_on"]:
            yield Fault("cancelled_on", _("A meeting is held or cancelled, not both."))
        kind = run.section("meetings")[row["kind"]]
        yield from _wrong_decision(row, {decision.key for decision in kind.decisions})

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
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
            place=row["place"],
            **stamp,
        )
        texts = {name: row[name] for name in TEXTS}
        cases = [fresh(MeetingCase, meeting=meeting, case_id=case, **texts, **stamp) for case in row["cases"]]
        about = {*row["people"], *(facts.people_of_children[child] for child in row["children"])}
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
    after = ("meeting_cases",)
    columns = (
        refers("meeting", "meetings"),
        refers("worker", "workers", required=False, about="One of the team, or"),
        Column("name", text(120), blank="", about="somebody else,"),
        refers("case", "cases", required=False, about="in whose record; the meeting's first where it is blank."),
        Column("attended", yes_no),
        Column("apologies", yes_no, blank=False),
        Column("report_sent_on", past_day),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Meeting]:
        return Meeting.objects.prefetch_related("meeting_cases", "family").in_bulk(ids(rows, "meeting"))

    def faults(self, row: Row, facts: dict[UUID, Meeting], run: Run) -> Iterable[Fault]:
        cases = _cases_of(facts[row["meeting"]])
        if row["name"] and not row["case"] and len(cases) > 1 and facts[row["meeting"]].family.parents_kept_apart:
            yield Fault("case", _("The parents are kept apart. Say in whose record the name stands."))
        if row["case"] and row["case"] not in cases:
            yield Fault("case", _("The meeting does not stand in this case."))
        yield from exactly_one(row, ("worker", "name"), _("Name a worker or somebody else, not both."))
        if row["attended"] and facts[row["meeting"]].held_on is None:
            yield Fault("attended", _("The meeting was not held."))

    def records(self, row: Row, facts: dict[UUID, Meeting], run: Run) -> list[Fresh]:
        case = row["case"] or _cases_of(facts[row["meeting"]])[0]
        invitation = fresh(
            MeetingInvitation,
            meeting_id=row["meeting"],
            worker_id=row["worker"],
            name=row["name"],
            case_id=case if row["name"] else None,
            attended=row["attended"],
            apologies=row["apologies"],
            report_sent_on=row["report_sent_on"],
            **run.stamp(),
        )
        return [invitation]


def _cases_of(meeting: Meeting) -> list[UUID]:
    return [one.case_id for one in sorted(meeting.meeting_cases.all(), key=lambda one: one.pk)]
