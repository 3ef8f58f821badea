"""Holding small numbers back, on tables small enough to see through."""

from datetime import date, timedelta
from random import Random

import pytest

from reporting.figures import Figure
from reporting.indicators.registry import indicator
from reporting.publishing.cells import Told
from reporting.publishing.over_time import system_of
from reporting.publishing.protecting import CannotBeHeld, held_back
from reporting.publishing.showing import HELD, shown
from reporting.publishing.system import System, holds, other_world
from tests.attacks import Attacker, File


def table(**cells: int) -> System:
    """A total and its parts."""
    system = System()
    total = system.cell("total", sum(cells.values()))
    for name, value in cells.items():
        system.cell(name, value)
    system.add((total, 1), *((name, -1) for name in cells))
    return system


def test_a_small_number_takes_a_second_with_it() -> None:
    system = table(a=3, b=20, c=9)
    hidden = held_back(system, ["total", "a", "b", "c"])
    assert hidden == {"a", "c"}
    world = other_world(system, "a", {"total", "b"})
    assert world is not None
    assert holds(system, world, {"total", "b"})


def test_noughts_and_large_numbers_are_told() -> None:
    assert held_back(table(a=0, b=20, c=9), ["total", "a", "b", "c"]) == set()


def test_what_is_left_over_of_two_told_numbers_is_held_back_too() -> None:
    system = System()
    for name, value in (("received", 30), ("from midwives", 28), ("from others", 2)):
        system.cell(name, value)
    system.add(("received", 1), ("from midwives", -1), ("from others", -1))
    assert held_back(system, ["received", "from midwives"])


def test_a_number_that_was_told_before_cannot_be_taken_back() -> None:
    system = table(a=3, b=20)
    with pytest.raises(CannotBeHeld):
        held_back(system, ["a"], known=["total", "b"])


def test_two_ones_are_no_secret_where_noughts_are_told() -> None:
    """Two held cells that add up to 2 and are known to be 1 at least are both 1, so a third is held."""
    hidden = held_back(table(a=1, b=1, c=30, d=0), ["total", "a", "b", "c", "d"])
    assert {"a", "b"} < hidden


def test_sums_that_do_not_hold_are_no_facts() -> None:
    system = System()
    system.cell("a", 1)
    system.cell("b", 2)
    with pytest.raises(ValueError, match="add up"):
        system.add(("a", 1), ("b", -1))


def test_what_is_left_of_a_year_beside_two_of_its_quarters_is_held_back_too() -> None:
    """Nobody printed the second half of the year; 20 less 8 and 9 would tell that three cases were opened in it."""
    days = ((date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 9, 30)),
            (date(2024, 4, 1), date(2025, 3, 31)))  # fmt: skip
    for year, left in ((20, 3), (30, 13)):
        tables = [Told(*period, {"cases_opened:n": n}) for period, n in zip(days, (8, 9, year), strict=True)]
        printed = {one.named("cases_opened:n") for one in tables}
        assert bool(held_back(system_of(tables), printed)) is (left < 5)


Q1, Q2, Q3, Q4 = ((date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 9, 30)),
                  (date(2024, 10, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 3, 31)))  # fmt: skip
HALF, YEAR = (Q1[0], Q2[1]), (Q1[0], Q4[1])


def told(*tables: Told) -> list[dict[str, int | None]]:
    """The numbers of each table as they are told, all released at once."""
    printed = {one.named(name) for one in tables for name in one.counts}
    held = held_back(system_of(tables), printed)
    return [
        {name: None if one.named(name) in held else number for name, number in one.counts.items()} for one in tables
    ]


def test_what_is_left_beside_two_quarters_is_held_back_where_another_was_held() -> None:
    """20 less 8 and 9 are three in the second half: two in the third quarter, held, and one that nobody printed."""
    numbers = {Q1: 8, Q2: 9, Q3: 2, YEAR: 20}
    seen = [one["cases_opened:n"] for one in told(*(Told(*days, {"cases_opened:n": n}) for days, n in numbers.items()))]
    assert [seen[0], seen[1], seen[3]].count(None) >= 1


def test_two_small_groups_are_not_told_as_one() -> None:
    """40 less 37 would tell that three are in one of two groups, whichever."""
    [seen] = told(Told(*Q1, {"clients": 40, "annex_age:under_18": 1, "annex_age:18_to_24": 2, "annex_age:older": 37}))
    assert seen["clients"] is None or seen["annex_age:older"] is None


def test_groups_that_hold_nobody_do_not_hide_those_that_do() -> None:
    counts = {"clients": 40, "annex_age:under_18": 3, "annex_age:18_to_24": 0, "annex_age:older": 37}
    [seen] = told(Told(*Q1, counts))
    assert seen["clients"] is None or seen["annex_age:older"] is None


def test_people_of_one_group_who_came_later_are_not_told() -> None:
    name = "annex_religion:sikh"
    assert None in [one[name] for one in told(Told(*Q1, {name: 7}), Told(*HALF, {name: 9}))]


@pytest.mark.parametrize(
    "name",
    [
        "gestation_at_referral:unknown",
        "first_separations:14-364",
        "distance_completers_declined:n",
        "theme_wellbeing:n",
    ],
)
def test_parts_and_unknowns_of_what_happens_on_a_day_add_up_over_time(name: str) -> None:
    """12 less 9 would tell the three of the first quarter."""
    seen = told(*(Told(*days, {name: n}) for days, n in ((Q1, 3), (Q2, 9), (HALF, 12))))
    assert [one[name] for one in seen].count(None) >= 2


def test_no_unknowns_are_told_as_none_and_close_a_year() -> None:
    """The first quarter lacked nothing, so that the half-year less the second would tell nothing else."""
    name = "gestation_at_referral:unknown"
    assert told(*(Told(*days, {name: n}) for days, n in ((Q1, 0), (Q2, 9), (HALF, 9))))[0] == {name: 0}


def test_what_is_counted_on_the_last_day_is_one_number_in_every_period_that_ends_on_it() -> None:
    name = "cases_open_at_end:n"
    counts = {name: 16, "cases_opened:n": 3, "cases_closed:n": 7}
    to_date = {name: 16, "cases_opened:n": 30, "cases_closed:n": 34}
    [_before, quarter, half] = told(
        Told(*Q1, {name: 20, "cases_opened:n": 27}), Told(*Q2, counts), Told(*HALF, to_date)
    )
    assert quarter[name] == half[name]


@pytest.mark.parametrize(
    ("whole", "held", "other"),
    [
        ("cases_closed:n", "end_scores:of", "distance_all_closed:of"),
        ("referrals_received:n", "gestation_at_referral:unknown", "referred_early:unknown"),
    ],
)
def test_a_held_number_does_not_stand_in_another_line(whole: str, held: str, other: str) -> None:
    """What is left of the whole, two, would come out of either."""
    counts = {whole: 20, held: 18, other: 18, "gestation_at_referral:n": 0, "distance_all_closed:unknown": 0}
    [seen] = told(Told(*Q1, counts))
    assert seen[whole] is None or seen[held] is seen[other] is None


def test_of_a_median_no_number_is_told_that_is_held() -> None:
    median = Figure(kind="median", numerator=12, denominator=12, value="84", low="70", high="98")
    line = indicator("gestation_at_referral")
    seen = shown("gestation_at_referral", median, line, {"gestation_at_referral:n"})
    assert (seen.numerator, seen.denominator, seen.of, seen.value, seen.low) == (HELD, HELD, HELD, HELD, "")
    of_twelve = shown("gestation_at_referral", median, line, {"cases_opened:n"})
    assert (of_twelve.value, of_twelve.low, of_twelve.interval) == ("84", "", "")


@pytest.mark.parametrize("seed", range(4))
def test_quarters_and_the_year_of_a_small_service_leave_nothing_over(seed: int) -> None:
    """Noughts, small numbers and larger ones, released quarter by quarter with the year to date, then the year."""
    made = Random(seed)
    names = ("cases_opened:n", "cases_closed:n", "first_separations:0-6", "end_scores:of")
    quarters = [Told(*days, {name: made.choice((0, 1, 2, 3, 6, 8)) for name in names}) for days in (Q1, Q2, Q3, Q4)]
    out: list[Told] = []
    held: set[str] = set()
    for number, quarter in enumerate(quarters, start=1):
        to_date = {name: sum(one.counts[name] for one in quarters[:number]) for name in names}
        new = [quarter, Told(Q1[0], quarter.last, to_date)]
        known = {one.named(name) for one in out for name in names} - held
        printed = {one.named(name) for one in new for name in names}
        held |= held_back(system_of([*out, *new]), printed, known=known, held=held)
        out += new
    seen = [{name: None if one.named(name) in held else one.counts[name] for name in names} for one in out]
    attacker = Attacker([File(one.first, one.last, told_, one.counts) for one, told_ in zip(out, seen, strict=True)])
    assert attacker.worked_out() == attacker.left_over() == []


def test_what_many_released_periods_make_grows_with_their_number_and_not_with_the_ways_to_combine_them():
    starts = [date(year, month, 1) for year in (2023, 2024, 2025, 2026) for month in range(1, 13)]
    spans = [(at, at + size) for size in (1, 3, 12, 36) for at in range(0, 36, size)]
    told = [
        Told(starts[at], starts[end] - timedelta(days=1), {"cases_opened:n": 10 * (end - at)}, {"cases_opened:n": mark})
        for at, end in spans
        for mark in ("", " v2")
    ]
    assert len(system_of(told).sums) < 100 * len(told)


def test_quarters_fill_nine_months_where_the_half_year_is_older_than_a_quarter_sent_again() -> None:
    """24 less 7 and 7 would tell the 10 of the third quarter, and with it the two without scores."""
    days = (Q1, Q2, HALF, Q1, Q3, (Q1[0], Q3[1]))
    names = ("cases_closed:n", "end_scores:of")
    numbers = ((12, 6), (12, 7), (24, 13), (13, 7), (12, 10), (37, 24))
    tables = [
        Told(*period, {"cases_closed:n": closed, "end_scores:of": of}, dict.fromkeys(names, "#2") if place == 3 else {})
        for place, (period, (closed, of)) in enumerate(zip(days, numbers, strict=True))
    ]
    out, new = tables[:4], tables[4:]
    known = {one.named(name) for one in out for name in one.counts}
    held = held_back(system_of(tables), {one.named(name) for one in new for name in one.counts}, known=known)
    seen = [{name: None if one.named(name) in held else n for name, n in one.counts.items()} for one in tables]
    files = [File(one.first, one.last, told_, one.counts) for one, told_ in zip(tables, seen, strict=True)]
    assert held
    assert Attacker(files).worked_out() == Attacker(files).left_over() == []
