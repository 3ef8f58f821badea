"""Which figures stand apart from the four periods before, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.figures import Figure
from reporting.outliers import chance_of, stands_apart

EARLIER = st.lists(st.integers(0, 200), min_size=4, max_size=4)


def counted(number: int) -> Figure:
    return Figure(kind="count", numerator=number, value=str(number))


def share(n: int, of: int) -> Figure:
    return Figure(kind="share", numerator=n, denominator=of, value=f"{100 * n / of:.1f}" if of else "")


def median(value: int, low: int, high: int) -> Figure:
    return Figure(kind="median", numerator=9, denominator=9, value=str(value), low=str(low), high=str(high))


@pytest.mark.parametrize(("now", "apart"), [(20, False), (28, False), (45, True), (6, True), (12, False), (0, True)])
def test_a_count_stands_apart_beyond_what_chance_explains(now: int, apart: bool) -> None:
    assert stands_apart(counted(now), [counted(one) for one in (19, 22, 18, 21)]) is apart


def test_the_exact_chance_is_that_of_the_binomial() -> None:
    # 6 of 6 with a share of one in five: 0.2 ** 6; nothing is likelier to be less likely.
    assert chance_of(6, [0, 0, 0, 0]) == pytest.approx(0.2**6)
    assert chance_of(0, [0, 0, 0, 0]) == 1.0
    assert chance_of(1, [1, 1, 1, 1]) == pytest.approx(1.0)


@pytest.mark.parametrize(("now", "apart"), [((10, 20), False), ((1, 40), True), ((39, 40), True), ((0, 0), False)])
def test_a_share_stands_apart_from_the_earlier_rows_together(now: tuple[int, int], apart: bool) -> None:
    assert stands_apart(share(*now), [share(10, 20), share(9, 20), share(11, 20), share(10, 20)]) is apart


def test_a_median_stands_apart_outside_every_middle_half() -> None:
    earlier = [median(100, 80, 120), median(90, 70, 115), median(110, 90, 130), median(95, 85, 118)]
    assert not stands_apart(median(128, 100, 150), earlier)
    assert stands_apart(median(131, 100, 150), earlier)
    assert stands_apart(median(69, 50, 90), earlier)


def test_with_fewer_than_four_periods_nothing_stands_apart() -> None:
    assert not stands_apart(counted(500), [counted(1)] * 3)


def test_a_cost_never_stands_apart() -> None:
    cost = Figure(kind="cost", numerator=1, value="9000000")
    assert not stands_apart(cost, [Figure(kind="cost", numerator=1, value="1")] * 4)


@given(st.integers(0, 200), EARLIER)
def test_the_chance_is_a_probability_whatever_the_order(now: int, earlier: list[int]) -> None:
    found = chance_of(now, earlier)
    assert 0 < found <= 1
    assert found == chance_of(now, earlier[::-1])
