"""Many cases out of one, by plain SQL and without history: what is measured is the reading."""

from typing import Any

from django.db import connection

from families.models import (
    Allocation,
    Case,
    Child,
    Closure,
    Milestone,
    Status,
    VisitCase,
    VisitWorker,
)
from outcomes.models import Assessment, Score
from tests.plugins.database import owner_role


def multiply(case: Case, first: int, last: int, **changes: str) -> None:
    """Copies number ``first`` to ``last`` of a case with all that hangs on it.

    ``changes``: SQL over ``n``, the copy's number. ``closed_on`` of the case, ``start`` and ``end`` of the
    scores read then, where ``{place}`` is the number of the score.
    """
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        copying = Copying(cursor, first, last)
        copying.people(case)
        copying.case(case, changes.get("closed_on", '"closed_on"'))
        copying.work(case)
        copying.scores(case, changes)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


class Copying:
    """Rows copied so many times, each with ids that follow from the original's and the number."""

    def __init__(self, cursor: Any, first: int, last: int) -> None:
        self.cursor, self.first, self.last = cursor, first, last

    def people(self, case: Case) -> None:
        child = Child.objects.get(pregnancy=case.pregnancy)
        family, mother = key(case.family), key(case.client)
        self.rows(case.family, reference="'F-B-' || n")
        for person in (case.client, child.person):
            self.rows(person, nhs_number="''")
        self.rows(case.pregnancy, mother_id=mother, family_id=family)
        self.rows(child, person_id=key(child.person), pregnancy_id=key(case.pregnancy), family_id=family)
        for status in Status.objects.filter(family=case.family):
            self.rows(status, person_id=key(status.person), family_id=family)

    def case(self, case: Case, closed_on: str) -> None:
        self.rows(
            case, reference="'JS-B-' || n", client_id=key(case.client), closed_on=closed_on,
            pregnancy_id=key(case.pregnancy), family_id=key(case.family),
        )  # fmt: skip
        for model in (Allocation, Closure):
            for row in model.objects.filter(case=case):
                self.rows(row, case_id=key(case))
        for row in Milestone.objects.filter(case=case, child=None):
            self.rows(row, case_id=key(case))

    def work(self, case: Case) -> None:
        for row in VisitCase.objects.filter(case=case).select_related("visit"):
            self.rows(row.visit)
            self.rows(row, case_id=key(case), visit_id=key(row.visit))
            for worker in VisitWorker.objects.filter(visit=row.visit):
                self.rows(worker, visit_id=key(row.visit))

    def scores(self, case: Case, changes: dict[str, str]) -> None:
        for reading in Assessment.objects.filter(case=case):
            self.rows(reading, case_id=key(case))
            value = changes.get(reading.point, '"value"')
            for place, score in enumerate(Score.objects.filter(assessment=reading)):
                self.rows(score, assessment_id=key(reading), value=value.format(place=place))

    def rows(self, row: Any, **changes: str) -> None:
        """Copies of one row; ``changes`` are SQL over ``n``."""
        table = row._meta.db_table
        columns = [field.column for field in row._meta.concrete_fields]
        values = [key(row) if one == "id" else changes.get(one, f'"{one}"') for one in columns]
        listed = ", ".join(f'"{one}"' for one in columns)
        self.cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {', '.join(values)} FROM {table}, "
            f"generate_series({self.first}, {self.last}) n WHERE id = %s",
            [row.pk],
        )


def key(row: Any) -> str:
    """The id of the copy number ``n`` of a row, as SQL."""
    return f"md5('{row._meta.db_table} {row.pk} ' || n)::uuid"
