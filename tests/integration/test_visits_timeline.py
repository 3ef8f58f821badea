"""Visits as the case page lists them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.visits import keep_draft
from families.registries import links_of
from families.timeline.reading import read_timeline
from families.visiting import Account, CaseEntry
from tests.factories.families import midwife, team_offering, visit_row, worked_case

pytestmark = pytest.mark.django_db

OF_VISITS = ("visit", "noaccess", "planned")


def entries(case, user):
    return [entry for entry in read_timeline(case, user).entries if entry.kind in OF_VISITS]


def test_a_visit_shows_where_who_and_the_first_words_of_its_note():
    case, nurse, parent = worked_case()
    visit = visit_row(case, nurse, parent, note="Kicks. " + "x" * 500)
    (entry,) = entries(case, nurse)
    assert entry.kind == "visit"
    assert entry.title == "Visit: Home"
    assert entry.by == f"{nurse.name}, {parent.name}"
    assert entry.text.startswith("Kicks.")
    assert len(entry.text) <= 240
    assert entry.url == reverse("families:visit", args=[visit.pk])


def test_a_visit_without_access_has_a_mark_of_its_own():
    case, nurse, _parent = worked_case()
    visit_row(case, nurse, outcome="no_access")
    assert [entry.kind for entry in entries(case, nurse)] == ["noaccess"]


def test_a_note_that_is_not_signed_is_read_by_those_who_were_there_alone():
    case, nurse, parent = worked_case()
    visit_row(case, nurse, note="Not yet signed words", signed=False)
    assert "Not yet signed words" in entries(case, nurse)[0].text
    assert "Not yet signed words" not in entries(case, parent)[0].text


def test_a_draft_of_an_unplanned_visit_stands_on_its_authors_timeline_alone():
    case, nurse, parent = worked_case()
    keep_draft(account=Account(outcome="draft", entries=(CaseEntry(case=case, note="Half"),)), by=nurse)
    assert len(entries(case, nurse)) == 1
    assert entries(case, parent) == []


def test_a_safeguarding_visit_is_a_key_event():
    case, nurse, _parent = worked_case()
    visit = visit_row(case, nurse)
    visit.visit_cases.update(concern="safeguarding")
    assert entries(case, nurse)[0].key


def test_a_visit_to_come_is_on_the_timeline():
    case, nurse, parent = worked_case()
    visit_row(case, nurse, outcome="planned", note="", when=timezone.now() + timedelta(days=1))
    assert [entry.title for entry in entries(case, parent)] == ["Visit planned"]


def test_the_case_page_offers_a_plan_and_a_task_to_those_who_may_log():
    case, nurse, _parent = worked_case()
    assert {"visit_plan", "task_new"} <= {link.key for link in links_of(case, nurse)}
    assert "visit_plan" not in {link.key for link in links_of(case, midwife(team_offering()))}
