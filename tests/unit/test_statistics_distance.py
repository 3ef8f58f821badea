"""Which readings make a pair, and what a pair says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.statistics import (
    Pair,
    Reading,
    change_of,
    disagreement,
    select_pair,
    shares_of,
    summarise,
    verdict_of,
)

ANCHOR = date(2025, 6, 2)


def reading(point="start", after=0, respondent="joint", version="v1", **scores):
    return Reading(
        id=f"{point}{after}{respondent}",
        version=version,
        respondent=respondent,
        point=point,
        on=ANCHOR + timedelta(days=after),
        scores=scores or {"care": 3, "home": 4},
    )


def pair_of(*readings, version="v1", respondent="joint"):
    return select_pair(readings, version=version, respondent=respondent, anchor=ANCHOR)


def test_the_earliest_start_and_the_last_end_make_the_pair():
    pair = pair_of(reading("end", 300), reading("start", 10), reading("start", 2), reading("end", 200))
    assert (pair.start.on, pair.end.on) == (ANCHOR + timedelta(days=2), ANCHOR + timedelta(days=300))
    assert not pair.late


@pytest.mark.parametrize(("after", "late"), [(-3, False), (42, False), (43, True)])
def test_a_start_after_day_42_is_flagged_late(after, late):
    assert pair_of(reading("start", after), reading("end", 300)).late is late


@pytest.mark.parametrize(("after", "found"), [(27, False), (28, True)])
def test_an_end_comes_at_least_28_days_after_the_start(after, found):
    assert (pair_of(reading("start", 0), reading("end", after)) is not None) is found


def test_versions_and_respondents_are_never_mixed():
    start = reading("start", 0, respondent="parent")
    assert pair_of(start, reading("end", 100, respondent="worker"), respondent="parent") is None
    assert pair_of(start, reading("end", 100, respondent="parent", version="v2"), respondent="parent") is None


def test_a_missing_baseline_is_not_replaced_by_an_interim_reading():
    assert pair_of(reading("interim", 20), reading("end", 100)) is None
    assert pair_of(reading("start", 0), reading("interim", 100)) is None


def test_a_change_is_counted_in_the_direction_of_the_scale():
    pair = Pair(start=reading(care=3, home=9), end=reading("end", 90, care=5, home=9), late=False)
    up = change_of(pair, ["care", "home"], best=10)
    assert [(one.change, one.verdict) for one in up.domains] == [(2, "improved"), (0, "maintained")]
    down = change_of(pair, ["care", "home"], best=1, direction=-1)
    assert [(one.change, one.verdict) for one in down.domains] == [(-2, "declined"), (0, "maintained")]


def test_a_start_at_the_best_score_is_flagged_as_ceiling():
    pair = Pair(start=reading(care=10, home=1), end=reading("end", 90, care=10, home=1), late=False)
    assert [one.ceiling for one in change_of(pair, ["care", "home"], best=10).domains] == [True, False]


def test_a_missing_score_is_never_imputed():
    pair = Pair(start=reading(care=None, home=4), end=reading("end", 90, care=5), late=False)
    assert [one.change for one in change_of(pair, ["care", "home"], best=10).domains] == [None, None]


@pytest.mark.parametrize(("answered", "known"), [(6, False), (7, True), (10, True)])
def test_the_overall_mean_needs_seventy_per_cent_of_the_domains(answered, known):
    keys = [f"d{n}" for n in range(10)]
    start = reading(**dict.fromkeys(keys, 4))
    end = reading("end", 90, **{key: 5 if n < answered else None for n, key in enumerate(keys)})
    overall = change_of(Pair(start=start, end=end, late=False), keys, best=10).overall
    assert (overall.answered, overall.asked, overall.mean) == (answered, 10, 1 if known else None)
    assert overall.verdict == ("improved" if known else None)


def test_an_overall_change_of_less_than_one_point_is_maintained():
    pair = Pair(start=reading(care=3, home=3), end=reading("end", 90, care=4, home=3), late=False)
    assert change_of(pair, ["care", "home"], best=10).overall.verdict == "maintained"


@pytest.mark.parametrize(
    ("change", "verdict"), [(1, "improved"), (0.99, "maintained"), (-0.99, "maintained"), (-1, "declined")]
)
def test_the_threshold_itself_counts(change, verdict):
    assert verdict_of(change) == verdict


def test_a_threshold_of_two_makes_one_point_no_change():
    assert verdict_of(1, threshold=2) == "maintained"


def test_parent_and_worker_disagree_by_domain():
    parent = reading(respondent="parent", care=6, home=None, safety=4)
    worker = reading(respondent="worker", care=4, home=5)
    assert disagreement(parent, worker) == {"care": -2, "home": None, "safety": None}


def outcome(start, end):
    pair = Pair(start=reading(care=start), end=reading("end", 90, care=end), late=False)
    return change_of(pair, ["care"], best=10)


def test_completers_stand_beside_all_closed():
    found = summarise([outcome(3, 6), outcome(5, 5), outcome(7, 4), outcome(2, 3)], closed=10, missing=["declined"] * 6)
    assert (found.completers.n, found.completers.improved.numerator) == (4, 2)
    assert (found.all_closed.numerator, found.all_closed.denominator) == (2, 10)
    assert found.completion.share == 0.4
    assert found.mean.mean == pytest.approx(0.25)
    assert found.missing == {"declined": 6}
    assert found.by_domain["care"].declined.numerator == 1
    assert found.domain_means["care"].n == 4


def test_a_summary_of_nothing_is_unknown():
    found = summarise([], closed=0)
    assert (found.completers.n, found.all_closed.share, found.mean.mean) == (0, None, None)


def test_a_pair_without_enough_answers_is_no_completer():
    found = summarise([outcome(3, None), outcome(3, 5)], closed=2)
    assert (found.completers.n, found.all_closed.numerator, found.completion.numerator) == (1, 1, 1)


def test_more_pairs_than_closed_cases_are_refused():
    with pytest.raises(ValueError, match="cannot come from"):
        summarise([outcome(3, 4)], closed=0)


@given(st.lists(st.sampled_from(["improved", "maintained", "declined"])))
def test_the_three_shares_make_the_whole(verdicts):
    found = shares_of(verdicts)
    assert found.improved.numerator + found.maintained.numerator + found.declined.numerator == found.n == len(verdicts)


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=1, max_size=8))
def test_turning_the_scale_round_turns_every_change_round(values):
    keys = [f"d{n}" for n in range(len(values))]
    pair = Pair(
        start=reading(**{k: v[0] for k, v in zip(keys, values, strict=True)}),
        end=reading("end", 60, **{k: v[1] for k, v in zip(keys, values, strict=True)}),
        late=False,
    )
    up, down = change_of(pair, keys, best=10), change_of(pair, keys, best=1, direction=-1)
    assert [one.change for one in up.domains] == [-one.change for one in down.domains]
    assert up.overall.mean == pytest.approx(-down.overall.mean)
