"""Names of the pages of accounts, and of signing in."""

from django.utils.translation import gettext_lazy as _

from ui.page_names import name_pages

SIGN_IN = {
    "account_login": _("Sign-in"),
    "account_logout": _("Sign-out"),
    "account_inactive": _("Sign-in to a closed account"),
    "account_change_password": _("Change your password"),
    "account_set_password": _("Set a first password"),
    "account_reset_password": _("Ask for a new password"),
    "account_reset_password_done": _("A new password was asked for"),
    "account_reset_password_from_key": _("Choose a new password"),
    "account_reset_password_from_key_done": _("A new password was chosen"),
    "set_language": _("Switch the language"),
}

NAMES = {
    "me": _("Your account"),
    "calendar_new": _("Make a calendar address"),
    "calendar_revoke": _("End a calendar address"),
    "who_sees_what": _("Who can see what"),
    "notifications": _("Notifications"),
    "acknowledge_all": _("Mark all notifications as read"),
    "acknowledge": _("Mark a notification as read"),
    "access_log": _("Access log"),
    "users": _("Users"),
    "user_new": _("Add a user"),
    "user": _("A user’s account"),
    "user_invite": _("Invite a user again"),
    "membership_add": _("Give a user a role"),
    "membership_end": _("End a user’s role"),
    "teams": _("Teams"),
    "team": _("A team"),
    "systems": _("Partner systems"),
    "system": _("A partner system"),
    "credential_new": _("Make a key for a partner system"),
    "credential_revoke": _("End a key of a partner system"),
}


def register() -> None:
    """Tell what each page is called."""
    name_pages("", SIGN_IN)
    name_pages("accounts", NAMES)
