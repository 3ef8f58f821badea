"""Random histories of cases: nothing but refusals in words, and everything that is derived follows from the rows."""

import pgtrigger
import pytest
from hypothesis import HealthCheck

from families.models import Case, Milestone
from tests.factories.families import worked_case
from tests.histories import truths
from tests.histories.machine import run_histories

pytestmark = pytest.mark.django_db

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


def test_in_a_few_histories_everything_follows_from_the_rows():
    run_histories(max_examples=3, stateful_step_count=15, derandomize=True, suppress_health_check=SLOW)


@pytest.mark.full
@pytest.mark.parametrize("share", range(5))
def test_in_five_hundred_histories_everything_follows_from_the_rows(share):
    run_histories(max_examples=100, stateful_step_count=10, suppress_health_check=SLOW)


@pytest.mark.full
def test_in_many_long_histories_everything_follows_from_the_rows():
    run_histories(max_examples=25, stateful_step_count=50, suppress_health_check=SLOW)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda case: Case.objects.filter(pk=case.pk).update(stage="postnatal"), "its rows say"),
        (lambda case: Milestone.objects.filter(case=case).delete(), "the facts ask for it"),
        (lambda case: Milestone.objects.filter(case=case).update(due_on="2020-01-01"), "due on 2020-01-01"),
        (lambda case: Milestone.objects.filter(case=case).update(met_on="2020-01-01"), "met on 2020-01-01"),
        (lambda case: case.milestones.filter(rule="first_contact").update(rule="unknown"), "no fact asks"),
    ],
    ids=["stage", "missing clock", "moved clock", "met clock", "strange clock"],
)
def test_what_was_spoilt_behind_the_actions_is_seen(spoil, words):
    case, *_workers = worked_case()
    assert truths.problems() == []
    spoil(case)
    assert any(words in problem for problem in truths.problems())


def test_a_row_changed_without_its_history_is_seen():
    case, *_workers = worked_case()
    assert truths.history_gaps() == []
    with pgtrigger.ignore():
        Case.objects.filter(pk=case.pk).update(tier="T2")
    assert [gap.split(":")[0] for gap in truths.history_gaps()] == ["families_case"]
