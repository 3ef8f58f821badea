"""What must be known before a referral can be accepted, and what the manager should look at. Pure reading."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from activity.errors import Message
from families.definitions import ServiceDefinition
from families.gestation import Gestation, anniversary, gestation_days_on
from referrals.models import ClientKind, ConsentAnswer, Referral

ADULT = 18


@dataclass(frozen=True)
class Missing:
    """One thing that is not known yet, and the field where it is filled in."""

    field: str
    text: Message


def missing_for_acceptance(referral: Referral) -> list[Missing]:
    """What keeps a referral from being accepted, apart from duplicates; empty where nothing does.

    Consent is asked for apart from the lawful basis: an answer is needed, not a yes. A baby that is
    born needs no due date; everybody else's has its source.
    """
    found = []
    if referral.consent == ConsentAnswer.NOT_ASKED:
        found.append(Missing("consent", _("Whether the family agrees to the referral")))
    if not referral.safety_asked:
        found.append(Missing("safety_asked", _("Which ways of contact are safe")))
    if not referral.born_on and not (referral.due_date and referral.due_date_source):
        found.append(Missing("due_date_source", _("The due date and where it comes from")))
    if referral.client_kind == ClientKind.PARTNER and not referral.mother_family_name:
        found.append(Missing("mother_family_name", _("Who is expecting the baby")))
    return found


def is_late_booking(due_date: date, booked_on: date, definition: ServiceDefinition) -> bool:
    """Whether the booking came after the gestation that the service counts as early."""
    early = Gestation.parse(definition.return_layout.early_referral_up_to)
    return gestation_days_on(booked_on, due_date) > early.days


def is_under_age(referral: Referral, on: date) -> bool:
    """Whether the client is younger than 18 on a day; False where the date of birth is unknown."""
    born = referral.date_of_birth
    return born is not None and anniversary(born, ADULT) > on


def age_on(born: date, on: date) -> int:
    """Completed years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
