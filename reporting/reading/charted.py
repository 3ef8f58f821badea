"""Of which point of a dashboard's charts a list is: a month, a week, a step of the way of a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.dashboards.asked import WEEKS_AHEAD, Asked
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.way import STEPS
from reporting.reading.dashboard_clocks import step_names
from ui.asked import whole_number


class NoSuchPoint(ValueError):
    """The address names a point that the list has not, or none where it needs one."""


def point_of(given: Mapping[str, str], tile: Tile, asked: Asked) -> dict[str, Any]:
    """The month, week and step that an address names, for ``Asked``; :class:`NoSuchPoint` for what cannot be."""
    named = {name for name in ("month", "week", "step") if given.get(name)}
    if not set(tile.needs) <= named <= {*tile.needs, *tile.takes}:
        raise NoSuchPoint
    found: dict[str, Any] = {}
    if "month" in named:
        found["month"] = _month(given["month"], asked.on)
    if "week" in named:
        found["week"] = whole_number(given["week"], most=WEEKS_AHEAD)
    if "step" in named:
        found["step"] = given["step"] if given["step"] in STEPS else None
    if None in found.values():
        raise NoSuchPoint
    return found


def _month(written: str, on: date) -> date | None:
    try:
        found = date.fromisoformat(f"{written}-01")
    except ValueError:
        return None
    return found if found <= on else None


def point_in_address(asked: Asked) -> dict[str, str]:
    """What of the point stands in the address."""
    found = {"step": asked.step} if asked.step else {}
    if asked.week is not None:
        found["week"] = str(asked.week)
    return {**found, "month": f"{asked.month:%Y-%m}"} if asked.month else found


def point_in_words(asked: Asked) -> list[str]:
    """The point as it is read."""
    found = [date_format(asked.month, "F Y")] if asked.month else []
    if asked.step:
        found.append(step_names(asked)[asked.step])
    if asked.week is not None:
        found.append(_("week %(number)s") % {"number": asked.week})
    return found
