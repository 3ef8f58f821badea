"""How allauth behaves here: nobody signs up, and e-mails leave through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.links import send_password_link


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a system administrator, with a link to set the password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Queue the link in place of sending it, so that a dead mail server delays it only."""
        send_password_link(user=user, template="emails/password_reset")
