"""The table of contacts and referrals by month: what is counted, what is refused."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from referrals.models import Contact
from reporting.by_month import Measure, table_of
from reporting.by_month.counting import columns_of
from tests.factories.accounts import PartnershipFactory, user_with
from tests.factories.contacts import contact_at, front_door, many_contacts
from tests.factories.referrals import referral_to, team_offering
from tests.integration.opened_links import numbers_that_open, opened_wrong

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 4, 1), date(2024, 10, 31)
PERIOD = ["--service", "front-door", "--from", "2024-04-01", "--to", "2024-10-31"]


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("front_door", *PERIOD, *arguments, stdout=out)
    return out.getvalue()


def test_months_without_a_contact_are_there_and_nothing_is_divided_by_nothing() -> None:
    team = front_door()
    table = table_of(team.services.get(), Measure.CONTACTS, FIRST, LAST)
    assert len(table.months) == 7
    assert [part.percent for part in table.parts()] == ["", ""]
    assert ",0,,\n" in printed("--format", "csv")


def test_contacts_of_another_front_door_are_not_counted() -> None:
    mine = front_door()
    other = team_offering("front-door", partnership=PartnershipFactory())
    contact_at(mine, received_on=date(2024, 5, 1))
    contact_at(other, received_on=date(2024, 5, 1))
    assert table_of(mine.services.get(), Measure.CONTACTS, FIRST, LAST).total == 1


def test_referrals_of_any_service_are_counted_by_decision_and_month() -> None:
    team = team_offering()
    service = team.services.get()
    for month in (4, 4, 5):
        referral_to(team, received_on=date(2024, month, 2))
    table = table_of(service, Measure.REFERRALS, FIRST, LAST)
    assert table.count(date(2024, 4, 1), "received") == 2
    assert table.count(date(2024, 5, 1)) == 1
    assert {one.key for one in columns_of(service, Measure.REFERRALS)} >= {"received", "accepted", "declined"}
    out = StringIO()
    call_command("front_door", "--service", "jig-so", *PERIOD[2:], "--format", "csv", stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("total,3,")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--service", "nowhere"], "no service"),
        (["--from", "2024-02-30"], "not a day"),
        (["--from", "yesterday"], "not a day"),
        (["--from", "2025-01-01"], "does not run forward"),
        (["--from", "1999-01-01"], "does not run forward"),
        (["--from", "2001-01-01"], "more than 120 months"),
        (["--partnership", "elsewhere"], "no service"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], says: str) -> None:
    front_door()
    with pytest.raises(CommandError, match=says):
        printed(*arguments)


def test_a_casework_service_takes_no_contacts() -> None:
    front_door()
    with pytest.raises(CommandError, match="takes no contacts"):
        printed("--service", "jig-so", "--of", "contacts")


def test_two_partnerships_with_such_a_service_must_be_told_apart() -> None:
    front_door()
    other = PartnershipFactory()
    team_offering("front-door", partnership=other)
    with pytest.raises(CommandError, match="say which"):
        printed()
    assert "total" in printed("--partnership", other.slug)


def test_the_command_writes_a_file_and_says_where_it_cannot(tmp_path: Path) -> None:
    front_door()
    printed("--format", "csv", "--output", str(tmp_path / "table.csv"))
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").startswith("month,Assessment")
    printed("--format", "xlsx", "--output", str(tmp_path / "table.xlsx"))
    assert load_workbook(tmp_path / "table.xlsx").sheetnames == ["By month", "Data"]
    with pytest.raises(CommandError, match="No such file"):
        printed("--output", str(tmp_path / "nowhere" / "table.csv"))


def test_the_table_takes_as_many_queries_for_ten_as_for_ten_thousand(django_assert_num_queries: Any) -> None:
    contact = contact_at(front_door(), received_on=date(2024, 5, 1))
    with django_assert_num_queries(3):
        assert table_of(contact.service, Measure.CONTACTS, FIRST, LAST).total == 1
    many_contacts(contact, 10_000)
    with django_assert_num_queries(3):
        assert table_of(contact.service, Measure.CONTACTS, FIRST, LAST).total == 10_001


def test_each_number_of_the_page_is_that_of_the_rows_it_opens_into(client: Client) -> None:
    team = front_door()
    for day in (date(2024, 5, 1), date(2024, 5, 2), date(2024, 6, 1)):
        contact_at(team, received_on=day)
    service = team.services.get()
    ended = next(one.key for one in columns_of(service, Measure.CONTACTS) if one.group == "no_further_action")
    day = date(2024, 5, 2)
    Contact.objects.filter(received_on=day).update(outcome=ended, decided_on=day)
    client.force_login(user_with(Role.RETURNS_ADMIN, team=team))
    asked = {"what": f"{team.services.get().pk}.contacts", "first": "2024-05-01", "last": "2024-06-30"}
    text = client.get(reverse("reporting:by_month"), asked).content.decode()
    assert numbers_that_open(text, into="share=")
    assert opened_wrong(client, text, into="/by-month/rows/") == {}


def test_a_share_that_the_table_has_not_is_not_there(client: Client) -> None:
    team = front_door()
    client.force_login(user_with(Role.RETURNS_ADMIN, team=team))
    asked = {"what": f"{team.services.get().pk}.contacts", "first": "2024-05-01", "last": "2024-06-30", "share": "x"}
    assert client.get(reverse("reporting:by_month_rows"), asked).status_code == 404
