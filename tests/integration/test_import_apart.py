"""Importing visits and meetings of parents who are kept apart: each side brings its own texts."""

from pathlib import Path

import pytest

from accounts.models import Team
from families.models import MeetingCase, MeetingInvitation, VisitCase, VisitNote
from tests.factories.families import team_offering
from tests.factories.sheets import Sheets, import_sheets, said, small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return team_offering()


def both_sides() -> Sheets:
    """The small year with a father who has a case of his own and is kept apart from the mother."""
    sheets = small_year()
    sheets["families"][0]["parents_kept_apart"] = "yes"
    sheets["people"].append({"row": "P2", "given_name": "Dylan", "family_name": "Prawf", "known_from": "2021-04-06"})
    sheets["members"].append(
        {"row": "M2", "family": "F1", "person": "P2", "relation": "father", "starts": "2021-04-06"}
    )
    sheets["cases"].append(
        {
            "row": "C2", "family": "F1", "client": "P2", "pregnancy": "G1",
            "referred_on": "2021-04-06", "opened_on": "2021-04-12",
        }
    )  # fmt: skip
    return sheets


def test_each_side_of_a_visit_and_a_meeting_keeps_its_own_texts(tmp_path: Path, team: Team) -> None:
    sheets = both_sides()
    sheets["visits"][0]["others_seen"] = "Her aunt"
    sheets["visit_cases"] = [{"row": "VC1", "visit": "V1", "case": "C2", "others_seen": "His aunt", "note": "His note"}]
    sheets["meetings"][0]["summary"] = "Her summary"
    sheets["meeting_cases"] = [{"row": "MC1", "meeting": "E1", "case": "C2", "summary": "His summary"}]
    sheets["attendance"].append({"row": "T2", "meeting": "E1", "name": "His solicitor", "case": "C2"})
    assert said(import_sheets(tmp_path, sheets, team)) == []
    names = {"Ffion": "Her", "Dylan": "His"}
    seen = VisitCase.objects.filter(visit__outcome="done").values_list("case__client__given_name", "others_seen")
    assert {names[who]: text for who, text in seen} == {"Her": "Her aunt", "His": "His aunt"}
    told = MeetingCase.objects.values_list("case__client__given_name", "summary")
    assert {names[who]: text for who, text in told} == {"Her": "Her summary", "His": "His summary"}
    assert MeetingInvitation.objects.get(name="His solicitor").case.client.given_name == "Dylan"
    notes = VisitNote.objects.values_list("visit_case__case__client__given_name", "text")
    assert dict(notes) == {"Ffion": "=1+1 is text", "Dylan": "His note"}


def test_one_text_for_both_sides_is_refused(tmp_path: Path, team: Team) -> None:
    sheets = both_sides()
    sheets["visits"][0]["cases"] = "C1; C2"
    sheets["meetings"][0] |= {"cases": "C1; C2", "summary": "For both"}
    sheets["attendance"].append({"row": "T2", "meeting": "E1", "name": "A solicitor"})
    found = said(import_sheets(tmp_path, sheets, team))
    assert {one.partition(":")[0] for one in found} == {
        "visits.csv, row 2, column note",
        "meetings.csv, row 2, column summary",
    }
    assert "kept apart" in found[0]


def test_a_name_without_a_side_is_refused_where_a_meeting_stands_in_both(tmp_path: Path, team: Team) -> None:
    sheets = both_sides()
    sheets["meetings"][0]["cases"] = "C1; C2"
    sheets["attendance"].append({"row": "T2", "meeting": "E1", "name": "A solicitor"})
    found = said(import_sheets(tmp_path, sheets, team))
    assert [one.partition(":")[0] for one in found] == ["attendance.csv, row 3, column case"]


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("visit_cases", {"row": "VC1", "visit": "V1", "case": "C1"}),
        ("meeting_cases", {"row": "MC1", "meeting": "E1", "case": "C1"}),
    ],
    ids=["visit", "meeting"],
)
def test_a_case_in_which_it_stands_already_is_refused(
    tmp_path: Path, team: Team, sheet: str, row: dict[str, str]
) -> None:
    sheets = both_sides() | {sheet: [row]}
    assert "stands in this case already" in said(import_sheets(tmp_path, sheets, team))[0]
