"""The chart of one area: nothing filled in, nobody's mark on another's, the best at the top."""

from datetime import date, timedelta

import pytest

from outcomes.area_chart import BOTTOM, LEFT, RIGHT, TOP, area_chart
from outcomes.reading.journey import Answer, Area, FamilyJourney, Step, Voice
from outcomes.tool_definitions import Scale


def chart(*columns, direction=1, maximum=10):
    """The chart of what some respondents said, step by step: a score, a silence in words, or None."""
    speakers = ("parent", "joint", "worker")[: len(columns)]
    area = Area(label="An area", voices=tuple(
        Voice(speaker=who, answers=tuple(answer(one) for one in column))
        for who, column in zip(speakers, columns, strict=True)
    ))  # fmt: skip
    steps = [Step(number=one, point="In between", on=date(2025, 5, 1) + timedelta(days=one))
             for one in range(1, len(columns[0]) + 1)]  # fmt: skip
    return area_chart(
        FamilyJourney(
            slug="", tool="", version="1", licence="", steps=tuple(steps), speakers=speakers, areas=(area,),
            scale=Scale(minimum=1, maximum=maximum, direction=direction, threshold=1),
        ),
        area,
    )  # fmt: skip


def answer(said):
    if said is None:
        return None
    return Answer(value=said) if isinstance(said, int) else Answer(value=None, silence=said)


def lengths(line):
    return [len(path.split()) for path in line.paths]


def test_a_line_breaks_where_no_score_was_given_and_goes_on_where_nobody_asked():
    silent, absent = chart([4, 5, "Not asked", 9, 8], [3, None, 6, 7, None]).lines
    assert lengths(silent) == [2, 2]
    assert lengths(absent) == [3]
    assert [mark.score for mark in silent.marks] == [4, 5, 9, 8]


def test_a_single_score_is_a_mark_without_a_line():
    [line] = chart([4]).lines
    assert (len(line.marks), line.paths) == (1, ())


@pytest.mark.parametrize(("direction", "low", "high"), [(1, BOTTOM, TOP), (-1, TOP, BOTTOM)])
def test_the_best_score_stands_at_the_top_whichever_way_the_tool_counts(direction, low, high):
    [line] = chart([1, 10], direction=direction).lines
    assert [mark.y for mark in line.marks] == [low, high]


def test_scores_that_agree_stand_beside_each_other():
    parent, together, worker = chart([5, 5], [5, 5], [5, 5]).lines
    for one, two in ((parent, together), (together, worker)):
        assert [right.x - left.x for left, right in zip(one.marks, two.marks, strict=True)] == [18.0, 18.0]


def test_the_number_of_the_lower_of_two_stands_under_its_mark():
    parent, worker = chart([8, 5], [3, 5]).lines
    assert [mark.number_y < mark.y for mark in (*parent.marks, *worker.marks)] == [True, True, False, True]


def test_few_steps_have_their_names_and_many_their_numbers():
    assert next(text for text, _x in chart([1, 2, 3]).feet) == "1 In between"
    many = chart([5] * 30, [6] * 30)
    assert [text for text, _x in many.feet] == [str(number) for number in range(1, 31)]
    assert not many.numbered
    assert chart([5] * 4, [6] * 4).numbered


def test_every_mark_stands_inside_the_field_however_many_there_are():
    for steps in (1, 3, 12, 40):
        for line in chart([1] * steps, [10] * steps, [5] * steps).lines:
            assert all(LEFT <= mark.x <= RIGHT and TOP <= mark.y <= BOTTOM for mark in line.marks)


def test_a_scale_of_two_has_its_two_scores():
    assert [score for score, _y in chart([1, 2], maximum=2).ticks] == [1, 2]
