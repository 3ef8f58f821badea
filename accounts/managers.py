"""How users are made and found by their email address."""

from typing import Any

from django.contrib.auth.models import BaseUserManager

from accounts.querysets import UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds a user whatever the case of the email address that was typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """Make a user who can sign in with `password`, or not yet if it is None.

        Raises ValueError if there is no email address.
        """
        if not email:
            raise ValueError("A user needs an email address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> Any:
        """Return the user of an email address, upper and lower case alike."""
        return self.get(email__iexact=username)
