"""NHS numbers: the check digit, the ways of writing one, and the range for synthetic people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families import nhs_numbers


@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", "943-476-5919", " 943 476 5919 ", "9990000050"])
def test_valid_numbers_are_kept_as_ten_digits(text):
    assert nhs_numbers.normalise(text) == "".join(filter(str.isdigit, text))


@pytest.mark.parametrize("text", ["9434765918", "123", "94347659190", "943476591X", "٩٤٣٤٧٦٥٩١٩", "9434765919\0"])
def test_wrong_numbers_are_refused(text):
    assert not nhs_numbers.is_valid(text)
    with pytest.raises(nhs_numbers.WrongNhsNumber):
        nhs_numbers.normalise(text)


def test_no_number_is_no_error():
    assert nhs_numbers.normalise("  ") == ""
    assert not nhs_numbers.is_valid("")


def test_only_the_range_999_is_for_synthetic_people():
    assert nhs_numbers.is_test_number("999 000 0050")
    assert not nhs_numbers.is_test_number("9434765919")


def test_a_number_is_grouped_as_it_is_read_aloud():
    assert nhs_numbers.formatted("9434765919") == "943 476 5919"
    assert nhs_numbers.formatted("") == ""


@given(st.integers(0, 499_999), st.integers(0, 499_999))
def test_synthetic_numbers_are_valid_and_differ(one, two):
    assert nhs_numbers.is_test_number(nhs_numbers.synthetic(one))
    assert (nhs_numbers.synthetic(one) == nhs_numbers.synthetic(two)) == (one == two)


@pytest.mark.parametrize("serial", [-1, 500_000])
def test_there_are_half_a_million_synthetic_numbers(serial):
    with pytest.raises(ValueError, match="no synthetic number"):
        nhs_numbers.synthetic(serial)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 499_999))
def test_one_wrong_digit_is_always_noticed(place, digit, serial):
    number = nhs_numbers.synthetic(serial)
    changed = number[:place] + str(digit) + number[place + 1 :]
    assert nhs_numbers.is_valid(changed) == (changed == number)
