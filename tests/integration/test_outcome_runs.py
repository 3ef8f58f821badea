"""Runs and their page, and the nightly check: asked once, stored whole, shown in plain words, naming nobody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from activity.errors import RuleBroken
from activity.models import Notification, OutboxMessage
from families.actions.renew import CASE_CHANGED
from families.models import Case
from outcomes.actions.renewing import check_outcomes, renew_outcome
from outcomes.actions.runs import ask_run, compute_run, forgotten_runs
from outcomes.canonical import canonical, digest_of
from outcomes.models import CaseOutcome, OutcomeCheck, OutcomeRun, RunProgress, Score
from tests.factories.accounts import user_with
from tests.factories.families import manager, midwife, team_offering, worked_case
from tests.factories.outcomes import reading
from tests.integration.test_removals import case_of, removed
from tests.unit.test_outcomes_distance import case_of as old_case_of
from tests.unit.test_outcomes_distance import close, days, pair

pytestmark = pytest.mark.django_db

YEAR = {"first_day": date(2021, 4, 1), "last_day": date(2022, 3, 31)}


@pytest.fixture
def team():
    return team_offering()


def asked(team, kind: str = "removals", **more) -> OutcomeRun:
    return ask_run(service=team.services.get(), kind=kind, by=None, **(YEAR | more))


def test_a_run_is_asked_for_once_while_it_waits(team):
    assert asked(team) == asked(team)
    assert OutboxMessage.objects.filter(topic="outcomes.run").count() == 1
    compute_run(run_id=asked(team).pk)
    assert asked(team).state == "asked"
    assert OutcomeRun.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_day": date(2022, 4, 1)},
        {"first_day": date(2000, 4, 1)},
        {"first_day": date(2090, 4, 1), "last_day": date(2091, 3, 31)},
    ],
)
def test_a_period_that_cannot_be_is_refused(team, wrong):
    with pytest.raises(RuleBroken):
        asked(team, **wrong)


def test_a_run_stores_what_it_was_computed_from(team):
    removed(case_of(team))
    run = compute_run(run_id=asked(team).pk)
    run.refresh_from_db()
    assert run.state == "done"
    assert run.parameters == {"as_of": timezone.localdate().isoformat()}
    assert run.definition_hashes == sorted(team.services.get().versions.values_list("source_hash", flat=True))
    assert digest_of(run.result) == run.result_hash
    assert compute_run(run_id=run.pk) is None


@pytest.mark.parametrize("kind", ["removals", "distance_travelled"])
def test_the_same_run_twice_gives_the_same_bytes(team, kind):
    case = old_case_of(team)
    pair(case, 4, {"bond": 9})
    close(case, days(210))
    removed(case_of(team))
    first, second = (compute_run(run_id=asked(team, kind).pk) for _time in range(2))
    assert first.pk != second.pk
    assert canonical(first.result) == canonical(second.result)
    assert (first.result_hash, first.fingerprint) == (second.result_hash, second.fingerprint)


def test_what_cannot_be_computed_is_kept_as_failed_with_its_reason(team, monkeypatch):
    from outcomes.actions import runs

    monkeypatch.setattr(runs, "compute", lambda *_args: 1 / 0)
    run = asked(team)
    with pytest.raises(ZeroDivisionError):
        compute_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "division" in run.error
    assert asked(team).pk != run.pk


def test_a_database_that_is_away_leaves_the_run_waiting(team, monkeypatch):
    from django.db import OperationalError

    from outcomes.actions import runs

    def away(*_args):
        raise OperationalError

    monkeypatch.setattr(runs, "compute", away)
    run = asked(team)
    with pytest.raises(OperationalError):
        compute_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == "asked"


def test_runs_that_waited_for_a_minute_are_forgotten_ones(team):
    run = asked(team)
    assert forgotten_runs() == []
    OutcomeRun.objects.filter(pk=run.pk).update(entered_at=timezone.now() - timedelta(seconds=61))
    assert forgotten_runs() == [run.pk]


def test_a_run_that_no_worker_survives_is_called_failed(team):
    run = asked(team)
    OutcomeRun.objects.filter(pk=run.pk).update(entered_at=timezone.now() - timedelta(hours=1))
    RunProgress.objects.filter(run=run).update(attempts=49)
    assert forgotten_runs() == [run.pk]
    RunProgress.objects.filter(run=run).update(attempts=50)
    assert forgotten_runs() == []
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "50 workers began it, and none finished it.")


def renewed_case(team) -> Case:
    case, *_workers = worked_case(team)
    reading(case, 4, on=timezone.localdate())
    renew_outcome(case_id=case.pk)
    OutboxMessage.objects.filter(topic=CASE_CHANGED).update(delivered_at=timezone.now())
    return case


def test_the_nightly_check_finds_nothing_where_all_is_well(team):
    renewed_case(team)
    check = check_outcomes()
    assert (check.cases, check.differing) == (1, [])
    assert not Notification.objects.exists()


def test_the_nightly_check_reports_a_row_that_was_changed_behind_its_back(team):
    chief = manager(team)
    case = renewed_case(team)
    Score.objects.filter(domain__key="bond").update(value=9)
    assert check_outcomes().differing == [case.reference]
    assert "1 outcomes that differed" in Notification.objects.get(user=chief).text
    assert OutboxMessage.objects.waiting().filter(topic=CASE_CHANGED).exists()
    assert check_outcomes().differing == []
    renew_outcome(case_id=case.pk)
    OutboxMessage.objects.update(delivered_at=timezone.now())
    assert check_outcomes().differing == []
    assert OutcomeCheck.objects.count() == 3


def test_renewing_twice_writes_once(team):
    case = renewed_case(team)
    before = CaseOutcome.objects.get()
    assert renew_outcome(case_id=case.pk) == before
    assert CaseOutcome.objects.get().computed_at == before.computed_at


def test_a_case_that_is_gone_is_passed_over():
    assert renew_outcome(case_id="0190aaaa-0000-7000-8000-000000000001") is None


@pytest.fixture
def results(team):
    for start, end in ((4, 6), (4, 4)):
        case = old_case_of(team)
        pair(case, start, end)
        close(case, days(210))
    removed(case_of(team))
    for kind in ("removals", "distance_travelled"):
        compute_run(run_id=asked(team, kind).pk)
    return team


@pytest.fixture
def chief(client, team):
    user = manager(team)
    client.force_login(user)
    return user


def page(client, team, period: str = "2021-22") -> str:
    answer = client.get(reverse("outcomes:runs"), {"service": team.services.get().pk, "period": period})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_every_figure_counts(client, results, chief):
    text = page(client, results)
    assert "33.3%" in text
    assert '/families_open/counted/">1<span class="nhsuk-u-visually-hidden">' in text
    assert '/families_open/whole/">3<span class="nhsuk-u-visually-hidden">' in text
    assert "Families open in the period" in text
    assert "It sets babies against families" in text
    assert "50.0%" in text
    assert "Cases with both scores" in text
    assert "All closed cases" in text
    assert "successful" not in text


def test_the_page_names_no_family(client, results, chief):
    text = page(client, results)
    for name in ("Ffion", "Sampl"):
        assert name not in text
    for case in Case.objects.all():
        assert case.reference not in text


def test_asking_puts_every_run_on_their_way_once(client, team, chief):
    form = {"service": str(team.services.get().pk), "period": "2021-22"}
    case_of(team)
    for _time in range(2):
        assert client.post(reverse("outcomes:run_ask"), form).status_code == 302
    assert list(OutcomeRun.objects.values_list("kind", flat=True).order_by("kind")) == [
        "course",
        "distance_travelled",
        "removals",
    ]
    assert OutcomeRun.objects.first().entered_by == chief
    assert "Waiting for the worker." in page(client, team)


def test_a_failed_run_is_shown_with_its_reason_beside_the_last_good_one(client, results, chief):
    run = asked(results)
    OutcomeRun.objects.filter(pk=run.pk).update(state="failed", error="MemoryError: too many rows")
    text = page(client, results)
    assert "too many rows" in text
    assert "33.3%" in text


def test_one_run_opens_with_its_fingerprints(client, results, chief):
    for run in OutcomeRun.objects.all():
        text = client.get(reverse("outcomes:run", args=[run.pk])).content.decode()
        assert run.fingerprint in text
        assert run.result_hash in text


@pytest.mark.parametrize(
    "query", [{"service": "x", "period": "2021-22"}, {"period": "1066-67"}, {"before": "no"}, {"period": "\x00"}]
)
def test_nonsense_in_the_address_is_answered(client, results, chief, query):
    given = {"service": str(results.services.get().pk), **query}
    assert client.get(reverse("outcomes:runs"), given).status_code in (200, 400)


def test_who_sees_no_figures_finds_no_page(client, results):
    run = OutcomeRun.objects.first()
    client.force_login(midwife(results))
    for where in (reverse("outcomes:runs"), reverse("outcomes:run", args=[run.pk])):
        assert client.get(where).status_code == 404
    assert client.post(reverse("outcomes:run_ask")).status_code == 404


def test_figures_of_another_partnership_do_not_exist(client, results):
    client.force_login(user_with(Role.RETURNS_ADMIN))
    run = OutcomeRun.objects.first()
    assert client.get(reverse("outcomes:run", args=[run.pk])).status_code == 404
    assert "no service whose figures" in client.get(reverse("outcomes:runs")).content.decode()
    client.post(reverse("outcomes:run_ask"), {"service": str(run.service_id), "period": "2021-22"})
    assert OutcomeRun.objects.count() == 2


def test_a_returns_admin_sees_the_figures(client, results):
    client.force_login(user_with(Role.RETURNS_ADMIN, team=results))
    assert "33.3%" in page(client, results)
