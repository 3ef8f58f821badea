"""Telling managers of clocks that are late, once for each."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Permission
from activity.notify import notify
from families.definition_of import rules_of
from families.models import Case, Milestone, MilestoneAlert
from families.working_days import calendar_of

KIND = "late_clock"


def tell_of_late_clocks(*, today: date) -> int:
    """Tell the managers of each case's team of every clock that is as late as its definition allows.

    At weekends nothing is told. Each clock is told once, whatever becomes of it; of many at once each manager
    gets one e-mail. What a loss or a closure stopped is not late. Returns how many clocks were told.
    """
    if today.weekday() >= 5:
        return 0
    told: set[UUID] = set()
    managers: dict[UUID, list[User]] = {}
    count = 0
    for milestone, days in _late(today):
        team = milestone.case.team_id
        if team not in managers:
            managers[team] = list(User.objects.able_to(Permission.ALLOCATE, team=team, on=today))
        count += _tell(milestone, days, managers[team], told, today)
    return count


def _late(today: date) -> Iterator[tuple[Milestone, int]]:
    """Clocks to tell of, with how many working days they are late."""
    for milestone in _waiting(today).iterator(chunk_size=500):
        rules = rules_of(milestone.case)
        try:
            rule = rules.clock(milestone.rule)
        except KeyError:
            continue  # the version that the case is worked under has no such clock any more
        limits = rules.clock_escalation
        most = limits.statutory_working_days_past if rule.statutory else limits.working_days_past
        days = calendar_of(rules.jurisdiction).count(milestone.due_on, today)
        if days > most:
            yield milestone, days


def _waiting(today: date) -> QuerySet[Milestone]:
    open_cases = Case.objects.open()
    rows = Milestone.objects.overdue(today).filter(alert__isnull=True, case__in=open_cases.values("pk"))
    return rows.select_related("case__service_version").defer("case__service_version__definition").order_by("due_on")


@transaction.atomic
def _tell(milestone: Milestone, days: int, managers: list[User], told: set[UUID], today: date) -> bool:
    _row, fresh = MilestoneAlert.objects.get_or_create(milestone=milestone, defaults={"told_on": today})
    if not fresh:
        return False
    rules = rules_of(milestone.case)
    link = reverse("families:milestone", args=[milestone.case_id, milestone.pk])
    for user in managers:
        if not Case.objects.visible_to(user).filter(pk=milestone.case_id).exists():
            continue  # excluded, or the family is restricted to others
        with translation.override(user.language):
            late = ngettext("%(num)s working day late", "%(num)s working days late", days) % {"num": days}
            label = rules.clock(milestone.rule).label.text(user.language)
        text = f"{milestone.case.reference}: {label}, {late}"
        notify(user=user, kind=KIND, text=text, link=link, email=user.pk not in told)
        told.add(user.pk)
    return True
