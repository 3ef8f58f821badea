"""Photographs every main page of a running demonstration, on a phone and on a desk.

    python3 run.py demo --port 8130
    python3 run.py manage demo_accounts --json | .venv/bin/python -m tests.browser.shoot http://localhost:8130

The pictures are kept in docs/screenshots. With Pillow installed they get a palette, and a third of the size.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.plugins.chromium import FLAGS, find_or_install

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SCREENS = {"phone": (390, 844, 1800), "desk": (1280, 900, 1500)}
"""Width, height, and up to which height a long page is shown."""

Cases = dict[str, str]
Way = Callable[[Page, Cases], object]


def at(path: str) -> Way:
    """A page by its address."""
    return lambda page, cases: page.goto(path.format(**cases))


def through(path: str, *selectors: str) -> Way:
    """A page found by links, each the first that fits, from an address on."""

    def walk(page: Page, cases: Cases) -> None:
        page.goto(path.format(**cases))
        for selector in selectors:
            follow(page, selector)

    return walk


def follow(page: Page, selector: str) -> None:
    """Go where the first such link leads, visible or in a closed menu."""
    address = page.locator(selector).first.get_attribute("href", timeout=5_000)
    page.goto(str(address))


def visit_half_written(page: Page, cases: Cases) -> None:
    """The form of a visit after the first answer, which opens the questions that belong to it."""
    through("/today/", 'main a[href$="/log/"], main a[href$="/visits/new/"]')(page, cases)
    page.get_by_label("Done", exact=True).check()


def computed(page: Page, cases: Cases) -> None:
    """The outcomes of the example's year, computed by the worker where nobody has asked before."""
    page.goto("/outcomes/")
    page.get_by_label("Period").select_option(label=YEAR)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name=f"Compute {YEAR} now").click()
    page.get_by_role("link", name="What it was computed from").first.wait_for(timeout=90_000)


def opened(page: Page, cases: Cases) -> None:
    """The return of the example's year."""
    page.goto("/returns/")
    page.get_by_label("Period").select_option(label=YEAR)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("heading", name="Return").wait_for()


def choose(page: Page) -> Cases:
    """Of the midwife's own cases the fullest of each kind."""
    page.goto("/cases/")
    links = page.locator('main a[href^="/cases/0"]').evaluate_all("all => all.map(one => one.getAttribute('href'))")
    texts = {link: page.request.get(link).text() for link in dict.fromkeys(links)}

    def fullest(*marks: str) -> str:
        return max(texts, key=lambda link: (sum(mark in texts[link] for mark in marks), len(texts[link])))

    return {
        "case": fullest("On the register", "/birth/", "jigso-goals", "jigso-safety"),
        "unborn": fullest("/birth/"),
        "met": fullest("/meetings/0"),
        "scored": max(texts, key=lambda link: len(page.request.get(f"{link}scores/").text())),
    }


YEAR = "2021-22"
MEETING = 'main a[href^="/meetings/"]'
REFERRAL = 'main a[href^="/referrals/0"]'
FIGURE = 'main a[href$="/figures/removed_in_first_year/"]'

TOUR: dict[str, list[tuple[str, Way]]] = {
    "midwife": [
        ("today", at("/today/")),
        ("cases", at("/cases/")),
        ("case", at("{case}")),
        ("log-visit", visit_half_written),
        ("visit", through("{case}timeline/?kind=visit", 'main a[href^="/visits/"]')),
        ("timeline", at("{case}timeline/")),
        ("clock", through("{case}", 'main a[href*="/clocks/"]')),
        ("birth", through("{unborn}", 'main a[href$="/birth/"]')),
        ("add-meeting", through("{case}", 'main a[href$="/meetings/new/"]')),
        ("meeting", through("{met}timeline/?kind=meeting", MEETING)),
        ("scores", at("{scored}scores/")),
        ("record-scores", at("{case}scores/new/")),
        ("ask-for-closure", at("{case}close/")),
        ("who-sees-what", at("/who-sees-what/")),
        ("messages", at("/notifications/")),
    ],
    "team manager": [
        ("inbox", at("/referrals/")),
        ("referral", through("/referrals/", REFERRAL)),
        ("compare", through("/referrals/", 'main a[href*="/compare/"]')),
        ("decision", through("/referrals/", 'main a[href$="/accept/"]')),
        ("board", at("/allocation/")),
        ("allocate", through("/allocation/", 'main a[href$="/allocate/"], main a[href*="/allocate/?"]')),
        ("clocks", at("/clocks/")),
        ("closures", at("/closures/")),
        ("closure", through("/closures/", 'main a[href^="/closures/"]')),
    ],
    "prepares and signs the returns": [
        ("outcomes", computed),
        ("return", opened),
        ("figure", through("/returns/", 'main .jigso-rows a[href^="/returns/"]', FIGURE)),
        ("returns", at("/returns/")),
        ("definitions", at("/definitions/")),
        ("definition", through("/definitions/", 'main a[href^="/definitions/"]')),
    ],
    "community midwife who refers": [
        ("my-referrals", at("/my-referrals/")),
        ("new-referral", at("/referrals/new/")),
    ],
    "reads the access log": [("access-log", at("/access-log/"))],
    "users, teams and services": [("users", at("/users/"))],
}


class Photographer:
    """One browser that walks through the demonstration and keeps what it sees."""

    def __init__(self, browser: Browser, site: str, accounts: list[dict[str, Any]]) -> None:
        self.browser, self.site = browser, site
        self.accounts = {one["shows"]: one for one in accounts}
        self.cases: Cases = {}

    def page_for(self, account: dict[str, Any] | None) -> Page:
        """A page with a session of that account, or without one."""
        context = self.browser.new_context(base_url=self.site, locale="en-GB", timezone_id="Europe/London")
        page = context.new_page()
        if account:
            page.goto("/account/sign-in/")
            page.get_by_label("E-mail address").fill(account["email"])
            page.get_by_label("Password", exact=True).fill(account["password"])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_load_state()
        return page

    def keep(self, page: Page, name: str) -> None:
        """Photograph the page as it stands, on both screens."""
        for screen, (width, height, longest) in SCREENS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_load_state("networkidle")
            tall = min(page.evaluate("document.documentElement.scrollHeight"), longest)
            page.set_viewport_size({"width": width, "height": max(tall, height)})
            target = PICTURES / f"{name}-{screen}.png"
            page.screenshot(path=target, animations="disabled", caret="hide")
            shrink(target)

    def tour(self, only: set[str]) -> list[str]:
        """Photograph everything, or only what is named; returns what could not be found."""
        lost = []
        for shows, stops in TOUR.items():
            chosen = [(name, way) for name, way in stops if not only or name in only]
            if chosen:
                page = self.page_for(self.accounts[shows])
                self.cases = choose(page) if shows == "midwife" else {}
                lost += [name for name, way in chosen if not self.visit(page, name, way)]
                page.context.close()
        if not only or "sign-in" in only:
            page = self.page_for(None)
            page.goto("/account/sign-in/")
            self.keep(page, "sign-in")
        return lost

    def visit(self, page: Page, name: str, way: Way) -> bool:
        """Go there and photograph it; False where the way leads nowhere."""
        try:
            way(page, self.cases)
        except Exception as error:
            print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
            return False
        self.keep(page, name)
        return True


def shrink(picture: Path) -> None:
    """Give it a palette of 128 colours, where Pillow is installed."""
    with suppress(ImportError):
        from PIL import Image

        with Image.open(picture) as opened:
            opened.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


def main(site: str, *only: str) -> int:
    """Photograph the demonstration at `site`; its accounts are read from the standard input."""
    accounts = json.load(sys.stdin)["accounts"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=FLAGS)
        lost = Photographer(browser, site, accounts).tour(set(only))
        browser.close()
    return len(lost)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
