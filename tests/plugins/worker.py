"""A real Celery worker, and a broker that a test may stop: nothing is simulated."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from kombu import pools

from jigso_cms.celery import app
from jigso_cms.local.broker import Broker
from jigso_cms.local.environment import ROOT
from jigso_cms.local.processes import Child, Command, start
from jigso_cms.local.waiting import wait_until
from jigso_cms.settings.databases import APPLICATION_ROLE
from jigso_cms.settings.jobs import broker_address

PATIENCE = 60.0
"""Seconds after which something that should happen in another process is given up."""


def eventually(condition: Callable[[], object], what: str = "it", patience: float = PATIENCE) -> None:
    """Wait until another process has made `condition` true; fails after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not happen within {patience:.0f} seconds")
        time.sleep(0.05)


class Worker:
    """A worker process on the test's database and broker, as the application's role."""

    def __init__(self, redis_url: str, log: Path) -> None:
        self.redis_url = redis_url
        self.log = log
        self.child: Child | None = None

    def start(self) -> None:
        """Start the process and return when it takes tasks."""
        self.log.write_text("")
        self.child = start(
            Command(
                "The worker",
                [sys.executable, "-m", "celery", "--app", "jigso_cms", *self.options()],
                env=self.environment(),
                log=self.log,
            )
        )
        wait_until(lambda: " ready." in self.log.read_text(), self.child, self.log)

    @staticmethod
    def options() -> list[str]:
        """Return the command line: one child process, as in production but for the number."""
        chatter = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return ["worker", "--concurrency", "1", "--loglevel", "INFO", *chatter]

    def environment(self) -> dict[str, str]:
        """Point the worker at the database of this test process."""
        owner = urlsplit(os.environ["DATABASE_OWNER_URL"])
        query = f"{owner.query}&" if owner.query else ""
        url = owner._replace(
            path=f"/{connection.settings_dict['NAME']}", query=f"{query}options=-crole%3D{APPLICATION_ROLE}"
        ).geturl()
        return {
            "DATABASE_URL": url,
            "JIGSO_DATABASE_ROLE": "application",
            "REDIS_URL": self.redis_url,
            "PYTHONPATH": str(ROOT),
        }

    def stop(self) -> None:
        """End the worker after the task it has in hand."""
        if self.child:
            self.child.stop(patience=30)

    def kill(self) -> None:
        """End the worker and its children as a power cut would."""
        if self.child:
            os.killpg(self.child.process.pid, signal.SIGKILL)
            self.child.process.wait()


@pytest.fixture(scope="session")
def _shared_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """Start one worker for all tests of a process, on first use."""
    worker = Worker(settings.REDIS_URL, tmp_path_factory.mktemp("worker") / "worker.log")
    yield worker
    worker.stop()


@pytest.fixture
def worker(transactional_db: None, _shared_worker: Worker) -> Worker:
    """Give a running worker whose queue is empty; started again if a test has killed it."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    if not _shared_worker.child or _shared_worker.child.process.poll() is not None:
        _shared_worker.start()
    return _shared_worker


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """Give a broker of the test's own, to stop and start; this process publishes to it."""
    with tempfile.TemporaryDirectory(prefix="jigso-broker-") as place:
        broker = Broker(Path(place) / "broker")
        broker.start()
        before = app.conf.broker_url
        publish_to(broker_address(broker.url))
        try:
            yield broker
        finally:
            publish_to(before)
            broker.stop()


@pytest.fixture
def own_worker(transactional_db: None, own_broker: Broker, tmp_path: Path) -> Iterator[Worker]:
    """Give a running worker on the test's own broker."""
    worker = Worker(own_broker.url, tmp_path / "worker.log")
    worker.start()
    yield worker
    worker.stop()


def publish_to(address: str) -> None:
    """Make this process publish to another broker, forgetting its open connections."""
    app.pool.force_close_all()
    pools.reset()
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = address
    app._pool = None
    app.amqp._producer_pool = None
