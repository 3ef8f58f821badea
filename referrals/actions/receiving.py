"""A referral comes in, and is completed by telephone where something was left open."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roles import Permission
from activity.edits import save_edit
from activity.notify import notify
from families.actions.references import next_reference
from families.models import Service
from referrals.access import check_can_decide
from referrals.actions.acknowledging import acknowledge_by_deed
from referrals.intake import rules_of
from referrals.models import Referral

PREFIX = "R"


@transaction.atomic
def receive_referral(
    *,
    service: Service,
    team: Team,
    told: Mapping[str, Any],
    received_on: date,
    sent_by: User | None = None,
    by: User | None,
) -> Referral:
    """Keep a referral as it was told. ``sent_by`` is the referrer who may follow it; None by telephone.

    A baby that is here already is told to the team's managers at once. A referral without a sender that
    somebody enters came by telephone, and is acknowledged by whoever took the call.
    """
    referral = Referral.objects.create(
        partnership=team.partnership,
        reference=next_reference(partnership=team.partnership, prefix=PREFIX, on=received_on),
        service=service,
        team=team,
        received_on=received_on,
        received_at=timezone.now(),
        sent_by=sent_by,
        entered_by=by,
        **told,
    )
    _acknowledge(referral, by)
    if referral.born_on:
        _tell_managers(referral, by)
    return referral


def complete_referral(*, referral: Referral, expected_version: int, changes: Mapping[str, Any], by: User) -> Referral:
    """Fill in what was not known when the referral came. The row history keeps what was told first.

    Raises ``NotYourInbox``, ``AlreadyDecided`` or ``StaleEdit``.
    """
    check_can_decide(by, referral)
    return save_edit(referral, expected_version=expected_version, changes=changes, by=by)


def _acknowledge(referral: Referral, by: User | None) -> None:
    """Whoever took a call has answered already; a receipt alone counts only where the service says so."""
    took_the_call = by is not None and referral.sent_by_id is None
    if took_the_call or rules_of(referral.service, timezone.localdate()).intake.automatic_receipt_counts:
        acknowledge_by_deed(referral, by if took_the_call else None)


def _tell_managers(referral: Referral, by: User | None) -> None:
    managers = User.objects.able_to(Permission.TRIAGE, team=referral.team, on=timezone.localdate())
    for manager in managers:
        if manager == by:
            continue
        with translation.override(manager.language):
            text = _("%(reference)s: a referral for a baby who is already born.") % {"reference": referral.reference}
        link = reverse("referrals:referral", args=[referral.pk])
        notify(user=manager, kind="referral", text=text, link=link, email=True, by=by)
