"""How days, times and numbers are written."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from ui import filters
from ui.filters import ALL


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch):
    monkeypatch.setattr(filters.timezone, "localdate", lambda: date(2026, 5, 1))


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("day", date(2026, 4, 9), "9 April 2026"),
        ("day", None, ""),
        ("weekday", date(2026, 3, 18), "Wednesday 18 March 2026"),
        ("when", date(2026, 3, 18), "Wed 18 March"),
        ("when", datetime(2026, 3, 18, 10, 5, tzinfo=UTC), "Wed 18 March, 10:05"),
        ("when", datetime(2027, 9, 18, 7, 30, tzinfo=UTC), "Sat 18 September 2027, 08:30"),
        ("when", date(2025, 12, 31), "Wed 31 December 2025"),
        ("clock_time", time(18, 5), "18:05"),
        ("gestation", 84, "12+0"),
        ("gestation", 87, "12+3"),
        ("gestation", 0, "0+0"),
        ("gestation", None, ""),
        ("thousands", 1418, "1,418"),
        ("thousands", -5, "−5"),
        ("money", 4_813_120, "£4,813,120"),
        ("money", -330_000, "−£330,000"),
        ("pounds", 120, "£120"),
        ("pounds", Decimal("1204.5"), "£1,204.50"),
        ("pounds", None, ""),
        ("percent", 15 / 220, "6.8%"),
        ("percent", -0.013, "−1.3%"),
        ("percent", None, ""),
        ("iso", date(2026, 4, 9), "2026-04-09"),
    ],
)
def test_values_are_written_in_the_house_style(name, value, written):
    assert ALL[name](value) == written


def test_summer_time_is_shown_as_the_clock_on_the_wall():
    assert filters.clock_time(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "00:30"
    assert filters.when(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thu 2 July, 00:30"


def test_months_are_welsh_in_welsh():
    with translation.override("cy"):
        assert ALL["day"](date(2026, 4, 9)) == "9 Ebrill 2026"
