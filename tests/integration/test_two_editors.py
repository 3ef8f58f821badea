"""Two people with one page open: both texts are shown on every page, and either can be kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.records import Editable
from families.models import MeetingCase, PaperSection, SupervisionCase, SupervisionPersonal
from tests.access.table import TABLE
from tests.access.world import World
from tests.browser.test_every_page import FILES, reader_of
from tests.posted import Sent, forms_of
from tests.test_access_matrix import ROUTES

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("two-editors")]

MINE, THEIRS = "Written by the first of two", "Written by the second of two"
SPELT = {"phone": ("01792 999 001", "01792 999 002")}
"""What must be more than words: what the first wrote, and the second."""

WITHOUT_WORDS = {"nhs_number", "without_consent", "without"}
"""Texts of which not any will do, or only beside another answer."""

NOT_AN_EDIT = {"families:visit_new", "outcomes:assessment_new", "referrals:new"}
"""Forms with a version that only comes into use once there is a draft."""

WITH_A_TEST_OF_ITS_OWN = {"families:visit_log"}
"""A note of two people: tests/integration/test_visits_drafts.py."""

NEXT_WEEK = timezone.localdate() + timedelta(days=7)

DECIDED = {
    "families:kept_apart": {"parents_kept_apart": ["on"]},
    "families:closure_sign": {"answer": ["refuse"]},
    "families:visit_move": {
        "day-day": [str(NEXT_WEEK.day)],
        "day-month": [str(NEXT_WEEK.month)],
        "day-year": [str(NEXT_WEEK.year)],
    },
    "referrals:complete": {"safety_asked": ["yes"]},
    "referrals:panel_people": {"agency_0": ["Housing"], "name_0": ["Prawf Ffug"], "came_0": ["yes"]},
}
"""What must be answered, or changed, for a form to say anything."""

PRESSED = {"referrals:panel"}
"""A button with nothing to write: it is pressed again on the page as it is now."""

WRITES = {"referrals:panel_decide": "discussion"}
"""Which text, where the form has several and the first is not always kept."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World().furnish()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def taken_back(world) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Edited:
    """What a page changes: a row, the field in which the page writes, and what the model calls it."""

    row: Editable
    field: str = ""
    column: str = ""


def a_discussion(world: World, kwargs: dict[str, Any]) -> Edited:
    said = {"supervision_id": kwargs["supervision_id"], "case": world.case, "discussion": "The first words"}
    return Edited(SupervisionCase.objects.create(**said), "text", "discussion")


def a_personal_part(world: World, kwargs: dict[str, Any]) -> Edited:
    row = SupervisionPersonal.objects.create(supervision_id=kwargs["supervision_id"], text="The first words")
    return Edited(row, "text", "text")


def the_family(world: World, kwargs: dict[str, Any]) -> Edited:
    return Edited(world.case.family)


def the_record_of_a_meeting(world: World, kwargs: dict[str, Any]) -> Edited:
    row = MeetingCase.objects.get(meeting_id=kwargs["meeting_id"], case=world.case)
    return Edited(row, "summary", "summary")


def a_section(world: World, kwargs: dict[str, Any]) -> Edited:
    row = PaperSection.objects.get(of__paper=kwargs["paper_id"], key=kwargs["section"], of__signed_at=None)
    return Edited(row, "text", "text")


EDITED: dict[str, Callable[[World, dict[str, Any]], Edited]] = {
    "families:kept_apart": the_family,
    "families:meeting_edit": the_record_of_a_meeting,
    "families:meeting_hold": the_record_of_a_meeting,
    "families:paper_section": a_section,
    "families:supervision_case": a_discussion,
    "families:supervision_personal": a_personal_part,
}
"""Where it is not the row that the address names."""


def versioned_form(page: bytes) -> Sent | None:
    """The form of a page that knows which version of a row it was opened with."""
    return next((one for one in forms_of(page) if any(name.endswith("version") for name in one.answers)), None)


def edited_by(route: str, kwargs: dict[str, Any], world: World, sent: Sent) -> Edited:
    """The editable row that an address names last, or one's own, with a text that the form lets one write."""
    ids = [value for value in kwargs.values() if isinstance(value, UUID)]
    editable = [model for model in apps.get_models() if issubclass(model, Editable)]
    found = [row for model in editable for row in model._base_manager.filter(pk__in=ids)]
    row = max(found, key=lambda row: ids.index(row.pk)) if found else reader_of(route, world)
    name = WRITES.get(route) or text_of(row, sent)
    return Edited(row, name, name)


def text_of(row: Editable, sent: Sent) -> str:
    for name in sent.typed:
        try:
            known = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(known, models.CharField | models.TextField) and name not in WITHOUT_WORDS:
            return name
    return ""


def changed_by_somebody_else(edited: Edited) -> None:
    texts = {edited.column: words(edited)[1]} if edited.column else {}
    type(edited.row)._base_manager.filter(pk=edited.row.pk).update(version=F("version") + 1, **texts)


def words(edited: Edited) -> tuple[str, str]:
    return SPELT.get(edited.field, (MINE, THEIRS))


def kept(edited: Edited) -> str:
    return type(edited.row)._base_manager.values_list(edited.column, flat=True).get(pk=edited.row.pk)


def tries(route: str, sent: Sent, edited: Edited) -> Iterator[dict[str, list[str]]]:
    """My answers: with the days as they stand, then with today wherever there is none, and words in every text."""
    name = edited.field
    others = {field: values[:1] for field, values in sent.choices.items()}
    chosen = sent.filled() if name else sent.answers | others  # where nothing is written, something else is chosen
    mine = chosen | DECIDED.get(route, {}) | ({name: [words(edited)[0]]} if name else {})
    yield mine
    today = timezone.localdate()
    days = {
        field: [str(getattr(today, field.rsplit("-", 1)[1]))]
        for field in sent.typed
        if field.endswith(("-day", "-month", "-year")) and mine[field] == [""]
    }
    yield mine | days
    yield mine | days | {field: ["Words"] for field in sent.typed if mine[field] == [""] and field not in days}


EDITS = sorted(
    name
    for name, row in TABLE.items()
    if not row.only_post and name not in FILES | NOT_AN_EDIT | WITH_A_TEST_OF_ITS_OWN and not name.startswith("api_")
)


@pytest.mark.parametrize("route", EDITS)
def test_both_texts_are_shown_and_either_can_be_kept(route, world):
    kwargs = world.kwargs(ROUTES[route], TABLE[route].overrides)
    edited = EDITED[route](world, kwargs) if route in EDITED else None
    client = Client()
    client.force_login(reader_of(route, world))
    url = reverse(route, kwargs=kwargs)
    sent = versioned_form(client.get(url).content)
    if sent is None:
        return  # nothing is edited there
    edited = edited or edited_by(route, kwargs, world, sent)
    changed_by_somebody_else(edited)

    answers = (client.post(sent.action or url, data) for data in tries(route, sent, edited))
    answer = next((one for one in answers if one.status_code != 400), None)

    assert answer is not None, "no answers were good enough to be saved"
    assert answer.status_code == 409
    mine, theirs = words(edited)
    if edited.field:
        assert mine in answer.content.decode()
        assert theirs in answer.content.decode()
        assert kept(edited) == theirs
    if route in PRESSED:
        return
    again = versioned_form(answer.content)
    assert again is not None, "mine cannot be kept"
    assert client.post(again.action or sent.action or url, again.filled()).status_code == 302
    if edited.field:
        assert kept(edited) == mine
