"""Every page of the URLconf in a real browser, filled and with nothing filled in, wide and narrow."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from families.models import Goal
from tests.access.table import PUBLIC, TABLE
from tests.access.world import World
from tests.browser.pages import Watcher
from tests.browser.people import PATIENCE
from tests.test_access_matrix import ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = {
    "api_schema", "api_cases", "api_case", "api_visits", "api_referrals", "api_referral", "reporting:export_fetch",
    "referrals:upload_template",
    "referrals:panel_minutes", "families:chronology_pdf", "families:paper_file",
    "families:document_file", "outcomes:journey_pdf", "families:mileage_file", "families:calendar_feed",
}  # fmt: skip
"""Addresses that answer with data or a file."""

PARTS = 3
"""Tests among which the pages are shared out, so that several processes can take them."""

ASKED_FIRST = ["named", "manager", "governance", "system_admin", "returns_admin", "referrer", "door"]
PAGES = sorted(name for name, row in TABLE.items() if not row.only_post and name not in FILES)
DOORS = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]


def test_every_address_is_a_page_a_file_or_a_door():
    answering_get = {name for name in ROUTES if name not in TABLE or not TABLE[name].only_post}
    assert answering_get - PUBLIC == set(PAGES) | FILES - {"api_referrals"}


def reader_of(route: str, world: World) -> User:
    """Somebody to whom the page opens, who may do most with it."""
    opens = TABLE[route].opens
    chosen = next((name for name in ASKED_FIRST if name in opens), None) or sorted(opens - {"anonymous"})[0]
    found = world.actors[chosen]
    assert found
    return found


@pytest.fixture
def watcher(page: Page, live_server, request: pytest.FixtureRequest) -> Watcher:
    page.set_default_timeout(PATIENCE)
    full = request.config.getoption("markexpr") != "not full"
    return Watcher(page, urlsplit(live_server.url).netloc, thorough=full)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_page_is_fit_for_everybody_filled_and_in_error(part, watcher: Watcher, sign_in: Callable[[User], None]):
    world = World().furnish()
    for route in PAGES[part::PARTS]:
        sign_in(reader_of(route, world))
        watcher.opens(route, reverse(route, kwargs=world.kwargs(ROUTES[route], TABLE[route].overrides)))
        watcher.sends_it_empty(route)
    assert not watcher.faults, "\n".join(watcher.faults)


@pytest.mark.parametrize("door", DOORS)
def test_a_door_is_fit_for_everybody(door, watcher: Watcher):
    watcher.opens(door, reverse(door))
    watcher.sends_it_empty(door)
    assert not watcher.faults, "\n".join(watcher.faults)


def test_pages_that_say_no_are_fit_for_everybody(watcher: Watcher, sign_in: Callable[[User], None]):
    world = World()
    sign_in(world.actors["colleague"])
    watcher.opens("404", reverse("families:case", args=[uuid4()]), 404)
    watcher.opens("403", reverse("families:close", args=[world.case_id]), 403)
    sign_in(world.actors["named"])
    watcher.opens("before 409", reverse("families:goal_edit", args=[world.goal_id]))
    Goal.objects.filter(pk=world.goal_id).update(title="A flat", version=2)
    watcher.page.get_by_role("button", name="Save the goal").click()
    watcher.page.get_by_role("heading", name="Somebody else changed this while you were writing").wait_for()
    watcher.where = "409"
    watcher.looks()
    assert not watcher.faults, "\n".join(watcher.faults)
