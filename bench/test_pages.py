"""What the main pages cost, as multiples of a bare signed-in view measured in the same run.

By the clock, and by the processor: what this process spent, and with it what its PostgreSQL process spent, which a
busy machine distorts less.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from families.models import Case
from tests.factories.families import allocated, antenatal_case, at, manager, visit_row, worked_case

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bench.urls")]

BUDGETS = {
    "log a visit": 2,
    "caseload of 50": 5,
    "case page": 3,
    "today": None,
    "inbox": None,
    "clocks": None,
    "board": None,
}
WARM_UP, TIMES = 5, 40


@dataclass(frozen=True)
class Cost:
    """Seconds of one request: by the clock, of this process's processor time, and of PostgreSQL's as well."""

    clock: float
    ours: float
    both: float


def median_seconds(ask: Callable[[], object]) -> float:
    """The median of what one request takes by the clock."""
    return measured(ask).clock


def measured(ask: Callable[[], object]) -> Cost:
    """The medians of what one request costs; of PostgreSQL, whose time is counted in larger pieces, the mean."""
    for _ in range(WARM_UP):
        ask()
    gc.disable()
    before = postgres_seconds()
    try:
        pairs = [timed(ask) for _ in range(TIMES)]
    finally:
        gc.enable()
    ours = statistics.median(spent for _taken, spent in pairs)
    return Cost(statistics.median(taken for taken, _spent in pairs), ours, ours + (postgres_seconds() - before) / TIMES)


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    start, spent = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - start, time.process_time() - spent


def postgres_seconds() -> float:
    """Processor time of this connection's PostgreSQL process; 0 where the system does not tell."""
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0


def statements(client: Client, url: str) -> int:
    """How many statements one request makes, without the savepoints that stand for its transaction in a test."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return sum("SAVEPOINT" not in one["sql"] for one in asked.captured_queries)


@pytest.fixture
def busy() -> tuple[Case, User, User]:
    """A midwife with 50 cases, one of them with 60 visits, and a manager of the team."""
    case, owner, _parent = worked_case()
    for number in range(60):
        visit_row(case, owner, when=at(timezone.localdate() - timedelta(days=number % 25 + 1)))
    for _ in range(49):
        allocated(antenatal_case(case.team), "midwife", owner)
    return case, owner, manager(case.team)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_pages_as_multiples_of_a_bare_view(busy: tuple[Case, User, User], capsys: pytest.CaptureFixture[str]) -> None:
    case, owner, boss = busy
    worker, chief = signed_in(owner), signed_in(boss)
    pages = {
        "case page": (worker, reverse("families:case", kwargs={"case_id": case.pk})),
        "caseload of 50": (worker, reverse("families:caseload")),
        "log a visit": (worker, reverse("families:visit_new", kwargs={"case_id": case.pk})),
        "today": (worker, reverse("families:today")),
        "inbox": (chief, reverse("referrals:inbox")),
        "clocks": (chief, reverse("families:clocks")),
        "board": (chief, reverse("families:board")),
    }
    for client, url in pages.values():
        assert client.get(url).status_code == 200
    bare = measured(lambda: worker.get("/bare/"))
    with capsys.disabled():
        print(f"\nbare view B: {1000 * bare.clock:.1f} ms by the clock, {1000 * bare.both:.1f} ms of processors")
        for name, (client, url) in pages.items():
            asked = statements(client, url)
            cost = measured(lambda client=client, url=url: client.get(url))
            by_clock, by_ours, by_both = cost.clock / bare.clock, cost.ours / bare.ours, cost.both / bare.both
            budget = f"budget {BUDGETS[name]} × B" if BUDGETS[name] else "no budget"
            print(f"{name:15} {asked:3} statements {by_clock:5.1f} × B, of the processor {by_ours:5.1f} × B", end="")
            print(f", with PostgreSQL's {1000 * cost.both:5.1f} ms, {by_both:5.1f} × B; {budget}")
