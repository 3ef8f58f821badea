"""A thousand cases, imported with every trigger: pages ask the database as often as with ten."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team
from accounts.roles import Role
from families.models import Case, Visit
from outcomes.periods import period_of
from referrals.models import Referral
from reporting.actions.returns import open_return
from tests.factories.accounts import user_with
from tests.factories.families import manager, team_offering
from tests.factories.sheets import Sheets, import_sheets, many, said, small_year
from tests.plugins.database import owner_role

pytestmark = [pytest.mark.django_db, pytest.mark.full, pytest.mark.xdist_group("scale")]

FEW, MANY = 10, 1_000
Asked = dict[str, int]


def open_year() -> Sheets:
    """The small year with its case still open, and one more referral that nobody has decided."""
    sheets = small_year()
    del sheets["closures"]
    undecided = {**sheets["referrals"][0], "row": "R2", "case": "", "person": "", "decision": "", "decided_on": ""}
    sheets["referrals"].append(undecided)
    return sheets


def add(directory: Path, team: Team, times: int, first: int = 0) -> None:
    """Import that many families more."""
    run = import_sheets(directory / f"from-{first}", many(open_year(), times, first), team)
    assert said(run) == []


@pytest.fixture(scope="module")
def counted(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker
) -> Iterator[tuple[Asked, Asked]]:
    """How often each page asked with few families and with many."""
    directory = tmp_path_factory.mktemp("scale")
    with django_db_blocker.unblock(), transaction.atomic():
        team = team_offering()
        add(directory, team, FEW)
        with_few = asked(team)
        add(directory, team, MANY - FEW, FEW)
        with owner_role(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert (Case.objects.count(), Visit.objects.count()) == (MANY, 2 * MANY)
        yield with_few, asked(team)
        transaction.set_rollback(True)


def asked(team: Team) -> Asked:
    """Open each page twice, so that what is asked once in a process does not count."""
    found = {}
    for name, page in pages(team).items():
        assert page() == 200, name
        with CaptureQueriesContext(connection) as queries:
            page()
        found[name] = len(queries)
    return found


def pages(team: Team) -> dict[str, Callable[[], int]]:
    """What is opened, by whom; each gives the status that it was answered with."""
    boss, admin = Client(), Client()
    boss.force_login(manager(team))
    returns_admin = user_with(Role.RETURNS_ADMIN, team=team)
    admin.force_login(returns_admin)
    case = Case.objects.order_by("reference").first()
    referral = Referral.objects.filter(state="received").order_by("reference").first()
    period = period_of("2021-22-q1")
    assert case
    assert referral
    assert period
    made = open_return(service=team.services.get(), period=period, by=returns_admin)
    by_boss = {
        "inbox": reverse("referrals:inbox"),
        "referral": reverse("referrals:referral", args=[referral.pk]),
        "caseload": reverse("families:caseload") + "?whose=team",
        "clocks": reverse("families:clocks"),
        "board": reverse("families:board"),
        "case": reverse("families:case", args=[case.pk]),
        "timeline": reverse("families:timeline", args=[case.pk]),
        "today": reverse("families:today"),
    }
    found: dict[str, Callable[[], int]] = {
        name: lambda url=url: boss.get(url).status_code for name, url in by_boss.items()
    }
    found["search"] = lambda: boss.post(reverse("families:search"), {"words": "Enghraifft"}).status_code
    found["return"] = lambda: admin.get(reverse("reporting:return", args=[made.pk])).status_code
    return found


PAGES = ("inbox", "referral", "caseload", "clocks", "board", "case", "timeline", "today", "search", "return")


@pytest.mark.parametrize("which", PAGES)
def test_a_page_asks_as_often_with_a_thousand_cases_as_with_ten(counted: tuple[Asked, Asked], which: str) -> None:
    with_few, with_many = counted
    assert with_many[which] == with_few[which]
