"""What a reader does on a page before it is photographed, so that it shows its work."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import RequestFactory
from django.utils.module_loading import import_string
from playwright.sync_api import Page

YEAR = "2021-22"
ANSWERED = 90_000
"""Milliseconds that the worker may take to compute a year."""


def half_written(page: Page) -> None:
    """A visit after the first answers, which open the questions that belong to it."""
    page.get_by_label("Done", exact=True).check()
    page.get_by_role("textbox", name="Note").first.fill(
        "Felt proper kicks on Sunday night. Sleeping badly. We agreed that I ring housing about a flat."
    )


def no_access(page: Page) -> None:
    """A visit where nobody opened."""
    page.get_by_label("No access", exact=True).check()


def sent_empty(page: Page) -> None:
    """The page with its errors."""
    form = page.locator("main form[method=post].jigso-form").first
    with page.expect_navigation():
        form.locator("button[type=submit]:not([name])").first.evaluate("one => one.click()")


def searched(page: Page) -> None:
    """Everybody called Prawf."""
    page.locator("main input[type=search], main input[name=words]").first.fill("Prawf")
    page.locator("main button[type=submit]").first.click()


def born(page: Page) -> None:
    """A birth of which the first things are known."""
    page.get_by_label("Born alive", exact=True).check()
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - the day of this machine, as the page has it
    for part, number in (("Day", yesterday.day), ("Month", yesterday.month), ("Year", yesterday.year)):
        page.get_by_label(part, exact=True).first.fill(str(number))
    page.get_by_role("textbox", name="Weight in grams").fill("3210")


def scored(page: Page) -> None:
    """A score in every area, as a mother gave them."""
    page.locator("input[name=point]").first.check()
    page.locator("input[name=respondent]").last.check()
    names = page.locator("input[type=radio][name^=score]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    for place, name in enumerate(names):
        page.locator(f"input[name='{name}']").nth(3 + place % 4).check()


def half_told(page: Page) -> None:
    """A referral half filled in."""
    for label, text in (
        ("Given name", "Ffion"),
        ("Family name", "Pryderch"),
        ("Phone", "07700 900123"),
        ("Address", "12 Heol Prawf"),
        ("Postcode", "SA1 3SN"),
        ("Why you ask for help", "Low mood, insecure housing, no family nearby."),
    ):
        page.get_by_role("textbox", name=label).first.fill(text)


def wrong_password(page: Page) -> None:
    """Somebody mistyped."""
    page.get_by_label("E-mail address").fill("carys.ffug@jig-so.example")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Sign in").click()


def year_opened(page: Page) -> None:
    """The return of the example's year."""
    page.get_by_label("Service").select_option(label="Jig-so")
    page.get_by_label("Period").select_option(label=YEAR)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("heading", name="Return").wait_for()


def rows_asked(page: Page) -> None:
    """The files of an evaluator, once the worker has made the rows of the newest period."""
    page.get_by_role("button", name="Ask for these rows").first.click()
    page.get_by_role("link", name="Download").first.wait_for(timeout=ANSWERED)


def year_computed(page: Page) -> None:
    """The outcomes of the example's year, once the worker has computed them."""
    page.get_by_label("Period").select_option(label=YEAR)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="What it was computed from").first.wait_for(timeout=ANSWERED)


def changed_by_somebody_else(page: Page) -> None:
    """A goal that was changed while it stood open here: both versions, and nothing lost."""
    theirs = page.context.new_page()
    theirs.goto(page.url)
    for one, words in ((theirs, "A flat near her mother"), (page, "A home of her own, with a garden")):
        one.locator("main input[name=title]").fill(words)
        one.get_by_role("button", name="Save the goal").click()
        one.wait_for_load_state()
    theirs.close()


def answered_by(view: str) -> Callable[[Page], None]:
    """The page as one of the handlers of errors answers it, which no reader can ask for."""

    def answer(page: Page) -> None:
        html = import_string(view)(RequestFactory().get("/", headers={"host": "localhost"})).content.decode()
        page.route("**/said-by-a-handler/", lambda asked: asked.fulfill(body=html, content_type="text/html"))
        page.goto("/said-by-a-handler/")

    return answer


def months_of_the_example(page: Page) -> None:
    """Count the months of the front door that was published."""
    for name, parts in (("first", (1, 4, 2024)), ("last", (31, 10, 2024))):
        for part, number in zip(("day", "month", "year"), parts, strict=True):
            page.locator(f"[name='{name}-{part}']").fill(str(number))
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state()


def timeline_searched(page: Page) -> None:
    """The entries of a timeline that speak of housing."""
    page.locator("main summary", has_text="Search").click()
    page.locator("main input[name=words]").fill("housing")
    page.locator("main form.jigso-form button[type=submit]").click()
