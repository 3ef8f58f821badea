"""What is offered as a possible match, measured on pairs made by hand, through the database."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from families.actions.people import add_to_family, record_address, record_channel, record_name, register_person
from families.models import Person, Pregnancy
from referrals.matching.candidates import Search, search_all
from referrals.models import Referral
from tests.corpus import Pair, pairs
from tests.factories import families as make
from tests.factories.referrals import referral_to

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("corpus")]
LONG_AGO = date(2015, 1, 1)


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker) -> dict[int, tuple[Pair, UUID, Search]]:
    """Every pair with the record's id and what a manager is offered, all of them in one town."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        try:
            yield _searched()
        finally:
            transaction.set_rollback(True)


def _searched() -> dict[int, tuple[Pair, UUID, Search]]:
    case = make.antenatal_case(given_name="Zzz", family_name="Zzz")
    on_record = {pair.number: _record(pair, case) for pair in pairs()}
    referrals = {pair.number: _referral(pair, case.team) for pair in pairs()}
    search = search_all(list(referrals.values()), make.manager(case.team))
    return {pair.number: (pair, on_record[pair.number], search[referrals[pair.number].pk]) for pair in pairs()}


def _record(pair: Pair, case) -> UUID:
    known, row = pair.known, pair.row
    (given, family), *others = known.names
    person = register_person(
        partnership=case.team.partnership,
        given_name=given,
        family_name=family,
        on=timezone.localdate(),
        date_of_birth=known.date_of_birth,
        nhs_number=known.nhs_number,
        by=None,
    )
    add_to_family(family=case.family, person=person, relation="other", from_day=LONG_AGO, by=None)
    for given, family in others:
        record_name(person=person, given_name=given, family_name=family, kind="alias", from_day=LONG_AGO, by=None)
    if row["known_postcode"] or row["known_address"]:
        record_address(
            person=person, from_day=LONG_AGO, lines=row["known_address"], postcode=row["known_postcode"], by=None
        )
    if row["known_phone"]:
        record_channel(person=person, channel="call", value=row["known_phone"], from_day=LONG_AGO, by=None)
    for due in known.due_dates:
        Pregnancy.objects.create(family=case.family, mother=person, due_date=due)
    return person.pk


def _referral(pair: Pair, team) -> Referral:
    told = pair.told
    return referral_to(
        team,
        given_name=told.given_name,
        family_name=told.family_name,
        date_of_birth=told.date_of_birth,
        nhs_number=told.nhs_number,
        postcode=told.postcode,
        address=told.address,
        phone=told.phone,
        due_date=told.due_date,
        due_date_source="stated" if told.due_date else "",
    )


def is_offered(pk: UUID, search: Search) -> bool:
    return pk in {one.person.pk for one in search.shown}


def measured(found, *, held: bool) -> tuple[float, float]:
    """Precision and recall of what is offered."""
    rows = [(pair.same, is_offered(pk, search)) for pair, pk, search in found.values() if pair.held == held]
    both = sum(same and offered for same, offered in rows)
    return both / sum(offered for _same, offered in rows), both / sum(same for same, _offered in rows)


def test_there_are_at_least_300_pairs_and_a_third_is_set_aside():
    assert len(pairs()) >= 300
    assert len(pairs(held=True)) * 3 == len(pairs())
    assert {pair.same for pair in pairs(held=True)} == {True, False}


@pytest.mark.parametrize("held", [True, False], ids=["set-aside", "tuning"])
def test_few_strangers_are_offered_and_few_records_are_missed(found, held):
    precision, recall = measured(found, held=held)
    assert precision >= 0.97
    assert recall >= 0.95


def test_an_equal_nhs_number_is_never_missed(found):
    equal = [
        row for row in found.values() if row[0].told.nhs_number and row[0].told.nhs_number == row[0].known.nhs_number
    ]
    assert len(equal) >= 10
    assert all(is_offered(pk, search) for _pair, pk, search in equal)


def test_hardly_anybody_is_offered_the_record_of_another_pair(found):
    strangers = [
        (pair.number, str(one.person))
        for pair, pk, search in found.values()
        for one in search.shown
        if one.person.pk != pk
    ]
    assert len(strangers) <= 0.03 * len(found), strangers


@pytest.mark.parametrize("kind", ["twins", "mother and daughter", "father and son", "married couple"])
def test_people_of_one_home_are_told_apart(found, kind):
    assert [
        pair.number for pair, pk, search in found.values() if pair.row["kind"] == kind and is_offered(pk, search)
    ] == []


def test_nothing_is_merged_and_nobody_is_changed_by_a_search(found):
    names = {pk: (pair.known.names[0]) for pair, pk, _search in found.values()}
    held = Person.objects.in_bulk(list(names))
    assert all((held[pk].given_name, held[pk].family_name) == name for pk, name in names.items())
    assert not Referral.objects.filter(person__isnull=False).exists()
