"""Whose figures a user may see: runs name nobody, and cover a whole service."""

from datetime import date

from django.db.models import Min, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.models import Service
from outcomes.removals import cases_of


class FiguresNotYours(RuleBroken):
    """The service belongs to a partnership whose figures the user may not see."""


def services_with_figures(user: User) -> QuerySet[Service]:
    """The casework services of the partnerships in which the user may see figures, by name."""
    partnerships = user.partnerships_with(Permission.SEE_FIGURES)
    return Service.objects.casework().filter(partnership__in=partnerships).order_by("name", "pk")


def check_can_ask(user: User, service: Service) -> None:
    """Raise ``FiguresNotYours`` unless the user may see the service's figures."""
    if service.partnership_id not in user.partnerships_with(Permission.SEE_FIGURES):
        raise FiguresNotYours


def first_day_of(service: Service) -> date:
    """The day of the service's first referral, else today: from when there is something to count."""
    found: date | None = cases_of(service).aggregate(first=Min("referred_on"))["first"]
    return found or timezone.localdate()
