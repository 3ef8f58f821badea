"""What the pages are called in the access log."""

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from accounts.access_log import LogLine
from activity.models import AccessEntry
from ui.page_names import name_pages, named_pages, page_name


def routes(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, (*spaces, one.namespace) if one.namespace else spaces)
        elif one.name:
            yield ":".join((*spaces, one.name))


def told(view: str) -> str:
    return LogLine(AccessEntry(view=view)).page


def test_every_route_has_a_name_in_words_and_no_name_is_of_a_route_that_does_not_exist():
    there = set(routes(get_resolver().url_patterns))
    assert there - named_pages() == set(), "name it in the page_names of its app"
    assert named_pages() - there == set(), "a page that is no more"


def test_two_pages_of_an_app_are_not_called_the_same():
    called = Counter((view.rpartition(":")[0], page_name(view)) for view in named_pages())
    assert [words for words, times in called.items() if times > 1] == []


def test_the_log_calls_a_page_by_its_name_in_the_language_of_the_reader():
    assert told("families:closure_sign") == "Sign a closing"
    with translation.override("cy"):
        assert told("families:closure_sign") == "Llofnodi cau achos"
        assert told("referrals:inbox") == "Blwch derbyn"


def test_a_page_that_is_no_more_is_called_what_its_address_said():
    assert told("families:closing_ask") == "Closing ask"
    assert told("") == ""


def test_an_app_names_its_own_pages():
    name_pages("garden", {"gate": "The gate"})
    try:
        assert page_name("garden:gate") == "The gate"
        assert page_name("gate") == ""
    finally:
        from ui import page_names

        del page_names._names["garden:gate"]
