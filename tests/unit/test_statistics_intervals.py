"""Intervals against SciPy, published figures and the edges of nothing and one."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from outcomes.statistics import difference, mean_change, median, proportion, reliable_change, t_quantile

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])
scores = st.lists(st.integers(-9, 9), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("n", "of", "percent", "low", "high"),
    [
        (15, 220, "6.8", 4.2, 10.9),
        (104, 220, "47.3", 40.8, 53.9),
        (186, 204, "91.2", 86.5, 94.3),  # 94.346: rounding twice would make it 94.4
        (112, 121, "92.6", 86.5, 96.0),
        (6, 33, "18.2", 8.6, 34.4),
        (205, 220, "93.2", 89.1, 95.8),
    ],
)
def test_published_shares_come_with_their_wilson_interval(n, of, percent, low, high):
    found = proportion(n, of)
    assert found.percent == Decimal(percent)
    assert (round(found.low * 100, 1), round(found.high * 100, 1)) == (low, high)


@given(counts, levels)
def test_wilson_agrees_with_scipy(pair, level):
    n, of = pair
    oracle = stats.binomtest(n, of).proportion_ci(level, method="wilson")
    assert proportion(n, of, level).low == pytest.approx(oracle.low, abs=1e-12)
    assert proportion(n, of, level).high == pytest.approx(oracle.high, abs=1e-12)


@given(counts)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(pair):
    found = proportion(*pair)
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(counts)
def test_the_interval_of_the_rest_is_its_mirror(pair):
    n, of = pair
    one, rest = proportion(n, of), proportion(of - n, of)
    assert one.low == pytest.approx(1 - rest.high, abs=1e-12)


def test_nothing_of_nothing_is_unknown_and_not_zero():
    found = proportion(0, 0)
    assert (found.share, found.low, found.high, found.percent) == (None, None, None, None)


def test_one_of_one_is_certain_of_little():
    found = proportion(1, 1)
    assert found.high == 1
    assert found.low == pytest.approx(0.2065, abs=1e-4)


@pytest.mark.parametrize(("n", "of"), [(2, 1), (-1, 3), (0, -1)])
def test_what_is_not_a_share_is_refused(n, of):
    with pytest.raises(ValueError, match="not a share"):
        proportion(n, of)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_confidence_is_between_0_and_1(level):
    with pytest.raises(ValueError, match="confidence"):
        proportion(1, 2, level)


def test_percent_rounds_half_up_where_binary_fractions_would_not():
    assert proportion(5, 8).percent == Decimal("62.5")
    assert proportion(9, 80).percent == Decimal("11.3")


def test_newcombe_difference_of_his_own_example():
    # Newcombe 1998, table II (a): 56/70 against 48/80, method 10.
    found = difference((56, 70), (48, 80))
    assert found.difference == pytest.approx(0.2)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@given(counts, counts)
def test_a_difference_lies_in_its_interval_and_turns_round(one, two):
    there, back = difference(one, two), difference(two, one)
    assert -1 <= there.low <= there.difference <= there.high <= 1
    assert there.low == pytest.approx(-back.high, abs=1e-12)


def test_a_difference_from_nothing_is_unknown():
    assert difference((0, 0), (1, 2)).difference is None


@given(st.floats(0.0005, 0.9995), st.integers(1, 2000))
def test_t_quantile_agrees_with_scipy(probability, freedom):
    assert t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(("probability", "freedom"), [(0, 3), (1, 3), (0.5, 0)])
def test_there_is_no_t_outside_its_range(probability, freedom):
    with pytest.raises(ValueError, match="No t"):
        t_quantile(probability, freedom)


@given(scores, levels)
def test_mean_change_agrees_with_scipy(changes, level):
    assume(len(set(changes)) > 1)
    oracle = stats.ttest_1samp(changes, 0).confidence_interval(level)
    found = mean_change(changes, level)
    assert found.low == pytest.approx(oracle.low, abs=1e-8)
    assert found.high == pytest.approx(oracle.high, abs=1e-8)


def test_mean_change_of_none_one_and_equal_values():
    assert mean_change([]).mean is None
    assert (mean_change([3]).mean, mean_change([3]).low) == (3, None)
    assert (mean_change([2, 2, 2]).low, mean_change([2, 2, 2]).high) == (2, 2)


def test_reliable_change_needs_a_change_beyond_the_noise():
    # SD 2, r 0.8: one unit of noise is 2·√0.4 ≈ 1.265, so 2.48 points are the least reliable change.
    assert not reliable_change(2, 2.0, 0.8).reliable
    assert reliable_change(3, 2.0, 0.8).reliable
    assert reliable_change(-3, 2.0, 0.8).index == pytest.approx(-2.3717, abs=1e-4)


def test_reliable_change_is_unknown_where_nothing_varies():
    assert reliable_change(1, 0.0, 0.8) is None
    assert reliable_change(1, 2.0, 1.0) is None


@pytest.mark.parametrize(("sd", "r"), [(-1, 0.5), (1, 1.5), (1, -0.1)])
def test_reliable_change_refuses_what_cannot_be(sd, r):
    with pytest.raises(ValueError, match="cannot be"):
        reliable_change(1, sd, r)


def test_median_of_none_odd_and_even():
    assert median([]) is None
    assert median([84, 86, 200]) == 86
    assert median([84, 85]) == 84.5
