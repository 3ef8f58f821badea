"""Postcodes and UPRNs in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families import postcodes


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("sa1 3sn", "SA1 3SN"),
        ("SA13SN", "SA1 3SN"),
        (" cf10  1ep ", "CF10 1EP"),
        ("M1 1AE", "M1 1AE"),
        ("ec1a1bb", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("GIR 0AA", "GIR 0AA"),
        ("", ""),
    ],
)
def test_a_postcode_is_kept_in_one_form(written, kept):
    assert postcodes.normalise(written) == kept


@pytest.mark.parametrize("text", ["SA1", "12345", "SA1 3S", "SA1 3SC", "SAA1 3SN", "no fixed abode", "SA1 3SN\0"])
def test_what_is_not_a_postcode_is_refused(text):
    with pytest.raises(postcodes.WrongPostcode):
        postcodes.normalise(text)


def test_the_outward_part_stands_before_the_space():
    assert postcodes.outward("sa13sn") == "SA1"


@given(st.text(max_size=10))
def test_what_is_accepted_once_is_accepted_again_unchanged(text):
    try:
        kept = postcodes.normalise(text)
    except postcodes.WrongPostcode:
        return
    assert postcodes.normalise(kept) == kept


def test_a_uprn_keeps_its_leading_zeros():
    assert postcodes.normalise_uprn(" 010001234567 ") == "010001234567"


@pytest.mark.parametrize("text", ["1234567890123", "12a", "-1", "１２"])
def test_a_uprn_is_at_most_twelve_digits(text):
    with pytest.raises(postcodes.WrongUprn):
        postcodes.normalise_uprn(text)
