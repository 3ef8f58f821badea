"""From a team's own row numbers to records, by what was imported; a constant number of queries a batch."""

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet
from families.models import ImportedRow
from families.querysets.merging import kept_rows


@frozen
class Known:
    """A row that was taken: what it read, what it became, and whether in this run."""

    digest: str
    record: UUID
    now: bool


def imported(run: Run, sheet: str, keys: Iterable[str]) -> dict[str, Known]:
    """The rows of a sheet that were taken, in this run or before, of those named."""
    found = ImportedRow.objects.filter(
        partnership=run.partnership, source=run.source, sheet=sheet, key__in=list(keys)
    ).values_list("key", "digest", "object_id", "entered_at")
    rows = list(found)
    kept = kept_rows({record for _key, _digest, record, _entered_at in rows})
    return {
        key: Known(digest, kept.get(record, record), entered_at == run.now) for key, digest, record, entered_at in rows
    }


def resolve(sheet: Sheet, rows: list[Row], run: Run) -> list[Row]:
    """Put records in place of the row numbers in reference columns; returns the rows that have them all.

    A row that names a faulty row is left out without a word: the fault is reported where it stands.
    """
    columns = [column for column in sheet.columns_for(run) if column.refers_to]
    wanted: dict[str, set[str]] = {}
    for column in columns:
        keys = wanted.setdefault(column.refers_to, set())
        for row in rows:
            keys.update(_named(row, column))
    known = {name: imported(run, name, keys) for name, keys in wanted.items() if keys}
    return [row for row in rows if _resolved(sheet, row, columns, known, run)]


def _named(row: Row, column: Column) -> tuple[str, ...]:
    value = row.values[column.name]
    if not value:
        return ()
    return value if column.many else (value,)


def _resolved(sheet: Sheet, row: Row, columns: list[Column], known: dict[str, dict[str, Known]], run: Run) -> bool:
    faults: list[Fault] = []
    rests_on_fault = False
    for column in columns:
        named = _named(row, column)
        there = known.get(column.refers_to, {})
        for key in named:
            if key not in there and run.problems.is_marked(column.refers_to, key):
                rests_on_fault = True
            elif key not in there:
                message = _("There is no row “%(key)s” in %(sheet)s.csv.")
                faults.append(Fault(column.name, message % {"key": key[:40], "sheet": column.refers_to}))
        if named:
            records = tuple(there[key].record for key in named if key in there)
            row.values[column.name] = records if column.many else next(iter(records), None)
    if run.problems.add_all(sheet.file, row.number, faults) or rests_on_fault:
        run.problems.mark(sheet.name, row.key)
        return False
    return True
