"""Which file an export asks for: its name, its bytes, the cases of which it has rows, and what it is called."""

from typing import Any
from uuid import UUID

from attrs import frozen

from accounts.models import User
from reporting.by_month import Measure, table_of
from reporting.by_month.files import FILES, Format
from reporting.documents import Document, draft_document, published_document, version_document
from reporting.exports import FORMATS
from reporting.exports.extract import as_extract, name_of_extract
from reporting.exports.progress import Part, Progress
from reporting.models import Export, Release

WRITING = {"pdf": Part.PAPER, "xlsx": Part.SHEETS, "csv": Part.TABLE}
COUNTED = 1
"""The part that comes before the writing."""


@frozen
class Made:
    """A file. ``cases`` are those of which it has rows, none where it has figures alone."""

    name: str
    body: bytes
    cases: list[UUID]


def is_known(what: str, ending: str, *, with_version: bool) -> bool:
    """Whether a return has such a file: of a version where one is needed, rows as CSV alone."""
    if what == Export.What.EXTRACT:
        return ending == "csv" and not with_version
    if what not in (Export.What.DRAFT, Export.What.VERSION, Export.What.RELEASE):
        return False
    return ending in FORMATS and (what != Export.What.DRAFT) == with_version


def content_type_of(export: Export) -> str:
    """What a browser is told that the file is."""
    return _format_of(export).content_type


def made(export: Export, told: Progress) -> Made:
    """Make the file, telling of each part as it begins."""
    if export.what == Export.What.EXTRACT:
        return _extract(export, told)
    return _months(export, told) if export.months_of else _document(export, told)


def _extract(export: Export, told: Progress) -> Made:
    told.expect(2)
    of: Any = export.of
    by: User = _asker(export)
    body, cases = as_extract(of, by, told)
    return Made(name_of_extract(of), body, cases)


def _months(export: Export, told: Progress) -> Made:
    told.expect(COUNTED + 1)
    told(Part.FIGURES)
    first: Any = export.first_day
    last: Any = export.last_day
    table = table_of(export.service, Measure(export.measure), first, last)
    told(WRITING[export.ending])
    tail = "-rows" if export.what == Export.What.CELLS else ""
    name = f"{table.slug}-{table.measure}-{first}-{last}{tail}.{export.ending}"
    return Made(name, _months_format(export).write(table), [])


def _document(export: Export, told: Progress) -> Made:
    made_as = FORMATS[export.ending]
    told.expect(COUNTED + made_as.parts)
    told(Part.FIGURES)
    document = _counted(export)
    return Made(f"{document.name}.{export.ending}", made_as.write(document, told), [])


def _counted(export: Export) -> Document:
    version, of = export.version, export.of
    if version is None:
        assert of is not None  # noqa: S101  (the database holds it)
        return draft_document(of)
    if export.what == Export.What.VERSION:
        return version_document(version)
    return published_document(Release.objects.select_related("version__made_for__service").get(version=version))


def _format_of(export: Export) -> Any:
    return _months_format(export) if export.months_of_id else FORMATS[export.ending]


def _months_format(export: Export) -> Format:
    return next(one for one in FILES.values() if (one.what, one.ending) == (export.what, export.ending))


def _asker(export: Export) -> User:
    assert export.entered_by is not None  # noqa: S101  (nobody but a user asks)
    return export.entered_by
