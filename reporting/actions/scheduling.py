"""Drafts that are opened by the calendar, and reminders of those that nobody has signed."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from activity.models import Notification
from activity.notify import notify
from families.models import Service
from families.working_days import calendar_of
from outcomes.access import first_day_of
from outcomes.periods import Period, quarter_period, year_of
from reporting.access import people_with
from reporting.models import Return
from reporting.periods import previous
from reporting.scope import NoDefinition, Scope, scope_of

DRAFTED, DUE = "return_drafted", "return_due"
_TEXTS: dict[str, Promise] = {
    DRAFTED: _("The draft of a return is ready: %(period)s"),
    DUE: _("A return is not signed off yet: %(period)s"),
}


def keep_schedules(*, today: date) -> int:
    """Open the draft of the quarter that ended last where its day has come, and remind of those not signed.

    The days are working days after the quarter, from the service's definition; a day that was missed is made good
    on the next, and nobody is told twice. Nothing happens at weekends and on bank holidays. Returns how many
    returns were drafted or reminded of.
    """
    quarter = previous(quarter_period(year_of(today), (today.month - 4) % 12 // 3 + 1))
    return sum(_keep(service, quarter, today) for service in Service.objects.casework().order_by("pk"))


@transaction.atomic
def _keep(service: Service, quarter: Period, today: date) -> int:
    try:
        scope = scope_of(service, quarter, today)
    except NoDefinition:
        return 0
    plan = scope.definition.return_schedule
    calendar = calendar_of(scope.definition.jurisdiction)
    if plan is None or not calendar.is_working(today) or first_day_of(service) > quarter.last:
        return 0
    if calendar.add(quarter.last, plan.draft_on_working_day) > today:
        return 0
    made, fresh = Return.objects.get_or_create(service=service, first_day=quarter.first, last_day=quarter.last)
    if fresh:
        return _tell(made, scope, DRAFTED)
    if calendar.add(quarter.last, plan.remind_on_working_day) > today or made.versions.exists():
        return 0
    return _tell(made, scope, DUE)


def _tell(made: Return, scope: Scope, kind: str) -> int:
    """Tell everybody who makes returns of the service, once; 1 if somebody was told."""
    link = reverse("reporting:return", args=[made.pk])
    known = set(Notification.objects.filter(kind=kind, link=link).values_list("user", flat=True))
    people = people_with(Permission.MAKE_RETURNS, made.service, scope.today)
    new = [user for user in people if user.pk not in known]
    for user in new:
        with translation.override(user.language):
            text = str(_TEXTS[kind]) % {"period": scope.period.label}
        notify(user=user, kind=kind, text=text, link=link, email=True)
    return min(1, len(new))
