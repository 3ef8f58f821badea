"""Walks through the demonstration as its people and keeps what they see."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from jigso_cms.demo.people import PASSWORD, Account
from tests.browser.exhibits import Exhibits
from tests.browser.tour import TOUR, Picture, Round, addresses, not_looked_at, routes
from tests.plugins.chromium import FLAGS, find_or_install

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SCREENS = {"phone": (390, 844, 2400), "desk": (1280, 900, 1800)}
"""Width, height, and up to which height a long page is shown."""
COLOURS = 64
PATIENCE = 60_000
"""Milliseconds after which a picture is given up."""


def photograph(site: str, only: set[str]) -> int:
    """Photograph the tour, or only what is named; 1 where a page has no picture, 0 otherwise."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    unseen = sorted(not_looked_at())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=FLAGS)
        photographer = Photographer(browser, site)
        for each in TOUR:
            photographer.goes_round(each, only)
        browser.close()
    for name in unseen:
        print(f"{name}: no picture in tests/browser/tour.py shows it", file=sys.stderr)
    for name, why in photographer.lost.items():
        print(f"{name}: {why}", file=sys.stderr)
    if not only:
        tidy(photographer)
    print(f"{len(photographer.titles)} pages photographed, {len(photographer.lost) + len(unseen)} missing.")
    return 1 if unseen or photographer.lost else 0


@dataclass
class Photographer:
    """One browser, what the pages called themselves, and what could not be photographed."""

    browser: Browser
    site: str
    titles: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=lambda: {one.name: one.parts for one in routes()})

    def goes_round(self, each: Round, only: set[str]) -> None:
        """Photograph what one person looks at."""
        chosen = [one for one in each.pictures if not only or one.name in only]
        if not chosen:
            return
        page = None
        for one in (*chosen, *chosen):  # what failed is tried once more: a busy machine is slow to answer
            if one.name in self.titles:
                continue
            try:
                page = page or self.signed_in(each.account)
                self.opens(page, one)
                self.keeps(page, one.name)
                self.lost.pop(one.name, None)
            except Exception as error:
                self.lost[one.name] = (str(error) or type(error).__name__).splitlines()[0]
        if page:
            page.context.close()

    def signed_in(self, account: Account | None) -> Page:
        """A page with a session of that account, or without one."""
        context = self.browser.new_context(base_url=self.site, locale="en-GB", timezone_id="Europe/London")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if account:
            page.goto(reverse("account_login"))
            page.get_by_label("E-mail address").fill(account.email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_load_state()
        return page

    def opens(self, page: Page, one: Picture) -> None:
        """Go to the page and bring it into its state. Raises where it answers as nobody expects."""
        width, height, _longest = SCREENS["desk"]
        page.set_viewport_size({"width": width, "height": height})
        address = reverse(one.route, kwargs=self.records(one)) + one.query
        answer = page.goto(address)
        if answer is None or answer.status != one.status:
            raise LookupError(f"{address} answered {answer and answer.status}, not {one.status}")
        if urlsplit(page.url).path != urlsplit(address).path and "token" not in one.records.values():
            raise LookupError(f"{address} led to {page.url}")
        if one.then:
            one.then(page)

    def records(self, one: Picture) -> dict[str, Any]:
        """What the page's address needs."""
        exhibits = Exhibits(one.story)
        return {part: getattr(exhibits, one.records.get(part, part)) for part in self.parts[one.route]}

    def keeps(self, page: Page, name: str) -> None:
        """Photograph the page as it stands, on both screens."""
        title = page.title().rsplit(" – ", 1)[0]
        for screen, (width, height, longest) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_load_state("load")
            tall = min(page.evaluate("document.documentElement.scrollHeight"), longest)
            page.set_viewport_size({"width": width, "height": max(tall, height)})
            page.evaluate("scrollTo(0, 0); document.fonts.ready")
            target = PICTURES / f"{name}-{screen}.png"
            page.screenshot(path=target, animations="disabled", caret="hide")
            shrink(target)
        self.titles[name] = title


def shrink(picture: Path) -> None:
    """Give it a palette: a quarter of the size, and the text stays sharp."""
    with Image.open(picture) as opened:
        opened.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


def tidy(photographer: Photographer) -> None:
    """Write the index, and remove pictures that no tour makes any more."""
    made = {f"{name}-{screen}.png" for name in photographer.titles for screen in SCREENS}
    for old in PICTURES.glob("*.png"):
        if old.name not in made:
            old.unlink()
    (PICTURES / "README.md").write_text("\n".join(index(photographer.titles)) + "\n", encoding="utf-8")


def index(titles: dict[str, str]) -> list[str]:
    """The list of pictures by who looks at them, as Markdown."""
    lines = [
        "# Every page of the site",
        "",
        "As the demonstration shows it, on a phone (390 px) and on a desk (1280 px); long pages end early. Everybody",
        "in these pictures is invented. `make pictures` makes them again, `tests/browser/tour.py` says of what.",
    ]
    for each in TOUR:
        lines += ["", f"## {each.title}", "", "| page | address | | |", "|---|---|---|---|"]
        lines += [row(one, titles[one.name]) for one in each.pictures if one.name in titles]
    return lines


def row(one: Picture, title: str) -> str:
    """One line of the index."""
    address = f"`{addresses()[one.route]}`" if one.status == 200 else f"answers {one.status}"
    return f"| {title} | {address} | [phone]({one.name}-phone.png) | [desk]({one.name}-desk.png) |"
