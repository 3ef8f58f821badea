"""Telling managers, once a working day, of cases that lack somebody past the day or close to it."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import Team, User
from accounts.roles import Permission
from activity.models import Notification
from activity.notify import notify
from families.reading.board import read_tally

KIND = "gaps"


def tell_of_gaps(*, today: date) -> int:
    """Tell everybody who allocates how many cases lack somebody, by whom it is needed soon or was needed.

    Whoever has been told today is not told again; nobody is told of nothing. Returns how many were told.
    """
    if today.weekday() >= 5:
        return 0
    teams = list(Team.objects.filter(is_active=True).values_list("pk", flat=True))
    told = 0
    for user in _allocators(teams, today):
        told += _tell(user, today)
    return told


@transaction.atomic
def _tell(user: User, today: date) -> bool:
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Notification.objects.filter(user=user, kind=KIND, entered_at__date=today).exists():
        return False
    late, soon = read_tally(user, today)
    if not late + soon:
        return False
    with translation.override(user.language):
        text = ngettext(
            "%(n)s case lacks somebody who is needed within 14 days, %(late)s past its day",
            "%(n)s cases lack somebody who is needed within 14 days, %(late)s past their day",
            late + soon,
        ) % {"n": late + soon, "late": late}
    notify(user=user, kind=KIND, text=text, link=reverse("families:board"), email=True)
    return True


def _allocators(teams: list, today: date) -> list[User]:
    found: dict = {}
    for team in teams:
        for user in User.objects.able_to(Permission.ALLOCATE, team=team, on=today):
            found[user.pk] = user
    return list(found.values())
