"""The gallery and the sign-in page in a real browser: phone to desk, Welsh, errors, no complaint of axe."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.pages import complaints
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [360, 390, 1280]


@pytest.fixture
def gallery(page: Page, sign_in):
    sign_in(UserFactory(language="en"))

    def opened(width=390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(reverse("ui:gallery"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Components")
        return page

    return opened


@pytest.mark.parametrize("width", WIDTHS)
def test_the_gallery_fits_and_axe_finds_nothing(gallery, width):
    page = gallery(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints(page) == []


def test_axe_would_notice_a_picture_without_words_and_pale_print(gallery):
    page = gallery()
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/x.svg\">')")
    page.evaluate("document.querySelector('main p').style.color = '#ccc'")
    found = complaints(page)
    assert [one.split(":")[0] for one in found] == ["color-contrast", "image-alt"]


def test_the_strict_policy_refuses_nothing(page, gallery):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    gallery().get_by_text("The same as a table").click()
    assert said == []


def test_a_link_of_the_summary_leads_into_the_input_that_is_wrong(gallery):
    page = gallery()
    page.get_by_role("link", name="There is no such day in the calendar.").click()
    expect(page.locator("#wrong_day-day")).to_be_focused()


def test_a_note_says_how_much_room_it_has_left(gallery):
    note = gallery().locator("#id_note")
    note.fill("x" * 20_001)
    expect(note.page.locator("#id_note-count")).to_have_text("You have 1 characters too many")


def test_what_a_choice_opens_is_hidden_until_it_is_chosen(gallery):
    page = gallery()
    why = page.locator("#id_reason")
    expect(why).to_be_hidden()
    page.locator("#id_outcome_2").check()
    expect(why).to_be_visible()


def test_a_second_press_is_dropped(gallery):
    page = gallery()
    button = page.locator("#filled ~ form button").first
    button.evaluate("node => node.form.addEventListener('submit', event => event.preventDefault())")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")


def test_the_first_key_leads_past_the_menu(page: Page):
    page.goto(reverse("ui:help"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_switch_turns_the_page_welsh_and_back(gallery):
    page = gallery()
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_role("button", name="Allgofnodi")).to_be_visible()
    page.goto(reverse("ui:help"))
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")


@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_fits_and_says_what_is_wrong(page: Page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints(page) == []
