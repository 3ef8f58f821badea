"""Legal and child protection statuses, separations and returns."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import WrongCell, chosen, key_of, past_day, text, yes_no
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, exactly_one, ids, in_order, refers
from families.models import Child, Person, ReturnHome, Separation, Status


@frozen
class _Facts:
    """The children of the batch as (family, person), and everybody's date of birth."""

    children: dict[UUID, tuple[UUID, UUID]]
    births: dict[UUID, date | None]


class StatusSheet(Sheet):
    """What a child (born or not) or an adult stood under; the day of ending is the last on which it held."""

    name = "statuses"
    about = "Statuses of children, unborn ones too, and of adults, from day to day."
    columns = (
        refers("family", "families"),
        refers("child", "children", required=False, about="Whose status it is, or"),
        refers("person", "people", required=False, about="somebody who stands in people.csv."),
        Column("kind", key_of("statuses"), required=True),
        Column("categories", text(40), blank=(), many=True, about="Register categories; only for the register."),
        Column("starts", past_day, required=True),
        Column("ends", past_day, about="Last day on which it held."),
        refers("started_at", "meetings", required=False),
        refers("ended_at", "meetings", required=False),
    )
    after = ("births", "members")

    def look_up(self, rows: list[Row], run: Run) -> _Facts:
        found = Child.objects.filter(pk__in=ids(rows, "child")).values_list("pk", "family_id", "person_id")
        children = {child: (family, person) for child, family, person in found}
        people = {*ids(rows, "person"), *(person for _family, person in children.values())}
        births = Person.objects.filter(pk__in=people).values_list("pk", "date_of_birth")
        return _Facts(children, dict(births))

    def faults(self, row: Row, facts: _Facts, run: Run) -> Iterable[Fault]:
        yield from exactly_one(row, ("child", "person"), _("Name a child or a person, not both."))
        yield from in_order(row, "starts", "ends", _("A status cannot end before it starts."))
        if row["child"] and facts.children[row["child"]][0] != row["family"]:
            yield Fault("child", _("This child belongs to another family."))
        kind = run.section("statuses")[row["kind"]]
        born_on = facts.births[_person(row, facts)] if row["child"] or row["person"] else None
        if kind.looked_after and row["child"] and (born_on is None or row["starts"] < born_on):
            yield Fault("starts", _("A child cannot be looked after before birth."))
        yield from _wrong_categories(row, {category.key for category in kind.categories})

    def records(self, row: Row, facts: _Facts, run: Run) -> list[Fresh]:
        kind = run.section("statuses")[row["kind"]]
        status = fresh(
            Status,
            family_id=row["family"],
            person_id=_person(row, facts),
            kind=row["kind"],
            categories=list(row["categories"]),
            open_to_social_services=kind.open_to_social_services,
            on_register=kind.register,
            looked_after=kind.looked_after,
            starts=row["starts"],
            ends=row["ends"],
            meeting_id=row["started_at"],
            ended_at_meeting_id=row["ended_at"],
            **run.stamp(),
        )
        return [status]


def _person(row: Row, facts: _Facts) -> UUID:
    return facts.children[row["child"]][1] if row["child"] else row["person"]


def _wrong_categories(row: Row, known: set[str]) -> Iterable[Fault]:
    if known and not row["categories"]:
        yield Fault("categories", _("Name at least one category."))
    if row["categories"] and not known:
        yield Fault("categories", _("This status has no categories."))
        return
    try:
        row.values["categories"] = tuple(chosen(category, known) for category in row["categories"])
    except WrongCell as wrong:
        yield Fault("categories", str(wrong))


def carer_apart(cell: str, run: Run) -> str:
    """A key of the section carers of the service's definition, other than a parent's."""
    return chosen(cell, {key for key, carer in run.keys("carers").items() if not carer.parent})


class SeparationSheet(Sheet):
    """A child's parting from the birth parents; the ground says whether it counts as a removal."""

    name = "separations"
    about = "Removals and other partings of born children, one row for each."
    columns = (
        refers("child", "children"),
        Column("separated_on", past_day, required=True),
        Column("basis", key_of("separation_bases"), required=True),
        Column("carer", carer_apart, required=True),
        Column("from_all_resident_parents", yes_no, blank=True),
        Column("never_went_home", yes_no, blank=False),
    )
    after = ("births",)

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, date | None]:
        """The dates of birth of the children."""
        return dict(Child.objects.filter(pk__in=ids(rows, "child")).values_list("pk", "person__date_of_birth"))

    def faults(self, row: Row, facts: dict[UUID, date | None], run: Run) -> Iterable[Fault]:
        born_on = facts[row["child"]]
        if born_on is None:
            yield Fault("child", _("This child is not born."))
        elif row["separated_on"] < born_on:
            yield Fault("separated_on", _("The separation is before the birth on %s.") % born_on.strftime("%d/%m/%Y"))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        separation = fresh(
            Separation,
            child_id=row["child"],
            separated_on=row["separated_on"],
            basis=row["basis"],
            carer=row["carer"],
            counts_as_removal=run.section("separation_bases")[row["basis"]].counts_as_removal,
            from_all_resident_parents=row["from_all_resident_parents"],
            never_went_home=row["never_went_home"],
            **run.stamp(),
        )
        return [separation]


class ReturnSheet(Sheet):
    """The child came home."""

    name = "returns"
    about = "Returns home after a separation."
    columns = (
        refers("separation", "separations"),
        Column("returned_on", past_day, required=True),
        Column("to_whom", text(120), blank=""),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Separation]:
        return Separation.objects.in_bulk(ids(rows, "separation"))

    def faults(self, row: Row, facts: dict[UUID, Separation], run: Run) -> Iterable[Fault]:
        if row["returned_on"] < facts[row["separation"]].separated_on:
            yield Fault("returned_on", _("The return is before the separation."))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        back = fresh(
            ReturnHome,
            separation_id=row["separation"],
            returned_on=row["returned_on"],
            to_whom=row["to_whom"],
            **run.stamp(),
        )
        return [back]
