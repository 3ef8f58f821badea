"""The tour of the pictures: every page of the URLconf is in it, once under each name."""

from collections import Counter

import pytest
from django.urls import path

from tests.browser import tour
from tests.browser.exhibits import Exhibits


def test_every_page_has_its_picture():
    assert not tour.not_looked_at(), "one line each in tests/browser/tour.py"


def test_nothing_is_excepted_or_shown_that_is_not_there():
    known = {one.name for one in tour.routes()}
    shown = {one.route for each in tour.TOUR for one in each.pictures}
    assert set().union(*tour.NO_PICTURE.values()) | shown <= known


def test_no_two_pictures_have_one_name():
    names = Counter(one.name for each in tour.TOUR for one in each.pictures)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("one", [one for each in tour.TOUR for one in each.pictures], ids=lambda one: one.name)
def test_every_part_of_an_address_is_in_the_exhibition(one):
    parts = next(each.parts for each in tour.routes() if each.name == one.route)
    missing = [part for part in parts if not hasattr(Exhibits, one.records.get(part, part))]
    assert missing == []


def test_a_new_page_is_missed(monkeypatch):
    found = [*tour.routes(), next(tour.routes([path("new/", lambda request: None, name="new_page")]))]
    monkeypatch.setattr(tour, "routes", lambda: iter(found))
    assert tour.not_looked_at() == {"new_page"}
