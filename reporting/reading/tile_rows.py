"""The rows behind a tile as a reader may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from referrals.models import Referral
from reporting.dashboards.asked import Asked
from reporting.dashboards.counting import TileRow, rows_of_tile
from reporting.dashboards.tiles.base import Tile
from reporting.gate import openable_cases
from reporting.reading.rows import A_PAGE, RowPage, ShownRow, column_name, shown_value


def page_of_tile(asked: Asked, tile: Tile, user: User, number: int) -> RowPage:
    """One page of the rows behind a tile. What is kept from the reader is a number."""
    rows = rows_of_tile(asked, tile, limit=A_PAGE + 1, offset=(number - 1) * A_PAGE)
    return shown_rows(asked, tile, user, rows, number)


def shown_rows(
    asked: Asked, tile: Tile, user: User, rows: Sequence[TileRow], number: int = 1, size: int = A_PAGE
) -> RowPage:
    """Rows that were read, at most one more than a page, as the reader may see them."""
    here = rows[:size]
    opens = _opens(user, tile, [row.case_id for row in here])
    seen = [row for row in here if row.case_id in opens]
    keys = _in_order({key for row in seen for key in row.detail})
    words = words_of(asked)
    return RowPage(
        number=number,
        columns=tuple(_names().get(key) or column_name(key) for key in keys),
        rows=tuple(_row(row, keys, words) for row in seen),
        restricted=len(here) - len(seen),
        has_next=len(rows) > size,
    )


def _in_order(keys: set[str]) -> list[str]:
    """The columns as the names are listed, what is not listed there after them."""
    order = list(_names())
    return sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))


def _opens(user: User, tile: Tile, ids: list[UUID]) -> set[UUID]:
    if tile.of == "case":
        return openable_cases(user, ids)
    return set(Referral.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _row(row: TileRow, keys: list[str], words: dict[str, str]) -> ShownRow:
    cells = tuple(_cell(key, row.detail.get(key), words) for key in keys)
    return ShownRow(row.reference, row.case_id, "flagged" if row.flagged else "", "", cells)


def _cell(key: str, value: Any, words: dict[str, str]) -> str:
    if key == "scheduled_for":
        return shown_value("planned_for", value)
    if key == "who":
        return str(value) if value else _("Nobody yet")
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
        "what": _("What"),
        "rule": _("Clock"),
        "slot": _("Slot"),
        "scheduled_for": _("Booked for"),
        "meeting": _("Meeting"),
        "who": _("Who goes"),
        "due_on": column_name("due_on"),
        "days_late": _("Days late"),
        "received_on": column_name("received_on"),
        "review_on": _("Look again on"),
        "days": _("Days"),
        "met_on": _("Last met"),
        "tried": _("Visits in a row"),
        "first_tried_on": _("Since"),
        "asked_on": _("Asked for"),
        "referred_on": column_name("referred_on"),
        "opened_on": column_name("opened_on"),
        "allocated_on": column_name("allocated_on"),
        "done_on": column_name("done_on"),
        "closed_on": column_name("closed_on"),
        "tier": _("Tier"),
        "begun_on": _("Begun"),
    }
