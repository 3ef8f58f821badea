"""Each clock from a leap day, over both changes of the clocks, over Easter and over Christmas.

The dates were counted by hand with the bank holidays of England and Wales: 3 and 6 April, 25 and 28
December 2026, 1 January 2027, 26 and 29 March 2027, 14 and 17 April 2028, and the May and summer ones.
"""

from datetime import date, timedelta

import pytest

from families.clocks import due_dates
from families.definitions import read_service_version
from families.definitions.loading import SERVICES, read_toml
from families.working_days import calendar_of
from tests.unit.jig_so_clocks import DEFINITION, dues, facts

LEAP_DAY = date(2028, 2, 29)
BEFORE_SPRING = date(2026, 3, 27)  # a Friday; the clocks change on Sunday, Good Friday is a week later
BEFORE_EASTER = date(2026, 4, 1)
BEFORE_AUTUMN = date(2026, 10, 23)  # a Friday; the clocks change on Sunday
BEFORE_CHRISTMAS = date(2026, 12, 18)  # a Friday; Boxing Day is kept on Monday the 28th
DAYS = [LEAP_DAY, BEFORE_SPRING, BEFORE_EASTER, BEFORE_AUTUMN, BEFORE_CHRISTMAS]


def about(day: date, key: str):
    """Facts from which the clock starts on ``day``."""
    child = (day, "a")
    return {
        "initial_conference": facts(meeting__strategy_discussion=day),
        "outline_plan": facts(meeting__initial_conference=child, register=child),
        "core_group": facts(meeting__initial_conference=child, register=child),
        "review_conference": facts(meeting__initial_conference=child, register=child),
        "assessment": facts(status__assessment=child),
        "looked_after_review": facts(looked_after=child),
        "care_proceedings": facts(status__care_proceedings=child),
        "safeguarding_supervision": facts(register=child),
        "midwife_allocated": facts(due_date=None, referred=day),
        "first_contact": facts(slot__midwife=day),
        "parent_worker_allocated": facts(due_date=None, accepted=day),
        "start_scores": facts(slot__parent_worker=day),
        "hand_over": facts(birth=child),
        "end_scores": facts(birth=child),
        "closure": facts(birth=child),
    }[key]


COUNTED = {
    "initial_conference": ["2028-03-21", "2026-04-21", "2026-04-24", "2026-11-13", "2027-01-13"],
    "outline_plan": ["2028-03-07", "2026-04-07", "2026-04-10", "2026-10-30", "2026-12-29"],
    "core_group": ["2028-03-14", "2026-04-14", "2026-04-17", "2026-11-06", "2027-01-06"],
    "review_conference": ["2028-05-29", "2026-06-27", "2026-07-01", "2027-01-23", "2027-03-18"],
    "safeguarding_supervision": ["2028-05-29", "2026-06-27", "2026-07-01", "2027-01-23", "2027-03-18"],
    "assessment": ["2028-05-02", "2026-06-01", "2026-06-04", "2026-12-22", "2027-02-19"],
    "looked_after_review": ["2028-03-28", "2026-04-28", "2026-05-01", "2026-11-20", "2027-01-20"],
    "care_proceedings": ["2028-08-29", "2026-09-25", "2026-09-30", "2027-04-23", "2027-06-18"],
    "midwife_allocated": ["2028-03-07", "2026-04-07", "2026-04-10", "2026-10-30", "2026-12-29"],
    "first_contact": ["2028-03-14", "2026-04-14", "2026-04-17", "2026-11-06", "2027-01-06"],
    "parent_worker_allocated": ["2028-03-14", "2026-04-14", "2026-04-17", "2026-11-06", "2027-01-06"],
    "start_scores": ["2028-04-11", "2026-05-08", "2026-05-13", "2026-12-04", "2027-01-29"],
    "hand_over": ["2028-03-28", "2026-04-24", "2026-04-29", "2026-11-20", "2027-01-15"],
    "end_scores": ["2030-03-01", "2028-03-27", "2028-04-01", "2028-10-23", "2028-12-18"],
    "closure": ["2030-03-01", "2028-03-27", "2028-04-01", "2028-10-23", "2028-12-18"],
}
BY_GESTATION = {
    # Due dates for which 12+0, 20+0 and 34+0 are the leap day, the two Sundays, Good Friday, Christmas Day.
    "midwife_allocated": ["2028-09-12", "2026-10-11", "2027-05-09", "2026-10-16", "2027-07-09"],
    "parent_worker_allocated": ["2028-07-18", "2026-08-16", "2027-03-14", "2026-08-21", "2027-05-14"],
    "pre_birth_conference": ["2028-04-11", "2026-05-10", "2026-12-06", "2026-05-15", "2027-02-05"],
}
THE_DAYS_THEMSELVES = ["2028-02-29", "2026-03-29", "2026-10-25", "2026-04-03", "2026-12-25"]


@pytest.mark.parametrize(
    ("key", "day", "due"),
    [(key, day, due) for key, counted in COUNTED.items() for day, due in zip(DAYS, counted, strict=True)],
    ids=str,
)
def test_a_clock_that_starts_before_an_odd_day(key, day, due):
    assert [str(one) for one in dues(key, about(day, key))] == [due]


@pytest.mark.parametrize(
    ("key", "due_date", "due"),
    [
        (key, due_date, due)
        for key, due_dates_ in BY_GESTATION.items()
        for due_date, due in zip(due_dates_, THE_DAYS_THEMSELVES, strict=True)
    ],
    ids=str,
)
def test_a_clock_of_gestation_that_falls_on_an_odd_day_stays_there(key, due_date, due):
    early = date.fromisoformat(due) - timedelta(weeks=8)
    known = {"referred": early, "accepted": early, "meeting__strategy_discussion": early}
    assert [str(one) for one in dues(key, facts(due_date=date.fromisoformat(due_date), **known))] == [due]


def test_no_clock_of_the_definition_is_left_out():
    assert {clock.key for clock in DEFINITION.clocks} == set(COUNTED) | set(BY_GESTATION)


@pytest.mark.parametrize(
    ("day", "due"),
    list(zip(DAYS, ["2028-05-05", "2026-06-04", "2026-06-09", "2026-12-29", "2027-02-24"], strict=True)),
    ids=str,
)
def test_england_gives_an_assessment_three_working_days_more(day, due):
    england = read_toml(SERVICES / "jig-so-2025.toml") | {"jurisdiction": "england", "languages": ["en"]}
    clocks = read_service_version(england, file="england").clocks
    found = due_dates(about(day, "assessment"), clocks, calendar_of("england"))
    assert [str(one.due_on) for one in found if one.rule == "assessment"] == [due]
