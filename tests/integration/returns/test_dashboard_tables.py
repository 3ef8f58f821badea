"""What stands in the tables of a dashboard: clocks by rule, meetings, waits against their clocks, shares, leave."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from attrs import evolve
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from families.models import Absence, Allocation, Case, ComplexityChange, Meeting, Milestone, Pregnancy, Restriction
from families.models.meeting import MeetingCase, MeetingInvitation
from referrals.models import Decision, Question, Referral
from reporting.dashboards.counting import numbers_of, rows_of_tile
from reporting.dashboards.glance import ClockLine, glance_of
from reporting.dashboards.series import series_of
from reporting.dashboards.tiles.registry import BY_KEY
from reporting.dashboards.workers import crews_of
from reporting.reading.dashboard_clocks import step_names
from tests.factories import families as make
from tests.factories.referrals import referral_to
from tests.integration.opened_links import numbers_that_open, opened_wrong
from tests.integration.returns.test_dashboards import asked, statements

pytestmark = pytest.mark.django_db
RULE = "first_contact"


def clock(case: Case, due: int, *, met: int | None = None, sequence: int = 1) -> Milestone:
    """The only clock of that rule: due and met so many days from today."""
    today = timezone.localdate()
    due_on = today + timedelta(days=due)
    met_on = None if met is None else today + timedelta(days=met)
    return Milestone.objects.create(
        case=case, rule=RULE, sequence=sequence, first_due_on=due_on, due_on=due_on, met_on=met_on
    )


def begun(case: Case, days: int) -> None:
    """Referred and opened so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(referred_on=day, opened_on=day)


def booked(case: Case, days: int, *going: User) -> Meeting:
    """A child protection meeting of the case in so many days."""
    when = make.at(timezone.localdate() + timedelta(days=days))
    meeting = Meeting.objects.create(family=case.family, kind="core_group", child_protection=True, scheduled_for=when)
    MeetingCase.objects.create(meeting=meeting, case=case)
    for worker in going:
        MeetingInvitation.objects.create(meeting=meeting, worker=worker)
    return meeting


def test_each_clock_opens_into_as_many_rows_as_its_numbers(team: Team, case: Case) -> None:
    Milestone.objects.filter(case=case).delete()
    begun(case, 100)
    for sequence, (due, met) in enumerate(
        [(-3, None), (-1, -1), (-2, -1), (0, None), (7, None), (8, None), (15, None)]
    ):
        clock(case, due, met=met, sequence=sequence + 1)
    now = asked(team, on=timezone.localdate())
    (line,) = glance_of(now, meetings=9).clocks
    in_quarter = [days for days in (-3, -1, -2) if (now.on + timedelta(days=days)).month == now.on.month]
    assert (line.late, line.week, line.fortnight) == (1, 2, 1)
    assert (
        line
        == ClockLine(
            rule=RULE,
            late=1,
            week=2,
            fortnight=1,
            met=int(-1 in in_quarter),
            missed=len(in_quarter) - (-1 in in_quarter),
        )
        or now.on.day < 4
    )
    for part, tile in (("late", "clocks_overdue"), ("week", "clocks_week"), ("fortnight", "clocks_fortnight"),
                       ("due", "clocks_quarter")):  # fmt: skip
        assert len(rows_of_tile(asked(team, rule=RULE), BY_KEY[tile])) == getattr(line, part)
        assert not rows_of_tile(asked(team, rule="hand_over"), BY_KEY[tile])


def test_the_numbers_of_the_glance_are_those_of_the_tiles(team: Team, case: Case) -> None:
    booked(case, 2)
    referral_to(team)
    assert glance_of(asked(team), meetings=9).numbers == numbers_of(asked(team))


def test_a_clock_in_the_address_narrows_its_rows_and_an_unknown_one_is_not_there(
    client: Client, boss: User, case: Case
) -> None:
    Milestone.objects.filter(case=case).delete()
    clock(case, -3)
    address = reverse("reporting:dashboard_rows", args=["clocks_overdue"])
    assert case.reference in client.get(address, {"rule": RULE}).content.decode()
    assert case.reference not in client.get(address, {"rule": "hand_over"}).content.decode()
    assert client.get(address, {"rule": "no_such_clock"}).status_code == 404
    assert client.get(reverse("reporting:dashboard_rows", args=["cases_open"]), {"rule": RULE}).status_code == 404


def test_the_meetings_ahead_say_who_goes_in_no_more_statements(client: Client, boss: User, case: Case) -> None:
    midwife = case.allocations.get(slot="midwife").worker
    booked(case, 1, midwife)
    booked(case, 2)
    for day in range(3, 12):
        booked(case, day, midwife)
    statements(client)
    assert statements(client) <= 12
    meetings = client.get(reverse("reporting:dashboard")).context["page"].meetings
    assert [row.cells[-1] for row in meetings.rows[:2]] == [midwife.name, "Nobody yet"]
    assert (len(meetings.rows), meetings.has_next) == (8, True)


def test_complexity_narrows_as_it_was_on_the_day(team: Team, case: Case) -> None:
    today = timezone.localdate()
    other, _midwife, _parent = make.worked_case(team=team)
    Case.objects.update(opened_on=today - timedelta(days=9), referred_on=today - timedelta(days=9))
    ComplexityChange.objects.create(case=other, complexity="complex", from_day=today, reason="Two in care")

    def references(**details: object) -> list[str]:
        return [row.reference for row in rows_of_tile(asked(team, **details), BY_KEY["cases_open"])]

    assert references(complexity="complex") == [other.reference]
    assert references(complexity="usual") == [case.reference]
    assert references(complexity="complex", on=today - timedelta(days=1)) == []


def test_the_load_table_opens_into_what_its_numbers_count(team: Team, case: Case) -> None:
    today = timezone.localdate()
    other, midwife, _parent = make.worked_case(team=team)
    Allocation.objects.filter(case=other, slot="midwife").update(starts=today - timedelta(days=27))
    Allocation.objects.filter(case=case, slot="midwife").update(worker=midwife, starts=today - timedelta(days=40))
    load = next(one for crew in crews_of(asked(team)) for one in crew.workers if one.worker == midwife.pk)

    def count(tile: str) -> int:
        return len(rows_of_tile(asked(team, worker=midwife.pk), BY_KEY[tile]))

    assert (load.cases, load.new) == (count("cases_held"), count("cases_taken_on")) == (2, 1)
    assert load.closing == count("cases_ending") == 0


def test_steps_are_named_by_the_services_of_the_teams(client: Client, boss: User, team: Team, case: Case) -> None:
    version, other = case.service_version, copy(case.service_version)
    other.service_id = uuid4()
    both = asked(team, versions=(version, other))
    assert len(both.named_by) == 2
    assert len(evolve(both, offered=(version.service_id,)).named_by) == 1
    assert len(evolve(both, offered=(version.service_id, other.service_id), service=other.service_id).named_by) == 1
    names = step_names(evolve(both, offered=(version.service_id,)))
    assert names["first"] == "Midwife allocated"
    assert client.get(reverse("reporting:dashboard")).context["page"].steps == names


def test_a_list_says_to_whom_it_is_narrowed(client: Client, boss: User, case: Case) -> None:
    midwife = case.allocations.get(slot="midwife").worker
    asked_for = {"worker": str(midwife.pk), "complexity": "usual"}
    page = client.get(reverse("reporting:dashboard_rows", args=["cases_held"]), asked_for)
    assert f"Narrowed to: {midwife.name}, Worked as usual" in page.content.decode()


def test_leave_of_the_day_is_named_beside_the_worker(client: Client, boss: User, team: Team, case: Case) -> None:
    today = timezone.localdate()
    midwife = case.allocations.get(slot="midwife").worker
    Absence.objects.create(worker=midwife, starts=today - timedelta(days=9), ends=today - timedelta(days=2))
    away = {
        day: next(one for crew in crews_of(asked(team, on=day)) for one in crew.workers if one.worker == midwife.pk)
        for day in (today, today - timedelta(days=2))
    }
    assert [one.away_until for one in away.values()] == [None, today - timedelta(days=2)]
    page = client.get(reverse("reporting:dashboard"), {"on": today - timedelta(days=2)})
    assert "on leave until" in page.content.decode()


def test_referrals_to_decide_are_those_of_the_inbox_and_open(client: Client, boss: User, team: Team) -> None:
    today = timezone.localdate()
    plain, asking, waiting, reviewed, taken = (
        referral_to(team, received_on=today - timedelta(days=20), family_name=f"Dychmygol{place}") for place in range(5)
    )
    Question.objects.create(referral=asking, text="Which hospital?", asked_on=today, asked_by=boss)
    for one, state, review in ((waiting, "waiting", 5), (reviewed, "waiting", 0)):
        Decision.objects.create(referral=one, kind="waiting", decided_on=today - timedelta(days=9), why="No room",
                                review_on=today + timedelta(days=review))  # fmt: skip
        Referral.objects.filter(pk=one.pk).update(state=state)
    Decision.objects.create(referral=taken, kind="declined", decided_on=today, why="Moved away")
    Referral.objects.filter(pk=asking.pk).update(state="asked")
    Referral.objects.filter(pk=taken.pk).update(state="declined")
    rows = rows_of_tile(asked(team), BY_KEY["referrals_to_decide"])
    assert {row.case_id for row in rows} == set(Referral.objects.to_decide(today).values_list("pk", flat=True))
    assert {row.reference: row.flagged for row in rows} == {plain.reference: True, reviewed.reference: False}
    assert numbers_of(asked(team, on=today - timedelta(days=1)))["referrals_to_decide"].count == 3
    assert numbers_of(asked(team, tier="4"))["referrals_to_decide"].count == 0
    page = client.get(reverse("reporting:dashboard_rows", args=["referrals_to_decide"])).content.decode()
    assert reverse("referrals:referral", args=[plain.pk]) in page


def test_a_wait_is_late_by_the_clock_of_the_case(team: Team, case: Case) -> None:
    today = timezone.localdate()
    Milestone.objects.filter(case=case).delete()
    referred = today - timedelta(days=60)
    Case.objects.filter(pk=case.pk).update(referred_on=referred, opened_on=referred)
    Allocation.objects.filter(case=case, slot="midwife").update(starts=referred + timedelta(days=20))
    due_on = referred + timedelta(days=7)
    Milestone.objects.create(case=case, rule="midwife_allocated", first_due_on=due_on, due_on=due_on,
                             met_on=referred + timedelta(days=20))  # fmt: skip
    clock(case, -10)
    found = {wait.step: wait for wait in series_of(asked(team)).waits}
    assert (found["first"].count, found["first"].late, found["first"].weeks_late[2]) == (1, 1, 1)
    assert (found["accepted"].count, found["accepted"].late, found["accepted"].median) == (1, 0, 0)
    assert (found["met"].count, found["met"].still) == (0, 1)


def test_the_share_of_clocks_met_in_time_is_that_of_the_month_they_fell_due_in(team: Team, case: Case) -> None:
    today = timezone.localdate()
    Milestone.objects.filter(case=case).delete()
    begun(case, 200)
    for sequence, (due, met) in enumerate([(-70, -71), (-70, -60), (-70, None)]):
        clock(case, due, met=met, sequence=sequence + 1)
    month = (today - timedelta(days=70)).replace(day=1)
    shares = {day: (met, due) for day, met, due in series_of(asked(team)).shares["clocks"]}
    assert shares[month] == (1, 3)
    assert sum(due for _met, due in shares.values()) == 3


@pytest.mark.parametrize("on", ["2001-03-04", "2015-01-02", "2019-02-28"])
def test_a_day_before_the_known_bank_holidays_is_answered(client: Client, boss: User, case: Case, on: str) -> None:
    assert client.get(reverse("reporting:dashboard"), {"on": on}).status_code == 200


def charted(team: Team, case: Case) -> Case:
    """Two cases of this year with clocks met and missed, first met and expecting."""
    begun(case, 100)
    other, _midwife, _parent = make.worked_case(team=team)
    begun(other, 70)
    Milestone.objects.all().delete()
    for sequence, (due, met) in enumerate([(-95, -96), (-60, -50), (-40, None), (-35, -36)], start=1):
        clock(case if sequence % 2 else other, due, met=met, sequence=sequence)
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(due_date=timezone.localdate() + timedelta(days=15))
    return other


def test_every_point_of_a_chart_is_as_many_rows_as_it_says(team: Team, case: Case) -> None:
    charted(team, case)
    now = asked(team)
    series = series_of(now)
    for day, opened, still in series.months:
        if opened or still:
            month = evolve(now, month=day)
            counts = [len(rows_of_tile(month, BY_KEY[tile])) for tile in ("month_opened", "month_open")]
            assert counts == [opened, still]
    for part, months in series.shares.items():
        for day, met, due in months:
            if due:
                month = evolve(now, month=day)
                counts = [len(rows_of_tile(month, BY_KEY[f"month_{part}{more}"])) for more in ("_met", "")]
                assert counts == [met, due]
    for wait in series.waits:
        step = evolve(now, step=wait.step)
        counts = [len(rows_of_tile(step, BY_KEY[f"step_{name}"])) for name in ("waited", "late", "still", "reached")]
        assert counts == [wait.count, wait.late, wait.still, series.way[wait.step]]


@pytest.mark.full
def test_each_number_of_a_dashboard_is_that_of_the_rows_it_opens_into(
    client: Client, boss: User, team: Team, case: Case
) -> None:
    other = charted(team, case)
    Restriction.objects.create(family=other.family, reason="Known to a worker", starts=timezone.localdate())
    text = client.get(reverse("reporting:dashboard")).content.decode()
    for tile in ("month_opened", "month_open", "month_clocks", "births_", "step_waited", "step_reached", "cases_held"):
        assert numbers_that_open(text, into=tile)
    assert opened_wrong(client, text, into="/rows/") == {}


@pytest.mark.parametrize(
    ("tile", "query"),
    [
        ("month_opened", {}), ("month_opened", {"month": "2999-01"}), ("month_opened", {"month": "%00"}),
        ("step_waited", {"week": "1"}), ("step_waited", {"step": "nowhere"}), ("cases_open", {"month": "2024-01"}),
        ("step_waited", {"step": "met", "week": "99"}), ("month_opened", {"month": "2024-1"}),
    ],
)  # fmt: skip
def test_a_point_that_no_chart_has_is_not_there(client: Client, boss: User, tile: str, query: dict[str, str]) -> None:
    assert client.get(reverse("reporting:dashboard_rows", args=[tile]), query).status_code == 404
