"""The rows behind a tile as a reader may see them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from families.models import Case
from reporting.dashboards.asked import Asked
from reporting.dashboards.counting import TileRow, rows_of_tile
from reporting.dashboards.tiles.base import Tile
from reporting.gate import openable_cases
from reporting.reading.rows import A_PAGE, RowPage, ShownRow, column_name, shown_value


def page_of_tile(asked: Asked, tile: Tile, user: User, number: int) -> RowPage:
    """One page of the rows behind a tile. Cases kept from the reader are a number; those of other teams, references."""
    rows = rows_of_tile(asked, tile, limit=A_PAGE + 1, offset=(number - 1) * A_PAGE)
    here = rows[:A_PAGE]
    opens = openable_cases(user, (row.case_id for row in here))
    withheld = {row.case_id for row in here} - _known_to(user, (row.case_id for row in here))
    seen = [row for row in here if row.case_id not in withheld]
    keys = list(dict.fromkeys(key for row in seen for key in row.detail))
    words = words_of(asked)
    return RowPage(
        number=number,
        columns=tuple(_names().get(key) or column_name(key) for key in keys),
        rows=tuple(_row(row, keys, words, row.case_id in opens) for row in seen),
        restricted=len(here) - len(seen),
        has_next=len(rows) > A_PAGE,
    )


def _known_to(user: User, cases: Iterable[Any]) -> set[Any]:
    found = Case.objects.filter(pk__in=list(cases))
    return set(found.visible_to(user).values_list("pk", flat=True))


def _row(row: TileRow, keys: list[str], words: dict[str, str], opens: bool) -> ShownRow:
    cells = tuple(_cell(key, row.detail.get(key), words) for key in keys)
    return ShownRow(row.reference, row.case_id if opens else None, "flagged" if row.flagged else "", "", cells)


def _cell(key: str, value: Any, words: dict[str, str]) -> str:
    if key == "scheduled_for":
        return shown_value("planned_for", value)
    known = words.get(f"{key}:{value}")
    return known if known is not None else shown_value(key, value)


def words_of(asked: Asked) -> dict[str, str]:
    """What the keys of a definition are called, by ``kind:key``; a later version's word stands."""
    language = get_language() or "en"
    found = {"what:visit": _("Note of a visit")}
    for one in asked.definitions:
        lists: dict[str, tuple[Any, ...]] = {
            "rule": one.clocks,
            "slot": one.slots,
            "meeting": one.meetings,
            "reason": one.closing_reasons,
            "what": one.papers,
        }
        for kind, listed in lists.items():
            found |= {f"{kind}:{item.key}": item.label.text(language) for item in listed}
    return found


def _names() -> dict[str, str]:
    return {
        "rule": _("Clock"),
        "slot": _("Slot"),
        "meeting": _("Meeting"),
        "days_late": _("Days late"),
        "days": _("Days"),
        "met_on": _("Last met"),
        "tried": _("Visits in a row"),
        "first_tried_on": _("Since"),
        "scheduled_for": _("Booked for"),
        "going": _("Workers going"),
        "asked_on": _("Asked for"),
        "tier": _("Tier"),
        "what": _("What"),
        "begun_on": _("Begun"),
    }
