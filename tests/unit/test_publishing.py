"""Holding small numbers back, on tables small enough to see through."""

from datetime import date

import pytest

from reporting.publishing.cells import Told, system_of
from reporting.publishing.protecting import CannotBeHeld, held_back
from reporting.publishing.system import System, holds, other_world


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
