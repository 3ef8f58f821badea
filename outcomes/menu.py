"""What outcomes adds to the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def register_items() -> None:
    """One entry, for those who may see figures."""
    nav.register("outcomes", _("Outcomes"), "outcomes:runs", lambda user: user.holds(Permission.SEE_FIGURES), 50)
