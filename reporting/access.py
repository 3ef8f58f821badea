"""Who may make, sign and download the returns of a service. ``check_`` raises, ``can_`` draws the button."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.roles import Permission, roles_granting
from families.models import Service
from reporting.errors import NotYourReturn


def can(user: User, permission: Permission, service: Service) -> bool:
    """Whether ``user`` holds the permission in a team of the service's partnership."""
    return service.partnership_id in user.partnerships_with(permission)


def check_can_make(user: User, service: Service) -> None:
    """Raise ``NotYourReturn`` unless ``user`` makes returns for the service."""
    if not can(user, Permission.MAKE_RETURNS, service):
        raise NotYourReturn


def check_can_sign(user: User, service: Service) -> None:
    """Raise ``NotYourReturn`` unless ``user`` signs the service's returns."""
    if not can(user, Permission.SIGN_RETURNS, service):
        raise NotYourReturn


def people_with(permission: Permission, service: Service, on: date) -> list[User]:
    """Everybody who holds a permission in a team of the service's partnership, by name."""
    held = Membership.objects.on(on).filter(
        team__partnership=service.partnership_id, roles__overlap=roles_granting(permission)
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))


def services_tabled_for(user: User) -> QuerySet[Service]:
    """The services whose contacts and referrals ``user`` may see by month, front doors first."""
    partnerships = user.partnerships_with(Permission.SEE_CONTACT_FIGURES)
    return Service.objects.filter(partnership__in=partnerships).order_by("-kind", "name", "pk")


def services_returned_by(user: User) -> QuerySet[Service]:
    """The casework services for which ``user`` makes returns, by name."""
    partnerships = user.partnerships_with(Permission.MAKE_RETURNS)
    return Service.objects.casework().filter(partnership__in=partnerships).order_by("name", "pk")
