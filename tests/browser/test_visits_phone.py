"""A visit logged on a phone: few taps, saved while it is written, possible without JavaScript."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from activity.models.draft import Draft
from families.models import Visit, VisitNote
from tests.factories.families import GoalFactory, partner_case, visit_row, worked_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
HUNDRED = "Ffion felt proper kicks on Sunday night. Sleeping badly. We agreed that I ring housing about a flat"


@pytest.fixture
def planned(page: Page, sign_in):
    """A planned joint visit of the midwife who is signed in on a phone."""
    case, nurse, parent = worked_case()
    sign_in(nurse)
    page.set_viewport_size(PHONE)
    return visit_row(case, nurse, parent, outcome="planned", note="", when=timezone.now() - timedelta(hours=2))


class Thumb:
    """Counts what a thumb does."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).first.check()
        self.taps += 1

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.taps += 1


def log_usual_visit(page: Page, visit: Visit) -> int:
    """Log a usual visit and return the number of taps."""
    page.goto(reverse("families:visit_log", args=[visit.pk]))
    thumb = Thumb(page)
    thumb.tick("Done")
    for label in ("Ffion Sampl Mother", "Unborn baby heartbeat or movement", "Yes"):
        thumb.tick(label)
    for label in ("Attachment", "Feeding and baby care", "No new concerns"):
        thumb.tick(label)
    page.locator("#id_note").fill(HUNDRED)
    thumb.taps += 1
    thumb.press("Sign")
    expect(page.get_by_text("You can undo until")).to_be_visible()
    return thumb.taps


def test_a_usual_visit_takes_twelve_taps_and_one_text_at_most(page: Page, planned):
    assert log_usual_visit(page, planned) <= 12
    assert len(HUNDRED) <= 100
    planned.refresh_from_db()
    assert planned.outcome == "done"
    assert planned.device_at is not None
    assert planned.workers.count() == 2


def test_the_form_says_when_it_was_saved(page: Page, planned):
    page.goto(reverse("families:visit_log", args=[planned.pk]))
    page.locator("#id_note").fill("Half a sent")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at", timeout=15_000)
    assert Draft.objects.get().data["note"] == "Half a sent"
    page.reload()
    expect(page.locator("#id_note")).to_have_value("Half a sent")


def test_undo_brings_the_answers_back(page: Page, planned):
    log_usual_visit(page, planned)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#id_note")).to_have_value(HUNDRED)
    expect(page.get_by_label("Done", exact=True)).to_be_checked()
    assert VisitNote.objects.get().signed_at is None


def test_a_visit_is_logged_without_javascript(browser, browser_context_args, planned, page: Page):
    context = browser.new_context(**browser_context_args, java_script_enabled=False, viewport=PHONE)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    log_usual_visit(plain, planned)
    context.close()
    planned.refresh_from_db()
    assert (planned.outcome, planned.device_at) == ("done", None)


@pytest.mark.full
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_about_visits_overflows_or_bars_anybody(page: Page, planned, width):
    case = planned.visit_cases.get().case
    partner_case(case)
    done = visit_row(case, planned.workers.first().worker)
    goal = GoalFactory(case=case)
    page.set_viewport_size({"width": width, "height": 800})
    forms = [
        reverse("families:visit_new", args=[case.pk]),
        reverse("families:visit_plan", args=[case.pk]),
        reverse("families:visit_log", args=[planned.pk]),
        reverse("families:visit_cancel", args=[planned.pk]),
        reverse("families:note_add", args=[done.pk, done.visit_cases.get().note.pk]),
        reverse("families:task_new", args=[case.pk]),
        reverse("families:goal_new", args=[case.pk]),
        reverse("families:goal_edit", args=[goal.pk]),
    ]
    page.goto(reverse("families:visit", args=[done.pk]))
    barred(page, "a visit", width)
    for address in forms:
        page.goto(address)
        barred(page, address, width)
        page.locator("main form button[type=submit]:not([name])").first.click()
        barred(page, f"{address} after sending", width)


def barred(page: Page, address: str, width: int) -> None:
    """Fail where axe finds something, or the page is wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
