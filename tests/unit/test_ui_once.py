"""What every page writes again and again is worked out once, and is still right for the next reader."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from ui.addresses import address, is_there
from ui.context import shell
from ui.filters import ALL


def drawn(source, **context):
    return engines["jinja2"].env.from_string(source).render(**context)


def test_an_address_is_that_of_the_site_whatever_id_was_asked_for_before():
    for _time in range(2):
        case, milestone = uuid4(), uuid4()
        ids = {"case_id": case, "milestone_id": milestone}
        assert address("families:milestone", **ids) == reverse("families:milestone", kwargs=ids)
    assert address("families:today_rest", part="visits") == reverse("families:today_rest", args=["visits"])
    assert address("families:clocks") == reverse("families:clocks")


def test_an_address_that_is_not_there_is_told_each_time():
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            address("families:nowhere")
        assert not is_there("families:nowhere")
        assert is_there("families:clocks")


def test_an_address_belongs_to_one_site(settings):
    assert is_there("families:clocks")
    settings.ROOT_URLCONF = "ui.urls"
    assert not is_there("families:clocks")


def test_words_and_days_are_those_of_the_reader_at_hand():
    source, day = "{{ _('Clocks') }} {{ day|day }}", date(2026, 3, 18)
    with translation.override("cy"):
        welsh = drawn(source, day=day)
    for _time in range(2):
        with translation.override("en"):
            assert drawn(source, day=day) == "Clocks 18 March 2026"
        with translation.override("cy"):
            assert drawn(source, day=day) == welsh
    assert "18 Mawrth 2026" in welsh


def test_values_in_words_are_escaped_and_a_percent_may_stand_in_them():
    assert drawn("{{ _('Due %(day)s', day=day) }}", day="<b>") == "Due &lt;b&gt;"
    assert drawn("{{ _('100%% sure') }}") == "100% sure"
    assert drawn("{% autoescape false %}{{ _('Due %(day)s', day='<b>') }}{% endautoescape %}") == "Due <b>"


def test_the_day_of_a_moment_is_that_in_london():
    with translation.override("en"):
        assert ALL["day"](datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
        assert ALL["day"](None) == ""


def test_the_forms_of_a_page_have_one_token_and_those_of_the_next_page_another():
    seen = []
    for _time in range(2):
        request = RequestFactory().get("/")
        shell(request)
        first, second = drawn("{{ csrf_field() }}"), drawn("{{ csrf_field() }}")
        assert first == second
        seen.append(first)
    assert seen[0] != seen[1]
