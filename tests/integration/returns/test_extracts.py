"""An evaluator asks for rows without names, fetches them once, and meets nothing else."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from families.models import Case, Exclusion, Restriction
from reporting.actions.exporting import make_export
from reporting.exports.extract import COLUMNS, study_number
from reporting.exports.extract_words import COLUMN_WORDS
from reporting.models import Export, Return
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory, user_with
from tests.integration.returns.return_pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluator(team: Team, client: Client) -> User:
    user = user_with(Role.EVALUATOR, team=team)
    client.force_login(user)
    return user


def asked(client: Client, made_for: Return) -> str:
    """Ask, let the worker make it; the address of the file."""
    answer = client.post(page("extract_ask", made_for))
    assert answer.status_code == 302
    export = Export.objects.latest("entered_at", "id")
    make_export(export_id=export.pk)
    return reverse("reporting:export_fetch", args=[export.file.key])


def test_an_evaluator_asks_for_rows_and_fetches_them_once(
    client: Client, evaluator: User, made_for: Return, another: Callable[[], Case]
) -> None:
    case = another()
    assert client.get(reverse("home")).headers["Location"] == reverse("reporting:extracts")
    assert page("extract_ask", made_for) in client.get(reverse("reporting:extracts")).content.decode()
    address = asked(client, made_for)
    assert address in client.get(reverse("reporting:exports")).content.decode()
    [row] = csv.DictReader(StringIO(client.get(address).content.decode()))
    assert row["study_number"] == study_number(made_for.service_id, case.pk)
    assert AccessEntry.objects.filter(kind="exported", user_id=evaluator.pk).count() == 1
    again = client.get(address)
    assert (again.status_code, b"This one has been used" in again.content) == (404, True)
    assert reverse("reporting:extracts") in again.content.decode()


def test_families_kept_from_the_evaluator_are_not_in_the_rows(
    client: Client, evaluator: User, made_for: Return, another: Callable[[], Case]
) -> None:
    seen, restricted, known = another(), another(), another()
    Restriction.objects.create(family=restricted.family, reason="Relative of staff", starts=timezone.localdate())
    Exclusion.objects.create(family=known.family, user=evaluator, reason="Knows them", starts=timezone.localdate())
    rows = csv.DictReader(StringIO(client.get(asked(client, made_for)).content.decode()))
    assert [row["study_number"] for row in rows] == [study_number(made_for.service_id, seen.pk)]


def test_rows_of_a_family_restricted_meanwhile_are_made_anew_by_the_evaluator(
    client: Client, evaluator: User, made_for: Return, another: Callable[[], Case]
) -> None:
    address, family = asked(client, made_for), another().family
    assert client.get(address).status_code == 200
    address = asked(client, made_for)
    Restriction.objects.create(family=family, reason="Relative of staff", starts=timezone.localdate())
    answer = client.get(address)
    assert (answer.status_code, page("extract_ask", made_for) in answer.content.decode()) == (409, True)


def test_an_evaluator_gets_no_file_of_figures_and_opens_no_return(
    client: Client, evaluator: User, made_for: Return
) -> None:
    for what in ("draft", "version", "release", "extract"):
        assert client.post(page("export_ask", made_for), {"what": what, "ending": "csv"}).status_code == 404
    for name in ("returns", "by_month", "definitions", "dashboard", "service_wide", "own_dashboard"):
        assert client.get(reverse(f"reporting:{name}")).status_code == 404
    assert client.get(page("return", made_for)).status_code == 404
    assert not Export.objects.exists()


def test_an_evaluator_of_another_partnership_neither_sees_nor_asks(client: Client, made_for: Return) -> None:
    elsewhere = make.team_offering(partnership=PartnershipFactory())
    client.force_login(user_with(Role.EVALUATOR, team=elsewhere))
    assert str(made_for.pk) not in client.get(reverse("reporting:extracts")).content.decode()
    assert client.post(page("extract_ask", made_for)).status_code == 404


def test_every_column_of_the_rows_has_its_words() -> None:
    assert tuple(COLUMN_WORDS) == COLUMNS
