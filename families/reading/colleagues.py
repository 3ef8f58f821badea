"""Colleagues who may be asked, told or put in charge."""

from accounts.models import User
from accounts.roles import Permission
from families.actions.telling import named_workers
from families.days import today
from families.models import Case


def colleagues_of(case: Case) -> list[User]:
    """Those who may write on cases in the case's team, and those named on it; these come first."""
    able = User.objects.able_to(Permission.WORK_CASES, team=case.team, on=today())
    named = {user.pk: user for user in named_workers(case)}
    found = {user.pk: user for user in able} | named
    return sorted(found.values(), key=lambda user: (user.pk not in named, user.name.casefold()))
