"""The menu is what the apps add and the user may use."""

from types import SimpleNamespace

import pytest

from ui import nav


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(nav, "_items", {})
    nav.register("later", "Later", "ui:help", lambda user: True, 20)
    nav.register("first", "First", "ui:accessibility", lambda user: True, 10)
    nav.register("secret", "Secret", "ui:gallery", lambda user: user.is_boss, 30)


def person(**facts):
    return SimpleNamespace(is_authenticated=True, is_boss=False, **facts)


@pytest.mark.usefixtures("entries")
def test_entries_stand_in_their_order():
    assert [item.key for item in nav.items_for(person())] == ["first", "later"]


@pytest.mark.usefixtures("entries")
def test_an_entry_is_there_for_those_who_may_use_it():
    boss = SimpleNamespace(is_authenticated=True, is_boss=True)
    assert [item.key for item in nav.items_for(boss)] == ["first", "later", "secret"]


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("nobody", [None, SimpleNamespace(is_authenticated=False)])
def test_nobody_has_a_menu(nobody):
    assert nav.items_for(nobody) == []


@pytest.mark.usefixtures("entries")
def test_the_same_key_replaces_an_entry():
    nav.register("later", "Now", "ui:help", lambda user: True, 1)
    assert [str(item.label) for item in nav.items_for(person())] == ["Now", "First"]


def menu_of(*labels: str) -> list[nav.Item]:
    return [nav.Item(label, label, "ui:help", lambda user: True) for label in labels]


@pytest.mark.parametrize(
    ("labels", "first"),
    [
        ([], 0),
        (["Contacts", "My referrals", "New referral", "By month"], 4),
        (["Today", "Cases", "Search", "New referral", "Groups", "Mileage"], 4),
        (["Heddiw", "Achosion", "Chwilio", "Atgyfeiriad newydd", "Grwpiau", "Milltiroedd"], 3),
        (["Cysylltiadau", "Fy atgyfeiriadau", "Atgyfeiriad newydd", "By month"], 2),
        (["A" * 60, "B"], 1),
    ],
)
def test_a_phone_shows_as_many_entries_as_fit_one_row(labels, first):
    assert nav.first_on_a_phone(menu_of(*labels)) == first
