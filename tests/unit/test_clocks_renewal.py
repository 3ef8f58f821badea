"""What becomes of stored milestones, and what holds whatever happened."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from families.clocks import ClockRule, Due, Event, Facts, Stored, due_dates, renew
from families.clocks.spells import spells
from families.clocks.sums import add, add_months
from families.definitions import casework_files, load_service_version
from families.labels import Label
from families.working_days import calendar_of

WALES = calendar_of("wales")
RULES = load_service_version(casework_files()[-1]).clocks
START = date(2025, 1, 1)
CHILDREN = ("a", "b")

FACTS = sorted({fact for rule in RULES for fact in (*rule.trigger, *rule.met_by, *rule.stops_when, *rule.applies_when)})
events = st.lists(
    st.tuples(
        st.sampled_from(FACTS),
        st.integers(0, 900).map(lambda n: START + timedelta(days=n)),
        st.sampled_from([None, *CHILDREN]),
    ),
    max_size=25,
)
due_days = st.none() | st.integers(0, 280).map(lambda n: START + timedelta(days=n))


def facts_from(listed, due_date=None):
    kinds = {kind for kind, _, _ in listed}
    made = {kind: tuple(Event(on, who) for k, on, who in listed if k == kind) for kind in kinds}
    return Facts(events=made, due_date=due_date, children=CHILDREN)


histories = st.builds(facts_from, events, due_days)


def stored_from(milestones, **changes):
    return [
        Stored(
            id=number,
            rule=one.rule,
            subject=one.subject,
            sequence=one.sequence,
            trigger_on=one.trigger_on,
            prompt_on=one.prompt_on,
            due_on=one.due_on,
            met_on=one.met_on,
            **changes,
        )
        for number, one in enumerate(milestones)
    ]


def compute(found):
    return due_dates(found, RULES, WALES)


@settings(max_examples=150)
@given(histories)
def test_no_history_breaks_the_clocks_and_each_milestone_stands_once(found):
    milestones = compute(found)
    assert len({one.identity for one in milestones}) == len(milestones)
    for one in milestones:
        assert one.explanation.source
        assert one.prompt_on is None or one.prompt_on <= one.due_on
        assert one.latest_on is None or one.due_on <= one.latest_on
        assert [part.result for part in one.explanation.parts if part.chosen] or one.explanation.combined == "only"


@settings(max_examples=100)
@given(histories, st.randoms())
def test_the_order_in_which_facts_were_recorded_does_not_matter(found, chance):
    mixed = {key: tuple(chance.sample(rows, len(rows))) for key, rows in found.events.items()}
    keys = list(mixed)
    chance.shuffle(keys)
    shuffled = Facts(events={key: mixed[key] for key in keys}, due_date=found.due_date, children=CHILDREN)
    assert compute(shuffled) == compute(found)


@settings(max_examples=100)
@given(histories)
def test_renewing_what_is_up_to_date_changes_nothing(found):
    milestones = compute(found)
    assert {change.fate for change in renew(stored_from(milestones), milestones)} <= {"keep"}


@settings(max_examples=100)
@given(histories, histories)
def test_every_milestone_old_and_new_has_exactly_one_fate(before, after):
    old, new = stored_from(compute(before)), compute(after)
    changes = renew(old, new)
    assert [change.stored for change in changes if change.stored] == old
    assert {change.computed.identity for change in changes if change.computed} == {one.identity for one in new}


@settings(max_examples=100)
@given(histories)
def test_losing_every_child_leaves_nothing_waiting(found):
    lost = {**found.events, "loss": tuple(Event(START + timedelta(days=950), child) for child in CHILDREN)}
    assert all(one.met_on for one in compute(Facts(events=lost, due_date=found.due_date, children=CHILDREN)))


@settings(max_examples=100)
@given(histories)
def test_closing_a_case_leaves_only_its_met_milestones(found):
    events = {**found.events, "closed": (Event(START + timedelta(days=950)),)}
    assert all(one.met_on for one in compute(Facts(events=events, due_date=found.due_date, children=CHILDREN)))


@settings(max_examples=100)
@given(events, due_days, st.integers(-60, 60))
def test_a_new_due_date_moves_only_what_is_not_met(listed, due, shift):
    if due is None:
        return
    before = compute(facts_from(listed, due))
    moved = compute(facts_from(listed, due + timedelta(days=shift)))
    fates = {change.stored.id: change for change in renew(stored_from(before), moved) if change.stored}
    assert all(fates[number].fate == "keep" for number, one in enumerate(before) if one.met_on)


def waiting(**changes):
    fields = {"id": 1, "rule": "r", "subject": None, "sequence": 1, "trigger_on": START, "prompt_on": None}
    return Stored(**(fields | {"due_on": START + timedelta(days=5)} | changes))


def computed(met=None, amount=5):
    rule = ClockRule(
        key="r",
        label=Label("R"),
        source="s",
        trigger=("accepted",),
        due=Due(amount=amount),
        met_by=("first_contact",),
    )
    events = {"accepted": (Event(START),)} | ({"first_contact": (Event(met),)} if met else {})
    return due_dates(Facts(events=events), [rule], WALES)


@pytest.mark.parametrize(
    ("stored", "milestones", "fate"),
    [
        (waiting(), computed(), "keep"),
        (waiting(), computed(amount=9), "move"),
        (waiting(), computed(met=START), "met"),
        (waiting(met_on=START), computed(met=START, amount=9), "keep"),
        (waiting(met_on=START), computed(met=START + timedelta(days=1)), "met"),
        (waiting(met_on=START), computed(), "reopened"),
        (waiting(met_on=START), (), "keep"),
        (waiting(), (), "withdrawn"),
        (waiting(withdrawn_on=START), (), "keep"),
        (waiting(withdrawn_on=START), computed(), "reopened"),
    ],
)
def test_the_fate_of_one_milestone(stored, milestones, fate):
    (change,) = renew([stored], milestones)
    assert change.fate == fate


def test_what_has_no_row_yet_is_new():
    (change,) = renew([], computed())
    assert (change.fate, change.stored) == ("new", None)


def test_spells_that_touch_are_one_and_apart_are_two():
    days = [START + timedelta(days=n) for n in (0, 10, 10, 20, 40)]
    found = Facts(
        events={
            "looked_after": (Event(days[0], "a"), Event(days[1], "a"), Event(days[4], "a")),
            "looked_after_ended": (Event(days[2], "a"), Event(days[3], "a")),
        }
    )
    assert [(spell.start, spell.end) for spell in spells("looked_after", found, "a")] == [
        (days[0], days[3]),
        (days[4], None),
    ]


@pytest.mark.parametrize(
    ("day", "amount", "end"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 3, 1), -1, date(2025, 2, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day, amount, end):
    assert add_months(day, amount) == end


def test_weeks_and_days_run_through_clock_changes():
    assert add(date(2025, 3, 24), 1, "weeks", WALES) == date(2025, 3, 31)
    assert add(date(2025, 10, 20), 10, "days", WALES) == date(2025, 10, 30)


@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_months_keep_their_number(day, amount):
    later = add_months(day, amount)
    assert (later.year - day.year) * 12 + later.month - day.month == amount
    assert later.day <= day.day
