"""Limits of natural variation, against sums done by hand."""

import pytest

from reporting.control import limits_of


def test_the_limits_are_the_mean_and_2_66_times_the_mean_step() -> None:
    found = limits_of([10, 12, 9, 11, 10, 13, 10, 11])
    assert found is not None
    assert found.mean == pytest.approx(10.75)
    assert found.high == pytest.approx(10.75 + 2.66 * 15 / 7)
    assert found.low == pytest.approx(10.75 - 2.66 * 15 / 7)
    assert found.signals == ()


def test_a_point_far_outside_is_a_signal() -> None:
    found = limits_of([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 40])
    assert found is not None
    assert found.outside == (11,)


def test_eight_in_a_row_on_one_side_are_a_signal_and_seven_are_not() -> None:
    eight = limits_of([4, 14, 4, 14, 4, 14, 14, 4, *[10] * 8])
    seven = limits_of([4, 14, 4, 14, 4, 14, 14, 4, *[10] * 7, 3])
    assert eight is not None
    assert seven is not None
    assert eight.run[-8:] == tuple(range(8, 16))
    assert seven.run == ()


def test_nothing_falls_below_nought_nor_rises_above_what_is_possible() -> None:
    found = limits_of([0, 100, 0, 100, 0, 100, 0, 100], most=100)
    assert found is not None
    assert (found.low, found.high) == (0.0, 100)


def test_few_points_have_no_limits() -> None:
    assert limits_of([3] * 7) is None
