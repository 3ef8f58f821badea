"""Every kind of wrong cell, each said at its file, row and column, and none of it imported."""

from pathlib import Path

import pytest

from accounts.models import Team
from families.importing.describing import described
from families.importing.engine import import_directory
from families.importing.problems import Problems
from families.models import Family
from tests.factories.families import team_offering
from tests.factories.sheets import import_sheets, run_for, said, small_year, write_sheets

pytestmark = pytest.mark.django_db

CELLS = [
    ("people", "date_of_birth", "2027-02-29", "2027-02-29 is not a day of the calendar."),
    ("people", "date_of_birth", "29/02/2027", "29/02/2027 is not a day of the calendar."),
    ("people", "date_of_birth", "3 March", "“3 March” is not a date such as 2021-04-30 or 30/04/2021."),
    ("people", "date_of_birth", "2999-01-01", "01/01/2999 is in the future."),
    ("people", "nhs_number", "9434765918", "This is not an NHS number: check each digit."),
    ("people", "nhs_number", "12345", "An NHS number has 10 digits."),
    ("people", "postcode", "SWANSEA", "“SWANSEA” is not a postcode such as SA1 3SN."),
    ("people", "given_name", "Ff\0ion", "There is a NUL byte in the cell."),
    ("people", "given_name", "x" * 101, "101 characters are too many: at most 100."),
    ("people", "known_from", "", "This must not be empty."),
    ("people", "care_leaver", "perhaps", "“perhaps” is not one of: no, not_asked, prefer_not_to_say, yes."),
    ("members", "person", "P7", "There is no row “P7” in people.csv."),
    ("due_dates", "gestation", "12+9", "“12+9” is not weeks and days such as 12+3."),
    ("due_dates", "due_date", "2021-10-19", "This must be empty for the method scan."),
    ("due_dates", "basis_on", "2021-04-07", "This is after the day on which the estimate was agreed."),
    ("cases", "opened_on", "2021-04-05", "A case cannot be accepted before it was referred."),
    ("cases", "client", "P1; P1", "There is no row “P1; P1” in people.csv."),
    ("allocations", "slot", "plumber", "“plumber” is not one of: midwife, nursery_nurse, parent_worker."),
    ("allocations", "worker", "W2", "Somebody of this profession cannot take this role."),
    ("allocations", "starts", "2021-04-11", "An allocation cannot start before the case was accepted."),
    ("births", "born_on", "2021-05-31", "With the due date in force this is not between 20 and 45 weeks."),
    ("births", "weight", "3kg", "“3kg” is not a whole number."),
    ("visits", "happened_at", "2021-04-05 10:00", "The visit was before the case was referred."),
    ("visits", "happened_at", "", "Say when it took place."),
    ("visits", "planned_for", "2021-03-28 01:30", "The clocks went forward: there was no such time on that day."),
    ("visits", "minutes", "999", "999 is not between 1 and 720."),
    ("visits", "cancelled_by", "family", "Say who cancelled a cancelled visit, and only that."),
    ("visits", "note", "x" * 20_001, "20001 characters are too many: at most 20000."),
    ("visits", "workers", "", "This must not be empty."),
    ("meetings", "decision", "banish", "“banish” is not one of: no_further_action, plan, register."),
    ("statuses", "categories", "", "Name at least one category."),
    ("statuses", "categories", "bad luck",
     "“bad luck” is not one of: emotional, financial, neglect, physical, sexual."),
    ("statuses", "ends", "2021-08-01", "A status cannot end before it starts."),
    ("separations", "separated_on", "2021-10-16", "The separation is before the birth on 17/10/2021."),
    ("separations", "carer", "a friend",
     "“a friend” is not one of: adopters, foster, hospital, kinship, other, other_parent, placement."),
    ("returns", "returned_on", "2021-10-31", "The return is before the separation."),
    ("closures", "signed_by", "W2", "A second person signs a closure."),
    ("closures", "asked_on", "2021-04-11", "A case cannot close before it was accepted."),
    ("referrals", "case", "", "An accepted referral names its case, and only that."),
    ("referrals", "received_on", "2021-04-05", "The case says that it was referred on another day."),
]  # fmt: skip


@pytest.fixture
def team() -> Team:
    return team_offering()


@pytest.mark.parametrize(("sheet", "column", "cell", "message"), CELLS)
def test_a_wrong_cell_is_said_at_its_place(
    tmp_path: Path, team: Team, sheet: str, column: str, cell: str, message: str
) -> None:
    sheets = small_year()
    sheets[sheet][0][column] = cell
    assert f"{sheet}.csv, row 2, column {column}: {message}" in said(import_sheets(tmp_path, sheets, team))
    assert not Family.objects.exists()


def test_a_fault_is_not_repeated_by_the_rows_that_rest_on_it(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["people"][0]["nhs_number"] = "9434765918"
    assert len(said(import_sheets(tmp_path, sheets, team))) == 1


def test_every_fault_is_said_in_one_run(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["visits"][0] |= {"minutes": "0", "outcome": "lost", "workers": ""}
    sheets["separations"][0]["separated_on"] = "2021-10-16"
    assert len(said(import_sheets(tmp_path, sheets, team))) == 4


def test_unknown_and_missing_columns_are_named(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["visits"] = [{"row": "V1", "outcome": "planned", "wrokers": "W1", "cases": "C1"}]
    assert said(import_sheets(tmp_path, sheets, team)) == [
        "visits.csv, row 1, column wrokers: There is no such column.",
        "visits.csv, row 1, column workers: The column is missing.",
    ]


def test_a_key_that_is_there_twice_is_refused(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["people"].append({**sheets["people"][0], "nhs_number": ""})
    assert said(import_sheets(tmp_path, sheets, team)) == ["people.csv, row 3, column row: “P1” is there twice."]


def test_somebody_elses_nhs_number_is_found_by_the_database(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["people"].append({**sheets["people"][0], "row": "P2"})
    assert said(import_sheets(tmp_path, sheets, team)) == [
        "people.csv, row 3, column nhs_number: Somebody else has this NHS number."
    ]


def test_a_file_in_another_encoding_is_said_cell_by_cell(tmp_path: Path, team: Team) -> None:
    write_sheets(tmp_path, small_year())
    text = (tmp_path / "people.csv").read_text().replace("Ffion", "Zoë")
    (tmp_path / "people.csv").write_bytes(text.encode("latin-1"))
    run = import_directory(tmp_path, run_for(team))
    assert said(run) == ["people.csv, row 2, column given_name: The cell is not UTF-8. Save the file as “CSV UTF-8”."]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_does_no_harm(tmp_path: Path, team: Team, mark: bytes) -> None:
    write_sheets(tmp_path, small_year())
    path = tmp_path / "people.csv"
    path.write_bytes(mark + path.read_bytes())
    assert said(import_directory(tmp_path, run_for(team))) == []


def test_a_ragged_row_is_said(tmp_path: Path, team: Team) -> None:
    write_sheets(tmp_path, small_year())
    with (tmp_path / "families.csv").open("a") as file:
        file.write("F2,Sampl\n")
    run = import_directory(tmp_path, run_for(team))
    assert "families.csv, row 3: The row has 2 cells, the heading 3." in said(run)


def test_a_quote_that_never_closes_is_a_fault_of_the_file(tmp_path: Path, team: Team) -> None:
    write_sheets(tmp_path, small_year())
    with (tmp_path / "families.csv").open("a") as file:
        file.write('F2,"Sampl,2021-04-06\n')
    run = import_directory(tmp_path, run_for(team))
    assert [line for line in said(run) if line.startswith("families.csv, row 3: The file cannot be read")]
    assert not Family.objects.exists()


def test_a_cell_of_a_megabyte_is_too_long_and_no_crash(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["visits"][0]["note"] = "x" * 1_000_000
    assert said(import_sheets(tmp_path, sheets, team)) == [
        "visits.csv, row 2, column note: 1000000 characters are too many: at most 20000."
    ]


def test_problems_beyond_the_cap_are_counted(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["people"] += [{"row": f"P{n}", "family_name": "Ffug", "known_from": "never"} for n in range(10, 60)]
    run = run_for(team)
    run.problems = Problems(most=5)
    import_directory(write_sheets(tmp_path, sheets), run)
    assert (len(run.problems.kept), run.problems.total) == (5, 50)


def test_the_readme_describes_every_sheet_and_column() -> None:
    readme = Path(__file__).resolve().parents[2] / "examples" / "README.md"
    assert readme.read_text().endswith(described())
