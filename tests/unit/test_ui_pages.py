"""The gallery as markup, and the pages for when something fails."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import translation

from ui import views
from ui.middleware import DatabaseDownMiddleware, kept_texts

NOTE = "Ffion met us at the back gate and wants a door that locks."


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.all = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, attrs))

    def values(self, name):
        return [value for _, attrs in self.all for key, value in attrs if key == name]


@pytest.fixture
def tags(rf):
    return Tags(views.gallery(rf.get("/components/")).content.decode())


def test_no_attribute_stands_twice_in_a_tag(tags):
    twice = [(tag, attrs) for tag, attrs in tags.all if max(Counter(key for key, _ in attrs).values(), default=0) > 1]
    assert not twice


def test_every_id_is_there_once(tags):
    assert [one for one, times in Counter(tags.values("id")).items() if times > 1] == []


def test_every_label_and_description_points_at_something(tags):
    ids = set(tags.values("id"))
    pointed = set(tags.values("for")) | {one for each in tags.values("aria-describedby") for one in each.split()}
    pointed |= {one for each in tags.values("aria-labelledby") for one in each.split()}
    assert len(pointed) > 30
    assert pointed <= ids


def test_nothing_is_inline_that_a_strict_policy_would_refuse(tags):
    names = {key for _, attrs in tags.all for key, _ in attrs}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert all(dict(attrs).get("src") for tag, attrs in tags.all if tag == "script")
    assert "style" not in {tag for tag, _ in tags.all}


def test_nothing_is_fetched_from_elsewhere(tags):
    addresses = tags.values("src") + tags.values("href") + tags.values("action")
    assert not [one for one in addresses if "//" in one]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("view", [views.help_page, views.accessibility])
def test_pages_for_everybody_can_be_drawn_in_both_languages(rf, view, language):
    with translation.override(language):
        assert view(rf.get("/")).status_code == 200


@transaction.non_atomic_requests
def broken(request):
    raise OperationalError("the database system is shutting down")


urlpatterns = [path("broken/", broken), path("nothing/", lambda request: HttpResponse("x"))]
handler500 = "ui.views.server_error"


class FailsBeforeTheView:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        raise InterfaceError("connection already closed")


ALONE = {"ROOT_URLCONF": __name__, "MIDDLEWARE": ["ui.middleware.DatabaseDownMiddleware"]}
BEFORE = {**ALONE, "MIDDLEWARE": [*ALONE["MIDDLEWARE"], f"{__name__}.FailsBeforeTheView"]}


@pytest.mark.parametrize("settings", [ALONE, BEFORE], ids=["in the view", "before the view"])
def test_a_lost_database_answers_503_and_gives_the_note_back(client, settings):
    client.raise_request_exception = False
    with override_settings(**settings):
        answer = client.post("/broken/", {"note": NOTE, "password": "correct horse battery staple"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert NOTE in page
    assert "Nothing that was saved is lost" in page
    assert "correct horse" not in page


def test_another_failure_is_a_500_that_gives_the_note_back(rf):
    answer = views.server_error(rf.post("/", {"note": NOTE}))
    assert answer.status_code == 500
    assert NOTE in answer.content.decode()


def test_a_failing_page_escapes_what_it_gives_back(rf):
    page = views.server_error(rf.post("/", {"note": "</textarea><script>alert(1)</script>"})).content.decode()
    assert "<script>alert" not in page


def test_a_form_that_cannot_be_read_gives_nothing_back(rf):
    request = rf.post("/", data="--x", content_type="multipart/form-data; boundary=")
    assert kept_texts(request) == []


def test_a_working_page_is_left_alone(rf):
    assert DatabaseDownMiddleware(lambda request: HttpResponse("fine"))(rf.get("/")).content == b"fine"


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "did not understand"),
        (views.forbidden, 403, "role does not include"),
        (views.not_found, 404, "Page not found"),
        (views.too_many, 429, "Too many tries"),
    ],
)
def test_errors_have_pages_even_before_anybody_is_known(rf, view, status, words):
    answer = view(rf.get("/"))
    assert answer.status_code == status
    assert words in answer.content.decode()
