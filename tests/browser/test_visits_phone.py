"""A visit logged on a phone: few taps, saved while it is written, possible without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from activity.models.draft import Draft
from families.models import VisitNote
from tests.browser.pages import complaints
from tests.factories.families import GoalFactory, partner_case, visit_row, worked_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
TAP, LETTER, DECISION = 1.1, 0.28, 1.35
"""Seconds: a tap, a character on a phone's keyboard, and making up one's mind before a step (keystroke-level model)."""
HUNDRED = "Ffion felt proper kicks on Sunday night. Sleeping badly. We agreed that I ring housing about a flat"


@pytest.fixture
def planned(page: Page, sign_in):
    """A planned joint visit of the midwife who is signed in on a phone."""
    case, nurse, parent = worked_case()
    sign_in(nurse)
    page.set_viewport_size(PHONE)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    when = max(timezone.now() - timedelta(hours=2), midnight)
    return visit_row(case, nurse, parent, outcome="planned", note="", when=when)


class Thumb:
    """Counts what a thumb does: taps, characters, and the decisions before them."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.letters, self.decisions = page, 0, 0, 0

    @property
    def seconds(self) -> float:
        """How long somebody who knows the page needs."""
        return TAP * self.taps + LETTER * self.letters + DECISION * self.decisions

    def decides(self) -> None:
        """One question of the page, read and answered in mind."""
        self.decisions += 1

    def follow(self, address: str) -> None:
        self.page.locator(f"a[href='{address}']").first.click()
        self.taps += 1

    def tick(self, *labels: str) -> None:
        """Answer one question with one tap or several."""
        self.decides()
        for label in labels:
            self.page.get_by_label(label, exact=True).first.check()
            self.taps += 1

    def write(self, text: str) -> None:
        self.decides()
        self.page.locator("#id_note").fill(text)
        self.taps, self.letters = self.taps + 1, self.letters + len(text)

    def press(self, name: str) -> None:
        self.decides()
        self.page.get_by_role("button", name=name, exact=True).click()
        self.taps += 1


def log_usual_visit(page: Page, thumb: Thumb) -> None:
    """Answer what a usual visit asks, and sign."""
    thumb.tick("Done")
    thumb.tick("Ffion Sampl Mother", "Unborn baby heartbeat or movement")
    thumb.tick("Yes")
    thumb.tick("Attachment", "Feeding and baby care")
    thumb.tick("No new concerns")
    thumb.write(HUNDRED)
    thumb.press("Sign")
    expect(page.get_by_text("You can undo until")).to_be_visible()


def test_a_usual_visit_takes_twelve_taps_one_text_and_sixty_seconds_at_most(page: Page, planned, capsys):
    address = reverse("families:visit_log", args=[planned.pk])
    thumb = Thumb(page)
    page.goto(reverse("families:today"))
    thumb.decides()
    thumb.follow(address)
    log_usual_visit(page, thumb)
    with capsys.disabled():
        print(
            f"\nlogging a visit: {thumb.taps} taps, {thumb.letters} characters, {thumb.decisions} decisions: "
            f"{thumb.seconds:.1f} s by the keystroke-level model"
        )
    assert thumb.taps <= 12
    assert thumb.letters <= 100
    assert thumb.seconds <= 60
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


LOST = {
    "the server ended it": lambda page: Session.objects.all().delete(),
    "the browser forgot its cookies": lambda page: page.context.clear_cookies(),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_a_session_lost_in_the_middle_of_a_note_gives_the_text_back_after_signing_in(
    page: Page, planned, sign_in, browser, browser_context_args, lose
):
    address = reverse("families:visit_log", args=[planned.pk])
    page.goto(address)
    page.locator("#id_note").fill("Half a sent")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at", timeout=15_000)
    lose(page)
    page.locator("#id_note").press_sequentially("ence, and the rest of it")
    expect(page).to_have_url(re.compile("sign-in"), timeout=15_000)
    assert Draft.objects.get().data["note"] == "Half a sentence, and the rest of it"
    sign_in(planned.workers.order_by("id").first().worker)
    elsewhere = browser.new_context(**browser_context_args, viewport=PHONE)
    elsewhere.add_cookies(page.context.cookies())
    fresh = elsewhere.new_page()
    fresh.goto(address)
    expect(fresh.locator("#id_note")).to_have_value("Half a sentence, and the rest of it")
    elsewhere.close()


def test_undo_brings_the_answers_back(page: Page, planned):
    page.goto(reverse("families:visit_log", args=[planned.pk]))
    log_usual_visit(page, Thumb(page))
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#id_note")).to_have_value(HUNDRED)
    expect(page.get_by_label("Done", exact=True)).to_be_checked()
    assert VisitNote.objects.get().signed_at is None


def test_a_visit_is_logged_without_javascript(browser, browser_context_args, planned, page: Page):
    context = browser.new_context(**browser_context_args, java_script_enabled=False, viewport=PHONE)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(reverse("families:visit_log", args=[planned.pk]))
    log_usual_visit(plain, Thumb(plain))
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
    assert complaints(page) == [], address
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
