"""Likeness of names, and what is offered as a possible match."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.matching.compare import Field, Finding, Known, Told, compare, digits, is_offered, is_strong
from referrals.matching.names import folded, given_names_alike, likeness, same_name, trigrams

BORN = date(1999, 3, 4)


def known(*names: tuple[str, str], **details) -> Known:
    return Known(id=uuid4(), names=names, **details)


def offered(told: Told, record: Known) -> bool:
    return is_offered(compare(told, record))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siân", "SIAN"), ("O'Brien", "OBrien"), ("O’Brien", "O'BRIEN"), ("Llŷr", "Llyr"), ("Mai-Lin", "mai lin")],
)
def test_accents_apostrophes_and_hyphens_do_not_part_two_names(one, other):
    assert folded(one) == folded(other)


def test_trigrams_are_those_of_the_database():
    assert trigrams("CAT") == {"  C", " CA", "CAT", "AT "}


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_a_share(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


@given(st.text(alphabet="abcdefgh", min_size=1, max_size=20))
def test_a_name_is_wholly_like_itself(name):
    assert likeness(name, name) == 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Megan", "Sampl", "Megan", "Prawf-Sampl"), True),
        (("Megan", "Sampl", "Sampl", "Megan"), True),
        (("Cathrin", "Sampl", "Catrin", "Sampl"), True),
        (("Megan", "Sampl", "Dilys", "Sampl"), False),
        (("Megan", "Sampl", "Megan", "Enghraifft"), False),
        (("Megan", "Sampl", "", "Sampl"), False),
    ],
)
def test_double_barrelled_swapped_and_misspelt_names_are_the_same(names, expected):
    assert same_name(*names) is expected


def test_the_same_nhs_number_is_offered_whatever_differs():
    told = Told("Ann", "Ffug", date(1980, 1, 1), nhs_number="9990000050")
    record = known(("Bethan", "Prawf"), date_of_birth=BORN, nhs_number="9990000050")
    assert offered(told, record)
    assert is_strong(compare(told, record))


def test_a_like_name_and_the_date_of_birth_are_a_strong_match():
    findings = compare(Told("Siân", "O'Brien", BORN), known(("Sian", "OBrien"), date_of_birth=BORN))
    assert findings[Field.NAME] == Finding.SAME
    assert is_offered(findings)
    assert is_strong(findings)


def test_another_nhs_number_makes_a_match_weak_but_not_absent():
    record = known(("Megan", "Sampl"), date_of_birth=BORN, nhs_number="9990000050")
    findings = compare(Told("Megan", "Sampl", BORN, nhs_number="9434765919"), record)
    assert is_offered(findings)
    assert not is_strong(findings)


def test_an_earlier_name_counts_like_the_one_in_use():
    record = known(("Megan", "Prawf"), ("Megan", "Sampl"), date_of_birth=BORN)
    assert compare(Told("Megan", "Sampl", BORN), record)[Field.NAME] == Finding.SAME


@pytest.mark.parametrize("born", [date(1999, 4, 3), date(1999, 3, 5), date(1998, 3, 4)])
def test_a_slip_in_the_date_of_birth_is_similar(born):
    assert compare(Told("A", "B", born), known(("A", "B"), date_of_birth=BORN))[Field.BIRTH] == Finding.SIMILAR


def test_mother_and_daughter_of_one_name_at_one_address_are_two_people():
    told = Told("Megan", "Sampl", date(1999, 3, 4), postcode="SA1 1AA", phone="7700900001", due_date=date(2026, 8, 1))
    home = {"postcodes": frozenset({"SA1 1AA"}), "phones": frozenset({"7700900001"})}
    assert not offered(told, known(("Megan", "Sampl"), date_of_birth=date(1971, 8, 30), **home))


def test_one_pregnancy_tells_that_it_is_she_and_her_birthday_is_wrong():
    told = Told("Megan", "Sampl", date(1999, 3, 4), postcode="SA1 1AA", due_date=date(2026, 8, 1))
    record = known(
        ("Megan", "Sampl"),
        date_of_birth=date(1971, 8, 30),
        postcodes=frozenset({"SA1 1AA"}),
        due_dates=(date(2026, 8, 4),),
    )
    assert offered(told, record)
    assert not is_strong(compare(told, record))


@pytest.mark.parametrize(
    ("told", "record"),
    [
        (Told("Megan", "Sampl", BORN), known(("Dilys", "Sampl"), date_of_birth=BORN)),
        (Told("Megan", "Sampl", BORN), known(("Megan", "Sampl"), date_of_birth=date(1980, 7, 7))),
        (Told("Megan", "Sampl"), known(("Dilys", "Prawf"), postcodes=frozenset({"SA1 1AA"}))),
    ],
    ids=["same day and family name", "same name, another day", "nothing in common"],
)
def test_one_thing_in_common_is_not_enough(told, record):
    assert not offered(told, record)


def test_due_dates_three_weeks_apart_can_be_one_pregnancy_and_four_cannot():
    told = Told("A", "B", due_date=date(2026, 10, 8))
    assert compare(told, known(("A", "B"), due_dates=(date(2026, 10, 29),)))[Field.DUE] == Finding.SAME
    assert compare(told, known(("A", "B"), due_dates=(date(2026, 11, 5),)))[Field.DUE] == Finding.DIFFERENT


def test_a_phone_number_is_the_same_with_and_without_its_country():
    assert digits("+44 7700 900 123") == digits("07700 900123")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siân", "Jane"),
        ("Meg", "Megan"),
        ("Cath", "Catrin"),
        ("Liz", "Elisabeth"),
        ("Neve", "Niamh"),
        ("Meagn", "Megan"),
    ],
)
def test_short_forms_and_slips_are_forms_of_one_given_name(one, other):
    assert given_names_alike(one, other)
    assert given_names_alike(other, one)


@pytest.mark.parametrize(("one", "other"), [("Mali", "Cadi"), ("Elan", "Nest"), ("Tia", "Mia"), ("Amina", "Hamdi")])
def test_names_that_merely_rhyme_are_not(one, other):
    assert not given_names_alike(one, other)


def test_two_different_numbers_speak_for_two_people():
    told = Told("Nia", "Morgan", BORN, nhs_number="9990000050")
    assert not offered(told, known(("Nia", "Morgans"), date_of_birth=BORN, nhs_number="9990000018"))


def test_a_new_family_name_is_found_through_the_birthday_and_the_home_or_the_phone():
    told = Told("Nia", "Morgan", BORN, postcode="SA1 1AA", phone="7700900123")
    record = {"date_of_birth": BORN}
    assert offered(told, known(("Nia", "Daniel"), postcodes=frozenset({"SA1 1AA"}), **record))
    assert offered(told, known(("Nia", "Daniel"), phones=frozenset({"7700900123"}), **record))
    assert not offered(told, known(("Nia", "Daniel"), **record))
    assert not offered(told, known(("Mari", "Morgan"), postcodes=frozenset({"SA1 1AA"}), **record))


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        ("7 Heol Prawf, Treforys", "7, Heol Prawf, Treforys", Finding.SAME),
        ("Flat 2, 14 Stryd Fawr", "Fflat 2, 14 Stryd Fawr", Finding.SIMILAR),
        ("14 Stryd Fawr", "16 Stryd Fawr", Finding.DIFFERENT),
        ("14 Stryd Fawr", "", Finding.UNKNOWN),
    ],
)
def test_addresses_with_other_numbers_are_other_homes(one, other, finding):
    told = Told("A", "B", address=one)
    assert compare(told, known(("A", "B"), addresses=frozenset({other} - {""})))[Field.ADDRESS] == finding
