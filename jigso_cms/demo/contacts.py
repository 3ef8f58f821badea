"""Contacts at the front door, from this morning back to last week: late ones, unborn children, nobody named."""

from datetime import date, timedelta

from attrs import frozen

from accounts.models import User
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import DOOR_WORKER
from referrals.actions.contacts import decide_contact, record_contact, refer_contact
from referrals.models import Contact

LIVING_DAYS = 14


@frozen(kw_only=True)
class Told:
    """A contact as it came ``ago`` days ago; ``outcome`` and ``tier`` where it is decided."""

    source: str
    reason: str
    ago: int = 0
    given: str = ""
    family: str = ""
    age: int | None = None
    due_in: int | None = None
    agency: str = ""
    outcome: str = ""
    tier: str = ""
    consent: str = "not_asked"
    refer: bool = False


TOLD = (
    Told(source="school", agency="Ysgol Sampl", given="Mabon", family="Esgus", age=9,
         reason="Asleep in lessons since September; says that he looks after his brother."),
    Told(source="police", agency="Heddlu Prawf", family="Treial",
         reason="Called to an argument at two in the morning. Two children upstairs, both well."),
    Told(source="midwife", agency="Bwrdd Iechyd Prawf", given="Tesni", family="Ffug", due_in=150,
         reason="Booked today. No home of her own from next month, and alone."),
    Told(source="public", reason="A neighbour hears shouting most evenings. Would not give a name."),
    Told(source="health_visitor", agency="Clinig Enghraifft", given="Haf", family="Lledrith", age=1, ago=1,
         reason="Missed three appointments; the weight is not known."),
    Told(source="family", given="Osian", family="Drafft", age=4, ago=1, consent="given",
         reason="Asks for a place in a group, and somebody to talk to about bedtime."),
    Told(source="voluntary", agency="Elusen Ffug", family="Patrwm", ago=5, consent="asked",
         reason="Came for food a third time; the rent is not paid."),
    Told(source="school", agency="Ysgol Sampl", given="Nanw", family="Rhith", age=13, ago=8,
         reason="Away for three weeks. Nobody answers the door."),
    Told(source="school", agency="Ysgol Sampl", given="Deio", family="Prawf", age=7, ago=6, outcome="early_help",
         tier="2b", consent="given", reason="Falls out with everybody since his father left."),
    Told(source="police", agency="Heddlu Prawf", family="Dychmyg", ago=7, outcome="no_further_action", tier="1",
         reason="A lost child, home within the hour."),
    Told(source="police", agency="Heddlu Prawf", given="Elis", family="Ffuglen", age=3, ago=4, outcome="strategy",
         tier="4", reason="Found alone in a car park at night."),
    Told(source="midwife", agency="Bwrdd Iechyd Prawf", given="Llinos", family="Dychmyg-Sampl", due_in=170, ago=3,
         outcome="assessment", tier="3", consent="given", refer=True,
         reason="An earlier child lives with a grandmother; she asks for help from the start."),
)  # fmt: skip


def since(today: date) -> date:
    """From when a contact counts as one of these."""
    return today - timedelta(days=LIVING_DAYS)


def fill(place: Place, today: date) -> None:
    """Record every contact, decide those that are decided, and refer one of them."""
    worker = place.user(DOOR_WORKER)
    for told in TOLD:
        contact = _record(told, place, today, worker)
        if told.outcome:
            contact = decide_contact(
                contact=contact, expected_version=contact.version, outcome=told.outcome, tier=told.tier,
                consent=told.consent, why="Agreed at the morning's meeting", by=worker,
            )  # fmt: skip
        if told.refer:
            _refer(contact, place, worker)


def _record(told: Told, place: Place, today: date, worker: User) -> Contact:
    received = today - timedelta(days=told.ago)
    facts = {
        "source": told.source,
        "agency": told.agency,
        "given_name": told.given,
        "family_name": told.family,
        "unborn": told.due_in is not None,
        "due_date": received + timedelta(days=told.due_in) if told.due_in is not None else None,
        "date_of_birth": date(received.year - told.age, 1, 10) if told.age is not None else None,
        "reason": told.reason,
        "consent": told.consent,
    }
    return record_contact(service=place.front_door, team=place.door_team, told=facts, received_on=received, by=worker)


def _refer(contact: Contact, place: Place, worker: User) -> None:
    told = {
        "source": "social_services",
        "referrer_name": worker.name,
        "referrer_agency": contact.team.name,
        "given_name": contact.given_name,
        "family_name": contact.family_name,
        "due_date": contact.due_date,
        "due_date_source": "stated",
        "reason": contact.reason,
        "consent": contact.consent,
    }
    refer_contact(contact=contact, service=place.service, team=place.team, told=told, by=worker)
