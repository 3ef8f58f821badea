"""Recording readings: what is kept, what is refused, what follows for clocks and closing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.actions.closures import gaps_of
from families.errors import CaseIsClosed
from families.models import Milestone
from families.timeline.reading import read_timeline
from outcomes.actions.assessments import edit_assessment
from outcomes.errors import ReadingExists, ReadingImpossible, ScoreImpossible, ToolNotUsed
from outcomes.models import Assessment, Score, ToolVersion
from tests.factories.families import worked_case
from tests.factories.outcomes import given, reading, tool_version

pytestmark = pytest.mark.django_db


def day(back: int = 0):
    return timezone.localdate() - timedelta(days=back)


def test_a_reading_keeps_every_score_and_every_silence():
    case, _nurse, worker = worked_case()
    made = reading(case, {"bond": "preferred_not_to", "safety": 9}, on=day(3), by=worker, note=" I ring you now. ")
    kept = dict(made.scores.values_list("domain__key", "value"))
    assert kept["safety"] == 9
    assert kept["bond"] is None
    assert made.scores.get(domain__key="bond").missing == "preferred_not_to"
    assert len(kept) == 8
    assert (made.note, made.assessed_by) == ("I ring you now.", worker)


@pytest.mark.parametrize("wrong", [0, 11, -3, "later", ""])
def test_a_score_off_the_scale_is_refused_at_its_area(wrong):
    case, *_workers = worked_case()
    with pytest.raises(ScoreImpossible) as broken:
        reading(case, {"health": wrong}, on=day())
    assert broken.value.field == "score_health"
    assert "1 to 10" in str(broken.value)
    assert not Score.objects.exists()


def test_an_area_left_out_is_refused_and_so_is_a_stranger():
    case, *_workers = worked_case()
    version = tool_version(case.partnership)
    said = given(version, 5, assessed_on=day())
    from attrs import evolve

    from outcomes.actions.assessments import record_assessment

    for answers in ({k: v for k, v in said.answers.items() if k != "bond"}, {**said.answers, "weather": 3}):
        with pytest.raises(ScoreImpossible):
            record_assessment(case=case, version=version, given=evolve(said, answers=answers), by=None)


def test_two_start_readings_of_one_kind_on_a_day_are_refused_at_the_date():
    case, *_workers = worked_case()
    reading(case, 4, on=day(2))
    with pytest.raises(ReadingExists) as broken:
        reading(case, 6, on=day(2))
    assert broken.value.field == "assessed_on"
    reading(case, 5, on=day(2), respondent="worker")
    reading(case, 5, on=day(1))
    assert Assessment.objects.count() == 3


def test_scores_are_neither_older_than_the_case_nor_of_tomorrow():
    case, *_workers = worked_case()
    for on in (case.referred_on - timedelta(days=1), day(-1)):
        with pytest.raises(RuleBroken) as broken:
            reading(case, 4, on=on)
        assert broken.value.field == "assessed_on"
    assert reading(case, 4, on=case.referred_on)


def test_a_closed_case_takes_no_scores():
    case, *_workers = worked_case()
    case.closed_on, case.stage = day(), "closed"
    case.save()
    with pytest.raises(CaseIsClosed):
        reading(case, 4, on=day())


def test_a_tool_that_the_service_does_not_use_is_refused():
    case, *_workers = worked_case()
    version = tool_version(case.partnership)
    other = ToolVersion.objects.create(tool=version.tool, label="0", definition=version.definition, source_hash="x")
    from outcomes.actions.assessments import record_assessment

    with pytest.raises(ToolNotUsed):
        record_assessment(case=case, version=other, given=given(version, 5, assessed_on=day()), by=None)


def test_a_respondent_whom_the_tool_does_not_ask_is_refused():
    case, *_workers = worked_case()
    with pytest.raises(ReadingImpossible) as broken:
        reading(case, 4, on=day(), respondent="neighbour")
    assert broken.value.field == "respondent"


def test_start_scores_meet_their_clock_and_end_scores_fill_the_gap_before_closing():
    case, *_workers = worked_case()
    assert [gap.key for gap in gaps_of(case)] == ["end_scores"]
    reading(case, 4, on=day(5))
    assert Milestone.objects.get(case=case, rule="start_scores").met_on == day(5)
    reading(case, 5, on=day(4), point="interim")
    assert [gap.key for gap in gaps_of(case)] == ["end_scores"]
    reading(case, 6, on=day(3), point="end")
    assert gaps_of(case) == []


def test_a_reading_full_of_silences_meets_no_clock_and_fills_no_gap():
    case, *_workers = worked_case()
    for point in ("start", "end"):
        reading(case, "not_asked", on=day(5), point=point)
    assert Milestone.objects.get(case=case, rule="start_scores").met_on is None
    assert [gap.key for gap in gaps_of(case)] == ["end_scores"]


def test_a_correction_changes_what_it_says_and_counts_the_version_up():
    case, _nurse, worker = worked_case()
    made = reading(case, 4, on=day(5))
    said = given(made.version_used, {"bond": "not_asked", "health": 7}, assessed_on=day(4))
    saved = edit_assessment(assessment=made, expected_version=1, given=said, by=worker)
    assert (saved.version, saved.assessed_on) == (2, day(4))
    assert saved.scores.get(domain__key="bond").missing == "not_asked"
    assert saved.scores.get(domain__key="health").value == 7
    assert Milestone.objects.get(case=case, rule="start_scores").met_on == day(4)


def test_of_two_corrections_the_second_is_told_where_they_differ():
    case, nurse, worker = worked_case()
    made = reading(case, 4, on=day(5))
    first, second = (given(made.version_used, {"bond": score}, assessed_on=day(5)) for score in (8, 2))
    edit_assessment(assessment=made, expected_version=1, given=first, by=nurse)
    with pytest.raises(StaleEdit) as stale:
        edit_assessment(assessment=made, expected_version=1, given=second, by=worker)
    assert [(one.label, one.current, one.attempted) for one in stale.value.differences()] == [
        ("Getting to know the baby", "8", "2")
    ]
    assert made.scores.get(domain__key="bond").value == 8


def test_a_correction_cannot_become_a_second_reading_of_the_kind():
    case, _nurse, worker = worked_case()
    reading(case, 4, on=day(5))
    other = reading(case, 4, on=day(4))
    with pytest.raises(ReadingExists):
        edit_assessment(
            assessment=other, expected_version=1, given=given(other.version_used, 4, assessed_on=day(5)), by=worker
        )
    other.refresh_from_db()
    assert (other.version, other.assessed_on) == (1, day(4))


def test_the_timeline_says_who_scored_and_how_much():
    case, _nurse, worker = worked_case()
    reading(case, {"bond": "not_asked"}, on=day(5), by=worker)
    [entry] = [one for one in read_timeline(case, worker).entries if one.kind == "scores"]
    assert entry.text == "7 of 8 areas scored"
    assert entry.by == worker.name
