"""The example year, counted from its rows without the product."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SWANSEA = ROOT / "examples" / "swansea-2021-22"
Rows = list[dict[str, str]]


def made(directory: Path, *arguments: str) -> Path:
    """Run the script as a person would."""
    command = [sys.executable, "examples/make_year.py", *arguments, "--out", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return directory


def table(directory: Path, name: str) -> Rows:
    """The rows of a sheet."""
    with (directory / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Counted:
    """What somebody with a pencil would count in the sheets of a year."""

    def __init__(self, directory: Path, start: str, end: str) -> None:
        self.start, self.end = start, end
        closed = {row["case"]: row["signed_on"] for row in table(directory, "closures")}
        cases = table(directory, "cases")
        self.cases = [row for row in cases if row["opened_on"] <= end and closed.get(row["row"], end) >= start]
        self.families = {row["family"] for row in self.cases}
        self.referrals = {row["case"]: row for row in table(directory, "referrals") if row["case"]}
        self.statuses = table(directory, "statuses")
        self.births = {row["child"]: date.fromisoformat(row["born_on"]) for row in table(directory, "births")}
        self.separations = sorted(table(directory, "separations"), key=lambda row: row["separated_on"])

    def open_to_social_services(self) -> set[str]:
        kinds = {"none", "early_help", "child_arrangements", "special_guardianship", "adopted"}
        return {
            row["family"] for row in self.statuses
            if row["kind"] not in kinds and row["starts"] <= self.end and (row["ends"] or self.end) >= self.start
        } & self.families  # fmt: skip

    def removed_in_first_year(self) -> list[str]:
        uncounted = {"neonatal_care", "parent_and_baby_placement", "informal_kinship"}
        first: dict[str, str] = {}
        for row in self.separations:
            if row["basis"] not in uncounted:
                first.setdefault(row["child"], row["separated_on"])
        return [
            child for child, on in first.items()
            if self.start <= on <= self.end and (date.fromisoformat(on) - self.births[child]).days < 365
        ]  # fmt: skip

    def from_community_midwives(self) -> set[str]:
        return {
            row["family"] for row in self.cases
            if self.referrals[row["row"]]["source"] == "community_midwife"
        }  # fmt: skip


@pytest.fixture(scope="module")
def swansea() -> Counted:
    return Counted(SWANSEA, "2021-04-01", "2022-03-31")


@pytest.mark.parametrize(
    ("figure", "published"),
    [
        (lambda year: len(year.families), 220),
        (lambda year: len(year.from_community_midwives()), 198),
        (lambda year: len(year.open_to_social_services()), 104),
        (lambda year: len(year.removed_in_first_year()), 15),
    ],
)
def test_the_swansea_year_adds_up_to_what_was_published(
    swansea: Counted, figure: Callable[[Counted], int], published: int
) -> None:
    assert figure(swansea) == published


def test_there_is_more_in_the_sheets_than_the_year_counts(swansea: Counted) -> None:
    assert len(swansea.separations) > 15
    assert len(table(SWANSEA, "families")) > 220
    assert any(row["opened_on"] < "2021-04-01" for row in swansea.cases)


def test_the_swansea_sheets_are_what_the_script_makes(tmp_path: Path) -> None:
    made(tmp_path)
    assert _bytes(tmp_path) == _bytes(SWANSEA)


def test_a_seed_gives_the_same_year_again_and_another_seed_another(tmp_path: Path) -> None:
    first, again = (made(tmp_path / name, "--seed", "7", "--year", "2022-23") for name in ("a", "b"))
    other = made(tmp_path / "c", "--seed", "8", "--year", "2022-23")
    assert _bytes(first) == _bytes(again)
    assert _bytes(first) != _bytes(other)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_drawn_year_has_something_to_count(tmp_path: Path, seed: str) -> None:
    year = Counted(made(tmp_path, "--seed", seed, "--year", "2022-23"), "2022-04-01", "2023-03-31")
    assert len(year.families) >= 90
    assert year.removed_in_first_year()
    assert set(year.open_to_social_services()) < year.families


def test_everybody_is_invented(swansea: Counted) -> None:
    pretend = {
        "Dychmyg", "Drafft", "Enghraifft", "Esgus", "Ffug", "Ffuglen",
        "Lledrith", "Patrwm", "Prawf", "Rhith", "Sampl", "Treial",
    }  # fmt: skip
    for row in table(SWANSEA, "people"):
        assert set(row["family_name"].split("-")) <= pretend
        assert row["nhs_number"].startswith("999") or not row["nhs_number"]


def _bytes(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.glob("*.csv"))}
