"""The first administrator of a new site comes from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from accounts.roles import Permission
from activity.history import event_model_of

pytestmark = pytest.mark.django_db


def add(email="first@example.org"):
    out = io.StringIO()
    call_command("add_administrator", email, "First Admin", partnership="Bay and Valley", stdout=out)
    return out.getvalue().strip()


def test_an_administrator_gets_a_link_and_manages_the_partnership(client):
    link = add()
    user = User.objects.get(email="first@example.org")
    team = Team.objects.get(partnership__slug="bay-and-valley")
    assert user.permissions_on(team) >= {Permission.MANAGE_USERS}
    assert client.get(link[link.index("/account/") :], follow=True).status_code == 200
    made = event_model_of(User).objects.get(pgh_obj_id=user.pk)
    assert made.pgh_context["reason"] == "manage.py add_administrator"


def test_a_second_administrator_joins_the_same_team():
    add()
    add("second@example.org")
    assert Team.objects.count() == 1


def test_an_address_in_use_is_refused_and_nothing_is_made():
    add()
    with pytest.raises(CommandError, match="already signs in"):
        add()
    assert User.objects.count() == 1
