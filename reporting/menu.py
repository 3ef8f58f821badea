"""What returns add to the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def register_items() -> None:
    """One entry, for those who may see figures."""
    nav.register("returns", _("Returns"), "reporting:returns", lambda user: user.holds(Permission.SEE_FIGURES), 60)
