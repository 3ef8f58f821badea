"""Cases, who held their slots, consent and hand-overs."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from accounts.models import User
from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, key_of, one_of, past_day, text
from families.importing.kinds.families import references
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, exactly_one, ids, in_order, refers
from families.models import Allocation, Case, Child, Consent, Cover, FamilyMember, HandOver, Pregnancy


@frozen
class _CaseFacts:
    references: dict[str, str]
    families: dict[UUID, UUID]
    places: set[tuple[UUID, UUID]]


class CaseSheet(Sheet):
    """An episode of work with one client; its version is the one in force on the day of acceptance."""

    name = "cases"
    about = "Episodes of work: a client and a pregnancy, or a client and a child. A father has his own."
    columns = (
        refers("family", "families"),
        refers("client", "people"),
        refers("pregnancy", "pregnancies", required=False, about="What the case is about, or"),
        refers("child", "children", required=False, about="the child that it is about."),
        Column("referred_on", past_day, required=True),
        Column("opened_on", past_day, required=True, about="Day of acceptance."),
        Column("tier", text(4), blank=""),
        Column("complexity", text(20), blank=""),
    )
    after = ("members",)

    def look_up(self, rows: list[Row], run: Run) -> _CaseFacts:
        families = dict(Pregnancy.objects.filter(pk__in=ids(rows, "pregnancy")).values_list("pk", "family_id"))
        families |= dict(Child.objects.filter(pk__in=ids(rows, "child")).values_list("pk", "family_id"))
        places = FamilyMember.objects.filter(family__in=ids(rows, "family"), person__in=ids(rows, "client"))
        prefix = run.definitions[0].reference_prefix
        given = zip(rows, references(rows, "opened_on", prefix, run), strict=True)
        return _CaseFacts(
            {row.key: reference for row, reference in given},
            families,
            set(places.values_list("family_id", "person_id")),
        )

    def faults(self, row: Row, facts: _CaseFacts, run: Run) -> Iterable[Fault]:
        yield from exactly_one(row, ("pregnancy", "child"), _("Name a pregnancy or a child, not both."))
        yield from in_order(row, "referred_on", "opened_on", _("A case cannot be accepted before it was referred."))
        for column in ("pregnancy", "child"):
            if row[column] and facts.families[row[column]] != row["family"]:
                yield Fault(column, _("This belongs to another family."))
        if (row["family"], row["client"]) not in facts.places:
            yield Fault("client", _("The client has no place in this family (members.csv)."))
        if run.version_on(row["opened_on"]) is None:
            yield Fault("opened_on", _("No version of the service applies on that day."))

    def records(self, row: Row, facts: _CaseFacts, run: Run) -> list[Fresh]:
        case = fresh(
            Case,
            partnership=run.partnership,
            reference=facts.references[row.key],
            family_id=row["family"],
            client_id=row["client"],
            service_version=run.version_on(row["opened_on"]),
            team=run.team,
            pregnancy_id=row["pregnancy"],
            child_id=row["child"],
            stage_since=row["opened_on"],
            referred_on=row["referred_on"],
            opened_on=row["opened_on"],
            tier=row["tier"],
            complexity=row["complexity"],
            **run.stamp(),
        )
        return [case]


def cases_of(rows: list[Row], column: str = "case") -> dict[UUID, Case]:
    """The cases that a column of the batch names."""
    return Case.objects.in_bulk(ids(rows, column))


class ConsentSheet(Sheet):
    """What the client, or somebody else concerned, answered on a day."""

    name = "consents"
    about = "Answers to the question of consent; the latest counts."
    columns = (
        refers("case", "cases"),
        refers("person", "people"),
        Column("kind", key_of("consents"), required=True),
        Column("answer", one_of(*Consent.Answer.values), required=True),
        Column("answered_on", past_day, required=True),
        Column("note", text(200), blank=""),
    )

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        consent = fresh(
            Consent,
            case_id=row["case"],
            person_id=row["person"],
            kind=row["kind"],
            answer=row["answer"],
            answered_on=row["answered_on"],
            note=row["note"],
            **run.stamp(),
        )
        return [consent]


@frozen
class _AllocationFacts:
    cases: dict[UUID, Case]
    workers: dict[UUID, User]


class AllocationSheet(Sheet):
    """Who owned a slot of a case from day to day."""

    name = "allocations"
    about = "Who held which role of a case; two owners of one role may not overlap."
    columns = (
        refers("case", "cases"),
        Column("slot", key_of("slots"), required=True),
        refers("worker", "workers"),
        Column("starts", past_day, required=True),
        Column("ends", day, about="Last day; empty: until the case closed."),
    )

    def look_up(self, rows: list[Row], run: Run) -> _AllocationFacts:
        return _AllocationFacts(cases_of(rows), User.objects.in_bulk(ids(rows, "worker")))

    def faults(self, row: Row, facts: _AllocationFacts, run: Run) -> Iterable[Fault]:
        yield from in_order(row, "starts", "ends", _("An allocation cannot end before it starts."))
        if row["starts"] < facts.cases[row["case"]].opened_on:
            yield Fault("starts", _("An allocation cannot start before the case was accepted."))
        if facts.workers[row["worker"]].profession not in run.section("slots")[row["slot"]].professions:
            yield Fault("worker", _("Somebody of this profession cannot take this role."))

    def records(self, row: Row, facts: _AllocationFacts, run: Run) -> list[Fresh]:
        allocation = fresh(
            Allocation,
            case_id=row["case"],
            slot=row["slot"],
            worker_id=row["worker"],
            starts=row["starts"],
            ends=row["ends"],
            **run.stamp(),
        )
        return [allocation]


class CoverSheet(Sheet):
    """Somebody stood in while the owner was away."""

    name = "covers"
    about = "Cover for leave: the owner stays the owner."
    columns = (
        refers("allocation", "allocations"),
        refers("worker", "workers"),
        Column("starts", day, required=True),
        Column("ends", day, required=True),
        Column("reason", text(200), required=True),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Any]:
        return Allocation.objects.in_bulk(ids(rows, "allocation"))

    def faults(self, row: Row, facts: dict[UUID, Allocation], run: Run) -> Iterable[Fault]:
        allocation = facts[row["allocation"]]
        yield from in_order(row, "starts", "ends", _("Cover cannot end before it starts."))
        if row["starts"] < allocation.starts:
            yield Fault("starts", _("Cover cannot start before the allocation."))
        if allocation.worker_id == row["worker"]:
            yield Fault("worker", _("The owner cannot cover their own case."))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        cover = fresh(
            Cover,
            allocation_id=row["allocation"],
            worker_id=row["worker"],
            starts=row["starts"],
            ends=row["ends"],
            reason=row["reason"],
            **run.stamp(),
        )
        return [cover]


class HandOverSheet(Sheet):
    """A slot's work passed on for one child."""

    name = "hand_overs"
    about = "Hand-overs after birth, one row for each child."
    columns = (
        refers("case", "cases"),
        refers("child", "children"),
        Column("slot", key_of("slots"), required=True),
        Column("done_on", past_day, required=True),
        Column("to", text(120), required=True),
    )
    after = ("births",)

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, date | None]:
        """The dates of birth of the children."""
        return dict(Child.objects.filter(pk__in=ids(rows, "child")).values_list("pk", "person__date_of_birth"))

    def faults(self, row: Row, facts: dict[UUID, date | None], run: Run) -> Iterable[Fault]:
        born_on = facts[row["child"]]
        if born_on is None:
            yield Fault("child", _("This child is not born."))
        elif row["done_on"] < born_on:
            yield Fault("done_on", _("This is before the birth."))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        hand_over = fresh(
            HandOver,
            case_id=row["case"],
            child_id=row["child"],
            slot=row["slot"],
            done_on=row["done_on"],
            to=row["to"],
            **run.stamp(),
        )
        return [hand_over]
