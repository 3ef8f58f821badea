"""From the bytes of a file to its rows. What cannot be read at all is refused; the rest is told cell by cell."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.errors import RuleBroken
from families.importing.cells import WrongCell
from referrals.uploads.columns import Column

MOST_SHOWN = 60  # characters of a heading or cell that a message repeats
DELIMITERS = ",;\t"
NOT_CSV = {
    b"PK\x03\x04": gettext_lazy("This is an Excel workbook. In Excel choose “Save as”, then “CSV UTF-8”."),
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an Excel workbook. In Excel choose “Save as”, then “CSV UTF-8”."),
    b"%PDF": gettext_lazy("This is a PDF, not a CSV file."),
}


class WrongFile(RuleBroken):
    """The file cannot be taken as a whole; nothing of it is kept."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass
class Line:
    """One row: values by column, as the form takes them, and the cells that cannot be."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Sheet:
    """A file as it was read, with what the uploader should know of how it was read."""

    lines: list[Line]
    notices: list[str]


def read_sheet(body: bytes, columns: tuple[Column, ...]) -> Sheet:
    """Read a file. Raises WrongFile for what is no CSV file, half a one, or too long."""
    text, notices = _decoded(body)
    records = _records(text)
    heading = [cell.strip().lower() for cell in next(records, [])]
    plan, ignored = _plan(heading, columns)
    if ignored:
        notices.append(_("These columns are not known and are left out: %(names)s.") % {"names": ", ".join(ignored)})
    lines: list[Line] = []
    for number, record in enumerate(records, start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(lines) >= settings.UPLOAD_MOST_ROWS:
            raise WrongFile(
                _("The file has more than %(most)s rows. Divide it, and upload one part after the other.")
                % {"most": f"{settings.UPLOAD_MOST_ROWS:,}"}
            )
        lines.append(_line(number, record, plan, len(heading)))
    if not lines:
        raise WrongFile(_("The file has a heading and no rows."))
    return Sheet(lines, notices)


def _decoded(body: bytes) -> tuple[str, list[str]]:
    """The text, and a word where the file is not UTF-8."""
    if not body.strip():
        raise WrongFile(_("The file is empty."))
    for mark, said in NOT_CSV.items():
        if body.startswith(mark):
            raise WrongFile(str(said))
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16"), []
        except UnicodeDecodeError:
            raise WrongFile(_("The file ends in the middle of a letter. Save and upload it again.")) from None
    if b"\x00" in body:
        raise WrongFile(_("This is not a CSV file."))
    try:
        return body.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _older(body)


def _older(body: bytes) -> tuple[str, list[str]]:
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError:
        raise WrongFile(_("The letters of this file cannot be read. Save it as “CSV UTF-8”.")) from None
    words = [word for word in text.replace(";", ",").replace("\n", ",").split(",") if not word.isascii()]
    sample = ", ".join(dict.fromkeys(word.strip()[:MOST_SHOWN] for word in words[:5]))
    return text, [
        _("The file is not UTF-8. It was read as Windows-1252: check the accents in %(words)s.") % {"words": sample}
    ]


def _records(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            yield record
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise WrongFile(_("The file ends in the middle of a cell: it seems to be half a file.")) from None
        raise WrongFile(_("Row %(row)s cannot be read as CSV.") % {"row": number + 1}) from None


def _plan(heading: list[str], columns: tuple[Column, ...]) -> tuple[list[tuple[int, Column]], list[str]]:
    """Which cell is which column; the headings that are not known."""
    known = {column.name: column for column in columns}
    if not set(heading) & known.keys():
        raise WrongFile(_("No heading is known. Is this the right file? Start from the template."))
    twice = sorted({name for name in heading if name in known and heading.count(name) > 1})
    if twice:
        raise WrongFile(_("These columns stand there twice: %(names)s.") % {"names": ", ".join(twice)})
    missing = [column.name for column in columns if column.required and column.name not in heading]
    if missing:
        raise WrongFile(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    plan = [(place, known[name]) for place, name in enumerate(heading) if name in known]
    ignored = [name[:MOST_SHOWN] or _("(no heading)") for name in heading if name not in known]
    return plan, list(dict.fromkeys(ignored))[:20]


def _line(number: int, record: list[str], plan: list[tuple[int, Column]], width: int) -> Line:
    line = Line(number)
    if len(record) != width:
        text = _("The row has %(found)s cells, the heading has %(width)s.") % {"found": len(record), "width": width}
        line.faults.append(("", text))
        return line
    for place, column in plan:
        cell = record[place].strip()
        if not cell:
            continue
        try:
            line.values[column.name] = column.read(cell)
        except WrongCell as wrong:
            line.faults.append((column.name, str(wrong)))
            line.values[column.name] = cell[:200]
    return line
