"""The sheet of contacts: every fault by file, row and column; all of it or nothing; each row once."""

from pathlib import Path

import pytest

from accounts.models import Team
from families.importing.run import Run
from referrals.models import Contact
from tests.factories.contacts import front_door
from tests.factories.families import team_offering
from tests.factories.sheets import import_sheets, said, small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Team:
    return front_door()


def row(number: int = 1, **cells: str) -> dict[str, str]:
    """A sound row: assessed the day after it came."""
    return {
        "row": f"K{number}", "received_on": "2024-04-02", "source": "school", "reason": "Away for weeks.",
        "outcome": "assessment", "decided_on": "2024-04-03", "tier": "3", **cells,
    }  # fmt: skip


def take(directory: Path, door: Team, *rows: dict[str, str]) -> Run:
    return import_sheets(directory, {"contacts": list(rows)}, door)


def test_a_row_becomes_a_contact_of_the_team(tmp_path: Path, door: Team) -> None:
    assert said(take(tmp_path, door, row(unborn="yes", due_date="2024-09-01", family_name="Prawf"))) == []
    contact = Contact.objects.get()
    assert (contact.team, contact.outcome, contact.tier, contact.unborn) == (door, "assessment", "3", True)
    assert contact.reference == "FD-24-00001"


@pytest.mark.parametrize("outcome", ["", "still_open", "Still Open"])
def test_open_is_written_as_nothing_or_by_its_key(tmp_path: Path, door: Team, outcome: str) -> None:
    assert said(take(tmp_path, door, row(outcome=outcome, decided_on="", tier=""))) == []
    assert Contact.objects.get().is_open


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"received_on": ""}, "column received_on: This must not be empty."),
        ({"received_on": "2024-02-30"}, "column received_on: 2024-02-30 is not a day of the calendar."),
        ({"received_on": "2 April"}, "column received_on: “2 April” is not a date"),
        ({"received_on": "2099-01-01"}, "column received_on: 01/01/2099 is in the future."),
        ({"received_on": "2024-04-09"}, "column decided_on: It cannot be decided before it was received."),
        ({"source": "nobody"}, "column source: “nobody” is not one of"),
        ({"tier": "9"}, "column tier: “9” is not one of: 1, 2a, 2b, 3, 4."),
        ({"outcome": "gone"}, "column outcome: “gone” is not one of"),
        ({"outcome": ""}, "column decided_on: Give the outcome and its day, or neither."),
        ({"decided_on": ""}, "column decided_on: Give the outcome and its day, or neither."),
        ({"outcome": "early_help", "tier": "2a"}, "column consent: This outcome needs consent"),
        ({"date_of_birth": "2024-05-01"}, "column received_on"),
        ({"unborn": "yes", "date_of_birth": "2020-05-01"}, "column date_of_birth: The unborn have no date of birth."),
        ({"due_date": "2024-09-01"}, "column due_date: Only for a child that is unborn."),
        ({"unborn": "perhaps"}, "column unborn: Say yes or no"),
        ({"reason": ""}, "column reason: This must not be empty."),
        ({"reason": "x" * 20_001}, "column reason: 20001 characters are too many"),
        ({"reason": "a\0b"}, "column reason: There is a NUL byte"),
    ],
    ids=lambda value: "-".join(f"{name}" for name in value) if isinstance(value, dict) else "",
)
def test_a_fault_is_told_by_file_row_and_column(
    tmp_path: Path, door: Team, cells: dict[str, str], problem: str
) -> None:
    problems = said(take(tmp_path, door, row(1), row(2, **cells)))
    assert len(problems) == 1
    assert problems[0].startswith("contacts.csv, row 3, ")
    assert problem in problems[0] or problem == "column received_on"
    assert not Contact.objects.exists()


def test_safeguarding_and_a_lawful_reason_need_no_consent(tmp_path: Path, door: Team) -> None:
    rows = [
        row(1, outcome="strategy_and_early_help", tier="4"),
        row(2, outcome="early_help", tier="2b", without_consent="Risk to the child"),
        row(3, outcome="early_help", tier="2b", consent="given"),
    ]
    assert said(take(tmp_path, door, *rows)) == []
    assert Contact.objects.filter(consent_needed=True).count() == 2


def test_the_same_rows_again_are_passed_over_and_changed_ones_refused(tmp_path: Path, door: Team) -> None:
    take(tmp_path, door, row())
    assert said(take(tmp_path, door, row())) == []
    assert "read otherwise" in said(take(tmp_path, door, row(agency="Another")))[0]
    assert Contact.objects.count() == 1


def test_a_sheet_belongs_to_its_kind_of_service(tmp_path: Path, door: Team) -> None:
    at_the_door = said(import_sheets(tmp_path / "door", {"families": small_year()["families"]}, door))
    assert at_the_door == ["families.csv: This sheet belongs to another kind of service."]
    at_the_team = said(import_sheets(tmp_path / "team", {"contacts": [row()]}, team_offering()))
    assert at_the_team == ["contacts.csv: This sheet belongs to another kind of service."]
    assert not Contact.objects.exists()


def test_a_formula_stays_text(tmp_path: Path, door: Team) -> None:
    take(tmp_path, door, row(reason="=HYPERLINK(1)"))
    assert Contact.objects.get().reason == "=HYPERLINK(1)"
