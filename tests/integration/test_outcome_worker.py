"""Outcomes in a real worker process: renewed after a change, computed once, whatever happens to the broker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.models import OutboxMessage
from outcomes.actions.runs import ask_run, recomputed
from outcomes.canonical import canonical, digest_of
from outcomes.models import CaseOutcome, OutcomeRun
from outcomes.periods import year_of, year_period
from tests.factories.families import team_offering, worked_case
from tests.factories.outcomes import reading
from tests.plugins.worker import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def day(back: int = 0):
    return timezone.localdate() - timedelta(days=back)


def scored_case(team=None):
    case, *_workers = worked_case(team, opened_on=day(90), on=day(60))
    reading(case, 4, on=day(80))
    return case


def verdict_of(case) -> str | None:
    found = CaseOutcome.objects.filter(case=case).first()
    pairs = found.result["tools"][0]["pairs"] if found else {}
    return pairs["parent"]["overall"]["verdict"] if pairs else None


def test_end_scores_become_an_outcome_in_the_worker(worker):
    case = scored_case()
    eventually(lambda: CaseOutcome.objects.filter(case=case).exists(), "the first outcome")
    assert verdict_of(case) is None
    reading(case, 7, on=day(1), point="end")
    eventually(lambda: verdict_of(case) == "improved", "the renewed outcome")
    assert CaseOutcome.objects.count() == 1


def test_with_the_broker_away_the_scores_are_saved_and_the_outcome_follows_once(own_broker, own_worker):
    from activity import nudge
    from activity.tasks import sweep_outbox

    case = scored_case()
    eventually(lambda: CaseOutcome.objects.filter(case=case).exists(), "the first outcome")
    own_broker.stop()
    reading(case, 7, on=day(1), point="end")
    assert case.assessments.count() == 2
    waiting = OutboxMessage.objects.waiting().filter(topic="case.changed")
    assert waiting.exists()
    assert verdict_of(case) is None
    own_broker.start()
    nudge._quiet_until = 0.0
    sweep_outbox.delay()
    eventually(lambda: verdict_of(case) == "improved", "the outcome after the broker's return")
    assert not waiting.exists()
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {0}
    assert CaseOutcome.objects.count() == 1


@pytest.mark.parametrize("kind", sorted({*OutcomeRun.Kind.values} - {"comparison"}))  # which needs two cohorts
def test_a_run_that_is_asked_for_is_computed_by_the_worker(worker, kind):
    team = team_offering()
    scored_case(team)
    year = year_period(year_of(day()))
    run = ask_run(service=team.services.get(), kind=kind, first_day=year.first, last_day=year.last, by=None)
    eventually(lambda: OutcomeRun.objects.done().filter(pk=run.pk).exists(), "the run")
    run.refresh_from_db()
    assert digest_of(run.result) == run.result_hash
    result, fingerprint = recomputed(run)
    assert (canonical(result), fingerprint) == (canonical(run.result), run.fingerprint)
    assert run.started_at <= run.finished_at
    assert len(run.code_version) == 40
    assert run.definition_hashes or kind == OutcomeRun.Kind.DISTANCE


def test_a_run_whose_message_was_lost_is_taken_up_again(worker):
    from outcomes.tasks import take_up_runs

    team = team_offering()
    run = ask_run(service=team.services.get(), kind="removals", first_day=day(30), last_day=day(), by=None)
    eventually(lambda: OutcomeRun.objects.done().exists(), "the run")
    OutcomeRun.objects.filter(pk=run.pk).update(state="asked", entered_at=timezone.now() - timedelta(minutes=5))
    take_up_runs.delay()
    eventually(lambda: OutcomeRun.objects.done().exists(), "the run, taken up again")
    assert OutcomeRun.objects.count() == 1
