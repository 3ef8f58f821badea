"""What the main pages cost, as multiples of a bare signed-in view measured in the same run."""

import gc
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from families.models import Case
from tests.factories.families import allocated, antenatal_case, at, manager, visit_row, worked_case

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bench.urls")]

BUDGETS = {"log a visit": 2, "caseload of 50": 5, "case page": 3, "today": None, "inbox": None, "clocks": None}
WARM_UP, TIMES = 5, 40


def median_seconds(ask: Callable[[], object]) -> float:
    for _ in range(WARM_UP):
        ask()
    gc.disable()
    try:
        return statistics.median(timed(ask) for _ in range(TIMES))
    finally:
        gc.enable()


def timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


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
    }
    for client, url in pages.values():
        assert client.get(url).status_code == 200
    bare = median_seconds(lambda: worker.get("/bare/"))
    with capsys.disabled():
        print(f"\nbare view B: {1000 * bare:.1f} ms")
        for name, (client, url) in pages.items():
            ratio = median_seconds(lambda client=client, url=url: client.get(url)) / bare
            budget = f"budget {BUDGETS[name]} × B" if BUDGETS[name] else "no budget"
            print(f"{name:16} {ratio:5.1f} × B   {budget}")
