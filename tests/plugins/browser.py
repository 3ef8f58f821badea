"""A browser on the live server: the fixtures of pytest-playwright, told of our Chromium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.plugins.chromium import FLAGS, find_or_install


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that was found, with flags for a container."""
    return {**browser_type_launch_args, "executable_path": find_or_install(), "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def kept_by_the_browser() -> Iterator[None]:
    """Let a browser keep style sheets and scripts from page to page, as those of a real site are kept."""
    original = StaticFilesHandler.get_response

    def lasting(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        answer = original(handler, request)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "max-age=3600"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "get_response", lasting)
        yield


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Let tests write `page.goto("/today/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Open pages of the live server, as a British browser does."""
    return {**browser_context_args, "base_url": base_url, "locale": "en-GB", "timezone_id": "Europe/London"}


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[AbstractBaseUser], None]:
    """Give `sign_in(user)`: the browser has the user's session, without the sign-in page."""

    def enter(user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return enter
