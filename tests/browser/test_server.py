"""The browser reaches the live server."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_browser_is_sent_to_the_sign_in_page(page: Page) -> None:
    answer = page.goto(reverse("account_login"))
    assert answer
    assert answer.status == 200
