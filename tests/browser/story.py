"""What the five people of the way do, page by page. Everybody in it is invented."""

import csv
import re
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Download, expect

from families.models import Case
from outcomes.models import ToolVersion
from outcomes.tool_definitions import ToolDefinition
from tests.browser.people import PATIENCE, Person
from tests.factories.outcomes import tool_of

GIVEN, FAMILY = "Ffion", "Pryderch"
NAME = f"{GIVEN} {FAMILY}"
BORN = date(1999, 3, 4)
HUNDRED = "Ffion felt proper kicks on Sunday night. Sleeping badly. We agreed that I ring housing about a flat"


def refer(who: Person, last_period: date) -> None:
    """The community midwife tells what is known at booking."""
    who.follows("New referral")
    who.answers("Who is the help for?", "The expectant mother")
    who.writes("Given name", GIVEN)
    who.writes("Family name", FAMILY)
    who.dates("Date of birth", BORN)
    who.writes("Phone", "07700 900123")
    who.answers("Has somebody asked which ways", "Yes, asked")
    who.ticks("Phone call", "Text message")
    who.writes("Address", "12 Heol Prawf")
    who.writes("Postcode", "SA1 3SN")
    who.chooses("Language of choice", "English")
    who.answers("How is the due date known?", "Last period")
    who.dates("First day of the last period", last_period)
    who.writes("Why you ask for help", "Low mood, insecure housing, no family nearby.")
    who.answers("Does the family agree to this referral?", "Given")
    who.chooses("You are", "Community midwife")
    who.presses("Send the referral")


def say_it_is_somebody_else(who: Person) -> None:
    """The manager compares the two side by side."""
    who.follows("Compare")
    who.is_at(f"Is {NAME} already known to us?")
    who.sees("Prydderch", "4 March 1999")
    who.answers("Is it the same person?", "No, somebody else")
    who.writes("Reason for your decision", "Another address and another phone; the clinic knows both.")
    who.presses("Save the answer")


def accept_and_allocate(who: Person, *workers: Person) -> None:
    """The manager opens the case and gives it its workers."""
    who.follows("Accept")
    who.presses("Accept and open the case")
    for worker in workers:
        who.is_at(f"Who works with {NAME}?")
        who.page.get_by_role("radio", name=re.compile(f"^{worker.user.name}:")).check()
        who.presses("Allocate")
        who.sees("Allocated.")


def log_visit(who: Person) -> None:
    """The midwife writes down a usual visit, from the page of the case."""
    who.starts_counting()
    who.follows("Log visit")
    who.ticks("Done", f"{NAME} Mother", "Yes")
    who.ticks("Attachment", "Maternity care", "No new concerns")
    who.writes("Note", HUNDRED)
    who.presses("Sign")
    who.sees("You can undo until")


def score(who: Person, case: Case, tool: ToolVersion, point: str, number: int) -> None:
    """The parent worker asks the mother for a score in each area."""
    who.arrives("families:case", case_id=case.pk)
    who.records("Scores")
    who.answers("Which scores are these?", point)
    who.answers("Who is answering?", GIVEN)
    definition: ToolDefinition = tool_of(tool)
    for area in definition.domains:
        who.page.locator(f"#id_score_{area.key}_is_{number}").check()
    who.presses("Save the scores")
    who.is_at("Scores")


def hold_meeting(who: Person, case: Case, kind: str, on: date, decision: str, *categories: str) -> None:
    """A meeting that was held today, and what was decided for the baby."""
    who.arrives("families:case", case_id=case.pk)
    who.records("A meeting")
    who.chooses("Kind of meeting", kind)
    who.page.get_by_role("checkbox", name=re.compile("^(Baby|Efan)")).check()
    who.dates("Day", on)
    who.writes("Time", "09:00")
    who.presses("Save the meeting")
    who.follows("Record what happened")
    who.page.get_by_label(decision, exact=True).check()
    who.ticks(*categories)
    who.presses("Save the meeting")
    who.sees("Correct the record", decision)


def record_birth(who: Person, case: Case, on: date) -> None:
    """The midwife records the birth."""
    who.arrives("families:case", case_id=case.pk)
    who.records("A birth")
    who.answers("Birth", "Born alive")
    who.dates("Date of birth", on)
    who.writes("Weight in grams", "3210")
    who.writes("Given name, if chosen", "Efan")
    who.presses("Save the birth")
    who.is_at(NAME)


def ask_for_closure(who: Person, case: Case) -> None:
    """The parent worker asks."""
    who.arrives("families:case", case_id=case.pk)
    who.records("That the case should close")
    who.answers("Reason", "Goals met")
    who.ticks("The statuses above are right today")
    who.presses("Ask for closure")
    who.sees("A manager will sign or answer.")


def sign_closure(who: Person) -> None:
    """The manager finds it among those to sign."""
    who.arrives("families:closures")
    who.follows(NAME)
    who.answers("Your answer", "Close the case")
    who.presses("Save your answer")
    expect(who.page.get_by_role("heading", level=1)).not_to_contain_text("Answer the closure")


def compute(who: Person, period: str) -> None:
    """The returns admin asks for the period, and waits until the worker process has answered."""
    who.chooses("Period", period)
    who.presses("Show")
    who.presses(f"Compute {period} now")
    who.sees("What it was computed from")


def open_return(who: Person, period: str) -> None:
    """The returns admin opens the return of a period."""
    who.chooses("Period", period)
    who.presses("Open")
    who.is_at(f"Return: {period}")


def fetch(who: Person, button: str, ending: str) -> Download:
    """Ask for a file of the page that is open, wait until the worker has made it, fetch it, and come back."""
    page = who.page.url
    who.page.get_by_role("button", name=button, exact=True).first.click()
    who.is_at("Files")
    ready = who.page.get_by_role("link", name=re.compile(rf"^Download .*\.{ending}$"))
    for _look in range(PATIENCE // 1000):
        if ready.count():
            break
        who.page.wait_for_timeout(1000)
        who.page.reload()
    found = who.downloads(re.compile(rf"^Download .*\.{ending}$"))
    who.page.goto(page)
    return found


def in_csv(file: Download, key: str) -> int:
    """The value of a line in the tidy table."""
    with Path(file.path()).open(encoding="utf-8-sig", newline="") as opened:
        return int(next(row["numerator"] for row in csv.DictReader(opened) if row["key"] == key))


def in_workbook(file: Download, label: str) -> int:
    """The value beside a line of the sheet that is read."""
    sheet = load_workbook(BytesIO(Path(file.path()).read_bytes())).worksheets[0]
    return int(next(row[3] for row in sheet.iter_rows(values_only=True) if row[1] == label))
