"""Fixtures that every test may ask for. They override pytest-django's, so they stand here."""

from tests.plugins.database import as_owner, django_db_setup

__all__ = ["as_owner", "django_db_setup"]
