"""Decisions that open no case: wait, decline, redirect, and the answer from where it went."""

from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from families.actions.services import version_in_force
from families.days import check_has_come, check_within_two_years, today
from families.definition_of import definition_of
from families.errors import AlreadyRecorded, DateImpossible
from families.labels import by_key
from referrals.actions.concluding import conclude, lock
from referrals.errors import NotReady, NotYourInbox
from referrals.models import Decision, Referral

Kind = Decision.Kind


@transaction.atomic
def put_on_waiting_list(*, referral: Referral, review_on: date, why: str, by: User) -> Decision:
    """Keep it waiting until a day of review, which lies ahead. It may be decided at any time before."""
    referral = lock(referral, by)
    if review_on <= today():
        raise DateImpossible(_("Look at it again on a day after today."), field="review_on")
    check_within_two_years(review_on, field="review_on")
    return conclude(referral=referral, kind=Kind.WAITING, review_on=review_on, why=why, by=by)


@transaction.atomic
def decline(*, referral: Referral, reason: str, why: str = "", by: User) -> Decision:
    """Say no, for a reason of the service's own list. Raises ``NotReady`` for another reason."""
    referral = lock(referral, by)
    definition = definition_of(version_in_force(service=referral.service, on=today()))
    try:
        label = by_key(definition.decline_reasons, reason).label
    except KeyError:
        raise NotReady(_("Choose a reason from the list."), field="reason") from None
    words = why.strip() or label.text(get_language() or "en")
    return conclude(referral=referral, kind=Kind.DECLINED, reason=reason, why=words, by=by)


@transaction.atomic
def redirect_elsewhere(*, referral: Referral, destination: str, why: str, by: User) -> Decision:
    """Pass it on to another service; it stays on the list until that service has acknowledged it."""
    referral = lock(referral, by)
    return conclude(referral=referral, kind=Kind.REDIRECTED, destination=destination, why=why, by=by)


@transaction.atomic
def acknowledge_redirection(*, referral: Referral, on: date, by: User) -> Decision:
    """The service that it went to has said that it arrived, on a day from the decision to today."""
    if not by.holds(Permission.TRIAGE, team=referral.team_id):
        raise NotYourInbox
    decision = Decision.objects.select_for_update(of=("self",)).filter(referral=referral, kind=Kind.REDIRECTED).last()
    if decision is None or decision.acknowledged_on:
        raise AlreadyRecorded(field="acknowledged_on")
    check_has_come(on, field="acknowledged_on")
    if on < decision.decided_on:
        raise DateImpossible(_("It was redirected later than this."), field="acknowledged_on")
    decision.acknowledged_on = on
    decision.save(update_fields=["acknowledged_on"])
    return decision
