"""The clocks of the law, from the shipped files, on days that matter."""

from datetime import date

from tests.unit.jig_so_clocks import CONFERENCE, clock, dues, facts


def test_initial_conference_is_due_15_working_days_after_the_strategy_discussion():
    assert dues("initial_conference", facts(meeting__strategy_discussion=date(2025, 12, 15))) == [date(2026, 1, 8)]


def test_each_strategy_discussion_starts_its_own_clock():
    found = clock(
        "initial_conference",
        facts(
            meeting__strategy_discussion=[date(2025, 4, 1), date(2025, 7, 1)],
            meeting__initial_conference=date(2025, 4, 15),
        ),
    )
    assert [(one.sequence, one.met_on) for one in found] == [(1, date(2025, 4, 15)), (2, None)]


def test_deciding_against_a_conference_stops_its_clock():
    day = date(2025, 4, 1)
    key = "decision__strategy_discussion__no_conference"
    assert dues("initial_conference", facts(meeting__strategy_discussion=(day, "a"), **{key: (day, "a")})) == []


def test_a_decision_for_one_twin_leaves_the_clock_to_the_other():
    day = date(2025, 4, 1)
    key = "decision__strategy_discussion__no_conference"
    twins = facts(("a", "b"), meeting__strategy_discussion=[(day, "a"), (day, "b")], **{key: (day, "a")})
    assert len(dues("initial_conference", twins)) == 1


def test_pre_birth_conference_is_prompted_at_28_weeks_and_due_by_34():
    (one,) = clock("pre_birth_conference", facts(meeting__strategy_discussion=date(2025, 6, 2)))
    assert (one.prompt_on, one.due_on) == (date(2025, 7, 16), date(2025, 8, 27))


def test_birth_stops_the_pre_birth_conference():
    born = facts(meeting__strategy_discussion=date(2025, 6, 2), birth=(date(2025, 8, 1), "a"))
    assert dues("pre_birth_conference", born) == []


def test_first_core_group_is_due_10_working_days_after_the_conference_across_easter():
    assert dues("core_group", facts(**CONFERENCE)) == [date(2026, 4, 10)]


def test_the_next_core_group_is_a_month_after_the_last_held_and_six_weeks_at_most():
    found = clock("core_group", facts(**CONFERENCE, meeting__core_group=date(2026, 4, 9)))
    assert [(one.sequence, one.due_on, one.met_on) for one in found] == [
        (1, date(2026, 4, 10), date(2026, 4, 9)),
        (2, date(2026, 5, 9), None),
    ]
    assert found[1].latest_on == date(2026, 5, 21)
    assert [part.kind for part in found[1].explanation.parts] == ["after", "at_most"]


def test_no_core_group_where_nobody_was_registered():
    assert dues("core_group", facts(meeting__initial_conference=date(2026, 3, 25))) == []


def test_a_child_already_registered_elsewhere_has_core_groups():
    assert dues("core_group", facts(register=(date(2026, 3, 25), "a"))) == [date(2026, 4, 10)]


def test_leaving_the_register_ends_core_groups_and_keeps_those_held():
    left = facts(
        **CONFERENCE,
        meeting__core_group=[date(2026, 4, 9), date(2026, 5, 7)],
        register_ended=(date(2026, 6, 20), "a"),
    )
    assert [one.met_on for one in clock("core_group", left)] == [date(2026, 4, 9), date(2026, 5, 7)]


def test_core_groups_go_on_while_one_twin_is_registered():
    day = date(2026, 3, 25)
    twins = facts(
        ("a", "b"),
        meeting__initial_conference=day,
        register=[(day, "a"), (day, "b")],
        register_ended=(date(2026, 4, 1), "a"),
    )
    assert dues("core_group", twins) == [date(2026, 4, 10)]


def test_a_sibling_who_never_was_registered_does_not_keep_the_clock_going():
    left = facts(("a", "b"), **CONFERENCE, register_ended=(date(2026, 4, 1), "a"))
    assert dues("core_group", left) == []


def test_a_second_registration_starts_core_groups_anew():
    again = facts(
        meeting__initial_conference=[(date(2025, 4, 1), "a"), (date(2026, 3, 25), "a")],
        register=[(date(2025, 4, 1), "a"), (date(2026, 3, 25), "a")],
        register_ended=(date(2025, 9, 1), "a"),
        meeting__core_group=date(2025, 4, 10),
    )
    found = clock("core_group", again)
    assert [(one.sequence, one.due_on) for one in found] == [(1, date(2025, 4, 15)), (2, date(2026, 4, 10))]


def test_reviews_are_due_after_three_months_then_every_six():
    held = facts(**CONFERENCE, meeting__review_conference=[date(2026, 6, 20), date(2026, 12, 1)])
    assert dues("review_conference", held) == [date(2026, 6, 25), date(2026, 12, 20), date(2027, 6, 1)]


def test_the_outline_plan_is_due_5_working_days_after_the_conference():
    assert dues("outline_plan", facts(**CONFERENCE)) == [date(2026, 4, 1)]


def test_looked_after_reviews_are_due_after_20_working_days_3_months_and_6():
    held = facts(
        looked_after=(date(2025, 12, 15), "a"),
        meeting__looked_after_review=[
            (date(2026, 1, 14), "a"),
            (date(2026, 4, 1), "a"),
            (date(2026, 9, 1), "a"),
        ],
    )
    found = clock("looked_after_review", held)
    assert [one.due_on for one in found] == [
        date(2026, 1, 15), date(2026, 4, 14), date(2026, 10, 1), date(2027, 3, 1),
    ]  # fmt: skip
    assert {one.subject for one in found} == {"a"}


def test_a_care_order_after_accommodation_is_the_same_time_in_care():
    held = facts(
        looked_after=[(date(2025, 3, 3), "a"), (date(2025, 5, 1), "a")],
        looked_after_ended=(date(2025, 5, 1), "a"),
    )
    assert len(clock("looked_after_review", held)) == 1


def test_coming_home_ends_looked_after_reviews_for_that_child_only():
    home = facts(
        ("a", "b"),
        looked_after=[(date(2025, 3, 3), "a"), (date(2025, 3, 3), "b")],
        looked_after_ended=(date(2025, 3, 10), "a"),
    )
    assert [one.subject for one in clock("looked_after_review", home)] == ["b"]


def test_assessment_takes_42_working_days_and_is_met_on_its_last_day():
    (one,) = clock(
        "assessment",
        facts(status__assessment=(date(2025, 3, 3), "a"), status_ended__assessment=(date(2025, 5, 2), "a")),
    )
    assert (one.due_on, one.met_on) == (date(2025, 5, 2), date(2025, 5, 1))


def test_care_proceedings_take_26_weeks():
    assert dues("care_proceedings", facts(status__care_proceedings=(date(2025, 10, 6), "a"))) == [date(2026, 4, 6)]
