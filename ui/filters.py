"""How days, times and numbers are written on pages."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import formats, timezone, translation

MINUS = "\N{MINUS SIGN}"


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _formatted(pattern: str) -> Callable[[Any], str]:
    def write(value: date | datetime | None) -> str:
        return written_day(value, pattern) if value else ""

    return write


def written_day(value: date | datetime, pattern: str) -> str:
    """A day in the reader's language; of a moment the day in London. The same days stand in many rows."""
    local = _local(value)
    day = local.date() if isinstance(local, datetime) else local
    return _written(day, pattern, translation.get_language())


@lru_cache(maxsize=8192)
def _written(day: date, pattern: str, language: str | None) -> str:
    return formats.date_format(day, pattern)


def clock_time(value: datetime | time | None) -> str:
    """``18:05``"""
    return formats.time_format(_local(value), "H:i") if value else ""


def when(value: datetime | date | None) -> str:
    """``Wed 18 March, 10:00``, with the year where it is not this one; without the time for a day."""
    if not value:
        return ""
    local = _local(value)
    day = written_day(local, "D j F" if local.year == timezone.localdate().year else "D j F Y")
    return f"{day}, {clock_time(value)}" if isinstance(value, datetime) else day


def gestation(days: int | None) -> str:
    """Days of pregnancy as ``12+0``; nothing for None."""
    return "" if days is None else f"{int(days) // 7}+{int(days) % 7}"


def thousands(value: Any) -> str:
    """``1,418``; a real minus sign below 0."""
    return "" if value is None else f"{value:,}".replace("-", MINUS)


def money(value: Any) -> str:
    """Whole pounds: ``£4,813,120``."""
    if value is None:
        return ""
    amount = round(Decimal(value))
    return f"{MINUS if amount < 0 else ''}£{abs(amount):,}"


def pounds(value: Any) -> str:
    """Pounds, with pence where there are any: ``£120``, ``£1,204.50``."""
    if value is None:
        return ""
    amount = Decimal(value)
    written = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{MINUS if amount < 0 else ''}£{written}"


def percent(value: float | None) -> str:
    """A share between 0 and 1 as ``6.8%``."""
    return "" if value is None else f"{100 * value:.1f}%".replace("-", MINUS)


def iso(value: date | datetime | None) -> str:
    """For the ``datetime`` attribute of ``time``."""
    return value.isoformat() if value else ""


ALL: dict[str, Callable[..., Any]] = {
    "day": _formatted("j F Y"),
    "short_day": _formatted("j F"),
    "weekday": _formatted("l j F Y"),
    "brief_day": _formatted("D j M"),
    "week_short": _formatted("D"),
    "month": _formatted("F Y"),
    "clock_time": clock_time,
    "when": when,
    "gestation": gestation,
    "thousands": thousands,
    "money": money,
    "pounds": pounds,
    "percent": percent,
    "iso": iso,
}
