"""What is released, attacked with all that was released before: nothing that is held back can be worked out."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from families.models import Service
from reporting.actions.releasing import release_version, tables_of
from reporting.actions.returns import open_return, sign_return
from reporting.differences import shown_lines
from reporting.drafts import figures_now
from reporting.errors import PartlyReleased, ReleasedAlready
from reporting.models import Release, Return
from reporting.periods import parse_period
from reporting.publishing.cells import Told
from reporting.publishing.over_time import system_of
from reporting.publishing.protecting import held_back
from reporting.scope import scope_of
from tests.attacks import Attacker, File
from tests.factories.accounts import user_with
from tests.factories.returns import SWANSEA, imported_year
from tests.integration.returns.return_pages import signed

pytestmark = pytest.mark.django_db

Q1, Q2, HALF = ((date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 9, 30)),
                (date(2024, 4, 1), date(2024, 9, 30)))  # fmt: skip


def files_of(tables: list[Told], held: set[str]) -> list[File]:
    """The tables as their readers see them."""
    return [
        File(
            one.first,
            one.last,
            {name: None if one.named(name) in held else number for name, number in one.counts.items()},
            one.counts,
        )
        for one in tables
    ]


def quarter(made: random.Random) -> dict[str, int]:
    """Counts of a small service, in which what hangs together does."""
    received, opened = made.randint(6, 40), made.randint(3, 30)
    families, planned = made.randint(20, 60), made.randint(30, 90)
    done = made.randint(20, planned - 6)
    clients = families + made.randint(0, 3)
    first = made.randint(1, clients - 12)
    second = made.randint(1, clients - first - 6)
    return {
        "referrals_received:n": received,
        "referrals_from_community_midwives:n": made.randint(1, received),
        "cases_opened:n": opened,
        "families_open:n": families,
        "families_open_to_social_services:n": made.randint(1, families),
        "families_open_to_social_services:of": families,
        "planned_visits_completed:n": done,
        "planned_visits_completed:of": planned,
        "no_access:n": made.randint(1, planned - done),
        "no_access:of": planned,
        "clients": clients,
        "annex_age:under_18": first,
        "annex_age:18_to_24": second,
        "annex_age:25_or_over": clients - first - second,
    }


def half_of(first: dict[str, int], second: dict[str, int], made: random.Random) -> dict[str, int]:
    """The year to date: events add up, families are counted once."""
    both = {name: first[name] + second[name] for name in first}
    for name in ("families_open:n", "families_open_to_social_services:n", "clients"):
        both[name] = max(first[name], second[name]) + made.randint(0, min(first[name], second[name]))
    both["families_open_to_social_services:n"] = min(
        both["families_open_to_social_services:n"], both["families_open:n"]
    )
    both["families_open_to_social_services:of"] = both["families_open:n"]
    rest = both["clients"] - first["annex_age:under_18"] - 1
    return both | {"annex_age:under_18": first["annex_age:under_18"], "annex_age:18_to_24": 1,
                   "annex_age:25_or_over": rest}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_two_quarters_and_the_year_to_date_tell_nothing_that_is_held(seed: int) -> None:
    made = random.Random(seed)
    first, second = quarter(made), quarter(made)
    before = [Told(*Q1, first)]
    held = held_back(system_of(before), {one.named(name) for one in before for name in one.counts})
    known = {one.named(name) for one in before for name in one.counts} - held
    later = [Told(*Q2, second), Told(*HALF, half_of(first, second, made))]
    printed = {one.named(name) for one in later for name in one.counts}
    more = held_back(system_of([*before, *later]), printed, known=known, held=held)
    files = files_of([*before, *later], held | more)
    assert Attacker(files).worked_out() == Attacker(files).left_over() == []
    assert any(number is None for file in files for number in file.told.values())
    assert sum(number is not None for file in files for number in file.told.values()) > 12


def test_the_attacker_finds_a_leak_that_was_planted() -> None:
    counts = {"clients": 40, "annex_age:under_18": 3, "annex_age:18_to_24": 17, "annex_age:25_or_over": 20}
    one_hole = File(*Q1, {**counts, "annex_age:under_18": None}, counts)
    assert Attacker([one_hole]).worked_out() == [(*Q1, "annex_age:under_18", 3)]


def test_the_attacker_finds_a_leak_across_files_that_each_alone_have_none() -> None:
    parts = ({"cases_opened:n": 12}, {"cases_opened:n": 3}, {"cases_opened:n": 15})
    quarters = [File(*Q1, parts[0], parts[0]), File(*Q2, {"cases_opened:n": None}, parts[1])]
    to_date = File(*HALF, parts[2], parts[2])
    assert Attacker(quarters).worked_out() == []
    assert Attacker([*quarters, to_date]).worked_out() == [(*Q2, "cases_opened:n", 3)]


def test_the_attacker_finds_what_two_versions_hide_in_different_places() -> None:
    counts = {"clients": 40, "annex_age:under_18": 3, "annex_age:18_to_24": 17, "annex_age:25_or_over": 20}
    one = File(*Q1, {**counts, "annex_age:under_18": None, "annex_age:18_to_24": None}, counts)
    other = File(*Q1, {**counts, "annex_age:under_18": None, "annex_age:25_or_over": None}, counts)
    assert Attacker([one]).worked_out() == Attacker([other]).worked_out() == []
    assert (*Q1, "annex_age:under_18", 3) in Attacker([one, other]).worked_out()


def test_the_attacker_finds_what_is_left_of_a_year_though_no_held_number_is_known() -> None:
    """20 less 8 and 9 are the three of a half-year that nobody printed, whatever part of them the third quarter had."""
    numbers = {Q1: 8, Q2: 9, (date(2024, 10, 1), date(2024, 12, 31)): 2, (date(2024, 4, 1), date(2025, 3, 31)): 20}
    files = [
        File(*days, {"cases_opened:n": None if n < 5 else n}, {"cases_opened:n": n}) for days, n in numbers.items()
    ]
    assert Attacker(files).worked_out() == []
    assert len(Attacker(files).left_over()) == 1


def test_the_attacker_finds_two_small_groups_told_as_one() -> None:
    counts = {"clients": 40, "annex_age:under_18": 1, "annex_age:18_to_24": 2, "annex_age:25_or_over": 37}
    file = File(*Q1, {**counts, "annex_age:under_18": None, "annex_age:18_to_24": None}, counts)
    assert Attacker([file]).worked_out() == []
    assert len(Attacker([file]).left_over()) == 1


def test_the_attacker_finds_people_of_one_group_who_came_later() -> None:
    one, other = (File(*days, counts, counts) for days, counts in
                  ((Q1, {"annex_religion:sikh": 7}), (HALF, {"annex_religion:sikh": 9})))  # fmt: skip
    assert len(Attacker([one, other]).left_over()) == 1


def test_a_version_is_released_once_and_holds_small_numbers_back(
    client: Client, maker: User, made_for: Return, another: Any
) -> None:
    for _each in range(3):
        another()
    client.force_login(maker)
    version = signed(client, made_for)
    release = release_version(version=version, by=maker)
    assert release.counts["names"]["cases_opened:n"] == 3
    [own, *_to_date] = tables_of(release)
    assert own.named("cases_opened:n") in release.held
    with pytest.raises(ReleasedAlready):
        release_version(version=version, by=maker)
    assert Release.objects.count() == 1


def test_a_period_that_shares_some_days_with_a_released_one_is_not_released(service: Service, maker: User) -> None:
    _release(service, "2024-04-01..2024-06-30", maker)
    with pytest.raises(PartlyReleased):
        _release(service, "2024-05-15..2024-07-31", maker)
    _release(service, "2024-05-01..2024-05-31", maker)
    assert Release.objects.count() == 2


@pytest.fixture(scope="module")
def released(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Release]]:
    """The example year, each quarter signed and released with its year to date, the first twice, then the year."""
    with django_db_blocker.unblock(), transaction.atomic():
        team, service = imported_year(SWANSEA)
        maker = user_with(Role.RETURNS_ADMIN, team=team)
        made = []
        for text in ("2021-22 Q1", "2021-22 Q2", "2021-22 Q1", "2021-22 Q3", "2021-22 Q4", "2021-22"):
            made.append(_release(service, text, maker))
        yield made
        transaction.set_rollback(True)


def _release(service: Service, text: str, maker: User) -> Release:
    period = parse_period(text)
    made_for = open_return(service=service, period=period, by=maker)
    shown = shown_lines(figures_now(scope_of(service, period)))
    return release_version(version=sign_return(made_for=made_for, shown=shown, why="Again", by=maker), by=maker)


@pytest.mark.full
def test_all_released_files_of_the_example_year_tell_nothing_that_is_held(released: list[Release]) -> None:
    held = {name for one in released for name in one.held}
    tables = [table for one in released for table in tables_of(one)]
    attacker = Attacker(files_of(tables, held))
    assert attacker.worked_out() == attacker.left_over() == []
    assert held
