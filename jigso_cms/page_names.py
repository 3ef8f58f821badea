"""Names of the pages of the site itself, and of what programs ask."""

from django.utils.translation import gettext_lazy as _

from ui.page_names import name_pages

NAMES = {
    "home": _("Start page"),
    "health": _("Whether the site is well"),
    "api_schema": _("Description for partner systems"),
    "api_cases": _("Cases, for a partner system"),
    "api_case": _("A case, for a partner system"),
    "api_visits": _("Visits, for a partner system"),
    "api_referrals": _("Referrals, from a partner system"),
    "api_referral": _("A referral, for a partner system"),
}


def register() -> None:
    """Tell what each page is called."""
    name_pages("", NAMES)
