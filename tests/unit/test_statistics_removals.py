"""Ages at separation, and the reconstruction of what was saved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.statistics import (
    BANDS,
    SeparatedBeforeBirth,
    age_in_days,
    cost_avoided,
    removal_band,
    sensitivity,
)

SWANSEA = {"actual": 15, "unit_cost": 54_080, "programme_cost": 330_000}
money = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, "0-6"),
        (6, "0-6"),
        (7, "7-13"),
        (13, "7-13"),
        (14, "14-364"),
        (364, "14-364"),
        (365, "365+"),
        (900, "365+"),
    ],
)
def test_bands_meet_without_a_gap(days, band):
    assert removal_band(days) == band


def test_a_first_birthday_after_a_leap_day_is_day_366():
    assert age_in_days(date(2024, 1, 1), date(2025, 1, 1)) == 366
    assert age_in_days(date(2024, 2, 29), date(2025, 2, 28)) == 365


def test_a_separation_before_birth_is_refused():
    with pytest.raises(SeparatedBeforeBirth):
        age_in_days(date(2025, 3, 30), date(2025, 3, 29))
    with pytest.raises(SeparatedBeforeBirth):
        removal_band(-1)


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)), st.integers(0, 1500))
def test_every_age_has_a_band(born, days):
    assert removal_band(age_in_days(born, born + timedelta(days=days))) in BANDS


def test_the_published_year_is_reconstructed():
    found = cost_avoided(expected=104, **SWANSEA)
    assert found.gross == 4_813_120
    assert found.net == 4_483_120
    assert found.break_even == Decimal("6.1")
    assert found.break_even_whole == 7
    assert dict(found.parts)["avoided"] == 89


def test_more_removals_than_expected_avoid_nothing_and_still_cost():
    found = cost_avoided(expected=10, **SWANSEA)
    assert (found.avoided, found.gross, found.net) == (0, 0, -330_000)


def test_sensitivity_runs_from_the_most_cautious_counterfactual():
    rows = sensitivity([104, 26, 52, 52], **SWANSEA)
    assert [row.expected for row in rows] == [26, 52, 104]
    assert [row.net for row in rows] == [264_880, 1_670_960, 4_483_120]


@pytest.mark.parametrize("wrong", [{"unit_cost": 0}, {"actual": -1}, {"programme_cost": -1}])
def test_counts_and_costs_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="cannot be negative"):
        cost_avoided(expected=104, **{**SWANSEA, **wrong})


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 10**6), money)
def test_the_programme_pays_for_itself_from_the_break_even_on(expected, actual, unit, programme):
    found = cost_avoided(expected=expected, actual=actual, unit_cost=unit, programme_cost=programme)
    assert (found.net >= 0) == (found.avoided >= found.break_even_whole)
    assert found.net == found.gross - programme
