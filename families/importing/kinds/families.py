"""Families and who belongs to them from when to when."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from families.actions.references import next_references
from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, key_of, past_day, text, yes_no
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, in_order, refers
from families.models import Child, Family, FamilyMember
from families.models.choices import ChildState

FAMILY_PREFIX = "F"


def references(rows: list[Row], column: str, prefix: str, run: Run) -> Iterator[str]:
    """Short references for the rows, in their order, each of the year of the row's ``column``."""
    years = Counter(row[column].year for row in rows)
    given = {
        year: iter(next_references(partnership=run.partnership, prefix=prefix, on=date(year, 1, 1), count=count))
        for year, count in sorted(years.items())
    }
    return (next(given[row[column].year]) for row in rows)


class FamilySheet(Sheet):
    """A family; its reference is given out by the product."""

    name = "families"
    about = "The unit that is counted."
    columns = (
        Column("name", text(120), required=True),
        Column("known_from", past_day, required=True),
        Column("parents_kept_apart", yes_no, blank=False),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[str, str]:
        return {row.key: reference for row, reference in zip(
            rows, references(rows, "known_from", FAMILY_PREFIX, run), strict=True
        )}  # fmt: skip

    def records(self, row: Row, facts: dict[str, str], run: Run) -> list[Fresh]:
        family = fresh(
            Family,
            partnership=run.partnership,
            reference=facts[row.key],
            name=row["name"],
            parents_kept_apart=row["parents_kept_apart"],
            **run.stamp(),
        )
        return [family]


class MemberSheet(Sheet):
    """A person's place in a family. A brother or sister becomes a child record too."""

    name = "members"
    about = "Who belongs to a family; the unborn belong through their pregnancy."
    columns = (
        refers("family", "families"),
        refers("person", "people"),
        Column("relation", key_of("relations"), required=True),
        Column("in_household", yes_no, blank=True),
        Column("starts", day, required=True),
        Column("ends", day),
    )

    def look_up(self, rows: list[Row], run: Run) -> set[UUID]:
        """People who are children already."""
        return set(Child.objects.filter(person__in=ids(rows, "person")).values_list("person_id", flat=True))

    def faults(self, row: Row, facts: set[UUID], run: Run) -> Iterable[Fault]:
        return in_order(row, "starts", "ends", _("Nobody leaves a family before joining it."))

    def records(self, row: Row, facts: set[UUID], run: Run) -> list[Fresh]:
        member = fresh(
            FamilyMember,
            family_id=row["family"],
            person_id=row["person"],
            relation=row["relation"],
            in_household=row["in_household"],
            valid_from=row["starts"],
            valid_to=row["ends"],
            **run.stamp(),
        )
        is_child = run.section("relations")[row["relation"]].group == "child"
        if not is_child or row["person"] in facts:
            return [member]
        child = fresh(Child, family_id=row["family"], person_id=row["person"], state=ChildState.BORN, **run.stamp())
        return [member, child]
