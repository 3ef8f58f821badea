"""What every decision has in common: one at a time, kept, and told to the referrer."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.notify import notify
from families.actions.rows import change
from families.days import said
from referrals.access import OPEN_STATES, check_can_decide
from referrals.errors import AlreadyDecided
from referrals.models import Decision, Referral, Screening


def lock(referral: Referral, by: User) -> Referral:
    """The referral, locked until the transaction ends.

    Of two managers who decide at once the second waits here, and is told what the first decided.
    Raises ``AlreadyDecided`` or ``NotYourInbox``.
    """
    locked = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("partnership", "service", "team", "sent_by")
        .get(pk=referral.pk)
    )
    if locked.state not in OPEN_STATES:
        raise AlreadyDecided(_what_was_decided(locked))
    check_can_decide(by, locked)
    return locked


def conclude(
    *, referral: Referral, kind: str, by: User, also: dict[str, Any] | None = None, **details: Any
) -> Decision:
    """Keep a decision of today, move the referral's state with it (and ``also``), tell the referrer."""
    decision = Decision.objects.create(
        referral=referral,
        kind=kind,
        decided_on=timezone.localdate(),
        decided_by=by,
        entered_by=by,
        **details,
    )
    change(referral, state=kind, **(also or {}))
    _tell_referrer(referral, by)
    return decision


def note_screening(referral: Referral, by: User) -> Screening:
    """Keep that the duplicates were searched now, by whom; the latest search counts."""
    now = timezone.now()
    row, _made = Screening.objects.update_or_create(
        referral=referral,
        defaults={
            "screened_on": timezone.localdate(now),
            "duplicates_searched_at": now,
            "screened_by": by,
            "entered_by": by,
        },
    )
    return row


def _what_was_decided(referral: Referral) -> str:
    last = referral.decisions.select_related("decided_by").last()
    if last is None:
        return str(AlreadyDecided.message)
    return str(_("%(name)s decided this on %(day)s: %(what)s. Nothing that you entered was saved.")) % {
        "name": last.decided_by.name if last.decided_by else _("Somebody"),
        "day": said(last.decided_on),
        "what": last.get_kind_display().lower(),
    }


def _tell_referrer(referral: Referral, by: User) -> None:
    sender = referral.sent_by
    if sender is None or sender == by:
        return
    with translation.override(sender.language):
        text = f"{referral.reference}: {referral.get_state_display()}"
    link = reverse("referrals:sent", args=[referral.pk])
    notify(user=sender, kind="referral", text=text, link=link, by=by)
