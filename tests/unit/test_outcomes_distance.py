"""Distance travelled of a case and of a cohort, from rows on a real database."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from families.actions.closures import ask_closure, sign_closure
from families.models import Case, Closure
from outcomes.canonical import Fingerprint, canonical
from outcomes.models import CaseOutcome, ToolVersion
from outcomes.reading.cohort import distance_result
from outcomes.reading.distance import distances_of
from outcomes.reading.one_case import outcome_of
from outcomes.reading.rows import case_rows
from outcomes.statistics import mean_change
from tests.factories.families import manager, team_offering, worked_case
from tests.factories.outcomes import reading, tool_version

pytestmark = pytest.mark.django_db

OPENED = date(2021, 5, 3)


def days(number: int) -> date:
    return OPENED + timedelta(days=number)


@pytest.fixture
def team():
    return team_offering()


def case_of(team) -> Case:
    case, *_workers = worked_case(team, on=days(28), opened_on=OPENED)
    tool_version(case.partnership)
    return case


def close(case: Case, on: date, *, reason: str = "goals_met", no_scores: str = "") -> Case:
    closure = ask_closure(
        case=case, reason=reason, asked_on=on, end_scores_missing_reason=no_scores, statuses_confirmed=True, by=None
    )
    sign_closure(closure=closure, expected_version=closure.version, signed_on=on, by=manager(case.team))
    case.refresh_from_db()
    return case


def distance(case: Case):
    [row] = list(case_rows(Case.objects.filter(pk=case.pk)))
    [found] = distances_of(row)
    return found


def pair(
    case: Case, start: object, end: object, respondent: str = "parent", *, first: int = 10, last: int = 200
) -> None:
    reading(case, start, on=days(first), respondent=respondent)
    reading(case, end, on=days(last), respondent=respondent, point="end")


def test_a_pair_counts_from_the_anchor_of_the_service(team):
    case = case_of(team)
    pair(case, 4, {"bond": 3, "home_and_money": 9})
    found = distance(case)
    assert found.anchor == ("slot:parent_worker", OPENED)
    assert found.speaker == "parent"
    assert found.spoken.outcome.overall.mean == pytest.approx((6 * 1 - 1 + 5) / 8)
    assert not found.spoken.outcome.pair.late
    assert found.spoken.themes["family_dynamics"].mean == pytest.approx((1 + 5) / 2)


def test_a_case_without_the_slot_is_anchored_at_its_opening(team):
    case = case_of(team)
    case.allocations.all().delete()
    assert distance(case).anchor == ("accepted", OPENED)


@pytest.mark.parametrize(("first", "late"), [(42, False), (43, True)])
def test_a_start_after_forty_two_days_is_flagged_late(team, first, late):
    case = case_of(team)
    pair(case, 4, 6, first=first)
    assert distance(case).spoken.outcome.pair.late is late


@pytest.mark.parametrize(("last", "missing"), [(37, "end_too_soon"), (38, None)])
def test_an_end_counts_from_twenty_eight_days_after_the_start(team, last, missing):
    case = case_of(team)
    pair(case, 4, 6, first=10, last=last)
    assert distance(case).missing == missing


def test_why_there_is_no_pair(team):
    case = case_of(team)
    assert distance(case).missing == "no_start"
    reading(case, 4, on=days(5), point="interim")
    assert distance(case).missing == "no_start"
    reading(case, 4, on=days(6))
    assert distance(case).missing == "no_end"
    reading(case, 5, on=days(90), point="end", respondent="worker")
    assert distance(case).missing == "other_respondent"
    reading(case, dict.fromkeys(("bond", "safety", "health"), "not_asked"), on=days(91), point="end")
    assert distance(case).missing == "too_few_answered"
    reading(case, dict.fromkeys(("bond", "safety"), "not_asked"), on=days(92), point="end")
    assert distance(case).missing is None


PART = dict.fromkeys(("bond", "safety", "health"), "not_asked")


@pytest.mark.parametrize(
    ("on", "scores", "end", "fuller"),
    [(42, 4, 200, {"fuller_start"}), (43, 4, 200, set()), (42, PART, 200, set()), (42, 4, 69, set())],
)
def test_a_part_filled_start_counts_though_a_fuller_one_came_in_time_and_that_is_said(team, on, scores, end, fuller):
    """The earliest start counts, so that nobody picks the scores that suit; what it costs is known."""
    case = case_of(team)
    pair(case, PART, 6, last=end)
    reading(case, scores, on=days(on))
    found = distance(case)
    assert (found.missing, found.fuller) == ("too_few_answered", fuller)


def test_a_part_filled_end_counts_though_a_fuller_one_came_before_and_that_is_said(team):
    case = case_of(team)
    pair(case, 4, PART)
    reading(case, 6, on=days(100), point="end")
    assert (distance(case).missing, distance(case).fuller) == ("too_few_answered", {"fuller_end"})
    reading(case, 4, on=days(10), respondent="worker")
    reading(case, 6, on=days(200), respondent="worker", point="end")
    assert (distance(case).speaker, distance(case).fuller) == ("worker", set())


def test_a_tool_that_changed_half_way_is_no_pair(team):
    case = case_of(team)
    pair(case, 4, 6)
    old = tool_version(case.partnership)
    new = ToolVersion.objects.create(
        tool=old.tool, label="2", definition={**old.definition, "version": "2"}, source_hash="b" * 64
    )
    case.assessments.filter(point="end").update(version_used=new)
    assert distance(case).missing == "other_version"


def test_a_part_filled_pair_of_the_new_version_does_not_hide_a_full_one_of_the_old(team):
    case = case_of(team)
    pair(case, 4, 6)
    own = tool_version(case.partnership)
    old = ToolVersion.objects.create(
        tool=own.tool, label="0", definition={**own.definition, "version": "0"}, source_hash="b" * 64
    )
    case.assessments.update(version_used=old)
    pair(case, 4, PART, first=11, last=201)
    found = distance(case)
    assert (found.spoken.tool.version, found.missing) == ("0", None)


def test_what_was_agreed_together_speaks_before_parent_and_worker(team):
    case = case_of(team)
    pair(case, 4, 8, "worker")
    assert distance(case).speaker == "worker"
    pair(case, 4, 5, "parent")
    assert distance(case).speaker == "parent"
    pair(case, 4, 4, "joint")
    found = distance(case)
    assert found.speaker == "joint"
    assert {who: one.outcome.overall.verdict for who, one in found.pairs.items()} == {
        "joint": "maintained", "parent": "improved", "worker": "improved",
    }  # fmt: skip


def cohort(team):
    taken = Fingerprint()
    service = team.services.get()
    result, definitions = distance_result(service, date(2021, 4, 1), date(2022, 3, 31), taken)
    return result, definitions, taken.hexdigest()


def test_completers_and_all_closed_stand_side_by_side_with_the_reasons(team):
    scored = [(4, 6), (4, 4), (5, 3), (10, 10)]
    for start, end in scored:
        case = case_of(team)
        pair(case, start, end)
        close(case, days(210))
    unscored = case_of(team)
    close(unscored, days(100), no_scores="declined")
    started = case_of(team)
    reading(started, 3, on=days(5))
    close(started, days(100), no_scores="not_seen")
    close(case_of(team), days(60), reason="loss")
    close(case_of(team), days(60), reason="transferred")
    case_of(team)

    result, definitions, _print = cohort(team)
    assert (result["closed"], result["left_out"]) == (6, {"loss": 1, "transfer": 1})
    [tool] = result["tools"]
    assert (tool["completion"]["n"], tool["completion"]["of"]) == (4, 6)
    overall = tool["overall"]
    assert [overall[what]["n"] for what in ("improved", "maintained", "declined")] == [1, 2, 1]
    assert (overall["improved_of_all"]["n"], overall["improved_of_all"]["of"]) == (1, 6)
    assert tool["missing"] == {"no_start": 1, "no_end": 1}
    assert tool["no_end_reasons"] == {"not_seen": 1}
    expected = mean_change([2.0, 0.0, -2.0, 0.0])
    assert overall["mean"]["low"] == pytest.approx(expected.low, abs=1e-6)
    first = tool["domains"][0]
    assert (first["key"], first["n"], first["ceiling"]) == ("daily_care", 4, 1)
    assert (first["start"], first["end"]) == (5.75, 5.75)
    assert len(definitions) == 2


def test_the_same_rows_give_the_same_bytes_and_another_row_another_fingerprint(team):
    case = case_of(team)
    pair(case, 4, {"bond": 9})
    close(case, days(210))
    first, again = cohort(team), cohort(team)
    assert canonical(first) == canonical(again)
    score = case.assessments.get(point="end").scores.get(domain__key="bond")
    score.value = 8
    score.save()
    assert cohort(team)[2] != first[2]


def test_nobody_and_nothing_is_a_result_too(team):
    result, _definitions, _print = cohort(team)
    assert result == {"closed": 0, "left_out": {"loss": 0, "transfer": 0}, "tools": [], "groups": []}
    close(case_of(team), days(100), no_scores="declined")
    [tool] = cohort(team)[0]["tools"]
    assert tool["overall"]["mean"] == {"n": 0, "mean": None, "low": None, "high": None}


def test_a_cohort_is_read_with_as_many_queries_for_ten_cases_as_for_two(team):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def closed(number):
        for _case in range(number):
            case = case_of(team)
            pair(case, 4, 6)
            close(case, days(210))

    closed(2)
    cohort(team)
    with CaptureQueriesContext(connection) as few:
        cohort(team)
    closed(3)
    with CaptureQueriesContext(connection) as more:
        cohort(team)
    assert len(more) == len(few)


def test_the_stored_outcome_of_a_case_can_be_read_without_its_rows(team):
    case = case_of(team)
    pair(case, 4, 6)
    counted = outcome_of(case)
    [tool] = counted.result["tools"]
    assert tool["anchor"] == {"fact": "slot:parent_worker", "on": "2021-05-03"}
    assert tool["pairs"]["parent"]["overall"] == {"answered": 8, "asked": 8, "mean": 2.0, "verdict": "improved"}
    assert len(counted.fingerprint) == 64
    assert not CaseOutcome.objects.exists()
    assert not Closure.objects.exists()


def test_points_of_scales_that_differ_have_no_mean_and_their_verdicts_are_counted_together(team):
    old = case_of(team)
    pair(old, 4, 6)
    new = case_of(team)
    pair(new, 4, 5)
    version = tool_version(old.partnership)
    scale = {**version.definition["scale"], "maximum": 5}
    other = ToolVersion.objects.create(
        tool=version.tool, label="2", definition={**version.definition, "version": "2", "scale": scale},
        source_hash="b" * 64,
    )  # fmt: skip
    for case in (old, new):
        close(case, days(210))
    [tool] = cohort(team)[0]["tools"]
    assert (tool["versions"], tool["overall"]["mean"]["mean"]) == ({"1": 2}, 1.5)
    new.assessments.update(version_used=other)
    [tool] = cohort(team)[0]["tools"]
    assert (tool["versions"], tool["overall"]["improved"]["n"]) == ({"1": 1, "2": 1}, 2)
    assert tool["overall"]["mean"] == {"n": 2, "mean": None, "low": None, "high": None}
    assert {(one["start"], one["mean"]["mean"]) for one in tool["domains"]} == {(None, None)}


def test_without_the_day_from_which_starts_count_that_is_what_is_missing(team):
    case = case_of(team)
    pair(case, 4, 6)
    [row] = list(case_rows(Case.objects.filter(pk=case.pk)))
    [found] = distances_of(evolve(row, anchors={}))
    assert (found.missing, found.pairs) == ("no_anchor", {})
