"""Two ways in at a browser: the form and the file end in the same rows and the same history."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from activity.history import event_model_of
from families.nhs_numbers import synthetic
from referrals.models import Referral
from tests.browser.people import Person
from tests.factories import families as make
from tests.factories.referrals import referrer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADING = "source,given_name,family_name,nhs_number,phone,due_date_source,scanned_on,gestation,safety_asked,safe_channels,reason,consent,interpreter_needed"  # noqa: E501


def line(given: str, number: str, scanned: str) -> str:
    told = f"community_midwife,{given},Sampl,{number},07700 900142,scan,{scanned},12+3,yes,call;text"
    return f"{told},Low mood and insecure housing.,given,no"


def by_form(person: Person, number: str) -> None:
    """Megan, as a midwife writes it."""
    person.opens("referrals:new")
    person.answers("Who is the help for?", "The expectant mother")
    person.writes("Given name", "Megan")
    person.writes("Family name", "Sampl")
    person.writes("NHS number", number)
    person.writes("Phone", "07700 900142")
    person.answers("Interpreter needed", "No")
    person.answers("How is the due date known?", "Scan")
    person.dates("Day of the scan", timezone.localdate())
    person.writes("Gestation at the scan", "12+3")
    person.answers("Has somebody asked", "Yes, asked")
    person.ticks("Phone call", "Text message")
    person.writes("Why you ask for help", "Low mood and insecure housing.")
    person.answers("Does the family agree", "Given")
    person.chooses("You are", "Community midwife")
    person.presses("Send the referral")
    person.sees("Referral received")


def by_file(person: Person, *lines: str) -> None:
    """Choose a file with these rows."""
    person.opens("referrals:upload_new")
    body = "\n".join([HEADING, *lines]).encode()
    person.page.get_by_label("The CSV file").set_input_files(
        {"name": "referrals.csv", "mimeType": "text/csv", "buffer": body}
    )
    person.presses("Read the file")


def test_a_midwife_refers_one_by_form_and_another_by_file(
    page: Page, live_server, sign_in: Callable[[User], None]
) -> None:
    team, today = make.team_offering(), timezone.localdate().isoformat()
    ann = referrer(team, name="Ann Ffug")
    sign_in(ann)
    person = Person(page, ann)
    by_form(person, synthetic(61))
    by_file(person, line("Haf", "999 000 0051", today), line("Haf", synthetic(62), today))
    person.sees("This is not an NHS number", "Put the rows right")
    by_file(person, line("Megan", synthetic(61), today), line("Haf", synthetic(62), today))
    person.sees("Perhaps the same person", "Decide first")
    person.ticks("Leave this row out")
    person.presses("Keep these decisions")
    person.presses("Send 1 referral")
    person.sees("Row 3")
    first, second = Referral.objects.order_by("id")
    person.opens("referrals:mine")
    person.sees(first.reference, second.reference)
    apart = {
        "id",
        "reference",
        "entered_at",
        "changed_at",
        "received_at",
        "given_name",
        "nhs_number",
        "referrer_agency",
    }
    rows = [{k: v for k, v in one.items() if k not in apart} for one in Referral.objects.order_by("id").values()]
    assert rows[0] == rows[1]
    events = event_model_of(Referral).objects.order_by("pgh_id")
    assert [(one.pgh_label, one.pgh_context["user"]) for one in events] == [("insert", str(ann.pk))] * 2
