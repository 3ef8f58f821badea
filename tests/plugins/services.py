"""Real services for the tests, started before pytest-django looks for its database.

The process that collects starts them in a temporary directory; xdist's workers inherit the
addresses through the environment.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from jigso_cms.local.environment import data_directory
from jigso_cms.local.errors import LocalError
from jigso_cms.local.services import running_services
from tests.plugins.template import TEMPLATE, place_cluster

_stack = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, Any, Any]:
    """Start the services first: a wrapper runs before pytest-django sets Django up."""
    start_services()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are processors: each waits much for the database and the browser."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what the imports made stays, and each search goes through all of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Look for garbage once before the end: pytest looks five times, through all that the session has made."""
    gc.collect()
    gc.freeze()


def start_services() -> None:
    """Start the services, unless a parent process has done so, and tell Django of them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jigso_cms.settings.test"
    # Playwright's synchronous API runs an event loop in the test's thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        # Each of xdist's workers has its own queues; database 0 is that of a run without them.
        os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
        return
    place = Path(tempfile.mkdtemp(prefix="jigso-test-"))
    place.chmod(0o711)
    _stack.callback(shutil.rmtree, place, ignore_errors=True)
    try:
        if not os.environ.get("DATABASE_URL"):
            place_cluster(place / "postgres", data_directory() / "test-clusters")
            os.environ["JIGSO_TEST_TEMPLATE"] = TEMPLATE
        services = _stack.enter_context(running_services(place, durable=False))
    except LocalError as error:
        _stack.close()
        raise pytest.UsageError(str(error)) from error
    os.environ.update(services.environment, JIGSO_TEST_SERVICES=str(place))
    # Tests make and change tables as the owner; the application's role is put on afterwards.
    os.environ["JIGSO_DATABASE_ROLE"] = "owner"


def numbered(redis_url: str, number: int) -> str:
    """Return the address of another database of the same Redis server."""
    if redis_url.startswith("unix://"):
        return redis_url.partition("?")[0] + f"?db={number}"
    parts = urlsplit(redis_url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{number}", parts.query, ""))


def pytest_unconfigure() -> None:
    """Stop the services, after the workers have ended."""
    _stack.close()
