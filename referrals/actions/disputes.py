"""Not agreeing with a decision, and the review by somebody who did not take it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.notify import notify
from families.days import today
from families.errors import AlreadyRecorded
from referrals.actions.deciding import reopen
from referrals.errors import NotAPeer, NothingToDispute, NotYourInbox
from referrals.models import Dispute, Referral, State

CLOSED = (State.DECLINED, State.REDIRECTED)


@transaction.atomic
def raise_dispute(*, referral: Referral, why: str, by: User) -> Dispute:
    """Ask for a decision to be looked at again, by its sender or a manager of the receiving team.

    It comes on the agenda of the team's next panel. Raises ``NothingToDispute`` unless the referral was
    declined or redirected, ``AlreadyRecorded`` while a dispute is open, ``NotYourInbox``.
    """
    locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if locked.sent_by_id != by.pk and not by.holds(Permission.TRIAGE, team=locked.team_id):
        raise NotYourInbox
    decision = locked.decisions.last()
    if locked.state not in CLOSED or decision is None:
        raise NothingToDispute
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                referral=locked, decision=decision, raised_on=today(), raised_by=by, why=why, entered_by=by
            )
    except IntegrityError:
        raise AlreadyRecorded(_("Somebody has asked for this already. The next panel looks at it.")) from None
    _tell_managers(locked, by)
    return dispute


@transaction.atomic
def review_dispute(*, dispute: Dispute, finding: str, why: str, by: User) -> Dispute:
    """Say whether the decision stands; if not, the referral is open again.

    A review is by a peer: raises ``NotAPeer`` for whoever took the decision.
    """
    row = Dispute.objects.select_for_update(of=("self",)).select_related("decision", "referral").get(pk=dispute.pk)
    if row.finding:
        raise AlreadyRecorded(_("This has been reviewed already."))
    if row.decision.decided_by_id == by.pk:
        raise NotAPeer
    row.finding, row.reviewed_on, row.reviewed_by = finding, today(), by
    row.save(update_fields=["finding", "reviewed_on", "reviewed_by"])
    if finding == Dispute.Finding.CHANGED:
        reopen(referral=row.referral, why=why[:500] or str(_("Taken up again by the panel")), by=by)
    else:
        _tell_sender(row, by)
    return row


def _tell_managers(referral: Referral, by: User) -> None:
    for manager in User.objects.able_to(Permission.TRIAGE, team=referral.team_id, on=today()):
        _tell(manager, by, _("%(reference)s: the decision is disputed"), referral, "referrals:referral")


def _tell_sender(dispute: Dispute, by: User) -> None:
    if dispute.referral.sent_by:
        _tell(dispute.referral.sent_by, by, _("%(reference)s: the decision stands"), dispute.referral, "referrals:sent")


def _tell(user: User, by: User, words: Any, referral: Referral, page: str) -> None:
    if user == by:
        return
    with translation.override(user.language):
        text = str(words) % {"reference": referral.reference}
    notify(user=user, kind="referral", text=text, link=reverse(page, args=[referral.pk]), email=True, by=by)
