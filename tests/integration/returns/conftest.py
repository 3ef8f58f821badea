"""A return of the last quarter, who makes it, and cases to count in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from accounts.roles import Role
from families.models import Case, Service
from reporting.models import Return
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.integration.returns.return_pages import last_quarter


@pytest.fixture
def team() -> Team:
    return make.team_offering()


@pytest.fixture
def service(team: Team) -> Service:
    return Service.objects.get(partnership=team.partnership, slug="jig-so")


@pytest.fixture
def case(team: Team) -> Case:
    made, _midwife, _parent = make.worked_case(team=team)
    return made


@pytest.fixture
def boss(team: Team, client: Client) -> User:
    user = make.manager(team)
    client.force_login(user)
    return user


@pytest.fixture
def maker(team: Team) -> User:
    return user_with(Role.RETURNS_ADMIN, team=team)


@pytest.fixture
def made_for(service: Service) -> Return:
    period = last_quarter()
    return Return.objects.create(service=service, first_day=period.first, last_day=period.last)


@pytest.fixture
def another(team: Team) -> Callable[[], Case]:
    def make_case() -> Case:
        """A case that was opened on the first day of the last quarter."""
        case, _nurse, _parent = make.worked_case(team=team)
        day = last_quarter().first
        Case.objects.filter(pk=case.pk).update(referred_on=day, opened_on=day)
        case.refresh_from_db()
        return case

    return make_case
