"""Importing a directory of spreadsheets: all of it or nothing, and a second time nothing."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from activity.context import acting
from families.importing import bulk
from families.importing.files import read_rows
from families.importing.links import Known, imported, resolve
from families.importing.problems import Fault, Problem
from families.importing.registry import known_sheets
from families.importing.renewal import renew_imported
from families.importing.run import Run
from families.importing.sheets import Row, Sheet
from families.importing.storing import store

BATCH = 2000


class NotImported(Exception):
    """There are problems, or it was only a trial: nothing of the run remains."""


def import_directory(directory: Path, run: Run, *, dry_run: bool = False) -> Run:
    """Take every known sheet of a directory into the record, in one transaction.

    ``run.problems`` has what is wrong; where anything is, or in a dry run, nothing is kept. Stages
    and milestones of the cases follow in the same transaction. ``run.counts`` tells how many rows of
    each sheet are new.
    """
    sheets = known_sheets()
    _check_names(directory, sheets, run)
    try:
        with acting(user=run.by, reason=f"import {run.source}"), transaction.atomic():
            bulk.begin()
            for sheet in sheets.values():
                if sheet.service_kind == run.service.kind and (directory / sheet.file).is_file():
                    _take_sheet(sheet, directory / sheet.file, run)
            if run.problems.total:
                raise NotImported
            if run.counts:
                renew_imported(run)
            bulk.end()
            if dry_run:
                raise NotImported
    except NotImported:
        pass
    return run


def _check_names(directory: Path, sheets: dict[str, Sheet], run: Run) -> None:
    known = {sheet.file: sheet.service_kind for sheet in sheets.values()}
    found = sorted(path.name for path in directory.glob("*.csv"))
    for name in found:
        if name not in known:
            run.problems.add(Problem(name, 0, "", _("There is no such sheet.")))
        elif known[name] != run.service.kind:
            run.problems.add(Problem(name, 0, "", _("This sheet belongs to another kind of service.")))
    if not found:
        run.problems.add(Problem(directory.name, 0, "", _("There is no CSV file in this directory.")))


def _take_sheet(sheet: Sheet, path: Path, run: Run) -> None:
    rows = read_rows(sheet, path, run)
    while batch := list(islice(rows, BATCH)):
        _take_batch(sheet, batch, run)


def _take_batch(sheet: Sheet, batch: list[Row], run: Run) -> None:
    fresh = resolve(sheet, list(_fresh(sheet, batch, run)), run)
    if not fresh:
        return
    facts = sheet.look_up(fresh, run)
    store(sheet, [row for row in fresh if _is_sound(sheet, row, facts, run)], facts, run)


def _is_sound(sheet: Sheet, row: Row, facts: object, run: Run) -> bool:
    if run.problems.add_all(sheet.file, row.number, sheet.faults(row, facts, run)):
        run.problems.mark(sheet.name, row.key)
        return False
    return True


def _fresh(sheet: Sheet, batch: list[Row], run: Run) -> Iterator[Row]:
    """The rows not taken before. A key that is there twice, or reads otherwise than before, is a fault."""
    known = imported(run, sheet.name, {row.key for row in batch})
    seen: set[str] = set()
    for row in batch:
        fault = _repeated(row, known.get(row.key), seen)
        seen.add(row.key)
        if fault:
            run.problems.add_all(sheet.file, row.number, [fault])
        elif row.key not in known:
            yield row


def _repeated(row: Row, before: Known | None, seen: set[str]) -> Fault | None:
    if row.key in seen or (before and before.now):
        return Fault("row", _("“%s” is there twice.") % row.key[:40])
    if before and before.digest != row.digest:
        return Fault("row", _("“%s” was imported before and read otherwise. Correct the record itself.") % row.key[:40])
    return None
