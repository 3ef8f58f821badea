"""The minutes of a panel: drawn from its rows while it is open, kept as they were when it closes."""

from typing import Any
from uuid import UUID

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from referrals.models import Panel, PanelItem, PanelMember

Minutes = dict[str, Any]


def minutes_of(panel: Panel) -> Minutes:
    """What stands in the minutes, as plain values that can be stored."""
    return {
        "team": panel.team.name,
        "day": date_format(panel.held_on, "j F Y"),
        "time": time_format(panel.starts_at, "H:i") if panel.starts_at else "",
        "place": panel.place,
        "chair": panel.chair.name if panel.chair else "",
        "people": [_person(one) for one in panel.members.all()],
        "items": [_item(one) for one in items_of(panel)],
    }


def minutes_for(panel: Panel, visible: set[UUID]) -> Minutes:
    """The minutes without the referrals that the reader may not see."""
    minutes: Minutes = panel.minutes or minutes_of(panel)
    shown = [item for item in minutes["items"] if UUID(item["referral"]) in visible]
    return {**minutes, "items": shown}


def items_of(panel: Panel) -> list[PanelItem]:
    """The agenda in the order in which it is gone through: disputes, deferred, the nearest birth first."""
    order = list(PanelItem.Why.values)
    rows = panel.items.select_related(
        "referral__service", "referral__team", "decision__decided_by", "dispute__decision", "dispute__raised_by",
        "dispute__reviewed_by",
    )  # fmt: skip
    return sorted(rows, key=lambda item: (_place(order, item), _urgency(item), item.referral.received_on, item.pk))


def outcome_words(item: PanelItem) -> str:
    """How the item left the table, with the decision's own words."""
    if item.decision is None:
        return str(item.get_outcome_display())
    words = str(item.decision.get_kind_display())
    if item.decision.destination:
        words += _(", to %(where)s") % {"where": item.decision.destination}
    if item.decision.review_on:
        words += _(", looked at again on %(day)s") % {"day": date_format(item.decision.review_on, "j F Y")}
    return words


def _person(member: PanelMember) -> dict[str, str]:
    return {"agency": member.agency, "name": member.name, "came": str(member.get_came_display())}


def _item(item: PanelItem) -> dict[str, str]:
    dispute = item.dispute
    return {
        "referral": str(item.referral_id),
        "reference": item.referral.reference,
        "why": str(item.get_why_display()),
        "discussion": item.discussion,
        "outcome": outcome_words(item),
        "decided_by": item.decision.decided_by.name if item.decision and item.decision.decided_by else "",
        "because": item.decision.why if item.decision else "",
        "dispute": dispute.why if dispute else "",
        "finding": str(dispute.get_finding_display()) if dispute and dispute.finding else "",
        "reviewed_by": dispute.reviewed_by.name if dispute and dispute.reviewed_by else "",
    }


def _place(order: list[str], item: PanelItem) -> int:
    first: list[str] = [PanelItem.Why.DISPUTED, PanelItem.Why.DEFERRED]
    return first.index(item.why) if item.why in first else len(order)


def _urgency(item: PanelItem) -> tuple[int, str]:
    """Born already first, then the nearest birth, then those of whom no due date is known."""
    if item.referral.born_on:
        return 0, ""
    return 1, item.referral.due_date.isoformat() if item.referral.due_date else "9999"
