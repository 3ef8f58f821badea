"""Working days of Wales and England, against known holidays and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from families.working_days import OutsideCalendar, UnknownJurisdiction, calendar_of

wales = calendar_of("wales")
days = st.dates(date(2016, 1, 1), date(2039, 6, 30))
amounts = st.integers(0, 120)
BOTH = pytest.mark.parametrize("calendar", [wales, calendar_of("england")], ids=["wales", "england"])


@BOTH
@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2025, 12, 15), 15, date(2026, 1, 8)),  # Christmas, Boxing Day, New Year
        (date(2026, 3, 25), 10, date(2026, 4, 10)),  # Easter
        (date(2025, 3, 28), 1, date(2025, 3, 31)),  # the night the clocks go forward
        (date(2025, 10, 24), 1, date(2025, 10, 27)),  # the night they go back
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 1)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # the bank holiday of a state funeral
        (date(2021, 12, 24), 1, date(2021, 12, 29)),  # Christmas at a weekend: two days in lieu
        (date(2022, 12, 30), 1, date(2023, 1, 3)),  # New Year's Day on a Sunday
        (date(2020, 5, 7), 1, date(2020, 5, 11)),  # the May holiday moved to a Friday
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(calendar, start, amount, end):
    assert calendar.add(start, amount) == end
    assert calendar.count(start, end) == amount


def test_day_0_is_not_counted_but_is_the_day_itself():
    saturday = date(2025, 3, 29)
    assert wales.add(saturday, 0) == saturday
    assert wales.add(saturday, 1) == date(2025, 3, 31)
    assert wales.count(saturday, date(2025, 3, 31)) == 1


def test_subtracting_from_a_holiday_lands_on_the_working_day_before():
    assert wales.subtract(date(2025, 12, 26), 1) == date(2025, 12, 24)


def test_holidays_have_their_names():
    assert wales.holidays[date(2025, 4, 18)] == "Good Friday"
    assert not wales.is_working(date(2025, 4, 18))


def test_scottish_holidays_are_working_days():
    assert wales.is_working(date(2025, 1, 2))
    assert wales.is_working(date(2025, 12, 1))


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2041, 1, 1)])
def test_years_without_known_holidays_are_refused(day):
    for ask in (wales.is_working, lambda d: wales.add(d, 3), lambda d: wales.count(d, d)):
        with pytest.raises(OutsideCalendar):
            ask(day)


def test_counting_over_the_end_of_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar):
        wales.add(date(2040, 12, 20), 30)


def test_an_unknown_jurisdiction_has_no_calendar():
    with pytest.raises(UnknownJurisdiction):
        calendar_of("atlantis")


def test_a_calendar_is_made_once():
    assert calendar_of("wales") is wales


def slow_add(day: date, amount: int) -> date:
    while amount:
        day += timedelta(days=1)
        amount -= wales.is_working(day)
    return day


@given(days, amounts)
def test_adding_agrees_with_counting_day_by_day(day, amount):
    assert wales.add(day, amount) == slow_add(day, amount)


@given(days, st.integers(1, 120))
def test_adding_lands_on_a_working_day_that_counts_back(day, amount):
    end = wales.add(day, amount)
    assert wales.is_working(end)
    assert wales.count(day, end) == amount
    assert wales.count(end, day) == -amount


@given(days, amounts, amounts)
def test_adding_twice_is_adding_the_sum(day, one, two):
    assert wales.add(wales.add(day, one), two) == wales.add(day, one + two)


@given(days, amounts)
def test_subtracting_undoes_adding_from_a_working_day(day, amount):
    start = wales.add(day, 1)
    assert wales.subtract(wales.add(start, amount), amount) == start
