"""What referrals add to the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from ui import nav


def register_items() -> None:
    """The front door's contacts; the inbox for those who read it; sending and following for referrers."""
    nav.register("inbox", _("Inbox"), "referrals:inbox", lambda user: user.holds(Permission.SEE_REFERRALS), 5)
    nav.register("contacts", _("Contacts"), "referrals:contacts", lambda user: user.holds(Permission.SEE_CONTACTS), 4)
    nav.register(
        "my_referrals",
        _("My referrals"),
        "referrals:mine",
        lambda user: user.holds(Permission.SEE_OWN_REFERRALS),
        6,
    )
    nav.register(
        "new_referral",
        _("New referral"),
        "referrals:new",
        lambda user: user.holds(Permission.SEND_REFERRAL) and not user.holds(Permission.SEE_REFERRALS),
        45,
    )
