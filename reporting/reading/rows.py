"""The rows behind a figure as a reader may see them: references, dates and keys."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from families.gestation import Gestation, GestationError
from families.models import Service
from reporting import telling
from reporting.counting import order_of, rows_of
from reporting.gate import openable_cases, readable_cases
from reporting.indicators.base import Indicator
from reporting.models import ReturnLine
from reporting.reading.wanted import Wanted
from reporting.scope import Scope

A_PAGE = 50
EVERYTHING = Wanted()


@frozen
class ShownRow:
    """One row: its reference, where the record opens (or not), what it does to the figure, its dates."""

    reference: str
    case_id: UUID | None
    part: str
    part_words: str
    cells: tuple[str, ...]


@frozen
class RowPage:
    """A page of rows. ``restricted`` are those of this page that the reader may not see."""

    number: int
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    restricted: int
    has_next: bool


def page_of_rows(scope: Scope, indicator: Indicator, user: User, number: int, wanted: Wanted = EVERYTHING) -> RowPage:
    """One page of the rows behind a figure of now, those not counted first."""
    parts, start = wanted.parts(indicator.kind), (number - 1) * A_PAGE
    rows = rows_of(scope, indicator, parts=parts, band=wanted.band, limit=A_PAGE + 1, offset=start)
    return _page(rows, indicator.kind, scope.service, user, number)


def page_of_kept_rows(
    line: ReturnLine, service: Service, user: User, number: int, wanted: Wanted = EVERYTHING
) -> RowPage:
    """One page of the rows frozen behind a signed figure, in the same order."""
    start = (number - 1) * A_PAGE
    found = _ordered(line)
    if parts := wanted.parts(line.figure["kind"]):
        found = found.filter(part__in=parts)
    if wanted.band:
        found = found.filter(band=wanted.band)
    rows = found[start : start + A_PAGE + 1]
    return _page(list(rows), line.figure["kind"], service, user, number)


def _ordered(line: ReturnLine) -> Any:
    whens = [When(part=part, then=Value(place)) for place, part in enumerate(order_of(line.figure["kind"]))]
    rows = line.rows.annotate(place=Case(*whens, output_field=IntegerField()))
    return rows.order_by("place", "reference", "object_id")


def _page(rows: list[Any], kind: str, service: Service, user: User, number: int) -> RowPage:
    here = rows[:A_PAGE]
    readable = readable_cases(user, service, (row.case_id for row in here))
    seen = [row for row in here if row.case_id in readable]
    opens = openable_cases(user, (row.case_id for row in seen))
    keys = list(dict.fromkeys(key for row in seen for key in row.detail))
    return RowPage(
        number=number,
        columns=tuple(column_name(key) for key in keys),
        rows=tuple(
            ShownRow(
                reference=row.reference,
                case_id=row.case_id if row.case_id in opens else None,
                part=str(row.part),
                part_words=telling.part(kind, str(row.part)),
                cells=tuple(shown_value(key, row.detail.get(key)) for key in keys),
            )
            for row in seen
        ),
        restricted=len(here) - len(seen),
        has_next=len(rows) > A_PAGE,
    )


def shown_value(key: str, value: Any) -> str:
    """A date, a gestation or a key of a definition in short words."""
    if value is None or value == "":
        return "–"
    if key == "gestation":
        return _gestation(value)
    if key.endswith("_on"):
        return date_format(date.fromisoformat(str(value)), "j M Y")
    if key in ("happened_at", "planned_for"):
        return date_format(timezone.localtime(datetime.fromisoformat(str(value))), "j M Y, H:i")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value).replace("_", " ")


def column_name(key: str) -> str:
    """The heading of a detail."""
    return _names().get(key, key.replace("_on", "").replace("_", " ").capitalize())


def _gestation(days: Any) -> str:
    try:
        return str(Gestation(int(days)))
    except GestationError:
        return str(days)


def _names() -> dict[str, str]:
    return {
        "received_on": _("Received"),
        "decided_on": _("Decided"),
        "decision": _("Decision"),
        "source": _("From"),
        "due_on": _("Due"),
        "gestation": _("Gestation"),
        "opened_on": _("Opened"),
        "closed_on": _("Closed"),
        "referred_on": _("Referred"),
        "allocated_on": _("Allocated"),
        "reached_on": _("Reached on"),
        "ended_on": _("Ended"),
        "reason": _("Reason"),
        "born_on": _("Born"),
        "separated_on": _("Separated"),
        "returned_on": _("Came home"),
        "age_days": _("Age in days"),
        "basis": _("Ground"),
        "never_went_home": _("Never went home"),
        "happened_at": _("Took place"),
        "planned_for": _("Planned for"),
        "outcome": _("Outcome"),
        "cancelled_by": _("Cancelled by"),
        "held_on": _("Held"),
        "kind": _("Kind"),
        "registered_on": _("Registered"),
        "assessed_on": _("Scored"),
        "answered_on": _("Answered"),
        "counted_from_on": _("Counted from"),
        "done_on": _("Done"),
        "verdict": _("Verdict"),
        "missing": _("Why no pair"),
        "respondent": _("Who scored"),
        "answer": _("Answer"),
        "language": _("Language"),
        "chosen": _("Chosen"),
        "level_before": _("Level before"),
        "level_after": _("Level after"),
        "open_from_on": _("Open from"),
        "year_from_on": _("Year from"),
        "births": _("Births"),
    }
