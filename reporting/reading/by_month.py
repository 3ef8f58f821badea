"""The table of months for a page, and the rows behind one of its cells as a reader may see them."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from attrs import frozen
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from families.models import Service
from referrals.front_doors import definitions_newest_first
from referrals.models import Contact, Referral
from reporting.by_month.counting import Measure, columns_of, received, with_outcome, with_share
from reporting.by_month.table import Part, Share, Table, last_of
from reporting.gate import readable_cases

A_PAGE = 50


@frozen
class Cell:
    """A number and where its rows are; no address where there are none."""

    number: int
    href: str


@frozen
class Line:
    """A month, or all of them where ``month`` is None. ``cut``: the period has only some of its days. ``parts``: each
    share, and where the rows are that it counts."""

    month: date | None
    cut: bool
    cells: tuple[Cell, ...]
    total: Cell
    parts: tuple[tuple[Part, str], ...]


@frozen
class ShownRow:
    """One row behind a cell; ``href`` is empty where the record does not open to the reader."""

    reference: str
    href: str
    cells: tuple[str, ...]


@frozen
class RowPage:
    """A page of rows. ``restricted`` are those of this page that the reader may not see."""

    number: int
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    restricted: int
    has_next: bool


def lines_of(table: Table, what: str) -> tuple[Line, ...]:
    """Every month, then the totals."""
    return tuple(_line(table, what, month) for month in (*table.months, None))


def chart_of(table: Table) -> list[tuple[str, list[int], int]]:
    """Each month with its counts in the order of the columns, and its total."""
    return [
        (date_format(month, "M Y"), [table.count(month, one.key) for one in table.columns], table.count(month))
        for month in table.months
    ]


def page_of_rows(
    service: Service,
    measure: Measure,
    first: date,
    last: date,
    user: User,
    *,
    month: date | None = None,
    outcome: str = "",
    share: Share | None = None,
    number: int = 1,
) -> RowPage:
    """One page of the rows behind a cell, the earliest first; five queries at most."""
    begin, end = (max(first, month), min(last, last_of(month))) if month else (first, last)
    found = received(service, measure, begin, end)
    if outcome:
        found = with_outcome(found, service, measure, outcome)
    if share:
        found = with_share(found, service, measure, share)
    start = (number - 1) * A_PAGE
    rows = list(found.order_by("received_on", "reference")[start : start + A_PAGE + 1])
    here = rows[:A_PAGE]
    shown = _contacts(here, service, user) if measure is Measure.CONTACTS else _referrals(here, service, user)
    return RowPage(number, _headings(measure), shown, len(here) - len(shown), len(rows) > A_PAGE)


def address_of(table: Table, what: str, month: date | None, column: str, share: str = "") -> str:
    """Where the rows of a cell, or of those that a share counts, are."""
    asked = {"what": what, "first": table.first, "last": table.last, "month": f"{month:%Y-%m}" if month else "",
             "outcome": column, "share": share}  # fmt: skip
    return f"{reverse('reporting:by_month_rows')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _line(table: Table, what: str, month: date | None) -> Line:
    def cell(column: str) -> Cell:
        number = table.count(month, column or None)
        return Cell(number, address_of(table, what, month, column) if number else "")

    return Line(
        month=month,
        cut=month is not None and not table.is_whole(month),
        cells=tuple(cell(one.key) for one in table.columns),
        total=cell(""),
        parts=tuple((part, address_of(table, what, month, "", part.share.key)) for part in table.parts(month)),
    )


def _contacts(rows: list[Contact], service: Service, user: User) -> tuple[ShownRow, ...]:
    asked = Contact.objects.filter(pk__in=[row.pk for row in rows])
    opens = set(asked.visible_to(user).values_list("pk", flat=True))
    readable = opens
    if _counts(user, service):
        readable = opens | set(asked.not_withheld_from(user).values_list("pk", flat=True))
    columns = columns_of(service, Measure.CONTACTS)
    outcomes = {"" if one.group == "open" else one.key: one.label for one in columns}
    tiers = _tiers(service)
    return tuple(
        ShownRow(
            row.reference,
            reverse("referrals:contact", args=[row.pk]) if row.pk in opens else "",
            (
                _day(row.received_on),
                outcomes.get(row.outcome, row.outcome),
                tiers.get(row.tier, "–"),
                _day(row.decided_on),
            ),
        )
        for row in rows
        if row.pk in readable
    )


def _referrals(rows: list[Referral], service: Service, user: User) -> tuple[ShownRow, ...]:
    asked = Referral.objects.filter(pk__in=[row.pk for row in rows])
    opens = set(asked.visible_to(user).values_list("pk", flat=True))
    own = {row.pk for row in rows if row.sent_by_id == user.pk}
    readable: set[UUID] = opens | own
    if _counts(user, service):
        cases = readable_cases(user, service, (row.case_id for row in rows))
        readable |= {row.pk for row in rows if row.case_id in cases}
    return tuple(
        ShownRow(
            row.reference,
            _referral_address(row, opens, own),
            (_day(row.received_on), str(row.get_state_display())),
        )
        for row in rows
        if row.pk in readable
    )


def _referral_address(row: Referral, opens: set[Any], own: set[Any]) -> str:
    if row.pk in opens:
        return reverse("referrals:referral", args=[row.pk])
    return reverse("referrals:sent", args=[row.pk]) if row.pk in own else ""


def _counts(user: User, service: Service) -> bool:
    """Whether the reader makes returns, and so reads every reference that is not withheld."""
    return service.partnership_id in user.partnerships_with(Permission.MAKE_RETURNS)


def _tiers(service: Service) -> dict[str, str]:
    language = get_language() or "en"
    return {
        one.key: one.label.text(language)
        for definition in reversed(definitions_newest_first(service))
        for one in definition.tiers
    }


def _headings(measure: Measure) -> tuple[str, ...]:
    if measure is Measure.REFERRALS:
        return _("Received"), _("Decision")
    return _("Received"), _("Outcome"), _("Tier"), _("Decided")


def _day(day: date | None) -> str:
    return date_format(day, "j M Y") if day else "–"
