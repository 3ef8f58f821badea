"""Fixtures that every test may ask for. They override other plugins', so they stand here."""

from hypothesis import HealthCheck, settings

from tests.plugins.browser import (
    base_url,
    browser_context_args,
    browser_type_launch_args,
    kept_by_the_browser,
    sign_in,
)
from tests.plugins.database import as_owner, django_db_setup
from tests.plugins.worker import _shared_worker, own_broker, own_worker, worker

__all__ = [
    "_shared_worker",
    "as_owner",
    "base_url",
    "browser_context_args",
    "browser_type_launch_args",
    "django_db_setup",
    "kept_by_the_browser",
    "own_broker",
    "own_worker",
    "sign_in",
    "worker",
]

# How long an example takes says how busy the machine is, and nothing of the product.
settings.register_profile("jigso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jigso")
