"""Periods as people write them, and the ones beside them."""

from datetime import date

import pytest

from outcomes.periods import quarter_period, year_period
from reporting.periods import (
    PeriodUnreadable,
    has_ended,
    is_whole_year,
    parse_period,
    period_of_days,
    previous,
    year_to_date,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-22", date(2021, 4, 1), date(2022, 3, 31)),
        ("2021-22 Q1", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021-22 Q2", date(2021, 7, 1), date(2021, 9, 30)),
        ("2021-22 Q3", date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-22 Q4", date(2022, 1, 1), date(2022, 3, 31)),
        (" 2021/22q3 ", date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-2022", date(2021, 4, 1), date(2022, 3, 31)),
        ("2023-24 Q4", date(2024, 1, 1), date(2024, 3, 31)),
        ("2099-00", date(2099, 4, 1), date(2100, 3, 31)),
        ("2021-04-01..2021-06-30", date(2021, 4, 1), date(2021, 6, 30)),
        ("2021-05-03 .. 2021-05-03", date(2021, 5, 3), date(2021, 5, 3)),
    ],
)
def test_a_period_is_read_as_it_is_written(text, first, last):
    found = parse_period(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "2021", "2021-23", "2021-22 Q5", "2021-22 Q0", "21-22", "1999-00", "Q3", "2021-22 Q", "２０２１-22"]
)
def test_what_is_no_period_is_refused_with_a_reason(text):
    with pytest.raises(PeriodUnreadable, match=r"."):
        parse_period(text)


@pytest.mark.parametrize(
    "text", ["2021-02-29..2021-03-31", "2021-06-30..2021-04-01", "1999-04-01..2021-04-01", "2021-04-01.."]
)
def test_days_that_make_no_period_are_refused(text):
    with pytest.raises(PeriodUnreadable, match=r"2021|1999"):
        parse_period(text)


def test_two_days_that_make_a_quarter_are_that_quarter():
    assert parse_period("2021-04-01..2021-06-30") == quarter_period(2021, 1)


def test_the_reason_names_what_was_meant():
    with pytest.raises(PeriodUnreadable, match="after 2021 is 22, not 23"):
        parse_period("2021-23")


def test_a_quarter_follows_the_fourth_of_the_year_before():
    assert previous(quarter_period(2021, 1)) == quarter_period(2020, 4)
    assert previous(quarter_period(2021, 4)) == quarter_period(2021, 3)
    assert previous(year_period(2021)) == year_period(2020)


def test_before_any_other_days_come_as_many_days():
    assert previous(parse_period("2021-05-03..2021-05-09")) == parse_period("2021-04-26..2021-05-02")


@pytest.mark.parametrize(("quarter", "last"), [(1, date(2021, 6, 30)), (3, date(2021, 12, 31))])
def test_the_year_to_date_begins_in_april(quarter, last):
    found = year_to_date(quarter_period(2021, quarter))
    assert (found.first, found.last) == (date(2021, 4, 1), last)


def test_the_year_to_date_of_a_last_quarter_is_the_year():
    assert year_to_date(quarter_period(2021, 4)) == year_period(2021)
    assert is_whole_year(year_to_date(quarter_period(2021, 4)))
    assert not is_whole_year(quarter_period(2021, 4))


def test_a_period_ends_after_its_last_day():
    assert not has_ended(year_period(2021), date(2022, 3, 31))
    assert has_ended(year_period(2021), date(2022, 4, 1))


def test_two_days_are_named_by_the_period_they_make():
    assert period_of_days(date(2021, 10, 1), date(2021, 12, 31)) == quarter_period(2021, 3)
    assert period_of_days(date(2021, 10, 2), date(2021, 12, 31)).label == "2021-10-02 to 2021-12-31"
