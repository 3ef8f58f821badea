"""Worker, broker and connection killed in the middle of a job or a page: work goes on, and happens once."""

import os
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from activity import nudge
from activity.models import OutboxMessage
from activity.tasks import sweep_outbox
from families.models import Case
from outcomes.actions.runs import ask_run
from outcomes.canonical import digest_of
from outcomes.models import CaseOutcome, OutcomeRun
from outcomes.tasks import take_up_runs
from tests.factories.families import manager, team_offering, worked_case
from tests.factories.outcomes import reading
from tests.plugins.database import owner_role
from tests.plugins.worker import Worker, eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.full, pytest.mark.xdist_group("faults")]


@contextmanager
def held(table: str) -> Iterator[None]:
    """Keep everybody else out of a table: whoever reads it stops half-way, for as long as the block lasts."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        other.rollback()
        other.close()


def waiting_for(table: str) -> list[int]:
    """The database's numbers of the connections that stand before the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return [row[0] for row in cursor.fetchall()]


def is_free(run: OutcomeRun) -> bool:
    """Whether nobody holds the run: the connection of a killed worker ends a moment after it."""
    try:
        with transaction.atomic():
            return OutcomeRun.objects.select_for_update(nowait=True).filter(pk=run.pk).exists()
    except OperationalError:
        return False


def scored_case() -> Case:
    today = timezone.localdate()
    case, *_workers = worked_case(team_offering(), opened_on=today - timedelta(days=90), on=today - timedelta(days=60))
    reading(case, 4, on=today - timedelta(days=80))
    eventually(everything_delivered, "the first deliveries")
    return case


def asked_removals(case: Case, today: date) -> OutcomeRun:
    service = case.team.services.get()
    return ask_run(service=service, kind="removals", first_day=today - timedelta(days=90), last_day=today, by=None)


def everything_delivered() -> bool:
    return not OutboxMessage.objects.waiting().exists()


def test_a_run_whose_worker_is_killed_in_the_middle_is_computed_once_by_the_next(worker: Worker) -> None:
    case = scored_case()
    with held("families_separation"):
        run = asked_removals(case, timezone.localdate())
        eventually(lambda: waiting_for("families_separation"), "the middle of the run")
        worker.kill()
        run.refresh_from_db()
        assert (run.state, run.started_at is not None, run.result_hash) == ("asked", True, "")
    eventually(lambda: is_free(run), "the end of the killed worker's connection")
    worker.start()
    OutcomeRun.objects.filter(pk=run.pk).update(entered_at=timezone.now() - timedelta(minutes=5))
    take_up_runs.delay()
    eventually(lambda: OutcomeRun.objects.done().filter(pk=run.pk).exists(), "the run, taken up again")
    run.refresh_from_db()
    assert digest_of(run.result) == run.result_hash
    finished = run.finished_at
    sweep_outbox.delay()
    take_up_runs.delay()
    eventually(lambda: worker.log.read_text().count("take_up_runs") >= 4, "another look")
    run.refresh_from_db()
    assert (OutcomeRun.objects.count(), run.finished_at) == (1, finished)


def test_a_message_whose_worker_is_killed_in_the_middle_is_delivered_once_by_the_next(worker: Worker) -> None:
    case = scored_case()
    with held("outcomes_caseoutcome"):
        reading(case, 7, on=timezone.localdate(), point="end")
        eventually(lambda: waiting_for("outcomes_caseoutcome"), "the middle of the delivery")
        worker.kill()
        assert not everything_delivered()
    eventually(lambda: not waiting_for("outcomes_caseoutcome"), "the end of the killed worker's connection")
    worker.start()
    sweep_outbox.delay()
    eventually(everything_delivered, "the delivery by the next worker")
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}
    assert CaseOutcome.objects.get(case=case).result["tools"][0]["pairs"]["parent"]["overall"]["verdict"] == "improved"


def test_a_broker_killed_in_the_middle_of_a_delivery_loses_nothing_and_doubles_nothing(
    own_broker, own_worker: Worker
) -> None:
    case = scored_case()
    with held("outcomes_caseoutcome"):
        reading(case, 7, on=timezone.localdate(), point="end")
        eventually(lambda: waiting_for("outcomes_caseoutcome"), "the middle of the delivery")
        os.kill(own_broker.child.process.pid, signal.SIGKILL)
        own_broker.child.process.wait()
    own_broker.start()
    nudge._quiet_until = 0.0
    sweep_outbox.delay()
    eventually(everything_delivered, "the delivery after the broker's return")
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}
    assert CaseOutcome.objects.count() == 1


def test_a_database_that_ends_a_page_is_said_in_words_and_the_next_page_works(live_server) -> None:
    case, *_workers = worked_case(team_offering())
    client = Client()
    client.force_login(manager(case.team))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    answers: list[tuple[int, str]] = []

    def ask() -> None:
        asked = urllib.request.Request(f"{live_server.url}/cases/?whose=team", headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(asked, timeout=60) as page:
                answers.append((page.status, page.read().decode()))
        except urllib.error.HTTPError as refused:
            answers.append((refused.code, refused.read().decode()))

    with held("families_case"):
        page = threading.Thread(target=ask)
        page.start()
        eventually(lambda: waiting_for("families_case"), "the middle of the page")
        end_connections(waiting_for("families_case"))
        page.join()
    ask()
    assert [status for status, _text in answers] == [503, 200]
    assert "Nothing that was saved is lost" in answers[0][1]
    assert case.reference in answers[1][1]


def end_connections(numbers: list[int]) -> None:
    """End connections as a restart of PostgreSQL does."""
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [numbers])
