"""The files that somebody asked for, as their page shows them."""

from attrs import frozen
from django.utils.formats import date_format

from accounts.models import User
from reporting.documents import period_of_return
from reporting.models import Export


@frozen
class OwnFile:
    """One file: what it is of, and how far. ``percent`` and ``part`` are of a file that is being made."""

    export: Export
    title: str
    percent: int
    part: str

    @property
    def is_waiting(self) -> bool:
        return self.export.state in (Export.State.ASKED, Export.State.WORKING)


def own_files(user: User, *, most: int) -> list[OwnFile]:
    """The newest files of ``user``; one query."""
    found = Export.objects.of_user(user).select_related("of__service", "months_of", "version", "file", "progress")
    return [_file(one) for one in found[:most]]


def period_of(export: Export) -> str:
    """The period of a file in words."""
    if export.of:
        return period_of_return(export.of).label
    return " – ".join(date_format(day, "j M Y") for day in (export.first_day, export.last_day) if day)


def _file(export: Export) -> OwnFile:
    progress = getattr(export, "progress", None)
    part = str(progress.get_part_display()) if progress and progress.part else ""
    return OwnFile(export, f"{export.service.name}, {period_of(export)}", progress.percent if progress else 0, part)
