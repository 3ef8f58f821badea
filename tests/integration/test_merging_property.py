"""Merge, work on, undo: whatever hangs on either record, every row is where it was, and none is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pghistory.models import Event

from families.actions.goals import add_goal
from families.actions.merging import merge_people, preview_merge
from families.actions.merging_undo import undo_merge
from families.actions.people import record_address, record_name
from families.actions.renew import renew_case
from families.merging.pairs import default_choices
from families.merging.references import rows_that_move, unhandled
from families.models import Case, Merge, MergedRow, VisitPerson
from tests.factories.families import allocated, antenatal_case, manager, midwife, partner_case, team_offering, visit_row
from tests.factories.merging import MAKERS, Side, shared_by

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    "activity.AccessEntry", "activity.Notification", "activity.OutboxMessage", "families.Merge", "families.MergedRow",
    "families.ReferenceCounter", "sessions.Session",
}  # fmt: skip
"""What a merge tells, sends and remembers."""

MOVES_ON = {"version", "changed_at"}
RENEWED = {
    "families.Case": {"stage", "stage_since"},
    "families.Milestone": {"trigger_on", "prompt_on", "due_on", "met_on", "withdrawn_on", "sum"},
}
"""What later work counts anew."""

PHASES = [Phase.explicit, Phase.generate]
"""Each try builds a small world: making a failing one smaller would take longer than reading it."""
HOW = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True, "phases": PHASES}

ROWS = st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), st.integers(0, 1), st.integers(1, 6)), max_size=14)
WORK = st.lists(st.integers(0, 5), max_size=4)


def test_there_is_a_maker_for_every_reference_that_a_merge_follows():
    assert unhandled() == []
    assert {one.model for one in rows_that_move()} == set(MAKERS)


@pytest.fixture
def sides() -> tuple[Side, Side]:
    team = team_offering()
    boss, worker = manager(team), midwife(team)
    one = antenatal_case(team, given_name="Ffion", family_name="Sampl")
    other = antenatal_case(
        team, given_name="Fion", family_name="Sampel", fetuses=2, opened_on=timezone.localdate() - timedelta(days=35)
    )
    allocated(one, "midwife", worker)
    allocated(other, "midwife", midwife(team))
    partner_case(other)
    shared = shared_by(one, boss, worker)
    return Side(one, shared), Side(other, shared)


def dump() -> dict[str, dict[str, Any]]:
    """Every row of every table, joined ones too, without what merely counts edits."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, Event) or model._meta.label in LEFT_OUT or model._meta.proxy or not model._meta.managed:
            continue
        for row in model._base_manager.all():
            values = {one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields}
            found[f"{model._meta.label}:{row.pk}"] = {k: v for k, v in values.items() if k not in MOVES_ON}
    return found


def furnish(sides: tuple[Side, Side], wanted: list[tuple[str, int, int]]) -> None:
    """Make the rows that are possible; two that exclude each other on one record are not."""
    for model, which, number in wanted:
        try:
            with transaction.atomic():
                MAKERS[model](sides[which], number)
        except IntegrityError:
            continue
    for case in Case.objects.filter(team=sides[0].case.team):
        renew_case(case=case, by=None)


def work_on(side: Side, steps: list[int]) -> None:
    """What a team does on the one record that it sees."""
    today = timezone.localdate()
    for number, step in enumerate(steps):
        if step == 0:
            visit = visit_row(side.case, side.shared.worker)
            VisitPerson.objects.create(visit=visit, person=side.person)
        elif step == 1:
            add_goal(case=side.case, title="New", their_words="", next_step="", agreed_on=today, by=side.shared.worker)
        elif step == 2 and not number:
            record_address(person=side.person, from_day=today, lines="9 Heol Newydd", by=side.shared.worker)
        elif step == 3:
            record_name(person=side.person, given_name="F", family_name="N", kind="alias", from_day=today, by=None)
        else:
            furnish((side, side), [(["families.Task", "families.Consent"][step - 4], 0, 9 + number)])


@settings(max_examples=6, **HOW)
@given(rows=ROWS, steps=WORK)
def test_every_row_is_where_it_was_after_merge_work_and_undo(sides, rows, steps):
    merged_and_undone(sides, rows, steps)


@pytest.mark.full
@settings(max_examples=60, **HOW)
@given(rows=ROWS, steps=WORK)
def test_in_many_worlds_every_row_is_where_it_was(sides, rows, steps):
    merged_and_undone(sides, rows, steps)


def merged_and_undone(sides, rows, steps):
    with transaction.atomic():
        furnish(sides, rows)
        before = dump()
        merge = merged(*sides)
        while_one = dump()
        assert set(before) <= set(while_one)
        assert_nothing_refers_to_what_is_joined(merge)
        work_on(sides[0], steps)
        worked = dump()
        undo_merge(merge=merge, why="Two people", by=sides[0].shared.boss)
        after = dump()
        assert_where_it_was(before, after, worked=bool(steps))
        assert_not_lost(set(worked) - set(while_one), after)
        transaction.set_rollback(True)


def merged(one: Side, other: Side) -> Merge:
    choices = default_choices(one.person, other.person)
    boss = one.shared.boss
    shown = preview_merge(kept=one.person, merged=other.person, choices=choices, by=boss)
    return merge_people(
        kept=one.person, merged=other.person, choices=choices, why="Same card", expected=shown.fingerprint, by=boss
    )


def assert_nothing_refers_to_what_is_joined(merge: Merge) -> None:
    """But for what was set aside, or hangs on what was."""
    joined = set(merge.rows.filter(fate="joined").values_list("row_id", flat=True))
    aside = set(merge.rows.exclude(fate="moved").values_list("row_id", flat=True))
    for one in rows_that_move():
        for row in one.model_class._base_manager.all():
            if str(getattr(row, one.attname)) in joined:
                assert str(row.pk) in aside or hangs_on_joined_case(row, joined), (one, row)


def hangs_on_joined_case(row: models.Model, joined: set[str]) -> bool:
    return str(getattr(row, "case_id", "")) in joined


def assert_where_it_was(before: dict, after: dict, *, worked: bool) -> None:
    for key, values in before.items():
        label = key.split(":")[0]
        ignored = RENEWED.get(label, set()) if worked else set()
        ignored = ignored | ({"valid_to"} if worked and label == "families.Address" else set())
        assert key in after, key
        was = {name: value for name, value in values.items() if name not in ignored}
        assert {name: after[key][name] for name in was} == was, key


def assert_not_lost(made: set[str], after: dict) -> None:
    derived = {key for key in made if key.startswith("families.Milestone:")}
    assert made - derived <= set(after)


def test_the_comparison_would_notice_a_row_that_did_not_go_back(sides):
    furnish(sides, [("families.Goal", 1, 1)])
    before = dump()
    merge = merged(*sides)
    goal = merge.rows.get(model="families.Goal")
    MergedRow.objects.filter(pk=goal.pk).update(model="families.Task")
    undo_merge(merge=merge, why="Two people", by=sides[0].shared.boss)
    with pytest.raises(AssertionError):
        assert_where_it_was(before, dump(), worked=False)
