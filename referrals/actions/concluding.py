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
from referrals.errors import AlreadyDecided, NotReady
from referrals.matching.candidates import search_for
from referrals.models import Acknowledgement, Decision, Referral, Screening
from referrals.rules import missing_for_acceptance


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
    change(referral, **{"state": kind, **(also or {})})
    _end_turns(referral, by)
    _tell_referrer(referral, decision, by)
    return decision


def note_screening(referral: Referral, by: User, *, without: str = "") -> Screening:
    """Keep that the duplicates were searched now, by whom, and what is known; the latest search counts.

    Raises ``NotReady`` where consent, safety of contact or the due date stays open and ``without`` gives
    no reason.
    """
    missing = missing_for_acceptance(referral)
    if missing and not without.strip():
        raise NotReady(
            _("Not known yet: %(what)s. Fill it in, or say why you decide without it.")
            % {"what": "; ".join(str(one.text) for one in missing)},
            field="without",
        )
    search, now = search_for(referral, by), timezone.now()
    row, _made = Screening.objects.update_or_create(
        referral=referral,
        defaults={
            "screened_on": timezone.localdate(now),
            "duplicates_searched_at": now,
            "possible_matches": len(search.shown) + search.hidden,
            "not_known": [one.field for one in missing],
            "why_not_known": without.strip()[:300] if missing else "",
            "screened_by": by,
            "entered_by": by,
        },
    )
    return row


def _end_turns(referral: Referral, by: User) -> None:
    """A decision ends the referrer's turn, and says to the referrer that somebody has looked."""
    referral.questions.filter(ended_on__isnull=True).update(ended_on=timezone.localdate(), ended_by=by)
    Acknowledgement.objects.get_or_create(
        referral=referral, defaults={"given_on": timezone.localdate(), "given_by": by, "entered_by": by}
    )


def _what_was_decided(referral: Referral) -> str:
    last = referral.decisions.select_related("decided_by").last()
    if last is None:
        return str(AlreadyDecided.message)
    return str(_("%(name)s decided this on %(day)s: %(what)s. Nothing that you entered was saved.")) % {
        "name": last.decided_by.name if last.decided_by else _("Somebody"),
        "day": said(last.decided_on),
        "what": last.get_kind_display().lower(),
    }


def _tell_referrer(referral: Referral, decision: Decision, by: User) -> None:
    sender = referral.sent_by
    if sender is None or sender == by or sender.is_system:
        return
    with translation.override(sender.language):
        text = f"{referral.reference}: {decision.get_kind_display()}"
    link = reverse("referrals:sent", args=[referral.pk])
    notify(user=sender, kind="referral", text=text, link=link, email=True, by=by)
