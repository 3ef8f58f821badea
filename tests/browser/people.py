"""Somebody at a browser of their own, on a day of the story: what they open, tick, write, press and see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Download, Locator, Page, expect

from accounts.models import User
from tests.factories.accounts import PASSWORD

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LONDON = ZoneInfo("Europe/London")
PATIENCE = 40_000
"""Milliseconds after which something that a page should do or show is given up."""


@contextmanager
def day(year: int, month: int, number: int) -> Iterator[date]:
    """Let the site live on a day, from ten in the morning on; browsers learn of it when somebody arrives."""
    today = date(year, month, number)
    with time_machine.travel(datetime.combine(today, time(10), LONDON), tick=True):
        yield today


class Person:
    """A user of the site. ``taps`` and ``texts`` count what was done since the last ``starts_counting``."""

    def __init__(self, page: Page, user: User) -> None:
        self.page, self.user = page, user
        self.taps = self.texts = 0

    def arrives(self, route: str = "home", **parts: Any) -> None:
        """Open a page on this day, with a session that began just now."""
        client = Client()
        client.force_login(self.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        self.page.goto(reverse("health"))
        here = {"name": name, "value": client.cookies[name].value, "url": self.page.url.removesuffix(reverse("health"))}
        self.page.context.add_cookies([here])  # type: ignore[list-item]
        self._knows_the_time()
        self.opens(route, **parts)

    def signs_in(self) -> None:
        """Come through the sign-in page, as everybody does."""
        self._knows_the_time()
        self.page.goto("/")
        self.page.get_by_label("E-mail address").fill(self.user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.presses("Sign in")

    def opens(self, route: str, **parts: Any) -> None:
        """Go to a page by its name."""
        self.page.goto(reverse(route, kwargs=parts))

    def follows(self, link: str, within: Locator | None = None) -> None:
        """Follow a link by its words."""
        (within or self.page).get_by_role("link", name=link).first.click()
        self.taps += 1

    def records(self, what: str) -> None:
        """Choose from the list of other things that a case page offers to record."""
        self.page.get_by_text("Record something else", exact=True).click()
        menu = self.page.locator(".jigso-menu")
        menu.get_by_role("link", name=what, exact=True).click()

    def ticks(self, *labels: str, within: Locator | None = None) -> None:
        """Choose tiles, radio buttons or boxes by their labels."""
        for label in labels:
            (within or self.page).get_by_label(label, exact=True).first.check()
            self.taps += 1

    def answers(self, question: str, answer: str) -> None:
        """Choose an answer to one of several questions that have the same answers."""
        self.question(question).get_by_label(answer, exact=True).check()
        self.taps += 1

    def writes(self, label: str, text: str) -> None:
        """Type into the input whose label begins so."""
        self.page.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}")).first.fill(text)
        self.taps += 1
        self.texts += 1

    def dates(self, question: str, when: date) -> None:
        """Fill the three inputs of a date."""
        parts = self.question(question)
        for part, number in [("Day", when.day), ("Month", when.month), ("Year", when.year)]:
            parts.get_by_label(part, exact=True).fill(str(number))

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list that drops down."""
        self.page.get_by_label(label).select_option(label=option)

    def presses(self, button: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.taps += 1

    def sees(self, *texts: str, within: Locator | None = None) -> None:
        """Expect every text on the page."""
        for text in texts:
            expect(within or self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def is_at(self, heading: str) -> None:
        """Expect a page by its first heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading, timeout=PATIENCE)

    def downloads(self, link: re.Pattern[str]) -> Download:
        """Follow a link that gives a file."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=link).first.click()
        return coming.value

    def question(self, legend: str) -> Locator:
        """One question of a form, by how it begins."""
        return self.page.get_by_role("group", name=re.compile(f"^{re.escape(legend)}")).first

    def clock(self, title: str) -> Locator:
        """One line among the clocks of a case page."""
        return self.page.locator(".jigso-clocks > li").filter(has_text=title)

    def starts_counting(self) -> None:
        """Count taps and texts from here on."""
        self.taps = self.texts = 0

    def _knows_the_time(self) -> None:
        self.page.clock.set_fixed_time(datetime.now(LONDON))
