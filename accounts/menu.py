"""What accounts adds to the menu, for those who may use it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui.nav import register


def holder_of(permission: Permission) -> Callable[[Any], bool]:
    """Return a test of whether a user holds a permission in any team."""
    return lambda user: user.holds(permission)


def register_items() -> None:
    """Register users and teams for system administrators, the log for information governance."""
    register("users", _("Users"), "accounts:users", holder_of(Permission.MANAGE_USERS), order=800)
    register("teams", _("Teams"), "accounts:teams", holder_of(Permission.MANAGE_USERS), order=810)
    register("systems", _("Partner systems"), "accounts:systems", holder_of(Permission.MANAGE_USERS), order=815)
    register("access_log", _("Access log"), "accounts:access_log", holder_of(Permission.READ_ACCESS_LOG), order=820)
