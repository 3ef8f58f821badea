"""Due dates and the ages that follow, against published vectors and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families import gestation as g
from families.gestation import Gestation

days = st.dates(date(2015, 1, 1), date(2039, 12, 31))
gestations = st.integers(0, g.LONGEST_PREGNANCY).map(Gestation)

DUE = date(2025, 10, 8)


def test_due_date_is_280_days_after_the_last_period():
    assert g.due_date_from_period(date(2025, 1, 1)) == DUE


@pytest.mark.parametrize(
    ("day", "written", "weeks_left"),
    [(date(2025, 3, 26), "12+0", 28), (date(2025, 5, 21), "20+0", 20), (date(2025, 1, 1), "0+0", 40)],
)
def test_gestation_and_weeks_left_on_a_day(day, written, weeks_left):
    assert str(g.gestation_on(day, DUE)) == written
    assert g.weeks_available(day, DUE) == weeks_left
    assert g.day_of(Gestation.parse(written), DUE) == day


def test_scan_of_12_weeks_and_3_days_gives_its_due_date():
    assert g.due_date_from_scan(date(2025, 3, 20), Gestation.parse("12+3")) == date(2025, 9, 29)


def test_preterm_baby_is_68_days_younger_by_corrected_age():
    born = date(2025, 8, 1)
    assert str(g.gestation_on(born, DUE)) == "30+2"
    assert g.is_preterm(born, DUE)
    assert g.corrected_age_days(date(2025, 12, 1), born, DUE) == (date(2025, 12, 1) - born).days - 68
    assert g.corrected_age_days(DUE, born, DUE) == 0


def test_37_weeks_is_not_preterm_and_nothing_is_corrected():
    born = g.day_of(Gestation.parse("37+0"), DUE)
    assert not g.is_preterm(born, DUE)
    assert g.is_preterm(born - timedelta(days=1), DUE)
    assert g.corrected_age_days(born + timedelta(days=100), born, DUE) == 100


def test_hand_over_is_28_days_after_birth_across_a_clock_change():
    assert g.hand_over_on(date(2025, 10, 8)) == date(2025, 11, 5)
    assert g.hand_over_on(date(2025, 3, 10)) == date(2025, 4, 7)


@pytest.mark.parametrize(
    ("born", "end"),
    [
        (date(2025, 10, 8), date(2027, 10, 8)),
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2024, 2, 28), date(2026, 2, 28)),
    ],
)
def test_service_ends_on_the_second_birthday(born, end):
    assert g.service_end_on(born) == end


def test_a_leap_day_comes_round_every_fourth_year():
    assert g.anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_first_thousand_days_end_734_days_after_the_due_date():
    assert g.first_thousand_days_end(DUE) == DUE + timedelta(days=734)


def test_weeks_left_are_never_negative():
    assert g.weeks_available(DUE + timedelta(days=10), DUE) == 0


@pytest.mark.parametrize("text", ["12+7", "12+", "+3", "12.3", "", "twelve", "12 weeks", "-1+0", "123+0", "１２+0"])
def test_what_is_not_weeks_and_days_is_refused(text):
    with pytest.raises(g.UnreadableGestation):
        Gestation.parse(text)


@pytest.mark.parametrize("text", ["45+1", "99+0"])
def test_a_gestation_over_45_weeks_is_refused(text):
    with pytest.raises(g.ImpossibleGestation):
        Gestation.parse(text)


def test_due_date_over_280_days_ahead_is_refused():
    today = date(2025, 1, 1)
    g.check_due_date(today + timedelta(days=280), today)
    with pytest.raises(g.DueDateTooFar):
        g.check_due_date(today + timedelta(days=281), today)


def test_due_date_of_a_pregnancy_over_45_weeks_is_refused():
    g.check_due_date(DUE, DUE + timedelta(days=35))
    with pytest.raises(g.DueDateTooOld):
        g.check_due_date(DUE, DUE + timedelta(days=36))


def test_last_period_and_scan_cannot_be_in_the_future():
    today = date(2025, 3, 1)
    with pytest.raises(g.PeriodInTheFuture):
        g.check_period(today + timedelta(days=1), today)
    with pytest.raises(g.ScanInTheFuture):
        g.check_scan(today + timedelta(days=1), Gestation(90), today)
    g.check_period(today, today)
    g.check_scan(today, Gestation(90), today)


def test_every_range_error_is_a_gestation_error():
    assert all(
        issubclass(error, g.GestationError)
        for error in (
            g.DueDateTooFar,
            g.DueDateTooOld,
            g.PeriodInTheFuture,
            g.ScanInTheFuture,
            g.ImpossibleGestation,
        )
    )


@given(gestations)
def test_a_written_gestation_reads_back(gestation):
    assert Gestation.parse(str(gestation)) == gestation
    assert Gestation.parse(f" {str(gestation).replace('+', ' + ')} ") == gestation


@given(days, gestations)
def test_scan_and_gestation_undo_each_other(day, gestation):
    due = g.due_date_from_scan(day, gestation)
    assert g.gestation_on(day, due) == gestation
    assert g.day_of(gestation, due) == day


@given(days)
def test_a_period_is_a_scan_of_no_weeks(day):
    assert g.due_date_from_period(day) == g.due_date_from_scan(day, Gestation(0))


@given(days, st.integers(-100, 400))
def test_weeks_left_fit_into_the_days_left(day, ahead):
    left = g.weeks_available(day, day + timedelta(days=ahead))
    assert left * 7 <= max(0, ahead) < (left + 1) * 7 or (ahead < 0 and left == 0)


@given(days, st.integers(1, 20))
def test_an_anniversary_keeps_the_day_or_moves_on_by_one(day, years):
    later = g.anniversary(day, years)
    assert later.year == day.year + years
    assert (later.month, later.day) == (day.month, day.day) or (day.month, day.day, later.month) == (2, 29, 3)
