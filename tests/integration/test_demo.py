"""The demonstration: everything that a screen must have something to show for."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.models import Case, ImportedRow, Milestone, Visit
from families.models.choices import Stage, VisitOutcome
from families.reading.caseload import read_caseload
from families.reading.papers import current_alerts
from jigso_cms.demo.living import top_up
from jigso_cms.demo.partnership import settle
from jigso_cms.demo.people import ACCOUNTS, EXCLUDED, MIDWIFE, OTHER_TEAM, PARENT_WORKER, PASSWORD, THERAPIST
from referrals.models import Referral
from reporting.documents import period_of_return
from reporting.drafts import figures_now
from reporting.models import ReturnVersion
from reporting.scope import scope_of
from tests.factories.realities import REALITIES

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo-data")]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load once for the module, and take everything back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def case(key: str) -> Case:
    row = ImportedRow.objects.get(source="living caseload", sheet="cases", key=key)
    return Case.objects.get(pk=row.object_id)


def user(email: str) -> User:
    return User.objects.get(email=email)


def test_there_is_a_case_at_every_stage(demo: None) -> None:
    assert set(Case.objects.values_list("stage", flat=True)) == set(Stage.values)


def test_forty_families_are_on_the_books_today(demo: None) -> None:
    open_families = Case.objects.open().values("family").distinct().count()
    waiting = Referral.objects.filter(state__in=["received", "waiting"]).count()
    assert open_families + waiting >= 40


def test_the_midwife_has_visits_today_and_clocks_that_are_overdue(demo: None) -> None:
    today = timezone.localdate()
    own = Visit.objects.filter(workers__worker=user(MIDWIFE.email), planned_for__date=today)
    assert own.filter(outcome=VisitOutcome.PLANNED).count() >= 3
    late = Milestone.objects.filter(met_on=None, withdrawn_on=None, due_on__lt=today, case__closed_on=None)
    assert {"midwife_allocated", "first_contact", "core_group", "hand_over"} <= set(late.values_list("rule", flat=True))


def test_no_clock_is_late_by_more_than_a_team_would_let_pass(demo: None) -> None:
    waiting = Milestone.objects.filter(met_on=None, withdrawn_on=None, case__closed_on=None)
    longest_ago = timezone.localdate() - timedelta(days=45)
    assert not waiting.filter(due_on__lt=longest_ago).values_list("rule", "case__client__family_name")


def test_a_case_of_the_midwife_has_scores_at_its_start_and_at_its_end(demo: None) -> None:
    own = Case.objects.named_on(user(MIDWIFE.email))
    scored = own.filter(assessments__point="start").filter(assessments__point="end")
    assert scored.exists()


def test_a_quarter_is_signed_and_a_visit_came_too_late_for_it(demo: None) -> None:
    version = ReturnVersion.objects.get()
    scope = scope_of(version.made_for.service, period_of_return(version.made_for))
    now = figures_now(scope)["visits_completed"].numerator
    assert now == version.lines.get(key="visits_completed").numerator + 1


def test_nobody_of_the_example_year_is_still_open(demo: None) -> None:
    assert not Case.objects.open().filter(opened_on__lt="2023-01-01").exists()


@pytest.mark.parametrize(
    ("key", "worker", "sees"),
    [
        ("restricted", MIDWIFE, True),
        ("restricted", EXCLUDED, False),
        ("excluded", MIDWIFE, True),
        ("excluded", EXCLUDED, False),
        ("kept-apart father", EXCLUDED, True),
        ("kept-apart father", PARENT_WORKER, False),
        ("kept-apart", PARENT_WORKER, True),
        ("kept-apart", EXCLUDED, False),
        ("twins", OTHER_TEAM, False),
    ],
)
def test_the_gate_has_something_to_keep(demo: None, key: str, worker: Any, sees: bool) -> None:
    assert Case.objects.visible_to(user(worker.email)).filter(pk=case(key).pk).exists() is sees


@pytest.mark.parametrize("what", REALITIES)
def test_the_living_caseload_is_no_tidy_example(demo: None, what: str) -> None:
    assert REALITIES[what]().exists()


def test_another_service_has_a_caseload_and_took_a_case_over(demo: None) -> None:
    old, therapist, midwife = case("handed-on"), user(THERAPIST.email), user(MIDWIFE.email)
    made = Case.objects.get(came_by__case=old)
    mine, theirs = rules_of(old), rules_of(made)
    assert {one.key for one in mine.slots}.isdisjoint(one.key for one in theirs.slots)
    assert {one.key for one in mine.clocks} & {one.key for one in theirs.clocks} <= statutory(mine)
    own = Case.objects.of_service(theirs.slug)
    assert own.visible_to(therapist).open().count() == 5
    assert not own.visible_to(midwife).exists()
    assert Case.objects.of_service(mine.slug).visible_to(therapist).get() == old
    assert [line.latest.version.taken_over_on for line in current_alerts(made)] == [timezone.localdate()]
    late = Milestone.objects.filter(case__in=own, met_on=None, withdrawn_on=None, due_on__lt=timezone.localdate())
    assert {"safety_plan_written", "six_weeks"} <= set(late.values_list("rule", flat=True))
    told = read_caseload(therapist, timezone.localdate()).lines
    assert {line.stage for line in told} == {"Getting to know", "Before the birth", "At home together"}


def statutory(rules: ServiceDefinition) -> set[str]:
    return {one.key for one in rules.clocks if one.statutory}


def test_losses_leave_what_they_must(demo: None) -> None:
    closing = case("loss").closures.get()
    assert (case("loss").stage, closing.is_loss) == (Stage.CLOSING, True)
    assert case("twin-lost").stage == Stage.ANTENATAL
    states = case("twin-lost").pregnancy.children.values_list("state", flat=True)
    assert sorted(states) == ["lost", "unborn"]


def test_loading_again_changes_nothing(demo: None) -> None:
    before = (Case.objects.count(), Visit.objects.count(), Referral.objects.count(), User.objects.count())
    call_command("load_demo", stdout=StringIO())
    assert (Case.objects.count(), Visit.objects.count(), Referral.objects.count(), User.objects.count()) == before


def test_accounts_are_printed_with_what_they_may_see(demo: None) -> None:
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    accounts = {one["email"]: one for one in json.loads(out.getvalue())["accounts"]}
    assert len(accounts) == len(ACCOUNTS)
    midwife = accounts[MIDWIFE.email]
    seen = Case.objects.visible_to(user(MIDWIFE.email))
    assert seen.filter(pk=midwife["may_see"]).exists()
    assert not seen.filter(pk=accounts[EXCLUDED.email]["may_not_see"]).count() > 1
    assert accounts[OTHER_TEAM.email]["may_see"] is None
    assert user(MIDWIFE.email).check_password(PASSWORD)


@pytest.mark.parametrize("command", ["load_demo", "demo_accounts"])
def test_outside_the_demonstration_the_commands_refuse(command: str) -> None:
    before = User.objects.count()
    with override_settings(DEMO=False), pytest.raises(CommandError, match="not the demonstration"):
        call_command(command)
    assert User.objects.count() == before


def test_a_later_day_gets_its_own_visits_once(demo: None) -> None:
    place, later = settle(), timezone.localdate() + timedelta(days=3)
    with transaction.atomic():
        top_up(place, later)
        planned = Visit.objects.filter(planned_for__date=later, outcome=VisitOutcome.PLANNED).count()
        top_up(place, later)
        assert Visit.objects.filter(planned_for__date=later, outcome=VisitOutcome.PLANNED).count() == planned
        assert planned >= 8
        missed = Visit.objects.filter(planned_for__date=timezone.localdate(), outcome=VisitOutcome.PLANNED)
        assert not missed.exists()
        transaction.set_rollback(True)
