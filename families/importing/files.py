"""Reading CSV as a stream: one record in memory at a time, every fault of a cell reported at its place."""

import csv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from families.importing.cells import WrongCell
from families.importing.problems import Fault, Problem
from families.importing.run import Run
from families.importing.sheets import KEY, LIST, Column, Row, Sheet

LONGEST_CELL = 2_000_000
csv.field_size_limit(LONGEST_CELL)

Plan = list[tuple[int, Column]]


def read_rows(sheet: Sheet, path: Path, run: Run) -> Iterator[Row]:
    """Yield the sound rows of a file in order; what is wrong with the others goes to the run's problems."""
    # Bytes that are not UTF-8 come through as lone surrogates and are reported where they stand.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield from _rows(sheet, file, run)


def _rows(sheet: Sheet, file: TextIO, run: Run) -> Iterator[Row]:
    records = _records(sheet, csv.reader(file, strict=True), run)
    heading = [cell.strip() for _number, cell_row in _first(records) for cell in cell_row]
    columns = (Column(KEY, required=True), *sheet.columns_for(run))
    if not _heading_is_sound(sheet, heading, columns, run):
        return
    plan = _plan(heading, columns)
    for number, record in records:
        if any(record):
            row = _row(sheet, number, record, heading, plan, run)
            if row:
                yield row


def _first(records: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [record for record in (next(records, None),) if record]


def _records(sheet: Sheet, reader: Any, run: Run) -> Iterator[tuple[int, list[str]]]:
    """Number the records as a spreadsheet does, the heading being 1."""
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        run.problems.add(Problem(sheet.file, number + 1, "", _("The file cannot be read from here on: %s.") % error))


def _heading_is_sound(sheet: Sheet, heading: list[str], columns: tuple[Column, ...], run: Run) -> bool:
    known = {column.name for column in columns}
    wanted = [column.name for column in columns if column.required]
    faults = [
        *(Fault(_shown(name), _("There is no such column.")) for name in heading if name not in known),
        *(Fault(name, _("The column is missing.")) for name in wanted if name not in heading),
        *(Fault(name, _("The column is there twice.")) for name in sorted(known) if heading.count(name) > 1),
    ]
    return not run.problems.add_all(sheet.file, 1, faults)


def _plan(heading: list[str], columns: tuple[Column, ...]) -> Plan:
    """Where each column stands in a record; -1 for one that the file leaves out."""
    return [(heading.index(column.name) if column.name in heading else -1, column) for column in columns]


def _row(sheet: Sheet, number: int, record: list[str], heading: list[str], plan: Plan, run: Run) -> Row | None:
    faults: list[Fault] = []
    if len(record) != len(heading):
        message = _("The row has %(found)d cells, the heading %(wanted)d.")
        faults.append(Fault("", message % {"found": len(record), "wanted": len(heading)}))
        record = (record + [""] * len(heading))[: len(heading)]
    cells = [cell.strip() for cell in record]
    values = {column.name: _value(cells, place, column, run, faults) for place, column in plan}
    key = values.pop(KEY) or ""
    if faults:
        run.problems.add_all(sheet.file, number, faults)
        run.problems.mark(sheet.name, key)
        return None
    return Row(number, key, _digest(heading, cells), values)


def _value(cells: list[str], place: int, column: Column, run: Run, faults: list[Fault]) -> Any:
    cell = cells[place] if place >= 0 else ""
    if not cell:
        if column.required:
            faults.append(Fault(column.name, _("This must not be empty.")))
        return column.blank
    try:
        _check_characters(cell)
        if column.many:
            return tuple(dict.fromkeys(column.read(part.strip(), run) for part in cell.split(LIST) if part.strip()))
        return column.read(cell, run)
    except WrongCell as wrong:
        faults.append(Fault(column.name, str(wrong)))
        return column.blank


def _check_characters(cell: str) -> None:
    if "\0" in cell:
        raise WrongCell(_("There is a NUL byte in the cell."))
    if not cell.isascii() and any("\ud800" <= letter <= "\udfff" for letter in cell):
        raise WrongCell(_("The cell is not UTF-8. Save the file as “CSV UTF-8”."))


def _digest(heading: list[str], cells: list[str]) -> str:
    """SHA-256 of the filled cells with their columns, whatever the order of the columns."""
    filled = sorted(pair for pair in zip(heading, cells, strict=True) if pair[1])
    return sha256("\x1f".join(f"{name}\x1e{cell}" for name, cell in filled).encode()).hexdigest()


def _shown(name: str) -> str:
    return name.encode(errors="replace").decode().replace("\0", "?")[:60] or _("(no heading)")
