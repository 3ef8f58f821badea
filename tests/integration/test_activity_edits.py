"""Two edits of one record: the second is told and shown both; nothing is overwritten."""

import json

import pytest
from django.test import RequestFactory

from accounts.models import Team
from activity.edits import StaleEdit, save_edit, stale_problem
from activity.history import event_model_of
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_edit_raises_the_version_and_is_remembered_with_its_user():
    team, user = TeamFactory(), UserFactory()
    saved = save_edit(team, expected_version=1, changes={"name": "New"}, by=user)
    assert (saved.name, saved.version) == ("New", 2)
    last = event_model_of(Team).objects.filter(pgh_obj_id=team.pk).latest("pgh_id")
    assert (last.name, last.pgh_context["user"]) == ("New", str(user.pk))


def test_the_second_of_two_edits_gets_both_versions_and_changes_nothing():
    team, user = TeamFactory(name="Old", slug="s"), UserFactory()
    save_edit(team, expected_version=1, changes={"name": "Hers"}, by=UserFactory())
    with pytest.raises(StaleEdit) as caught:
        save_edit(team, expected_version=1, changes={"name": "His", "slug": "s"}, by=user)
    found = [(d.field, d.current, d.attempted) for d in caught.value.differences()]
    assert found == [("name", "Hers", "His")]
    team.refresh_from_db()
    assert (team.name, team.version) == ("Hers", 2)


def test_the_api_answer_carries_both_versions():
    team = TeamFactory(name="Old")
    save_edit(team, expected_version=1, changes={"name": "Hers"}, by=UserFactory())
    with pytest.raises(StaleEdit) as caught:
        save_edit(team, expected_version=1, changes={"name": "His"}, by=UserFactory())
    problem = stale_problem(caught.value)
    assert (problem["status"], problem["version"]) == (409, 2)
    assert (problem["current"], problem["attempted"]) == ({"name": "Hers"}, {"name": "His"})
    assert json.dumps(problem)


def test_the_page_of_a_conflict_shows_both_values(client):
    from activity.edits import stale_page

    team = TeamFactory(name="Old")
    save_edit(team, expected_version=1, changes={"name": "Hers"}, by=UserFactory())
    with pytest.raises(StaleEdit) as caught:
        save_edit(team, expected_version=1, changes={"name": "His"}, by=UserFactory())
    request = RequestFactory().get("/teams/")
    request.user = UserFactory()
    response = stale_page(request, caught.value)
    assert response.status_code == 409
    assert b"Hers" in response.content
    assert b"His" in response.content
