"""What returns add to the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def _works_and_manages_nobody(user: Any) -> bool:
    """Managers reach their own figures from the dashboard."""
    return bool(user.holds(Permission.WORK_CASES) and not user.holds(Permission.SEE_DASHBOARD))


def _asks_rows_alone(user: Any) -> bool:
    """Who sees the returns asks for rows on the page of a return."""
    return bool(user.holds(Permission.EXPORT_EXTRACT) and not user.holds(Permission.SEE_FIGURES))


def register_items() -> None:
    """The dashboard, the returns, and the tables by month, for those who may see them."""
    nav.register(
        "dashboard", _("Dashboard"), "reporting:dashboard", lambda user: user.holds(Permission.SEE_DASHBOARD), 12
    )
    nav.register("own_dashboard", _("My figures"), "reporting:own_dashboard", _works_and_manages_nobody, 55)
    nav.register(
        "by_month",
        _("By month"),
        "reporting:by_month",
        lambda user: user.holds(Permission.SEE_CONTACT_FIGURES),
        58,
    )
    nav.register("returns", _("Returns"), "reporting:returns", lambda user: user.holds(Permission.SEE_FIGURES), 60)
    nav.register("extracts", _("Rows for evaluators"), "reporting:extracts", _asks_rows_alone, 62)
