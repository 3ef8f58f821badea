"""What returns add to the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def register_items() -> None:
    """The returns, and the tables by month, for those who may see them."""
    nav.register(
        "by_month",
        _("By month"),
        "reporting:by_month",
        lambda user: user.holds(Permission.SEE_CONTACT_FIGURES),
        58,
    )
    nav.register("returns", _("Returns"), "reporting:returns", lambda user: user.holds(Permission.SEE_FIGURES), 60)
