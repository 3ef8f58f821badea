"""Telling a referrer that somebody has the referral, which is more than that it arrived."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from activity.notify import notify
from families.days import today
from referrals.actions.concluding import lock
from referrals.models import Acknowledgement, Referral


@transaction.atomic
def acknowledge_receipt(*, referral: Referral, by: User) -> Acknowledgement:
    """Tell the referrer that ``by`` has it. A second time changes nothing.

    Raises ``AlreadyDecided`` or ``NotYourInbox``.
    """
    referral = lock(referral, by)
    found = Acknowledgement.objects.filter(referral=referral).first()
    if found:
        return found
    made = _keep(referral, by)
    _tell_referrer(referral, by)
    return made


def acknowledge_by_deed(referral: Referral, by: User | None) -> None:
    """Whoever decides, asks, or took the call has answered the referrer; ``None``: the receipt itself counts."""
    if not Acknowledgement.objects.filter(referral=referral).exists():
        _keep(referral, by)


def _keep(referral: Referral, by: User | None) -> Acknowledgement:
    return Acknowledgement.objects.create(referral=referral, given_on=today(), given_by=by, entered_by=by)


def _tell_referrer(referral: Referral, by: User) -> None:
    sender = referral.sent_by
    if sender is None or sender == by:
        return
    with translation.override(sender.language):
        text = _("%(reference)s: %(name)s has your referral.") % {"reference": referral.reference, "name": by.name}
    notify(user=sender, kind="referral", text=text, link=reverse("referrals:sent", args=[referral.pk]), by=by)
