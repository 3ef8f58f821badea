"""From counted rows to figures, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import telling
from reporting.figures import Figure, Money, Tally, figure_from
from reporting.indicators.base import Kind

COUNTS = st.integers(0, 500)


def tallies(n: int, rest: int, unknown: int = 0) -> list[Tally]:
    return [Tally("numerator", None, n), Tally("denominator", None, rest), Tally("unknown", None, unknown)]


def test_the_published_removal_rate():
    found = figure_from(Kind.RATE, tallies(15, 220))
    assert (found.value, found.low, found.high) == ("6.8", "4.2", "10.9")
    assert telling.of(found) == "15/220"


def test_the_published_share_open_to_social_services():
    found = figure_from(Kind.SHARE, tallies(104, 116))
    assert (found.numerator, found.denominator, found.value) == (104, 220, "47.3")


def test_the_published_cost_is_a_reconstruction():
    bands = [Tally("numerator", "expected", 104), Tally("denominator", "removed", 15)]
    money = Money(unit_cost=54_080, programme_cost=330_000, price_year="2021-22")
    found = figure_from(Kind.COST, bands, bands=("expected", "removed"), money=money)
    assert found.value == "4813120"
    assert (found.cost["net"], found.cost["break_even"], found.cost["break_even_whole"]) == (4_483_120, "6.1", 7)


def test_without_a_unit_cost_there_is_no_cost():
    found = figure_from(Kind.COST, [], bands=("expected", "removed"), money=None)
    assert telling.value(found) == "–"


@given(COUNTS, COUNTS, COUNTS)
def test_unknown_rows_are_in_no_percentage(n, rest, unknown):
    with_unknown = figure_from(Kind.SHARE, tallies(n, rest, unknown))
    without = figure_from(Kind.SHARE, tallies(n, rest))
    assert (with_unknown.value, with_unknown.low, with_unknown.high) == (without.value, without.low, without.high)
    assert with_unknown.unknown == unknown


@given(COUNTS, COUNTS)
def test_a_share_lies_in_its_interval(n, rest):
    found = figure_from(Kind.SHARE, tallies(n, rest))
    if n + rest == 0:
        assert (found.value, found.low, found.high) == ("", "", "")
    else:
        assert float(found.low) <= float(found.value) <= float(found.high)


def test_babies_that_outnumber_families_have_no_percentage():
    found = figure_from(Kind.RATE, tallies(3, 2))
    assert (found.numerator, found.denominator, found.value) == (3, 2, "")


def test_bands_are_all_there_and_add_up():
    found = figure_from(
        Kind.SHARE,
        [Tally("numerator", "0-6", 8), Tally("numerator", "14-364", 5), Tally("denominator", None, 7)],
        bands=("0-6", "7-13", "14-364"),
    )
    assert found.bands == {"0-6": 8, "7-13": 0, "14-364": 5}
    assert sum(found.bands.values()) == found.numerator


def test_other_rows_of_the_same_number_leave_another_mark():
    one = figure_from(Kind.COUNT, [Tally("numerator", None, 2, mark=11)])
    other = figure_from(Kind.COUNT, [Tally("numerator", None, 2, mark=12)])
    assert one.value == other.value
    assert one.mark != other.mark


def test_a_median_is_told_in_weeks_and_days():
    found = figure_from(Kind.MEDIAN, [Tally("numerator", None, 67, (68, 79, 103))])
    assert (telling.value(found), telling.interval(found)) == ("11+2", "9+5 to 14+5")


@pytest.mark.parametrize(
    ("before", "now", "words", "clear"),
    [
        ((15, 205), (30, 190), "+6.8 points", ""),
        ((15, 205), (16, 204), "+0.5 points", "no clear change"),
        ((15, 205), (15, 205), "0.0 points", "no clear change"),
    ],
)
def test_a_change_is_clear_only_where_chance_is_left_out(before, now, words, clear):
    first, second = (figure_from(Kind.SHARE, tallies(*pair)) for pair in (before, now))
    assert telling.change(second, first) == (words, clear)


def test_a_fall_has_a_true_minus():
    first, second = (figure_from(Kind.COUNT, tallies(count, 0)) for count in (1200, 7))
    assert telling.change(second, first)[0] == "\N{MINUS SIGN}1,193"
    assert telling.change(first, first)[0] == "0"


def test_a_figure_that_is_not_there_is_a_dash():
    assert telling.value(None) == telling.value(Figure(kind="share")) == "–"
