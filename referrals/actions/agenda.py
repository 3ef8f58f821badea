"""Drawing up a panel's agenda from what waits."""

from collections.abc import Iterator
from datetime import date, time

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roles import Permission
from families.days import check_within_two_years, today
from families.definitions.schema import PanelRule
from families.errors import AlreadyRecorded, DateImpossible
from referrals.access import OPEN_STATES
from referrals.errors import NotYourInbox, PanelClosed
from referrals.models import Dispute, Panel, PanelItem, PanelMember, Referral, State

Why = PanelItem.Why


@transaction.atomic
def prepare_panel(
    *, team: Team, held_on: date, starts_at: time | None, place: str, rule: PanelRule | None, by: User
) -> Panel:
    """Call a panel for a day from today on, ask the agencies of its ``rule``, and draw the agenda.

    Raises ``DateImpossible``, ``AlreadyRecorded`` for a second panel of the team on that day, ``NotYourInbox``.
    """
    if not by.holds(Permission.TRIAGE, team=team.pk):
        raise NotYourInbox
    if held_on < today():
        raise DateImpossible(_("A panel is prepared for today or a day to come."), field="held_on")
    check_within_two_years(held_on, field="held_on")
    panel = _called(team, held_on, starts_at, place, by)
    language = get_language() or "en"
    for agency in rule.agencies if rule else ():
        PanelMember.objects.create(panel=panel, agency=agency.label.text(language), entered_by=by)
    draw_agenda(panel=panel, by=by)
    return panel


def _called(team: Team, held_on: date, starts_at: time | None, place: str, by: User) -> Panel:
    try:
        with transaction.atomic():
            return Panel.objects.create(
                partnership_id=team.partnership_id, team=team, held_on=held_on, starts_at=starts_at, place=place,
                chair=by, entered_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyRecorded(_("This team has a panel on that day already."), field="held_on") from None


@transaction.atomic
def draw_agenda(*, panel: Panel, by: User) -> int:
    """Put on the agenda whatever waits and is not on it yet; what was decided meanwhile is marked so.

    Returns how many came on. Raises ``PanelClosed``.
    """
    panel = lock_panel(panel, by)
    items = list(panel.items.select_related("referral"))
    for item in items:
        _mark_if_settled_elsewhere(item)
    known = {item.referral_id for item in items}
    fresh = [row for row in _waiting(panel) if row[0].pk not in known]
    for referral, why, dispute in fresh:
        PanelItem.objects.create(panel=panel, referral=referral, why=why, dispute=dispute, entered_by=by)
    return len(fresh)


def lock_panel(panel: Panel, by: User) -> Panel:
    """The panel, locked until the transaction ends. Raises ``PanelClosed`` or ``NotYourInbox``."""
    locked = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    if not by.holds(Permission.TRIAGE, team=locked.team_id):
        raise NotYourInbox
    if locked.closed_at:
        raise PanelClosed
    return locked


def _waiting(panel: Panel) -> Iterator[tuple[Referral, str, Dispute | None]]:
    """Disputed decisions first, then what the last panel deferred, what waits, what was to be looked at again."""
    ours = Referral.objects.filter(team=panel.team_id)
    seen = set()
    for dispute in Dispute.objects.filter(finding="", referral__team=panel.team_id).select_related("referral"):
        seen.add(dispute.referral_id)
        yield dispute.referral, Why.DISPUTED, dispute
    earlier = PanelItem.objects.filter(panel__team=panel.team_id, outcome=PanelItem.Outcome.DEFERRED)
    deferred = set(earlier.exclude(panel=panel).values_list("referral", flat=True))
    due = Q(state=State.WAITING, decisions__review_on__lte=panel.held_on)
    for referral in ours.filter(Q(state=State.RECEIVED) | due).distinct().order_by("received_on", "id"):
        if referral.pk in seen:
            continue
        if referral.pk in deferred:
            yield referral, Why.DEFERRED, None
        else:
            yield referral, Why.REVIEW if referral.state == State.WAITING else Why.UNDECIDED, None


def _mark_if_settled_elsewhere(item: PanelItem) -> None:
    """A referral decided on another page since it came on the agenda needs nothing from the panel."""
    settled = item.dispute_id is None and item.referral.state not in OPEN_STATES
    if item.outcome == PanelItem.Outcome.OPEN and settled:
        item.outcome = PanelItem.Outcome.ELSEWHERE
        item.save(update_fields=["outcome"])
