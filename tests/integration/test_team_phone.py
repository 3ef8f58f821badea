"""The number of a team: kept by a system administrator, told to those whose referrals it has."""

import pytest
from django.urls import reverse

from accounts.models import Team
from accounts.roles import Role
from referrals.reading.own import own_line
from tests.factories.accounts import PartnershipFactory, TeamFactory, user_with
from tests.factories.families import team_offering
from tests.factories.referrals import referral_to

NUMBER = "01632 960123"


@pytest.fixture
def team(client, db):
    team = team_offering()
    client.force_login(user_with(Role.SYSTEM_ADMIN, team=team))
    return team


def page(team):
    return reverse("accounts:team", args=[team.pk])


def test_the_number_is_changed_and_told_with_whom_to_call(client, team):
    assert client.get(page(team)).status_code == 200
    assert client.post(page(team), {"version": team.version, "phone": NUMBER}).status_code == 302
    assert NUMBER in client.get(reverse("accounts:teams")).content.decode()
    referral = referral_to(Team.objects.get(pk=team.pk))
    assert own_line(referral).call == f"{team.name}, {NUMBER}"


def test_a_team_without_a_number_is_named_alone(team):
    assert own_line(referral_to(team)).call == team.name


def test_two_who_change_it_at_once_see_both_numbers(client, team):
    client.post(page(team), {"version": 1, "phone": NUMBER})
    second = client.post(page(team), {"version": 1, "phone": "01632 960999"})
    assert second.status_code == 409
    assert NUMBER in second.content.decode()
    assert "01632 960999" in second.content.decode()


@pytest.mark.parametrize("phone", ["1" * 31, "0\x00"], ids=["too-long", "NUL"])
def test_nonsense_is_refused_at_the_field(client, team, phone):
    assert client.post(page(team), {"version": 1, "phone": phone}).status_code == 400
    assert Team.objects.get(pk=team.pk).phone == ""


def test_a_team_of_another_partnership_is_not_there(client, team):
    assert client.get(page(TeamFactory(partnership=PartnershipFactory()))).status_code == 404
