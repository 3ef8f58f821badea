"""A contact comes in at the front door, is decided, put right, and perhaps becomes a referral."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roles import Permission
from activity.edits import save_edit
from families.actions.references import next_reference
from families.actions.rows import change
from families.days import check_has_come, today
from families.definitions import FrontDoorDefinition
from families.errors import AlreadyRecorded, DateImpossible
from families.labels import by_key
from families.models import Service
from referrals.actions.receiving import receive_referral
from referrals.errors import ConsentMissing, ContactDecided, NotAtThisDoor, NotYourDoor
from referrals.front_doors import definition_on
from referrals.models import ConsentAnswer, Contact, Referral


@transaction.atomic
def record_contact(*, service: Service, team: Team, told: Mapping[str, Any], received_on: date, by: User) -> Contact:
    """Keep a contact as it was told. It is open until somebody decides.

    Raises ``NotYourDoor``, ``DateImpossible`` or ``NotAtThisDoor``.
    """
    if not by.holds(Permission.WORK_CONTACTS, team=team):
        raise NotYourDoor
    definition = definition_on(service, received_on)
    _check_told(told, received_on, definition)
    return Contact.objects.create(
        partnership=team.partnership,
        reference=next_reference(partnership=team.partnership, prefix=definition.reference_prefix, on=received_on),
        service=service,
        team=team,
        received_on=received_on,
        received_at=timezone.now() if received_on == today() else None,
        entered_by=by,
        **told,
    )


@transaction.atomic
def decide_contact(
    *,
    contact: Contact,
    expected_version: int,
    outcome: str,
    tier: str,
    why: str = "",
    consent: str,
    without_consent: str = "",
    by: User,
) -> Contact:
    """Give a contact its outcome and tier of today; an outcome that counts as open opens it again.

    Somebody else's decision in the meantime is shown, never overwritten. Raises ``NotYourDoor``,
    ``NotAtThisDoor``, ``ConsentMissing``, ``ContactDecided`` or ``StaleEdit``.
    """
    _check_door(contact, by)
    definition = definition_on(contact.service, today())
    chosen = _outcome(definition, outcome)
    _check_key(definition.tiers, tier, "tier")
    stays_open = chosen.counts_as == "open"
    needed = definition.needs_consent(outcome, tier)
    if needed and consent != ConsentAnswer.GIVEN and not without_consent.strip():
        raise ConsentMissing(field="without_consent")
    changes = {
        "outcome": "" if stays_open else outcome,
        "tier": tier,
        "why": why,
        "consent": consent,
        "consent_needed": needed,
        "without_consent": without_consent.strip() if needed and consent != ConsentAnswer.GIVEN else "",
        "decided_on": None if stays_open else _day_of_decision(contact, outcome),
        "decided_by": None if stays_open else by,
    }
    _check_referred(contact, chosen.leads_to_referral)
    return save_edit(contact, expected_version=expected_version, changes=changes, by=by)


@transaction.atomic
def correct_contact(*, contact: Contact, expected_version: int, changes: Mapping[str, Any], by: User) -> Contact:
    """Put right what was written down. The row history keeps what stood there.

    Raises ``NotYourDoor``, ``DateImpossible``, ``NotAtThisDoor`` or ``StaleEdit``.
    """
    _check_door(contact, by)
    received_on = changes.get("received_on", contact.received_on)
    if contact.decided_on and received_on > contact.decided_on:
        raise DateImpossible(_("It was decided before that day."), field="received_on")
    fields = ("source", "tier", "due_date", "date_of_birth")
    facts = {name: changes.get(name, getattr(contact, name)) for name in fields}
    _check_told(facts, received_on, definition_on(contact.service, received_on))
    return save_edit(contact, expected_version=expected_version, changes=changes, by=by)


@transaction.atomic
def refer_contact(*, contact: Contact, service: Service, team: Team, told: Mapping[str, Any], by: User) -> Referral:
    """Make the referral that a contact leads to, at the team that takes it. Once.

    Raises ``NotYourDoor``, ``ContactDecided`` where the outcome leads to none, or ``AlreadyRecorded``.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("service").get(pk=contact.pk)
    check_can_refer(by, contact)
    referral = receive_referral(service=service, team=team, told=told, received_on=today(), sent_by=by, by=by)
    change(contact, referral=referral)
    return referral


def check_can_refer(user: User, contact: Contact) -> None:
    """Raise unless ``user`` may make a referral of the contact now."""
    _check_door(contact, user)
    if contact.referral_id:
        raise AlreadyRecorded(_("This contact has become a referral already."))
    if contact.is_open or not _outcome(definition_on(contact.service, today()), contact.outcome).leads_to_referral:
        raise ContactDecided(_("Decide first for an outcome that leads to a referral."))


def _check_door(contact: Contact, by: User) -> None:
    if not by.holds(Permission.WORK_CONTACTS, team=contact.team_id):
        raise NotYourDoor


def _check_told(told: Mapping[str, Any], received_on: date, definition: FrontDoorDefinition) -> None:
    check_has_come(received_on, field="received_on")
    _check_key(definition.sources, told["source"], "source")
    if told.get("tier"):
        _check_key(definition.tiers, told["tier"], "tier")
    born = told.get("date_of_birth")
    if born and born > received_on:
        raise DateImpossible(_("The child was born after the contact: say that it was unborn."), field="date_of_birth")


def _check_key(rows: Any, key: str, field: str) -> None:
    try:
        by_key(rows, key)
    except KeyError:
        raise NotAtThisDoor(field=field) from None


def _outcome(definition: FrontDoorDefinition, key: str) -> Any:
    try:
        return definition.outcome(key)
    except KeyError:
        raise NotAtThisDoor(field="outcome") from None


def _day_of_decision(contact: Contact, outcome: str) -> date:
    """The day on which this outcome was decided: putting the tier right moves no decision."""
    return contact.decided_on if contact.outcome == outcome and contact.decided_on else today()


def _check_referred(contact: Contact, leads_to_referral: bool) -> None:
    if contact.referral_id and not leads_to_referral:
        raise ContactDecided(field="outcome")
