"""Reading one cell. Each reader takes the stripped text, never empty, and raises ``WrongCell``.

Nothing is guessed: a cell that looks like a formula is the text that it is.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from families import nhs_numbers, postcodes
from families.gestation import Gestation, GestationError

if TYPE_CHECKING:
    from families.importing.run import Run

LONDON = ZoneInfo("Europe/London")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}

Reader = Callable[[str, "Run"], Any]


class WrongCell(ValueError):
    """The cell cannot be what its column says."""


def text(most: int) -> Reader:
    """Any text of at most ``most`` characters."""

    def read(cell: str, _run: "Run") -> str:
        if len(cell) > most:
            raise WrongCell(_("%(length)d characters are too many: at most %(most)d.") % {
                "length": len(cell), "most": most,
            })  # fmt: skip
        return cell

    read.__doc__ = f"Text of at most {most} characters."
    return read


def day(cell: str, _run: "Run") -> date:
    """A day, as ``2021-04-30`` or ``30/04/2021``."""
    found = _ISO.fullmatch(cell)
    parts = found.groups() if found else None
    if not found:
        found = _BRITISH.fullmatch(cell)
        parts = found.groups()[::-1] if found else None
    if parts is None:
        raise WrongCell(_("“%s” is not a date such as 2021-04-30 or 30/04/2021.") % cell[:40])
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise WrongCell(_("%s is not a day of the calendar.") % cell) from error


def past_day(cell: str, run: "Run") -> date:
    """A day that is not in the future."""
    found = day(cell, run)
    if found > run.today:
        raise WrongCell(_("%s is in the future.") % found.strftime("%d/%m/%Y"))
    return found


def moment(cell: str, run: "Run") -> datetime:
    """A day and a time in this country, as ``2021-04-30 14:30``."""
    written_day, _space, written_time = cell.replace("T", " ").partition(" ")
    on = day(written_day, run)
    local = datetime.combine(on, clock(written_time.strip(), run), tzinfo=LONDON)
    found = local.astimezone(UTC)
    if found.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise WrongCell(_("The clocks went forward: there was no such time on that day."))
    return found


def past_moment(cell: str, run: "Run") -> datetime:
    """A day and time that is not in the future."""
    found = moment(cell, run)
    if found > run.now:
        raise WrongCell(_("%s is in the future.") % cell[:40])
    return found


def clock(cell: str, _run: "Run") -> time:
    """A time of day, as ``14:30``."""
    try:
        return datetime.strptime(cell, "%H:%M").time()  # noqa: DTZ007
    except ValueError as error:
        raise WrongCell(_("“%s” is not a time such as 14:30.") % cell[:40]) from error


def whole(least: int, most: int) -> Reader:
    """A whole number from ``least`` to ``most``."""

    def read(cell: str, _run: "Run") -> int:
        if not re.fullmatch(r"-?\d{1,9}", cell, re.ASCII):
            raise WrongCell(_("“%s” is not a whole number.") % cell[:40])
        if not least <= int(cell) <= most:
            raise WrongCell(_("%(found)s is not between %(least)d and %(most)d.") % {
                "found": cell, "least": least, "most": most,
            })  # fmt: skip
        return int(cell)

    read.__doc__ = f"A whole number from {least} to {most}."
    return read


def number(least: str, most: str) -> Reader:
    """A number with a decimal point, from ``least`` to ``most``."""

    def read(cell: str, _run: "Run") -> Decimal:
        try:
            found = Decimal(cell)
        except InvalidOperation as error:
            raise WrongCell(_("“%s” is not a number.") % cell[:40]) from error
        if not (found.is_finite() and Decimal(least) <= found <= Decimal(most)):
            raise WrongCell(_("%(found)s is not between %(least)s and %(most)s.") % {
                "found": cell[:40], "least": least, "most": most,
            })  # fmt: skip
        return found

    read.__doc__ = f"A number from {least} to {most}."
    return read


def yes_no(cell: str, _run: "Run") -> bool:
    """``yes`` or ``no``."""
    try:
        return _YES[cell.lower()]
    except KeyError as error:
        raise WrongCell(_("Say yes or no, not “%s”.") % cell[:40]) from error


def one_of(*known: str) -> Reader:
    """One of a few fixed words; small and large letters, spaces and underscores are alike."""

    def read(cell: str, _run: "Run") -> str:
        return chosen(cell, known)

    read.__doc__ = f"One of {', '.join(known)}."
    return read


def key_of(section: str) -> Reader:
    """A key of a section of the service's definition, such as ``slots``."""

    def read(cell: str, run: "Run") -> str:
        return chosen(cell, run.keys(section))

    read.__doc__ = f"A key of the section {section} of the service's definition."
    return read


def chosen(cell: str, known: object) -> str:
    """The key that a cell names. Raises ``WrongCell`` with the keys there are."""
    wanted = "_".join(cell.lower().split())
    if wanted in known:  # type: ignore[operator]
        return wanted
    names = sorted(known)  # type: ignore[call-overload]
    raise WrongCell(_("“%(found)s” is not one of: %(known)s.") % {
        "found": cell[:40], "known": ", ".join(names) or "–",
    })  # fmt: skip


def nhs_number(cell: str, _run: "Run") -> str:
    """A valid NHS number, spaces allowed."""
    try:
        return nhs_numbers.normalise(cell)
    except nhs_numbers.WrongNhsNumber as error:
        raise WrongCell(str(error)) from error


def postcode(cell: str, _run: "Run") -> str:
    """A postcode, in its one form."""
    try:
        return postcodes.normalise(cell)
    except postcodes.WrongPostcode as error:
        raise WrongCell(str(error)) from error


def uprn(cell: str, _run: "Run") -> str:
    """A property number of up to 12 digits."""
    try:
        return postcodes.normalise_uprn(cell)
    except postcodes.WrongUprn as error:
        raise WrongCell(str(error)) from error


def gestation(cell: str, _run: "Run") -> int:
    """Weeks and days such as ``12+3``, in days."""
    try:
        return Gestation.parse(cell).days
    except GestationError as error:
        raise WrongCell(str(error)) from error
