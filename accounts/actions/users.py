"""People who sign in."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import EmailTaken, NotForYourself
from accounts.links import send_password_link
from accounts.models import User
from activity.context import acting
from activity.edits import save_edit


def create_user(*, email: str, name: str, by: User | None, **details: Any) -> User:
    """Make a user and send them a link to set their password. They can do nothing yet.

    `details` are language, employer, profession and fte. Raises EmailTaken.
    """
    try:
        with acting(user=by), transaction.atomic():
            user = User.objects.create_user(email=email, name=name, entered_by=by, **details)
            invite(user=user, by=by)
    except IntegrityError as error:
        raise _translated(error) from error
    return user


def invite(*, user: User, by: User | None) -> None:
    """Send a link to set the password, again if need be."""
    with acting(user=by), transaction.atomic():
        send_password_link(user=user, template="emails/invitation")


def change_user(*, user: User, changes: Mapping[str, Any], expected_version: int, by: User) -> User:
    """Change a user's details, or whether they may sign in.

    Raises EmailTaken, StaleEdit, or NotForYourself for one who would shut themselves out.
    """
    if user.pk == by.pk and changes.get("is_active") is False:
        raise NotForYourself()
    try:
        with transaction.atomic():
            return save_edit(user, expected_version=expected_version, changes=changes, by=by)
    except IntegrityError as error:
        raise _translated(error) from error


def change_own_account(*, name: str, language: str, expected_version: int, by: User, email_when: str = "") -> User:
    """Change one's own name, language and when to get e-mail (left as it is where empty). Raises StaleEdit."""
    changes = {"name": name, "language": language, "email_when": email_when or by.email_when}
    return save_edit(by, expected_version=expected_version, changes=changes, by=by)


def use_language(*, language: str, by: User) -> User:
    """Show every page to a user in this language from now on."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.pk)
        return save_edit(user, expected_version=user.version, changes={"language": language}, by=by)


def _translated(error: IntegrityError) -> Exception:
    if "email" in str(error):
        return EmailTaken(field="email")
    return error
