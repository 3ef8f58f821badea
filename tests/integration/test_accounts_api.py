"""The API's errors are problem documents, and what one may not see is not there."""

import pytest
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from accounts.access import PUBLIC, SIGNED_IN
from accounts.api import ProductView
from accounts.roles import Permission, Role
from activity.edits import StaleEdit, save_edit
from activity.errors import RuleBroken
from activity.idempotency import KeyReused
from tests.factories.accounts import TeamFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db


def answer(declared, user=None, error=None):
    """Return what a view that declares this answers to this user, or when it raises this."""

    class View(ProductView):
        required_permission = declared

        def get(self, request):
            if error:
                raise error
            return Response({"ok": True})

    request = APIRequestFactory().get("/")
    if user:
        force_authenticate(request, user)
    return View.as_view()(request)


@pytest.mark.parametrize(
    ("declared", "role", "status"),
    [
        (PUBLIC, None, 200),
        (SIGNED_IN, None, 401),
        (SIGNED_IN, Role.REFERRER, 200),
        (Permission.TRIAGE, None, 401),
        (Permission.TRIAGE, Role.REFERRER, 404),
        (Permission.TRIAGE, Role.MANAGER, 200),
        (None, None, 401),
        (None, Role.MANAGER, 403),
    ],
)
def test_who_may_ask_is_what_the_view_declares(declared, role, status):
    response = answer(declared, user_with(role) if role else None)
    assert response.status_code == status
    if status != 200:
        assert response.content_type == "application/problem+json"
        assert response.data["status"] == status


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404("secret name"), 404),
        (exceptions.Throttled(wait=5), 429),
        (exceptions.ValidationError({"born": ["not a date"]}), 400),
        (RuleBroken("no", field="born"), 422),
        (KeyReused(), 422),
    ],
)
def test_an_error_is_a_problem_document(error, status):
    response = answer(SIGNED_IN, UserFactory(), error)
    assert (response.status_code, response.data["status"]) == (status, status)
    assert response.content_type == "application/problem+json"
    assert response.data["title"]
    assert "secret name" not in str(response.data)


@pytest.mark.parametrize(
    "error", [RuleBroken("not then", field="born"), exceptions.ValidationError({"born": ["not then"]})]
)
def test_errors_of_fields_are_listed_with_pointers(error):
    expected = [{"pointer": "#/born", "detail": "not then"}]
    assert answer(SIGNED_IN, UserFactory(), error).data["errors"] == expected


def test_a_pointer_leads_into_lists_and_escapes_its_own_signs():
    error = exceptions.ValidationError({"seen": [{}, {"a/b~c": ["no"]}], "non_field_errors": ["neither"]})
    assert answer(SIGNED_IN, UserFactory(), error).data["errors"] == [
        {"pointer": "#/seen/1/a~1b~0c", "detail": "no"},
        {"pointer": "#", "detail": "neither"},
    ]


def test_a_stale_edit_answers_409_with_both_versions():
    team = TeamFactory(name="Old")
    save_edit(team, expected_version=1, changes={"name": "Hers"}, by=UserFactory())
    with pytest.raises(StaleEdit) as caught:
        save_edit(team, expected_version=1, changes={"name": "His"}, by=UserFactory())
    response = answer(SIGNED_IN, UserFactory(), caught.value)
    assert response.status_code == 409
    assert (response.data["current"], response.data["attempted"]) == ({"name": "Hers"}, {"name": "His"})
