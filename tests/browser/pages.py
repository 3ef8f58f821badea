"""What every page must be: readable by all, as wide as its screen, quiet in the console, from one host."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW, WIDE = 360, 1280
REFUSED = "Failed to load resource: the server responded with a status of 4"
"""Chromium says so of every page that answers with an error; such pages are opened on purpose."""

HEADING = """() => {
  const found = [...document.querySelectorAll("h1")].map(one => {
    const copy = one.cloneNode(true);
    copy.querySelectorAll("[class*=caption], .nhsuk-u-visually-hidden").forEach(part => part.remove());
    return copy.textContent;
  });
  return found.map(text => text.replace(/\\s+/g, " ").trim());
}"""
ROWS_OF_MENU = """() => new Set([...document.querySelectorAll(".jigso-menu-list > li")]
  .filter(one => one.offsetHeight).map(one => one.offsetTop)).size"""
EMPTY = """form => {
  form.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(one => { one.checked = false; });
  form.querySelectorAll("input:not([type=radio]):not([type=checkbox]):not([type=hidden]), textarea")
    .forEach(one => { one.value = ""; });
  form.querySelectorAll("select").forEach(one => { one.selectedIndex = 0; });
}"""


AXE = {"resultTypes": ["violations"], "preload": False, "selectors": False, "iframes": False}
"""What axe is told: to name what is wrong, and not to write out the place of all that is right."""


def complaints(page: Page, part: str | None = None) -> list[str]:
    """Return what axe finds wrong with the page as it stands, or with one part of it."""
    found = Axe().run(page, part, AXE).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}" for one in found]


class Watcher:
    """Keeps what is wrong with the pages that one browser opens, with where it was."""

    def __init__(self, page: Page, host: str, *, thorough: bool = False) -> None:
        """``thorough``: let axe judge the wide page and the page in error as well, which takes three times as long."""
        self.page, self.host, self.where = page, host, ""
        self.thorough = thorough
        self.faults: list[str] = []
        page.on("console", lambda message: self.hears(message.type, message.text))
        page.on("pageerror", lambda error: self.hears("error", str(error)))
        page.on("request", lambda request: self.asks(request.url))

    def hears(self, kind: str, text: str) -> None:
        """A complaint of the browser: a script that failed, something that the policy refused."""
        if kind in {"error", "warning"} and not text.startswith(REFUSED):
            self.blame(f"console: {text}")

    def asks(self, url: str) -> None:
        """A request; to another host it is a fault."""
        if urlsplit(url).netloc not in {self.host, ""}:
            self.blame(f"asked {url}")

    def blame(self, what: str) -> None:
        self.faults.append(f"{self.where}: {what}")

    def opens(self, where: str, address: str, status: int = 200) -> None:
        """Open a page and look at it, wide and narrow."""
        self.where = where
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        answer = self.page.goto(address)
        if answer is None or answer.status != status:
            self.blame(f"answered {answer and answer.status}, not {status}")
        self.looks()

    def looks(self, widths: tuple[int, ...] = (WIDE, NARROW), *, part: str | None = None) -> None:
        """Judge the page as it stands; ``part``: axe has judged the rest of it before."""
        self.reads_its_heading()
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.blame(f"{wide} px wide on a screen of {width}")
            if self.page.evaluate(ROWS_OF_MENU) > 1:
                self.blame(f"its menu takes a second row on a screen of {width}")
            if not self.thorough and (part or width != NARROW):
                continue
            for complaint in complaints(self.page, part):
                self.blame(f"axe at {width}: {complaint}")

    def reads_its_heading(self) -> None:
        """One first heading, and the title begins with it or the other way round."""
        headings = self.page.evaluate(HEADING)
        title = self.page.title().rsplit(" – ", 1)[0].removeprefix("Error: ")
        if len(headings) != 1:
            self.blame(f"has {len(headings)} first headings: {headings}")
        elif not any(part in headings[0] for part in (title, title.split(", ")[0], title.split(": ")[0])):
            self.blame(f"is titled “{title}” and headed “{headings[0]}”")

    def sends_it_empty(self, where: str) -> bool:
        """Press the page's own button with nothing filled in; whether the page came back with its errors."""
        form = self.page.locator("main form[method=post].jigso-form").first
        button = form.locator("button[type=submit]:not([name])").first
        if not button.count():
            return False
        self.where = f"{where}, sent empty"
        form.evaluate(EMPTY)
        with self.page.expect_navigation():
            button.evaluate("one => one.click()")
        if not self.page.locator(".nhsuk-error-summary").count():
            return False
        if not self.page.title().startswith("Error"):
            self.blame(f"its title says nothing of the error: “{self.page.title()}”")
        self.looks((NARROW,), part="main")
        return True
