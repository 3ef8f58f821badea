"""What the door reports to the read log."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from activity.readlog import Kind, record_access


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def note_sign_in(user: Any, **kwargs: Any) -> None:
    """Write that a user signed in."""
    record_access(kind=Kind.SIGNED_IN, user=user)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def note_sign_out(user: Any, **kwargs: Any) -> None:
    """Write that a user signed out; an anonymous visitor who does leaves no line."""
    if user is not None:
        record_access(kind=Kind.SIGNED_OUT, user=user)


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def note_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Write that a sign-in failed, with the user if there is one of that name.

    What else was typed is not kept: people type passwords into the wrong field.
    """
    typed = str(credentials.get("email") or credentials.get("username") or "")
    user = get_user_model().objects.filter(email__iexact=typed[:254]).first() if typed else None
    record_access(kind=Kind.SIGN_IN_FAILED, user=user, detail={"known": user is not None})
