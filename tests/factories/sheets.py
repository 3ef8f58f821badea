"""A small, sound set of spreadsheets to import, and ways to spoil it. Everybody in it is invented."""

import csv
import re
from pathlib import Path

from accounts.models import Team
from families.importing.engine import import_directory
from families.importing.run import Run
from families.models import Service

Table = list[dict[str, str]]
Sheets = dict[str, Table]


def small_year() -> Sheets:
    """One family from referral to closure, with a registered baby, and its worker."""
    return {
        "workers": [
            {
                "row": "W1",
                "email": "ann.ffug@example.org",
                "name": "Ann Ffug",
                "profession": "midwife",
                "starts": "2020-01-01",
            },
            {
                "row": "W2",
                "email": "bob.prawf@example.org",
                "name": "Bob Prawf",
                "profession": "parent_worker",
                "starts": "2020-01-01",
            },
        ],
        "people": [
            {
                "row": "P1",
                "given_name": "Ffion",
                "family_name": "Enghraifft",
                "date_of_birth": "1999-03-04",
                "nhs_number": "999 000 0050",
                "known_from": "2021-04-06",
                "address": "1 Heol Prawf",
                "postcode": "sa11aa",
            },
        ],
        "families": [{"row": "F1", "name": "Enghraifft", "known_from": "2021-04-06"}],
        "members": [{"row": "M1", "family": "F1", "person": "P1", "relation": "mother", "starts": "2021-04-06"}],
        "pregnancies": [{"row": "G1", "family": "F1", "mother": "P1", "booked_on": "2021-04-06"}],
        "children": [{"row": "K1", "pregnancy": "G1", "known_from": "2021-04-06"}],
        "due_dates": [
            {
                "row": "D1",
                "pregnancy": "G1",
                "method": "scan",
                "basis_on": "2021-04-06",
                "gestation": "12+0",
                "agreed_on": "2021-04-06",
            },
        ],
        "cases": [
            {
                "row": "C1",
                "family": "F1",
                "client": "P1",
                "pregnancy": "G1",
                "referred_on": "2021-04-06",
                "opened_on": "2021-04-12",
            },
        ],
        "allocations": [
            {"row": "A1", "case": "C1", "slot": "midwife", "worker": "W1", "starts": "2021-04-13"},
            {"row": "A2", "case": "C1", "slot": "parent_worker", "worker": "W2", "starts": "2021-05-10"},
        ],
        "births": [
            {
                "row": "B1",
                "child": "K1",
                "born_on": "2021-10-17",
                "weight": "3210",
                "given_name": "Mali",
                "family_name": "Enghraifft",
            },
        ],
        "visits": [
            {
                "row": "V1",
                "planned_for": "2021-04-20 10:00",
                "happened_at": "2021-04-20 10:05",
                "minutes": "60",
                "outcome": "done",
                "workers": "W1; W2",
                "cases": "C1",
                "seen": "P1",
                "note": "=1+1 is text",
            },
            {
                "row": "V2",
                "planned_for": "27/04/2021 10:00",
                "outcome": "cancelled",
                "cancelled_by": "family",
                "workers": "W1",
                "cases": "C1",
            },
        ],
        "meetings": [
            {
                "row": "E1",
                "family": "F1",
                "kind": "initial_conference",
                "held_on": "2021-08-02",
                "cases": "C1",
                "children": "K1",
                "decision": "register",
                "categories": "neglect",
            },
        ],
        "attendance": [{"row": "T1", "meeting": "E1", "worker": "W1", "attended": "yes"}],
        "statuses": [
            {
                "row": "S1",
                "family": "F1",
                "child": "K1",
                "kind": "child_protection",
                "categories": "neglect",
                "starts": "2021-08-02",
                "ends": "2022-01-10",
                "started_at": "E1",
            },
        ],
        "separations": [
            {
                "row": "X1",
                "child": "K1",
                "separated_on": "2021-11-01",
                "basis": "interim_care_order",
                "carer": "foster",
            },
        ],
        "returns": [{"row": "H1", "separation": "X1", "returned_on": "2021-12-20", "to_whom": "Mother"}],
        "closures": [
            {
                "row": "Z1",
                "case": "C1",
                "reason": "goals_met",
                "asked_on": "2022-03-01",
                "asked_by": "W2",
                "signed_on": "2022-03-04",
                "signed_by": "W1",
                "end_scores_missing_reason": "The family was not seen",
            },
        ],
        "referrals": [
            {
                "row": "R1",
                "source": "community_midwife",
                "received_on": "2021-04-06",
                "person": "P1",
                "case": "C1",
                "given_name": "Ffion",
                "family_name": "Enghraifft",
                "reason": "Young mother alone",
                "consent": "given",
                "decision": "accepted",
                "decided_on": "2021-04-12",
            },
        ],
    }


def many(sheets: Sheets, times: int, first: int = 0) -> Sheets:
    """The families of the sheets ``times`` over, each with rows of its own; the workers stay the same ones.

    Rows are numbered from ``first`` on, so that a second import adds to a first.
    """
    numbers = range(first, first + times)
    return {
        name: rows if name == "workers" else [_numbered(row, number) for number in numbers for row in rows]
        for name, rows in sheets.items()
    }


def _numbered(row: dict[str, str], number: int) -> dict[str, str]:
    own = {name: re.sub(r"^([A-VX-Z]\d+)$", rf"\1-{number}", value) for name, value in row.items()}
    return own | ({"nhs_number": ""} if "nhs_number" in row else {})


def write_sheets(directory: Path, sheets: Sheets) -> Path:
    """Write each table as CSV, with every column that any of its rows has."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        heading = list(dict.fromkeys(column for row in rows for column in row))
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, heading, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return directory


def run_for(team: Team, source: str = "small") -> Run:
    """A run into the team's partnership."""
    service = team.services.get() if team.services.count() == 1 else _usual(team)
    return Run(partnership=team.partnership, service=service, team=team, source=source)


def _usual(team: Team) -> Service:
    return Service.objects.get(partnership=team.partnership, slug="jig-so")


def import_sheets(directory: Path, sheets: Sheets, team: Team, *, dry_run: bool = False) -> Run:
    """Write the sheets and import them."""
    return import_directory(write_sheets(directory, sheets), run_for(team), dry_run=dry_run)


def said(run: Run) -> list[str]:
    """The problems as people read them."""
    return [str(problem) for problem in run.problems.kept]
