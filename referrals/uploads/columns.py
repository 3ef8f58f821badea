"""The columns of a file of referrals: the names of the form's fields, each with what it takes."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from activity.errors import Message
from families.importing import cells

BOM = "\ufeff"


def _day(cell: str) -> Any:
    return cells.day(cell, None)  # type: ignore[arg-type]


def _yes_no(cell: str) -> bool:
    return cells.yes_no(cell, None)  # type: ignore[arg-type]


def _key(cell: str) -> str:
    """A word of a list; small and large letters, spaces and underscores are alike."""
    return "_".join(cell.lower().split())


def _ways(cell: str) -> list[str]:
    return [_key(one) for one in cell.replace(",", ";").split(";") if one.strip()]


def _text(cell: str) -> str:
    if cell.startswith(("=", "@")) or (cell[:1] in "+-" and len(cell) > 1 and not cell[1].isdigit()):
        raise cells.WrongCell(_("This is a formula, not text. Save the sheet with its values."))
    return cell


@dataclass(frozen=True)
class Column:
    """``example`` stands in the template."""

    name: str
    about: Message
    example: str = ""
    required: bool = False
    read: Callable[[str], Any] = _text


DAY = _("A day, as 2026-04-30 or 30/04/2021.")

COLUMNS = (
    Column("source", _("Who refers, as one of these words:"), "community_midwife", True, _key),
    Column("referrer_name", _("Whom to ask about this referral. Empty: you."), "Ann Ffug"),
    Column("referrer_agency", _("Their team or agency."), "Community midwives"),
    Column("given_name", _("Of the client."), "Megan", True),
    Column("family_name", _("Of the client."), "Sampl", True),
    Column("date_of_birth", DAY, "1999-03-04", False, _day),
    Column("nhs_number", _("Ten digits, with or without spaces."), "999 000 0050"),
    Column("address", _("Without the postcode."), "12 Stryd Enghraifft"),
    Column("postcode", _("Such as SA1 3SN."), "SA1 3SN"),
    Column("no_fixed_abode", _("yes or no."), "", False, _yes_no),
    Column("phone", _("Such as 07700 900982. Format the column as text, or the first 0 is lost."), "07700 900142"),
    Column("language", _("cy, en, bsl, ar, bn, pl, ro, uk or other. Empty: not asked."), "cy", False, _key),
    Column("interpreter_needed", _("yes, no or unknown."), "no", False, _key),
    Column("due_date_source", _("How the due date is known: scan, lmp, stated or unknown."), "scan", False, _key),
    Column("scanned_on", _("For scan: the day of the scan."), "2026-04-09", False, _day),
    Column("gestation", _("For scan: weeks and days on that day, such as 12+3."), "12+3"),
    Column("period_on", _("For lmp: first day of the last period."), "", False, _day),
    Column("stated_on", _("For stated: the due date as told."), "", False, _day),
    Column("fetuses", _("How many babies are expected; 1 where empty."), "1"),
    Column("booked_on", _("Day of the booking appointment."), "2026-04-09", False, _day),
    Column("late_booking_reason", _("Needed where the booking was late.")),
    Column("concealed", _("Whether the pregnancy was concealed: yes or no."), "no", False, _yes_no),
    Column("born_on", _("Where the baby is born already: the day."), "", False, _day),
    Column("born_first_reason", _("Why the baby came before the referral.")),
    Column("client_kind", _("mother, or partner for the father in his own right."), "mother", False, _key),
    Column("mother_given_name", _("For partner: of the mother.")),
    Column("mother_family_name", _("For partner: of the mother.")),
    Column("mother_date_of_birth", _("For partner: of the mother."), "", False, _day),
    Column("care_leaver", _("yes, no, prefer_not_to_say or not_asked."), "not_asked", False, _key),
    Column("safety_asked", _("Whether safe ways of contact were asked about: yes or no."), "yes", False, _yes_no),
    Column("safe_channels", _("call, text, voicemail or post; several with ; between."), "call;text", False,
           _ways),
    Column("safe_times", _("Such as: before 3pm."), "before 3pm"),
    Column("safety", _("What must be known before anybody calls or visits.")),
    Column("never_alone", _("Never visit alone: yes or no."), "no", False, _yes_no),
    Column("reason", _("Why you ask for help."), "Low mood, insecure housing.", True),
    Column("consent", _("given, asked (no answer yet), refused or not_asked."), "given", False, _key),
)  # fmt: skip
RECEIVED_ON = Column("received_on", _("The day on which your team was told; today where empty."), "", False, _day)
"""For the receiving team alone, which writes down what it was told before."""


def columns_for(by_team: bool) -> tuple[Column, ...]:
    """The columns that a file may have."""
    return (*COLUMNS, RECEIVED_ON) if by_team else COLUMNS


def template(by_team: bool) -> str:
    """The file to fill in: the heading and one example, in a form that spreadsheets read as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = columns_for(by_team)
    writer.writerow([column.name for column in columns])
    writer.writerow([column.example for column in columns])
    return BOM + out.getvalue()
