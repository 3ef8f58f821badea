"""Links to set a password, for a newcomer and for somebody who forgot theirs."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from activity.notify import send_templated
from activity.outbox import handler, publish

LINK_TOPIC = "accounts.set_password"


def send_password_link(*, user: Any, template: str) -> None:
    """Queue an e-mail with a link to set the password. The link is made when it is sent."""
    publish(LINK_TOPIC, {"user": str(user.pk), "template": template})


def password_link(user: Any) -> str:
    """Return an address where the user may set a password, once, for three days."""
    from allauth.account import app_settings
    from allauth.account.utils import user_pk_to_url_str

    tokens = app_settings.PASSWORD_RESET_TOKEN_GENERATOR()
    where = {"uidb36": user_pk_to_url_str(user), "key": tokens.make_token(user)}
    return settings.SITE_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=where)


@handler(LINK_TOPIC)
def deliver_password_link(payload: dict[str, Any]) -> None:
    """Send the link to a user who may sign in; others are not written to."""
    user = get_user_model().objects.filter(pk=payload["user"], is_active=True).first()
    if user is not None:
        send_templated(to=user, template=payload["template"], context={"link": password_link(user)})
