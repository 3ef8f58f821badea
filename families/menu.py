"""What casework adds to the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def register_items() -> None:
    """Each entry is there for those whose role can use it."""
    nav.register("today", _("Today"), "families:today", lambda user: user.holds(Permission.WORK_CASES), 10)
    nav.register("cases", _("Cases"), "families:caseload", lambda user: user.holds(Permission.SEE_CASES), 20)
    nav.register("clocks", _("Clocks"), "families:clocks", lambda user: user.holds(Permission.SEE_DASHBOARD), 25)
    nav.register("board", _("Allocation"), "families:board", lambda user: user.holds(Permission.ALLOCATE), 15)
    nav.register("groups", _("Groups"), "families:groups", lambda user: user.holds(Permission.WORK_CASES), 50)
    nav.register("mileage", _("Mileage"), "families:mileage", lambda user: user.holds(Permission.WORK_CASES), 60)
    nav.register("search", _("Search"), "families:search", lambda user: user.holds(Permission.SEE_CASES), 40)
    nav.register("closures", _("Closures"), "families:closures", lambda user: user.holds(Permission.SIGN_CLOSURE), 35)
    nav.register(
        "exclusions",
        _("Exclusions"),
        "families:exclusions",
        lambda user: user.holds(Permission.MANAGE_EXCLUSIONS),
        825,
    )
