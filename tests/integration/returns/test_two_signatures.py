"""Two people sign, where the definition of the service asks for it."""

from collections.abc import Callable

import pytest
from attrs import evolve
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import Notification
from families.actions.services import keep_versions
from families.definition_of import definition_of
from families.models import Case, Service
from reporting.actions.signatures import take_back
from reporting.documents import version_document
from reporting.models import Return, ReturnVersion
from tests.factories.accounts import user_with
from tests.integration.returns.return_pages import last_quarter, page, shown, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_sign(service: Service) -> None:
    """A version of the service's definition that asks for a second person."""
    known = definition_of(service.versions.latest("effective_from"))
    asks = evolve(known.return_layout, second_signature=True)
    made = evolve(known, version="two", effective_from=last_quarter().first, return_layout=asks)
    keep_versions(partnership=service.partnership, definitions=[made], by=None)


@pytest.fixture
def second(team: Team) -> User:
    return user_with(Role.RETURNS_ADMIN, team=team)


def sign(client: Client, user: User, made_for: Return, **more: str) -> int:
    client.force_login(user)
    return client.post(page("sign", made_for), {"shown": shown(client, made_for), **more}).status_code


def test_a_version_is_made_when_the_second_person_signs(
    client: Client, maker: User, second: User, made_for: Return
) -> None:
    assert sign(client, maker, made_for) == 302
    assert not made_for.versions.exists()
    told = Notification.objects.get()
    assert (told.user, told.link) == (second, page("return", made_for) + "#sign-off")
    client.force_login(second)
    draft = client.get(page("return", made_for)).content.decode()
    assert f"Done, by {maker.name}" in draft
    assert "Now, waits for a second person" in draft
    version = signed(client, made_for)
    first = made_for.first_signatures.get()
    assert (version.signed_by, version.first_signed_by, version.first_signed_at) == (second, maker, first.signed_at)
    assert first.version == version
    assert f"Signed first by {maker.name}." in version_document(version).state_words
    assert maker.name in client.get(page("versions", made_for, 1)).content.decode()


def test_what_the_first_has_signed_is_not_written_anew_before_the_second_signs(
    client: Client, maker: User, second: User, made_for: Return
) -> None:
    assert sign(client, maker, made_for) == 302
    texts = {"version": made_for.version, "how_much": "Two midwives were away in the spring."}
    refused = client.post(page("commentary", made_for), texts)
    assert refused.status_code == 400
    assert "Two midwives were away in the spring." in refused.content.decode()
    assert "Take the first signature back" in refused.content.decode()
    take_back(made_for=made_for, by=maker)
    assert client.post(page("commentary", made_for), texts).status_code == 302
    made_for.refresh_from_db()
    assert made_for.commentary == {"how_much": "Two midwives were away in the spring."}


def test_the_same_person_cannot_sign_twice(client: Client, maker: User, made_for: Return) -> None:
    assert sign(client, maker, made_for) == 302
    text = client.get(page("return", made_for)).content.decode()
    assert "Sign second" not in text
    client.force_login(maker)
    token = shown(client, made_for)
    answer = client.post(page("sign", made_for), {"shown": token})
    assert answer.status_code == 400
    assert b"the same person cannot sign twice" in answer.content
    assert not made_for.versions.exists()
    assert made_for.first_signatures.count() == 1


def test_the_database_refuses_a_version_signed_twice_by_one_person(maker: User, made_for: Return) -> None:
    told = {"made_for": made_for, "number": 1, "signed_at": "2026-01-01T00:00Z", "digest": "0" * 64}
    with pytest.raises(IntegrityError, match="two_people_signed"), transaction.atomic():
        ReturnVersion.objects.create(**told, signed_by=maker, first_signed_by=maker, first_signed_at=told["signed_at"])


def test_a_draft_that_changed_after_the_first_signature_is_409_with_the_difference(
    client: Client, maker: User, second: User, made_for: Return, another: Callable[[], Case]
) -> None:
    another()
    assert sign(client, maker, made_for) == 302
    another()
    client.force_login(second)
    answer = client.post(page("sign", made_for), {"shown": shown(client, made_for)})
    assert answer.status_code == 409
    assert b"changed since the first signature" in answer.content
    moved = {label: (then, now) for label, then, _of, now, _now_of in answer.context["lines"]}
    assert moved["Cases opened"] == ("1", "2")
    assert "Referrals received" not in moved
    assert maker.name in answer.content.decode()
    assert not made_for.versions.exists()


def test_a_first_signature_is_taken_back_and_given_anew(
    client: Client, maker: User, second: User, made_for: Return, another: Callable[[], Case]
) -> None:
    assert sign(client, maker, made_for) == 302
    another()
    client.force_login(second)
    assert client.post(page("unsign", made_for)).status_code == 302
    again = client.post(page("unsign", made_for), follow=True).content
    assert b"There is no first signature to take back" in again
    assert sign(client, second, made_for) == 302
    client.force_login(maker)
    version = signed(client, made_for)
    assert (version.first_signed_by, version.signed_by) == (second, maker)
    assert [one.version for one in made_for.first_signatures.all()] == [None, version]


def test_the_reason_of_the_first_stands_for_the_second_version(
    client: Client, maker: User, second: User, made_for: Return
) -> None:
    sign(client, maker, made_for)
    sign(client, second, made_for)
    assert sign(client, maker, made_for) == 400
    assert sign(client, maker, made_for, why="A case came to light") == 302
    client.force_login(second)
    assert signed(client, made_for).why == "A case came to light"


def test_a_manager_takes_no_signature_back(client: Client, maker: User, team: Team, made_for: Return) -> None:
    sign(client, maker, made_for)
    client.force_login(user_with(Role.MANAGER, team=team))
    assert client.post(page("unsign", made_for)).status_code in (403, 404)
    assert made_for.first_signatures.get().withdrawn_at is None
