"""Importing spreadsheets: what arrives, what is refused, and that nothing is half-taken."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Team
from families.models import (
    Address,
    Case,
    Child,
    Closure,
    Family,
    ImportedRow,
    Milestone,
    Person,
    Separation,
    Status,
    Visit,
    VisitNote,
)
from families.models.choices import Stage
from referrals.models import Decision, Referral
from tests.factories.families import team_offering
from tests.factories.sheets import import_sheets, said, small_year, write_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return team_offering()


def test_a_sound_year_becomes_records(tmp_path: Path, team: Team) -> None:
    run = import_sheets(tmp_path, small_year(), team)
    assert said(run) == []
    case = Case.objects.get()
    assert (case.stage, case.closed_on) == (Stage.CLOSED, date(2022, 3, 4))
    assert case.pregnancy.due_date == date(2021, 10, 19)
    child = Child.objects.select_related("birth", "person").get()
    assert (child.state, child.person.full_name, child.birth.gestation_days) == (
        "born",
        "Mali Enghraifft",
        278,
    )
    assert case.pregnancy.ended_on == date(2021, 10, 17)
    assert Referral.objects.get().case == case
    assert Decision.objects.get().kind == "accepted"


def test_facts_of_a_row_arrive_as_written(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    assert Person.objects.get(given_name="Ffion").nhs_number == "9990000050"
    assert Address.objects.get().postcode == "SA1 1AA"
    done = Visit.objects.get(outcome="done")
    assert done.workers.count() == 2
    assert done.happened_at.isoformat() == "2021-04-20T09:05:00+00:00"
    note = VisitNote.objects.get()
    assert (note.text, note.signed_by.name) == ("=1+1 is text", "Ann Ffug")
    assert Separation.objects.get().counts_as_removal
    status = Status.objects.get()
    assert (status.on_register, status.open_to_social_services, status.categories) == (
        True,
        True,
        ["neglect"],
    )


def test_allocations_end_with_the_case(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    ends = {one.slot: one.ends for one in Case.objects.get().allocations.all()}
    assert ends == {"midwife": date(2022, 3, 4), "parent_worker": date(2022, 3, 4)}


def test_clocks_of_imported_cases_are_there(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    met = dict(Milestone.objects.exclude(met_on=None).values_list("rule", "met_on"))
    assert met["midwife_allocated"] == date(2021, 4, 13)
    assert met["first_contact"] == date(2021, 4, 20)


def test_a_second_run_changes_nothing(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    before = _everything()
    run = import_sheets(tmp_path, small_year(), team)
    assert (run.counts, said(run)) == ({}, [])
    assert _everything() == before


def test_the_order_of_columns_is_not_a_change(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    sheets = small_year()
    sheets["people"] = [dict(reversed(row.items())) for row in sheets["people"]]
    assert said(import_sheets(tmp_path, sheets, team)) == []


def test_a_row_that_reads_otherwise_is_refused(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    sheets = small_year()
    sheets["people"][0]["given_name"] = "Fflur"
    run = import_sheets(tmp_path, sheets, team)
    assert said(run) == [
        "people.csv, row 2, column row: “P1” was imported before and read otherwise. Correct the record itself."
    ]
    assert not Person.objects.filter(given_name="Fflur").exists()


def test_new_rows_join_old_ones(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    sheets = {"visits": [{**small_year()["visits"][0], "row": "V9", "happened_at": "2021-05-04 10:00"}]}
    run = import_sheets(tmp_path / "later", sheets, team)
    assert (run.counts, said(run)) == ({"visits": 1}, [])
    assert Case.objects.get().visits.count() == 3


def test_one_fault_keeps_everything_out(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["closures"][0]["signed_on"] = "29/02/2022"
    run = import_sheets(tmp_path, sheets, team)
    assert said(run) == ["closures.csv, row 2, column signed_on: 29/02/2022 is not a day of the calendar."]
    assert not Family.objects.exists()
    assert not ImportedRow.objects.exists()


def test_a_dry_run_keeps_nothing(tmp_path: Path, team: Team) -> None:
    run = import_sheets(tmp_path, small_year(), team, dry_run=True)
    assert run.counts["visits"] == 2
    assert not Family.objects.exists()
    assert import_sheets(tmp_path, small_year(), team).counts["visits"] == 2


def test_history_knows_that_it_was_imported(tmp_path: Path, team: Team) -> None:
    import_sheets(tmp_path, small_year(), team)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_context->>'reason' FROM families_familyevent")
        assert cursor.fetchall() == [("import small",)]
        cursor.execute("SELECT count(*) FROM families_visitworkerevent")
        assert cursor.fetchone() == (3,)


def test_two_rows_that_the_database_refuses_are_found(tmp_path: Path, team: Team) -> None:
    sheets = small_year()
    sheets["allocations"].append({**sheets["allocations"][0], "row": "A3", "starts": "2021-06-01"})
    run = import_sheets(tmp_path, sheets, team)
    assert said(run) == [
        "allocations.csv, row 4, column starts: Somebody else holds this role of the case on these days."
    ]


def test_a_directory_without_sheets_is_said_to_be_empty(tmp_path: Path, team: Team) -> None:
    assert said(import_sheets(tmp_path / "none", {}, team)) == ["none: There is no CSV file in this directory."]


def test_a_file_of_another_name_is_refused(tmp_path: Path, team: Team) -> None:
    write_sheets(tmp_path, {"visist": [{"row": "1"}]})
    assert said(import_sheets(tmp_path, small_year(), team)) == ["visist.csv: There is no such sheet."]


def _everything() -> tuple[object, ...]:
    models = (Address, Case, Child, Closure, Family, ImportedRow, Milestone, Person, Status, Visit)
    return tuple(sorted(model.objects.values_list(), key=str) for model in models)
