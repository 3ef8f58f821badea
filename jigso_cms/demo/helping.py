"""What the team does beside its visits in the living caseload: practical help, and how often it goes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from families.actions.practical_help import HelpTold, ask_help
from families.actions.rhythm import agree_rhythm
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MIDWIFE, PARENT_WORKER

ASKED: dict[str, tuple[dict[str, Any], ...]] = {
    "on-register-unborn": (
        {"kind": "housing", "what": "A flat on the ground floor", "asked_of": "Housing options", "asked": 33},
        {"kind": "daf", "what": "Cooker and beds", "asked_of": "Online form", "asked": 28,
         "amount_asked": 620, "state": "awarded", "decided": 14, "amount_awarded": 480},
        {"kind": "benefits", "what": "Universal Credit, pregnancy element", "asked_of": "Jobcentre", "asked": 21,
         "state": "refused", "decided": 9, "note": "Asked to look at it again on the same day."},
        {"kind": "home", "what": "Paint and brushes for two rooms", "asked_of": "Tenancy support", "asked": 12,
         "amount_asked": 85.50, "state": "awarded", "decided": 10, "amount_awarded": 85.50},
    ),
    "four-months": (
        {"kind": "equipment", "what": "Cot and mattress", "asked_of": "Baby bank", "asked": 130, "state": "awarded",
         "decided": 126, "amount_awarded": 140},
        {"kind": "grant", "what": "A pram", "asked_of": "Family fund", "asked": 15, "amount_asked": 210},
    ),
    "removed": ({"kind": "housing", "what": "Advice on rent while the baby is away", "asked": 20, "state": "given_up",
                 "decided": 8},),
}  # fmt: skip


def help_families(place: Place, today: date) -> None:
    """A ledger with something awarded, refused and waiting; a family seen more often than others."""
    worker = place.user(PARENT_WORKER)
    for key, entries in ASKED.items():
        case = case_of(place, key)
        for one in entries:
            ask_help(case=case, told=_told(one, today, case.referred_on), by=worker)
    often = case_of(place, "on-register-unborn")
    agree_rhythm(case=often, from_day=max(often.opened_on, today - timedelta(days=30)), per_week=Decimal(3),
                 reason="Agreed at the core group: three visits a week until the birth plan stands",
                 by=place.user(MIDWIFE))  # fmt: skip


def _told(one: dict[str, Any], today: date, first: date) -> HelpTold:
    asked_on = max(today - timedelta(days=one["asked"]), first)
    decided = one.get("decided")
    return HelpTold(
        kind=one["kind"],
        what=one["what"],
        asked_of=one.get("asked_of", ""),
        asked_on=asked_on,
        amount_asked=_pounds(one.get("amount_asked")),
        state=one.get("state", "asked"),
        decided_on=None if decided is None else max(today - timedelta(days=decided), asked_on),
        amount_awarded=_pounds(one.get("amount_awarded")),
        note=one.get("note", ""),
    )


def _pounds(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
