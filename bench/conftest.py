"""Benches run as the application's database role, and are cleaned up after by the owner, like the tests."""

from tests.plugins.database import django_db_setup

__all__ = ["django_db_setup"]
