"""The clocks that Jig-so sets itself, from the shipped files, and what stops any of them."""

from datetime import date

import pytest

from families.clocks import due_dates
from families.definitions import casework_files, load_service_version, read_service_version
from families.definitions.loading import SERVICES, read_toml
from families.working_days import calendar_of
from tests.unit.jig_so_clocks import CONFERENCE, DEFINITION, DUE, WALES, clock, dues, facts


@pytest.mark.parametrize(
    ("referred", "due_date", "due"),
    [
        (date(2025, 3, 5), DUE, date(2025, 3, 26)),  # 9+0: 12+0 is later
        (date(2025, 3, 26), DUE, date(2025, 4, 2)),  # 12+0: five working days are later
        (date(2025, 4, 16), DUE, date(2025, 4, 25)),  # Good Friday and Easter Monday between
        (date(2025, 3, 26), None, date(2025, 4, 2)),  # no due date known
    ],
)
def test_midwife_is_due_by_12_weeks_or_5_working_days_after_referral(referred, due_date, due):
    assert dues("midwife_allocated", facts(due_date=due_date, referred=referred)) == [due]


def test_why_this_date_shows_both_terms_and_which_was_taken():
    (one,) = clock("midwife_allocated", facts(referred=date(2025, 3, 5)))
    told = one.explanation.as_data()
    assert told["combined"] == "latest_of"
    assert [(part["kind"], part["result"], part["chosen"]) for part in told["parts"]] == [
        ("gestation", "2025-03-26", True),
        ("after", "2025-03-12", False),
    ]
    assert told["service_default"] is True


def test_a_term_that_cannot_be_known_is_shown_as_unknown():
    (one,) = clock("midwife_allocated", facts(due_date=None, referred=date(2025, 3, 5)))
    unknown = one.explanation.parts[0]
    assert (unknown.kind, unknown.result, unknown.chosen) == ("gestation", None, False)


def test_parent_worker_is_due_by_20_weeks_or_10_working_days_after_acceptance():
    assert dues("parent_worker_allocated", facts(accepted=date(2025, 3, 27))) == [date(2025, 5, 21)]
    assert dues("parent_worker_allocated", facts(accepted=date(2025, 8, 1))) == [date(2025, 8, 15)]


def test_a_scan_moves_gestation_clocks():
    later = facts(due_date=date(2025, 10, 15), accepted=date(2025, 3, 27))
    assert dues("parent_worker_allocated", later) == [date(2025, 5, 28)]


def test_first_contact_is_due_10_working_days_after_the_first_allocation():
    found = facts(slot__parent_worker=date(2025, 5, 1), slot__midwife=date(2025, 3, 31))
    assert dues("first_contact", found) == [date(2025, 4, 14)]


def test_start_scores_are_due_42_days_after_the_parent_worker_starts():
    (one,) = clock("start_scores", facts(slot__parent_worker=date(2025, 3, 10), scores__start=date(2025, 3, 7)))
    assert (one.due_on, one.met_on) == (date(2025, 4, 21), date(2025, 3, 7))


def test_each_twin_is_handed_over_28_days_after_its_own_birth():
    twins = facts(
        ("a", "b"),
        birth=[(date(2025, 9, 30), "a"), (date(2025, 10, 1), "b")],
        handed_over=(date(2025, 10, 27), "a"),
    )
    assert [(one.subject, one.due_on, one.met_on) for one in clock("hand_over", twins)] == [
        ("a", date(2025, 10, 28), date(2025, 10, 27)),
        ("b", date(2025, 10, 29), None),
    ]


def test_closure_is_due_on_the_second_birthday():
    assert dues("closure", facts(birth=(date(2024, 2, 29), "a"))) == [date(2026, 3, 1)]
    (one,) = clock("closure", facts(birth=(date(2025, 10, 8), "a"), closed=date(2027, 6, 1)))
    assert (one.due_on, one.prompt_on, one.met_on) == (date(2027, 10, 8), date(2027, 9, 8), date(2027, 6, 1))


def test_end_scores_are_due_by_the_second_birthday_or_when_closing_begins():
    born = (date(2025, 10, 8), "a")
    assert dues("end_scores", facts(birth=born)) == [date(2027, 10, 8)]
    assert dues("end_scores", facts(birth=born, closing=date(2026, 5, 4))) == [date(2026, 5, 4)]


def test_loss_of_the_only_child_stops_every_clock():
    lost = facts(
        referred=date(2025, 3, 26),
        accepted=date(2025, 3, 27),
        slot__midwife=date(2025, 3, 28),
        slot__parent_worker=date(2025, 4, 28),
        meeting__strategy_discussion=date(2025, 5, 1),
        register=(date(2025, 5, 1), "a"),
        loss=(date(2025, 5, 5), "a"),
    )
    assert all(one.met_on for one in due_dates(lost, DEFINITION.clocks, WALES))


def test_a_surviving_twin_keeps_the_clocks_of_the_case():
    one_lost = facts(("a", "b"), accepted=date(2025, 3, 27), loss=(date(2025, 4, 1), "a"))
    assert dues("parent_worker_allocated", one_lost) == [date(2025, 5, 21)]


def test_closing_stops_what_is_open():
    assert dues("parent_worker_allocated", facts(accepted=date(2025, 3, 27), closed=date(2025, 4, 30))) == []


def test_a_baby_born_before_acceptance_leaves_no_antenatal_clock():
    late = facts(referred=date(2025, 10, 9), accepted=date(2025, 10, 10), birth=(date(2025, 10, 8), "a"))
    assert dues("midwife_allocated", late) == []
    assert dues("parent_worker_allocated", late) == [date(2025, 10, 24)]


def test_england_has_its_own_layer():
    england = calendar_of("england")
    layer = load_layer("england")
    found = due_dates(facts(status__assessment=(date(2025, 3, 3), "a"), **CONFERENCE), layer, england)
    days = {one.rule: one.due_on for one in found}
    assert days["assessment"] == england.add(date(2025, 3, 3), 45)
    assert days["core_group"] == date(2026, 4, 10)
    assert "outline_plan" not in days


def load_layer(jurisdiction):
    data = read_toml(SERVICES / "jig-so-2025.toml") | {"jurisdiction": jurisdiction, "languages": ["en"]}
    return read_service_version(data, file="x").clocks


def test_removing_a_clock_from_the_file_removes_its_milestone(tmp_path):
    text = (casework_files()[1]).read_text(encoding="utf-8")
    start = text.index('[[clocks]]\nkey = "first_contact"')
    shorter = tmp_path / "short.toml"
    shorter.write_text(text[:start] + text[text.index("[[clocks]]", start + 1) :], encoding="utf-8")
    found = facts(slot__midwife=date(2025, 3, 31))
    rules = load_service_version(shorter).clocks
    assert len(rules) == len(DEFINITION.clocks) - 1
    assert {one.rule for one in due_dates(found, DEFINITION.clocks, WALES)} == {"first_contact"}
    assert due_dates(found, rules, WALES) == ()
