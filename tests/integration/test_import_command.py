"""``manage.py import_records``, as the person who loads a year sits before it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team
from families.models import Case, Person, Service
from tests.factories.families import team_offering
from tests.factories.sheets import small_year, write_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return team_offering()


def imported(directory: Path, *options: str) -> list[str]:
    """Run the command, and return the lines that it prints."""
    told = StringIO()
    call_command("import_records", str(directory), *options, stdout=told)
    return told.getvalue().splitlines()


def test_a_dry_run_counts_every_row_and_keeps_none(tmp_path: Path, team: Team) -> None:
    told = imported(write_sheets(tmp_path, small_year()), "--dry-run")

    assert "people: 1" in told
    assert told[-1].endswith("rows are right. Nothing was imported: this was a dry run.")
    assert not Person.objects.exists()


def test_the_one_service_that_works_with_cases_needs_no_naming(tmp_path: Path, team: Team) -> None:
    imported(write_sheets(tmp_path, small_year()))

    assert Case.objects.get().service_version.service == team.services.get()


def test_where_several_work_with_cases_one_must_be_named(tmp_path: Path, team: Team) -> None:
    Service.objects.create(partnership=team.partnership, slug="another", name="Another")
    directory = write_sheets(tmp_path, small_year())

    with pytest.raises(CommandError, match="There are several: name one with --service"):
        imported(directory)

    imported(directory, "--service", team.services.get().slug)
    assert Case.objects.count() == 1


def test_a_service_that_nobody_offers_is_said(tmp_path: Path, team: Team) -> None:
    with pytest.raises(CommandError, match="There is no service astronauts"):
        imported(write_sheets(tmp_path, small_year()), "--service", "astronauts")


def test_a_second_time_nothing_is_new(tmp_path: Path, team: Team) -> None:
    directory = write_sheets(tmp_path, small_year())
    imported(directory)
    before = Person.objects.count()

    assert imported(directory)[-1] == "Nothing new: every row was imported before."
    assert Person.objects.count() == before > 0


def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(
    tmp_path: Path, team: Team, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = small_year()
    sheets["people"][0]["nhs_number"] = "999 000 0051"

    with pytest.raises(CommandError, match=r"^1 problem\. Nothing was imported\.$"):
        imported(write_sheets(tmp_path, sheets))

    assert "people.csv, row 2, column nhs_number" in capsys.readouterr().err
    assert not Person.objects.exists()


def test_a_directory_that_is_not_there_is_said(tmp_path: Path, team: Team) -> None:
    with pytest.raises(CommandError, match="is not a directory"):
        imported(tmp_path / "nowhere")
