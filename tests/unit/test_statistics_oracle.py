"""Every statistic against SciPy and NumPy on drawn inputs: few in the ordinary suite, a thousand in the full one."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from math import inf, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from scipy import stats

from outcomes.statistics import (
    Cells,
    CellsDoNotAddUp,
    ChangeTally,
    Pair,
    Reading,
    change_of,
    completed,
    cost_avoided,
    difference,
    fisher_exact,
    is_small,
    mean_change,
    median,
    p_chart,
    proportion,
    reliable_change,
    summarise,
    t_quantile,
)

EVERY, FEW, MANY = {}, 25, 1000
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def shares(most: int = 5000, least: int = 0) -> SearchStrategy[tuple[int, int]]:
    return st.integers(least, most).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def agrees(*drawn: SearchStrategy[Any]) -> Callable[[Any], Any]:
    """A comparison of drawn inputs with an oracle; found by its name."""

    def keep(compare: Callable[..., None]) -> Callable[..., None]:
        EVERY[compare.__name__] = (drawn, compare)
        return compare

    return keep


@agrees(shares(), LEVELS)
def wilson(pair, level):
    n, of = pair
    found = proportion(n, of, level)
    if not of:
        assert (found.share, found.low, found.high) == (None, None, None)
        return
    oracle = stats.binomtest(n, of).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == (pytest.approx(oracle.low, abs=1e-12), pytest.approx(oracle.high, abs=1e-12))
    assert found.share == n / of


@agrees(shares(), shares(), LEVELS)
def newcombe(one, other, level):
    found = difference(one, other, level)
    if not one[1] or not other[1]:
        assert found.difference is None
        return
    first, second = (stats.binomtest(*pair).proportion_ci(level, method="wilson") for pair in (one, other))
    p, q = one[0] / one[1], other[0] / other[1]
    assert found.low == pytest.approx(p - q - np.hypot(p - first.low, second.high - q), abs=1e-9)
    assert found.high == pytest.approx(p - q + np.hypot(first.high - p, q - second.low), abs=1e-9)


@agrees(shares(120), shares(120))
def fisher(one, other):
    found = fisher_exact(one, other)
    if not one[1] or not other[1]:
        assert found is None
        return
    table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
    assert found == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-7, abs=1e-12)


@agrees(shares(200, 1), shares(200, 1))
def smallness(one, other):
    table = np.array([[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]])
    assert is_small(one, other) == bool((stats.contingency.expected_freq(table) < 5 - 1e-9).any())


@agrees(st.floats(0.0005, 0.9995), st.integers(1, 2000))
def student(probability, freedom):
    assert t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-8, abs=1e-8)


@agrees(st.lists(st.integers(-9, 9), max_size=60), LEVELS)
def mean(changes, level):
    found = mean_change(changes, level)
    assert found.n == len(changes)
    if not changes:
        assert found.mean is None
    elif len(changes) == 1:
        assert (found.mean, found.low, found.high) == (changes[0], None, None)
    elif len(set(changes)) == 1:
        assert (found.low, found.high) == (pytest.approx(changes[0]), pytest.approx(changes[0]))
    else:
        oracle = stats.ttest_1samp(changes, 0).confidence_interval(level)
        assert found.mean == pytest.approx(np.mean(changes), abs=1e-12)
        assert (found.low, found.high) == (pytest.approx(oracle.low, abs=1e-8), pytest.approx(oracle.high, abs=1e-8))


@agrees(st.lists(st.floats(-1000, 1000), max_size=60))
def middle(values):
    assert median(values) == (pytest.approx(np.median(values)) if values else None)


@agrees(st.floats(-9, 9), st.floats(0, 5), st.floats(0, 1))
def reliable(change, spread, reliability):
    found = reliable_change(change, spread, reliability)
    error = spread * np.sqrt(2) * np.sqrt(1 - reliability)
    if error < 1e-9:
        assert found is None or abs(error) > 1e-12
        return
    assert found.index == pytest.approx(change / error, rel=1e-9)
    assert found.reliable == (abs(found.index) >= 1.96)


@agrees(st.lists(shares(300), max_size=20))
def chart(counts):
    found = p_chart(counts)
    n, of = np.array([one for one, _of in counts]), np.array([every for _n, every in counts])
    if not of.sum():
        assert found.centre is None
        assert {one.share for one in found.points} <= {None}
        return
    centre = n.sum() / of.sum()
    assert found.centre == pytest.approx(centre)
    for point, (some, every) in zip(found.points, counts, strict=True):
        if not every:
            assert (point.share, point.low, point.signal) == (None, None, "")
            continue
        error = stats.binom.std(every, centre) / every
        assert point.low == pytest.approx(max(0.0, centre - 3 * error), abs=1e-9)
        assert point.high == pytest.approx(min(1.0, centre + 3 * error), abs=1e-9)
        apart = abs(some / every - centre) - 3 * error
        if abs(apart) > 1e-9:
            assert (point.signal in ("above", "below")) == (apart > 0)


@agrees(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), max_size=40), st.floats(0, 0.99))
def tally(pairs, reliability):
    counted = ChangeTally()
    for start, end in pairs:
        verdict = "improved" if end > start else "declined" if end < start else "maintained"
        counted.add(change=end - start, verdict=verdict)
        counted.add_scores(start=start, end=end, ceiling=start == 10)
    changes = np.array([end - start for start, end in pairs])
    found = counted.mean()
    assert (counted.n, counted.ceilings) == (len(pairs), sum(start == 10 for start, _end in pairs))
    assert counted.shares().improved.numerator == int((changes > 0).sum())
    if len(pairs) > 1:
        half = stats.t.ppf(0.975, len(pairs) - 1) * changes.std(ddof=1) / sqrt(len(pairs))
        assert (found.high - found.low) / 2 == pytest.approx(half, abs=1e-8)
        spread = np.std([start for start, _end in pairs], ddof=1)
        error = spread * np.sqrt(2 * (1 - reliability))
        indexes = changes / error if error > 1e-9 else []
        if error > 1e-9 and all(abs(abs(one) - 1.96) > 1e-9 for one in indexes):
            better, worse = int((indexes >= 1.96).sum()), int((indexes <= -1.96).sum())
            assert counted.reliable(reliability) == (better, worse)


@agrees(st.lists(st.tuples(st.none() | st.integers(1, 10), st.none() | st.integers(1, 10)), min_size=1, max_size=9))
def pairing(scores):
    """All missing and all at the ceiling are among what is drawn, and stand below by themselves."""
    keys = [f"d{number}" for number in range(len(scores))]
    first, last = (dict(zip(keys, column, strict=True)) for column in zip(*scores, strict=True))
    day = date(2024, 1, 1)
    pair = Pair(
        start=Reading(id=1, version=1, respondent="parent", point="start", on=day, scores=first),
        end=Reading(id=2, version=1, respondent="parent", point="end", on=day + timedelta(days=30), scores=last),
        late=False,
    )
    found = change_of(pair, keys, best=10)
    known = np.array([end - start for start, end in scores if start is not None and end is not None], dtype=float)
    assert found.overall.answered == len(known)
    if len(known) and len(known) >= 0.7 * len(scores) - 1e-9:
        assert found.overall.mean == pytest.approx(known.mean())
    else:
        assert (found.overall.mean, found.overall.verdict) == (None, None)
    told = summarise([found], closed=3)
    assert told.all_closed.denominator == 3
    assert told.completers.n == (found.overall.verdict is not None)
    assert Counter(one.ceiling for one in found.domains)[True] == sum(start == 10 for start, _end in scores)


@agrees(st.integers(0, 500), st.integers(0, 500), st.integers(1, 100_000), st.integers(0, 1_000_000))
def cost(expected, actual, unit, programme):
    found = cost_avoided(expected=expected, actual=actual, unit_cost=unit, programme_cost=programme)
    assert found.gross == max(0, expected - actual) * unit
    assert found.net == found.gross - programme
    assert found.break_even_whole * unit >= programme > (found.break_even_whole - 1) * unit or not programme


CELLS = st.none() | st.integers(0, 30)


@agrees(st.tuples(*[st.integers(0, 9)] * 4), st.sets(st.sampled_from(list(Cells().counts))))
def cells_of_a_real_cohort(four, hidden):
    """Whatever is hidden of a table that is: nothing is refused, and nothing comes out that is not so."""
    a, b, c, d = four
    real = {
        "size": a + b + c + d, "happened": a + c, "otherwise": b + d, "with_all": a + b, "without_all": c + d,
        "with_happened": a, "with_otherwise": b, "without_happened": c, "without_otherwise": d,
    }  # fmt: skip
    found = completed(Cells(**{name: value for name, value in real.items() if name not in hidden}))
    assert all(value in (None, real[name]) for name, value in found.counts.items())


@agrees(st.fixed_dictionaries(dict.fromkeys(Cells().counts, CELLS)))
def cells_that_cannot_be(given_cells):
    """A table is refused, or every sum in it holds as far as it is known."""
    try:
        found = completed(Cells(**given_cells)).counts
    except CellsDoNotAddUp:
        return
    assert all(found[name] == value for name, value in given_cells.items() if value is not None)
    for whole, one, other in (("size", "happened", "otherwise"), ("happened", "with_happened", "without_happened")):
        if None not in (found[whole], found[one], found[other]):
            assert found[whole] == found[one] + found[other]
        assert (found[one] or 0) <= (found[whole] if found[whole] is not None else inf)


def compared(name: str, examples: int) -> None:
    drawn, compare = EVERY[name]
    settings(max_examples=examples, deadline=None)(given(*drawn)(compare))()


@pytest.mark.parametrize("name", sorted(EVERY))
def test_each_statistic_agrees_with_its_oracle(name):
    compared(name, FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(EVERY))
def test_each_statistic_agrees_with_its_oracle_on_a_thousand_inputs(name):
    compared(name, MANY)


def test_all_missing_and_all_at_the_ceiling():
    pairing([(None, None), (None, 3)])
    pairing([(10, 10)] * 8)
    tally([], 0.8)
    tally([(10, 10)] * 5, 0.8)
    tally([(3, 4)], 0.8)
