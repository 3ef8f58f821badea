"""Scores with the family at the table: one question a screen on a phone, then how things have changed."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.pages import Watcher
from tests.browser.people import PATIENCE
from tests.factories.families import worked_case
from tests.factories.outcomes import stored_reading, tool_version

pytestmark = [pytest.mark.browser, pytest.mark.full, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(sign_in):
    made, nurse, _parent = worked_case()
    tool_version(made.partnership)
    sign_in(nurse)
    return made


@pytest.fixture
def watcher(page, live_server):
    page.set_default_timeout(PATIENCE)
    return Watcher(page, urlsplit(live_server.url).netloc, thorough=True)


def test_each_screen_of_the_questions_is_fit_for_everybody_filled_and_in_error(case, watcher):
    form = reverse("outcomes:assessment_new", args=[case.pk])
    for step in (0, 1, 8):
        watcher.opens(f"step {step}", f"{form}?step={step}")
        assert watcher.sends_it_empty(f"step {step}")
    assert not watcher.faults, "\n".join(watcher.faults)


def test_a_journey_with_gaps_and_disagreement_is_fit_for_everybody(case, watcher):
    today = timezone.localdate()
    for point, back, score in (("start", 26, 3), ("interim", 20, 5), ("interim", 14, 5), ("end", 2, 8)):
        stored_reading(case, {"bond": score, "safety": 9 - score}, on=today - timedelta(days=back), point=point,
                       respondent="worker")  # fmt: skip
        said = {"bond": "not_asked", "health": score} if back == 14 else {"bond": score + 1, "feelings": score}
        stored_reading(case, said, on=today - timedelta(days=back), point=point)
    watcher.opens("journey", reverse("outcomes:journey", args=[case.pk]))
    assert watcher.page.locator("svg.jigso-area-chart").count() == 8
    assert not watcher.faults, "\n".join(watcher.faults)
