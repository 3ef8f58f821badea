"""Two mothers who were referred twice: one second record is still to be found, one has been merged."""

from datetime import date, timedelta

from families.actions.cases import allocate, open_case
from families.actions.families import register_family
from families.actions.merging import merge_people
from families.actions.people import add_to_family, record_address, register_person
from families.actions.pregnancies import record_due_date, start_pregnancy
from families.actions.services import version_in_force
from families.merging.pairs import default_choices
from families.models import Case
from jigso_cms.demo.living import case_of
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, PART_TIME

STILL_TWO = ("week-18", "Gwen", "Dychmyg")
MERGED = ("week-31", "Lowri", "Esgus-Rhith")
SINCE = timedelta(days=21)


def find(place: Place, today: date) -> None:
    """Make the second records, and merge one of them."""
    _second_record(place, *STILL_TWO, today)
    second = _second_record(place, *MERGED, today)
    first, manager = case_of(place, MERGED[0]), place.user(MANAGER)
    merge_people(
        kept=first.client,
        merged=second.client,
        choices=default_choices(first.client, second.client),
        why="Same date of birth and phone; the community midwife confirmed that she booked her twice.",
        by=manager,
    )


def _second_record(place: Place, key: str, given_name: str, family_name: str, today: date) -> Case:
    first, on, manager = case_of(place, key), today - SINCE, place.user(MANAGER)
    family = register_family(partnership=place.partnership, name=family_name, on=on, by=manager)
    mother = register_person(
        partnership=place.partnership, given_name=given_name, family_name=family_name, on=on,
        date_of_birth=first.client.date_of_birth, by=manager,
    )  # fmt: skip
    add_to_family(family=family, person=mother, relation="mother", from_day=on, by=manager)
    record_address(person=mother, from_day=on, lines="Flat 2, 14 Heol Ddychmygol", postcode="SA1 3SN", by=manager)
    pregnancy = start_pregnancy(family=family, mother=mother, fetuses=1, on=on, by=manager)
    record_due_date(
        pregnancy=pregnancy, method="stated", recorded_on=on, by=manager,
        stated=_nearly(first.pregnancy.due_date if first.pregnancy else None),
    )  # fmt: skip
    version = version_in_force(service=place.service, on=on)
    case = open_case(
        family=family, client=mother, service_version=version, team=place.team, pregnancy=pregnancy,
        referred_on=on, opened_on=on, by=manager,
    )  # fmt: skip
    slot = first.allocations.earliest("starts").slot
    allocate(case=case, slot=slot, worker=place.user(PART_TIME), starts=on, by=manager)
    return case


def _nearly(due_date: date | None) -> date | None:
    """The day that another midwife was told."""
    return due_date + timedelta(days=3) if due_date else None
