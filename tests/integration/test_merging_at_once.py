"""A merge while somebody writes, or merges as well: one waits or is told, and no row is lost."""

import inspect
import pkgutil
import threading
from importlib import import_module
from typing import get_type_hints

import pytest
from django.db import connection, transaction
from django.utils import timezone

import families.actions
from activity.errors import RuleBroken
from families.actions.consents import record_consent
from families.actions.goals import add_goal
from families.actions.holding import JOINED, hold
from families.actions.merging import merge_people
from families.actions.merging_undo import undo_merge
from families.actions.people import record_address, record_fact
from families.actions.statuses import start_status
from families.actions.visits import plan_visit
from families.definition_of import rules_of
from families.errors import CannotMerge, RecordHasMoved, RecordsBusy
from families.merging.pairs import default_choices
from families.models import Address, Case, Goal, Merge, Person
from tests.factories.families import antenatal_case, manager, midwife, team_offering

HELD_ALREADY = {
    "merge_people", "preview_merge", "renew_all",  # what the others are held against
    "renew_case", "renew_pregnancy", "renew_family", "renew_milestones", "count_again",  # renew_case looks itself
    "add_those_who_came", "call_off_meetings", "cancel_planned_visits", "cancel_tasks", "carry_over", "carry_papers",
    "forget_messages", "invite", "open_bereavement_closure", "part_from_others",  # parts of actions that hold the case
    "tell", "tell_of_two_records", "tell_workers",  # write to people, not about records
    "ways_to_go",  # reads
}  # fmt: skip


def two_records(team):
    """Two records of one mother and whoever manages their team."""
    one = antenatal_case(team, given_name="Ffion", family_name="Sampl")
    other = antenatal_case(team, given_name="Fion", family_name="Sampel")
    return one, other, manager(team)


def joined(kept, gone, by):
    choices = default_choices(kept.client, gone.client)
    return merge_people(kept=kept.client, merged=gone.client, choices=choices, why="Card", by=by)


def together(*acts):
    """Run each in a thread of its own, at once; what each gave or was told."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            start.wait()
            found[number] = act()
        except RuleBroken as told:
            found[number] = told
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_is_done_and_the_other_told():
    team = team_offering()
    one, other, boss = two_records(team)
    second = manager(team)
    told = together(lambda: joined(one, other, boss), lambda: joined(other, one, second))
    assert sorted(isinstance(answer, Merge) for answer in told) == [False, True]
    assert isinstance(next(answer for answer in told if not isinstance(answer, Merge)), RuleBroken)
    assert (Merge.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_address_written_during_a_merge_is_on_the_kept_record_or_its_writer_is_told():
    team = team_offering()
    one, other, boss = two_records(team)
    nurse, today = midwife(team), timezone.localdate()
    merge, written = together(
        lambda: joined(one, other, boss),
        lambda: record_address(person=other.client, from_day=today, lines="9 Heol Newydd", by=nurse),
    )
    assert isinstance(merge, Merge | CannotMerge)
    assert isinstance(written, Address | RecordHasMoved)
    hidden = Address.objects.filter(lines="9 Heol Newydd", person__merged_into__isnull=False)
    aside = {row.row_id for row in merge.rows.filter(fate="aside")} if isinstance(merge, Merge) else set()
    assert {str(row.pk) for row in hidden} <= aside


@pytest.mark.django_db(transaction=True)
def test_a_merge_does_not_wait_for_a_writer_who_takes_long_and_says_so():
    team = team_offering()
    one, other, boss = two_records(team)
    writing, merged = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            goal = add_goal(case=other, title="A cot", agreed_on=timezone.localdate(), by=boss)
            writing.set()
            merged.wait(20)
        return goal

    def merge():
        writing.wait(20)
        try:
            return joined(one, other, boss)
        finally:
            merged.set()

    goal, told = together(write, merge)
    assert isinstance(told, RecordsBusy)
    assert "Nothing was changed" in str(told)
    assert Goal.objects.get(pk=goal.pk).case == other
    assert Person.objects.filter(pk=other.client_id).exists()


def write_address(case, by):
    record_address(person=case.client, from_day=timezone.localdate(), lines="9 Heol Newydd", by=by)


def write_fact(case, by):
    record_fact(person=case.client, question="religion", answer="given", value="none", on=timezone.localdate(), by=by)


def write_goal(case, by):
    add_goal(case=case, title="A cot", agreed_on=timezone.localdate(), by=by)


def write_consent(case, by):
    kind = rules_of(case).consents[0].key
    today = timezone.localdate()
    record_consent(case=case, person=case.client, kind=kind, answer="given", answered_on=today, by=by)


def write_status(case, by):
    rules = rules_of(case)
    start_status(
        family=case.family, person=case.client, definition=rules, kind=rules.statuses[0].key,
        starts=timezone.localdate(), by=by,
    )  # fmt: skip


def write_plan(case, by):
    later = timezone.now() + timezone.timedelta(days=2)
    plan_visit(cases=[case], workers=[by], planned_for=later, by=by)


WAYS = [write_address, write_fact, write_goal, write_consent, write_status, write_plan]


@pytest.mark.django_db
@pytest.mark.parametrize("write", WAYS, ids=lambda one: one.__name__)
def test_whoever_writes_on_a_record_that_was_merged_meanwhile_is_told_and_nothing_is_hidden(write):
    """The writer's page was opened before the merge, and holds the rows as they were."""
    one, other, boss = two_records(team_offering())
    opened = Case.objects.select_related("client", "family", "service_version").get(pk=other.pk)
    merge = joined(one, other, boss)
    with pytest.raises(RecordHasMoved):
        write(opened, boss)
    undo_merge(merge=merge, why="Two people", by=boss)
    write(opened, boss)


@pytest.mark.django_db
def test_what_stands_can_be_held_and_what_is_only_being_made_need_not(django_assert_num_queries):
    one, other, _boss = two_records(team_offering())
    with django_assert_num_queries(2):
        hold(one, other, one.client, other.client)
    with django_assert_num_queries(0):
        hold()


def actions():
    """Every action of this room that names its actor, with what it is given."""
    for module in pkgutil.iter_modules(families.actions.__path__):
        found = import_module(f"families.actions.{module.name}")
        for name, action in inspect.getmembers(found, inspect.isfunction):
            given = inspect.signature(action).parameters
            if action.__module__ == found.__name__ and not name.startswith("_") and "by" in given:
                yield name, action


def names_a_record(action):
    hints = get_type_hints(inspect.unwrap(action), include_extras=True)
    told = " ".join(str(hint) for name, hint in hints.items() if name != "return")
    return any(f"families.models.{model.__module__.rsplit('.', 1)[-1]}.{model.__name__}" in told for model in JOINED)


def test_every_action_that_is_given_a_record_takes_hold_of_it():
    loose = {
        name
        for name, action in actions()
        if names_a_record(action) and not getattr(action, "takes_hold", False)
    }  # fmt: skip
    assert loose == HELD_ALREADY
