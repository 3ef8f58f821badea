"""What happens at a panel's table: who came, what was said, what was decided, and closing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import Difference, StaleEdit
from families.actions.rows import change
from referrals.actions.agenda import lock_panel
from referrals.actions.disputes import review_dispute
from referrals.errors import PanelIncomplete, PanelItemSettled, StaleAttendance
from referrals.models import Decision, Panel, PanelItem, PanelMember
from referrals.reading.minutes import minutes_of

Outcome = PanelItem.Outcome


@dataclass(frozen=True)
class Seat:
    """One line of the attendance: ``member`` is None for somebody who was not asked beforehand."""

    member: str | None
    agency: str
    name: str
    came: str


@transaction.atomic
def record_attendance(*, panel: Panel, expected_version: int, seats: Sequence[Seat], by: User) -> Panel:
    """Write down who came. Lines without an agency and a name are dropped where nobody was asked.

    Raises ``StaleEdit`` where somebody else has written meanwhile, ``PanelClosed``, ``PanelIncomplete``
    for somebody who attended without a name.
    """
    panel = lock_panel(panel, by)
    members = {str(one.pk): one for one in panel.members.all()}
    if panel.version != expected_version:
        raise StaleAttendance(panel, expected_version, _disagreements(members, seats))
    for seat in seats:
        if seat.came == PanelMember.Came.YES and not seat.name:
            raise PanelIncomplete(_("Write the name of whoever attended for %(agency)s.") % {"agency": seat.agency})
        _seat(panel, members.get(seat.member or ""), seat, by)
    change(panel)
    return panel


def _disagreements(members: Mapping[str, PanelMember], seats: Sequence[Seat]) -> list[Difference]:
    """Where what is kept of somebody's attendance is not what was entered."""
    found = []
    for seat in seats:
        member = members.get(seat.member or "")
        kept, entered = _in_words(member.name, member.came) if member else "", _in_words(seat.name, seat.came)
        if kept != entered:
            found.append(Difference("members", seat.agency or str(_("Own team")), kept, entered))
    return found


def _in_words(name: str, came: str) -> str:
    return ", ".join(part for part in (name, str(dict(PanelMember.Came.choices)[came]) if came else "") if part)


def _seat(panel: Panel, member: PanelMember | None, seat: Seat, by: User) -> None:
    if member is None:
        if seat.name or seat.agency:
            agency = seat.agency or str(_("Own team"))
            PanelMember.objects.create(panel=panel, agency=agency, name=seat.name, came=seat.came, entered_by=by)
        return
    if (member.name, member.came) != (seat.name, seat.came):
        member.name, member.came = seat.name, seat.came
        member.save(update_fields=["name", "came"])


@transaction.atomic
def write_discussion(*, item: PanelItem, expected_version: int, discussion: str, by: User) -> PanelItem:
    """Keep what was said, without an outcome. Raises ``StaleEdit`` or ``PanelClosed``."""
    return _written(item, expected_version, discussion, by)


@transaction.atomic
def decide_at_panel(
    *,
    item: PanelItem,
    expected_version: int,
    discussion: str,
    decide: Callable[..., Any],
    details: dict[str, Any],
    by: User,
) -> PanelItem:
    """Take the panel's decision on the referral by one of the deciding actions, and keep it with the item.

    Raises what the action raises; then neither the decision nor what was said is changed.
    """
    item = _written(item, expected_version, discussion, by)
    _check_open(item)
    decide(referral=item.referral, by=by, **details)
    decision = Decision.objects.filter(referral=item.referral_id).order_by("entered_at", "id").last()
    change(item, outcome=Outcome.DECIDED, decision=decision)
    return item


@transaction.atomic
def defer_item(*, item: PanelItem, expected_version: int, discussion: str, by: User) -> PanelItem:
    """Leave it to the next panel."""
    item = _written(item, expected_version, discussion, by)
    _check_open(item)
    change(item, outcome=Outcome.DEFERRED)
    return item


@transaction.atomic
def review_at_panel(*, item: PanelItem, expected_version: int, discussion: str, finding: str, by: User) -> PanelItem:
    """Settle the dispute that brought the item here. Taken up again, the referral stays open to be decided."""
    item = _written(item, expected_version, discussion, by)
    _check_open(item)
    if item.dispute is None or item.dispute.finding:
        raise PanelItemSettled
    review_dispute(dispute=item.dispute, finding=finding, why=discussion, by=by)
    if finding == item.dispute.Finding.UPHELD:
        change(item, outcome=Outcome.UPHELD)
    return item


@transaction.atomic
def close_panel(*, panel: Panel, expected_version: int, by: User) -> Panel:
    """Close the panel: its minutes stand as they are now, what was not discussed goes to the next panel.

    Raises ``PanelIncomplete`` while nobody is said to have attended, ``StaleEdit``, ``PanelClosed``.
    """
    panel = lock_panel(panel, by)
    if panel.version != expected_version:
        raise StaleEdit(current=panel, attempted={}, expected_version=expected_version)
    if not panel.members.filter(came=PanelMember.Came.YES).exists():
        raise PanelIncomplete
    for item in panel.items.filter(outcome=Outcome.OPEN):
        change(item, outcome=Outcome.DEFERRED)
    change(panel, closed_at=timezone.now(), closed_by=by, minutes=minutes_of(panel))
    return panel


def _written(item: PanelItem, expected_version: int, discussion: str, by: User) -> PanelItem:
    """The item, locked with its panel, with what was said."""
    lock_panel(item.panel, by)
    row = (
        PanelItem.objects.select_for_update(of=("self",))
        .select_related("panel", "referral", "dispute__decision")
        .get(pk=item.pk)
    )
    if row.version != expected_version:
        raise StaleEdit(current=row, attempted={"discussion": discussion}, expected_version=expected_version)
    change(row, discussion=discussion)
    return row


def _check_open(item: PanelItem) -> None:
    if item.outcome != Outcome.OPEN:
        raise PanelItemSettled
