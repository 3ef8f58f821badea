"""Decisions that open no case: wait, decline, redirect; the answer from where it went; taking it up again."""

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
from referrals.access import check_can_reopen
from referrals.actions.concluding import conclude, lock, note_screening
from referrals.errors import NotReady, NotYourInbox
from referrals.models import Decision, Referral, State

Kind = Decision.Kind


@transaction.atomic
def put_on_waiting_list(*, referral: Referral, review_on: date, why: str, without: str = "", by: User) -> Decision:
    """Keep it waiting until a day of review, which lies ahead. It may be decided at any time before.

    ``without``: here and below, why it is decided although something of the screening is not known.
    """
    referral = lock(referral, by)
    if review_on <= today():
        raise DateImpossible(_("Look at it again on a day after today."), field="review_on")
    check_within_two_years(review_on, field="review_on")
    note_screening(referral, by, without=without)
    return conclude(referral=referral, kind=Kind.WAITING, review_on=review_on, why=why, by=by)


@transaction.atomic
def decline(*, referral: Referral, reason: str, why: str = "", without: str = "", by: User) -> Decision:
    """Say no, for a reason of the service's own list. Raises ``NotReady`` for another reason."""
    referral = lock(referral, by)
    definition = definition_of(version_in_force(service=referral.service, on=today()))
    try:
        label = by_key(definition.decline_reasons, reason).label
    except KeyError:
        raise NotReady(_("Choose a reason from the list."), field="reason") from None
    note_screening(referral, by, without=without)
    words = why.strip() or label.text(get_language() or "en")
    return conclude(referral=referral, kind=Kind.DECLINED, reason=reason, why=words, by=by)


@transaction.atomic
def redirect_elsewhere(*, referral: Referral, destination: str, why: str, without: str = "", by: User) -> Decision:
    """Pass it on to another service; it stays on the list until that service has acknowledged it."""
    referral = lock(referral, by)
    note_screening(referral, by, without=without)
    return conclude(referral=referral, kind=Kind.REDIRECTED, destination=destination, why=why, by=by)


@transaction.atomic
def reopen(*, referral: Referral, why: str, by: User) -> Decision:
    """Take up again what was declined by mistake, or what the other service sent back.

    The refusal stays among the decisions. The clock goes on as if nothing had been decided: the family has
    waited all the same. Raises ``NotYourInbox`` or ``NothingToReopen``.
    """
    rows = Referral.objects.select_for_update(of=("self",)).select_related("partnership", "service", "team", "sent_by")
    referral = rows.get(pk=referral.pk)
    check_can_reopen(by, referral)
    return conclude(referral=referral, kind=Kind.REOPENED, why=why, by=by, also={"state": State.RECEIVED})


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
