"""A cohort run whose worker is killed twenty times in the middle: it is completed once, with the same bytes."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from families.models import Case, Closure
from outcomes.actions.runs import ask_run, recomputed, stop_run
from outcomes.canonical import canonical
from outcomes.models import OutcomeRun, RunProgress
from outcomes.tasks import take_up_runs
from tests.factories.crowds import cases_like, let_it_be_seen
from tests.factories.families import antenatal_case, manager, team_offering
from tests.plugins.database import owner_role
from tests.plugins.worker import Worker, eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.full, pytest.mark.xdist_group("faults")]

KILLS, CASES, STEP = 20, 2_600, 500
GATE = 20_220_401
"""The number of the advisory lock at which the worker is made to wait."""


@pytest.fixture
def gate() -> Iterator[Any]:
    """Let a worker stop for good when it notes that it has read so many rows: a trigger waits for a lock."""
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kill_at (done integer)")
        cursor.execute("GRANT SELECT ON kill_at TO PUBLIC")
        cursor.execute("INSERT INTO kill_at VALUES (0)")
        cursor.execute(
            f"""CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.done > 0 AND NEW.done = (SELECT max(done) FROM kill_at) THEN
                    PERFORM pg_advisory_xact_lock({GATE}); END IF;
                RETURN NEW; END $$"""
        )
        cursor.execute(
            "CREATE TRIGGER waits BEFORE UPDATE ON outcomes_runprogress FOR EACH ROW EXECUTE FUNCTION wait_at_gate()"
        )
    holder = connection.copy()
    with holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])

    def shut_at(done: int | None) -> None:
        """Stop the next worker there; None lets everybody through, for good."""
        with owner_role(), connection.cursor() as cursor:
            cursor.execute("UPDATE kill_at SET done = %s", [done])
        if done is None:
            holder.close()

    yield shut_at
    holder.close()
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER waits ON outcomes_runprogress")
        cursor.execute("DROP FUNCTION wait_at_gate()")
        cursor.execute("DROP TABLE kill_at")


def stands_at_gate() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", [GATE % 2**32]
        )
        return cursor.fetchone() is not None


def end_who_waits() -> None:
    """A connection that waits for a lock does not notice that its worker is gone."""
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def is_held(run: OutcomeRun) -> bool:
    """Whether a worker has the run in hand."""
    try:
        with transaction.atomic():
            OutcomeRun.objects.select_for_update(nowait=True, no_key=True).get(pk=run.pk)
    except OperationalError:
        return True
    return False


def closed_cohort() -> OutcomeRun:
    """A run over cases that all closed yesterday, enough for five notes of how far it is."""
    today = timezone.localdate()
    case = antenatal_case(team_offering(), opened_on=today - timedelta(days=90), on=today - timedelta(days=60))
    cases_like(case, CASES - 1)
    Case.objects.update(closed_on=today - timedelta(days=1), stage="closed")
    Closure.objects.bulk_create(
        Closure(case=one, reason="goals_met", asked_on=one.closed_on, signed_on=one.closed_on)
        for one in Case.objects.all()
    )
    let_it_be_seen(CASES)
    service = case.team.services.get()
    return ask_run(
        service=service, kind="distance_travelled", first_day=today - timedelta(days=90), last_day=today, by=None
    )


def test_a_run_killed_twenty_times_in_the_middle_is_completed_once_with_the_same_bytes(worker: Worker, gate) -> None:
    gate(STEP)
    run = closed_cohort()
    OutcomeRun.objects.filter(pk=run.pk).update(entered_at=timezone.now() - timedelta(hours=1))
    for kill in range(KILLS):
        rows = STEP * (kill % 5 + 1)
        gate(rows)
        take_up_runs.delay()
        eventually(stands_at_gate, f"the worker's {rows} rows, time {kill + 1}", patience=300)
        run.refresh_from_db()
        assert (run.state, run.result, run.started_at is not None) == ("asked", None, True)
        assert is_held(run)
        worker.kill()
        end_who_waits()
        eventually(lambda: not stands_at_gate() and not is_held(run), "the end of the killed worker's connections")
        progress = RunProgress.objects.get(run=run)
        assert (progress.done, progress.total) == (rows - STEP, CASES)
        assert progress.attempts == kill + 1
        worker.start()
    gate(None)
    take_up_runs.delay()
    eventually(lambda: OutcomeRun.objects.done().filter(pk=run.pk).exists(), "the run, taken up for the last time")
    run.refresh_from_db()
    result, fingerprint = recomputed(run)
    assert (canonical(run.result), run.fingerprint) == (canonical(result), fingerprint)
    assert run.result["closed"] == CASES
    assert RunProgress.objects.get(run=run).attempts == KILLS + 1
    finished = run.finished_at
    take_up_runs.delay()
    eventually(lambda: worker.log.read_text().count("take_up_runs") >= 4, "another look")
    run.refresh_from_db()
    assert (OutcomeRun.objects.count(), run.finished_at) == (1, finished)


def test_a_run_that_is_being_computed_stops_when_somebody_cancels_it(worker: Worker, gate) -> None:
    gate(STEP)
    run = closed_cohort()
    eventually(stands_at_gate, "the middle of the run")
    chief = manager(Case.objects.earliest("pk").team)
    assert is_held(run)

    def stop() -> None:
        stop_run(run=OutcomeRun.objects.get(pk=run.pk), by=chief)
        connection.close()

    asking = threading.Thread(target=stop)
    asking.start()
    eventually(somebody_waits_for_a_row, "the request, behind the worker's note")
    gate(None)
    asking.join()
    eventually(lambda: OutcomeRun.objects.get(pk=run.pk).state != "asked", "the end of the run")
    assert OutcomeRun.objects.get(pk=run.pk).state == "cancelled"
    progress = RunProgress.objects.get(run=run)
    assert (progress.stop_asked_by, progress.done < CASES) == (chief, True)


def somebody_waits_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted")
        return cursor.fetchone() is not None
