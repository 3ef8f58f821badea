"""Dashboards: every number is its rows, on any day, for the teams that are the reader's."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from families.models import Allocation, Case, ComplexityChange, PaperVersion, Pregnancy, Restriction, Transfer
from reporting.dashboards.asked import Asked, versions_of
from reporting.dashboards.by_team import numbers_by_team
from reporting.dashboards.counting import numbers_of, rows_of_tile
from reporting.dashboards.series import series_of
from reporting.dashboards.tiles.registry import BY_KEY, TILES
from reporting.dashboards.workers import crews_of
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.factories.crowds import cases_like
from tests.factories.papers import signed_paper
from tests.integration.opened_links import numbers_that_open, opened_wrong

pytestmark = pytest.mark.django_db


def asked(team: Team, **details: object) -> Asked:
    """What the dashboard of one team is asked, today."""
    known = {"on": timezone.localdate(), "teams": (team.pk,), **details}
    known.setdefault("versions", versions_of([team.partnership_id]))
    return Asked(partnerships=(team.partnership_id,), **known)  # type: ignore[arg-type]


def test_every_number_is_that_of_the_rows_it_opens_into(team: Team, case: Case) -> None:
    make.antenatal_case(team=team)
    what = asked(team)
    numbers = numbers_of(what)
    found = {one.key: rows_of_tile(what, one) for one in TILES}
    assert {key: len(rows) for key, rows in found.items()} == {key: one.count for key, one in numbers.items()}
    assert {key: sum(row.flagged for row in rows) for key, rows in found.items()} == {
        key: one.flagged for key, one in numbers.items()
    }
    assert (numbers["cases_open"].count, numbers["unallocated"].count) == (2, 1)


def test_the_page_opens_into_rows_and_rows_into_cases(client: Client, boss: User, case: Case) -> None:
    page = client.get(reverse("reporting:dashboard"))
    tile = next(one for one in page.context["page"].tiles if one.key == "cases_open")
    assert tile.number == 1
    rows = client.get(tile.href)
    assert reverse("families:case", args=[case.pk]) in rows.content.decode()


def test_a_case_passed_on_counts_for_the_team_that_had_it(team: Team, case: Case) -> None:
    today = timezone.localdate()
    hub = make.team_offering(partnership=team.partnership)
    worker = make.manager(hub)
    passed_on = today - timedelta(days=3)
    Transfer.objects.create(case=case, from_team=team, to_team=hub, reason="Moved", summary="", asked_on=passed_on,
                            asked_by=worker, accepted_on=passed_on, answered_by=worker)  # fmt: skip
    Case.objects.filter(pk=case.pk).update(team=hub, opened_on=today - timedelta(days=5))
    before = passed_on - timedelta(days=1)
    counted = {
        (name, day): numbers_of(asked(which, on=day))["cases_open"].count
        for name, which in (("first", team), ("second", hub))
        for day in (before, passed_on)
    }
    assert counted == {("first", before): 1, ("second", before): 0, ("first", passed_on): 0, ("second", passed_on): 1}
    both = numbers_by_team(asked(team, teams=(team.pk, hub.pk)))
    assert (both.get((team.pk, "cases_opened")), both.get((hub.pk, "cases_opened"))) == (1, None)
    assert both[hub.pk, "cases_open"] == 1


def test_the_teams_side_by_side_add_up_to_the_whole(team: Team, case: Case) -> None:
    hub = make.team_offering(partnership=team.partnership)
    make.worked_case(team=hub)
    what = asked(team, teams=(team.pk, hub.pk))
    sums: dict[str, int] = {}
    for (_team, tile), number in numbers_by_team(what).items():
        sums[tile] = sums.get(tile, 0) + number
    assert sums == {key: one.count for key, one in numbers_of(what).items() if one.count}


def test_a_birth_with_cases_in_two_teams_counts_for_each_and_once_for_all(
    client: Client, team: Team, boss: User, case: Case
) -> None:
    hub = make.team_offering(partnership=team.partnership)
    other, _midwife, _parent = make.worked_case(team=hub)
    Case.objects.filter(pk=other.pk).update(pregnancy=case.pregnancy_id, family=case.family_id)
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(due_date=timezone.localdate() + timedelta(days=7))
    key = "births_without_plan"
    both = numbers_by_team(asked(team, teams=(team.pk, hub.pk)))
    assert (both[team.pk, key], both[hub.pk, key]) == (1, 1)
    assert [numbers_of(asked(which))[key].count for which in (team, hub)] == [1, 1]
    page = client.get(reverse("reporting:service_wide")).context["page"]
    place = [tile.key for tile in TILES].index(key)
    assert ([line.numbers[place] for line in page.teams], page.totals[place]) == ([1, 1], 1)


def test_a_past_day_is_shown_as_it_was(team: Team, case: Case) -> None:
    today = timezone.localdate()
    then = today - timedelta(days=10)
    Case.objects.filter(pk=case.pk).update(opened_on=then, stage="closed", closed_on=today)
    assert numbers_of(asked(team))["cases_open"].count == 0
    assert numbers_of(asked(team, on=today - timedelta(days=1)))["cases_open"].count == 1
    assert numbers_of(asked(team, on=then - timedelta(days=1)))["cases_open"].count == 0


def test_workers_carry_points_against_their_hours(team: Team) -> None:
    today = timezone.localdate()
    case, midwife, parent = make.worked_case(team=team)
    chief = user_with(Role.MANAGER, team=team, profession="manager")
    plain = {one.worker: one for crew in crews_of(asked(team)) for one in crew.workers}
    assert chief.pk not in plain
    assert (plain[midwife.pk].cases, plain[midwife.pk].points, plain[parent.pk].points) == (1, 1.0, 1.0)
    ComplexityChange.objects.create(case=case, complexity="complex", from_day=today, reason="Two in care")
    Case.objects.filter(pk=case.pk).update(complexity="complex")
    User.objects.filter(pk=midwife.pk).update(fte="0.5")
    now = {one.worker: one for crew in crews_of(asked(team)) for one in crew.workers}
    assert (now[midwife.pk].points, now[midwife.pk].limit, now[midwife.pk].complex) == (1.5, 12.5, 1)
    yesterday = today - timedelta(days=1)
    Allocation.objects.filter(case=case).update(starts=yesterday)
    Case.objects.filter(pk=case.pk).update(opened_on=yesterday, referred_on=yesterday)
    then = {one.worker: one for crew in crews_of(asked(team, on=yesterday)) for one in crew.workers}
    assert (then[midwife.pk].points, then[midwife.pk].complex) == (1.0, 0)


def test_a_worker_a_tier_and_a_status_narrow(team: Team, case: Case) -> None:
    other, _midwife, parent = make.worked_case(team=team)
    Case.objects.filter(pk=other.pk).update(tier="4")

    def references(**details: object) -> list[str]:
        return [row.reference for row in rows_of_tile(asked(team, **details), BY_KEY["cases_open"])]

    assert references(worker=parent.pk) == references(tier="4") == [other.reference]
    assert references(status="register") == []
    assert len(references(status="none")) == 2


@pytest.mark.parametrize(("due", "listed"), [(29, 0), (28, 1), (0, 1), (-9, 1), (-36, 0)])
def test_a_birth_without_a_plan_is_listed_past_its_due_date_too(team: Team, case: Case, due: int, listed: int) -> None:
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(due_date=timezone.localdate() + timedelta(days=due))
    assert numbers_of(asked(team))["births_without_plan"].count == listed
    expected = sum(planned + without for _day, planned, without in series_of(asked(team)).births)
    assert expected == (due >= 0)


def test_a_plan_that_was_sent_back_is_no_plan(team: Team, case: Case) -> None:
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(due_date=timezone.localdate() + timedelta(days=9))
    plan = signed_paper(case, "birth_plan", by=case.allocations.first().worker)
    assert numbers_of(asked(team))["births_without_plan"].count == 0
    PaperVersion.objects.filter(pk=plan.pk).update(
        returned_at=timezone.now(), returned_by=make.manager(team), returned_reason="Nobody for the night"
    )
    assert numbers_of(asked(team))["births_without_plan"].count == 1


def test_a_worker_of_elsewhere_who_holds_a_case_opens_into_their_rows(
    client: Client, boss: User, team: Team, case: Case
) -> None:
    guest = make.midwife(make.team_offering(partnership=team.partnership))
    Allocation.objects.filter(case=case, slot="midwife").update(worker=guest)
    rows = client.get(reverse("reporting:dashboard_rows", args=["cases_open"]), {"worker": str(guest.pk)})
    assert rows.status_code == 200
    assert case.reference in rows.content.decode()


def test_what_is_kept_from_the_reader_is_a_number_alone(client: Client, boss: User, case: Case) -> None:
    Restriction.objects.create(family=case.family, reason="Known to a worker", starts=timezone.localdate())
    answer = client.get(reverse("reporting:dashboard_rows", args=["cases_open"]))
    assert case.reference not in answer.content.decode()
    assert answer.context["rows"].restricted == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("team=6c0e6b9a-0000-7000-8000-000000000000", 400),
        ("team=%00&worker=%27", 400),
        ("on=2999-01-01", 400),
        ("on=1700-01-01", 400),
        ("on-day=31&on-month=2&on-year=2024", 400),
        ("quiet=many", 400),
        ("quiet=0", 400),
        ("status=everything", 400),
        ("quiet=30", 200),
        ("unknown=1", 200),
    ],
)
def test_what_nobody_can_ask_is_answered_in_words(client: Client, boss: User, query: str, status: int) -> None:
    make.team_offering(partnership=boss.memberships.get().team.partnership)
    address = f"{reverse('reporting:dashboard')}?{query}"
    assert client.get(address).status_code == status
    rows = f"{reverse('reporting:dashboard_rows', args=['cases_open'])}?{query}"
    assert client.get(rows).status_code == (200 if status == 200 else 404)


def test_a_team_of_another_cannot_be_asked_for(client: Client, boss: User, team: Team) -> None:
    second = make.team_offering(partnership=team.partnership)
    make.worked_case(team=second)
    user_with(Role.MANAGER, team=team)
    answer = client.get(f"{reverse('reporting:dashboard')}?team={second.pk}")
    assert b"The team in this address is not one that you may look at" in answer.content
    assert second.name not in answer.content.decode()
    page = answer.context.get("page")
    assert page is None or page.open == 0


def test_an_unknown_tile_is_not_there(client: Client, boss: User) -> None:
    assert client.get(reverse("reporting:dashboard_rows", args=["cases-of-my-dreams"])).status_code == 404


def test_a_practitioner_sees_the_own_cases_alone(client: Client, team: Team, case: Case) -> None:
    make.worked_case(team=team)
    owner = case.allocations.first().worker
    client.force_login(owner)
    page = client.get(reverse("reporting:own_dashboard")).context["page"]
    assert page.open == 1
    assert client.get(reverse("reporting:dashboard")).status_code == 404


def test_the_own_figures_hold_a_case_of_another_team_in_which_one_is_named(client: Client, team: Team) -> None:
    theirs, _midwife, _parent = make.worked_case(team=make.team_offering(partnership=team.partnership))
    guest = make.midwife(team)
    Allocation.objects.filter(case=theirs, slot="midwife").update(worker=guest)
    client.force_login(guest)
    assert client.get(reverse("reporting:own_dashboard")).context["page"].open == 1
    rows = client.get(reverse("reporting:own_dashboard_rows", args=["cases_open"])).content.decode()
    assert theirs.reference in rows


def statements(client: Client) -> int:
    """How many statements the dashboard takes, those that only mark a transaction left out."""
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reporting:dashboard"))
    marks = ("SAVEPOINT", "RELEASE SAVEPOINT")  # the last with the context of the history before it
    return sum(not query["sql"].rpartition("; ")[2].startswith(marks) for query in queries.captured_queries)


def test_many_cases_ask_the_database_no_oftener(client: Client, boss: User, case: Case) -> None:
    statements(client)
    few = statements(client)
    cases_like(case, 40)
    assert statements(client) == few <= 12
    assert client.get(reverse("reporting:dashboard")).context["page"].open == 41


def test_the_last_day_of_a_quarter_is_line_12_of_the_return(team: Team, another: Callable[[], Case]) -> None:
    from families.models import Service
    from reporting.counting import figures_of
    from reporting.indicators.registry import BY_KEY as LINES
    from reporting.scope import scope_of
    from tests.integration.returns.return_pages import last_quarter

    another(), another()
    period = last_quarter()
    service = Service.objects.get(partnership=team.partnership, slug="jig-so")
    line = figures_of(scope_of(service, period), [LINES["cases_open_at_end"]])["cases_open_at_end"]
    assert line.numerator == numbers_of(asked(team, on=period.last))["cases_open"].count == 2


def test_nothing_is_known_of_a_team_that_is_not_there() -> None:
    nobody = Asked(partnerships=(uuid4(),), teams=(uuid4(),), on=date(2024, 1, 31))
    assert {one.count for one in numbers_of(nobody).values()} == {0}


def test_side_by_side_the_numbers_of_the_teams_one_manages_open_and_no_others(
    client: Client, boss: User, team: Team, case: Case
) -> None:
    make.worked_case(team=make.team_offering(partnership=team.partnership))
    text = client.get(reverse("reporting:service_wide")).content.decode()
    links = numbers_that_open(text, into="/rows/cases_open/")
    assert [(str(team.pk) in href, number) for href, number in links] == [(True, 1)]
    assert opened_wrong(client, text, into="/rows/") == {}
