"""Contacts at a front door: recorded, decided, put right, referred on, and kept from whom they are not for."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from activity.edits import StaleEdit
from activity.models import AccessEntry
from families.errors import AlreadyRecorded, DateImpossible
from families.models import Exclusion, Restriction
from referrals.actions.contacts import correct_contact, decide_contact, record_contact, refer_contact
from referrals.errors import ConsentMissing, ContactDecided, NotAtThisDoor, NotYourDoor
from referrals.models import Contact, Referral
from referrals.reading.contacts import read_contacts
from reporting.actions.exporting import ask_months, make_export
from reporting.by_month import Measure
from reporting.by_month.files import FILES
from reporting.errors import NotYourReturn
from reporting.models import Export
from reporting.reading.by_month import page_of_rows
from tests.factories.accounts import PartnershipFactory, user_with
from tests.factories.contacts import contact_at, door_worker, front_door, many_contacts, told
from tests.factories.families import antenatal_case, team_offering
from tests.factories.referrals import told as told_to_the_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Team:
    return front_door()


@pytest.fixture
def worker(door: Team) -> User:
    return door_worker(door)


@pytest.fixture
def client(worker: User) -> Client:
    made = Client()
    made.force_login(worker)
    return made


def decided(contact: Contact, by: User, outcome: str = "assessment", **details: Any) -> Contact:
    given: dict[str, Any] = {"tier": "3", "consent": "given", **details}
    return decide_contact(contact=contact, expected_version=contact.version, outcome=outcome, by=by, **given)


def referred(contact: Contact, by: User, team: Team) -> Referral:
    details = told_to_the_team(given_name="Nerys", family_name="Rhith")
    return refer_contact(contact=contact, service=team.services.get(), team=team, told=details, by=by)


def test_a_contact_needs_no_name_and_is_open_until_decided(door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker, given_name="", family_name="", date_of_birth=None)
    assert (contact.name, contact.outcome, contact.is_open) == ("", "", True)
    assert contact.reference.startswith("FD-")
    done = decided(contact, worker, "no_further_action", tier="1", consent="not_asked")
    assert (done.outcome, done.decided_on, done.decided_by) == ("no_further_action", timezone.localdate(), worker)


def test_early_help_needs_consent_or_the_lawful_reason_to_go_on_without(door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    with pytest.raises(ConsentMissing) as caught:
        decided(contact, worker, "early_help", tier="2b", consent="asked")
    assert caught.value.field == "without_consent"
    done = decided(contact, worker, "early_help", tier="2b", consent="refused", without_consent="Risk to the child")
    assert (done.consent_needed, done.without_consent) == (True, "Risk to the child")


@pytest.mark.parametrize(("outcome", "tier"), [("assessment", "3"), ("strategy_and_early_help", "4")])
def test_safeguarding_waits_for_no_consent(door: Team, worker: User, outcome: str, tier: str) -> None:
    done = decided(contact_at(door, by=worker), worker, outcome, tier=tier, consent="refused")
    assert not done.consent_needed


def test_a_decision_can_be_opened_again_and_decided_otherwise(door: Team, worker: User) -> None:
    done = decided(contact_at(door, by=worker), worker)
    again = decided(done, worker, "still_open")
    assert (again.outcome, again.decided_on, again.decided_by) == ("", None, None)
    assert decided(again, worker, "strategy", tier="4").outcome == "strategy"


def test_of_two_who_decide_at_once_the_second_is_told(door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    decided(contact, worker)
    with pytest.raises(StaleEdit):
        decided(contact, door_worker(door), "no_further_action")
    assert Contact.objects.get().outcome == "assessment"


def test_only_workers_of_the_door_record_decide_and_put_right(door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    for stranger in (door_worker(front_door()), user_with(Role.MANAGER, team=door)):
        with pytest.raises(NotYourDoor):
            contact_at(door, by=stranger)
        with pytest.raises(NotYourDoor):
            decided(contact, stranger)
        with pytest.raises(NotYourDoor):
            correct_contact(contact=contact, expected_version=1, changes={"agency": "X"}, by=stranger)
        with pytest.raises(NotYourDoor):
            referred(decided(contact_at(door, by=worker), worker), stranger, team_offering())


@pytest.mark.parametrize(("field", "value"), [("source", "nobody"), ("tier", "9")])
def test_what_the_definition_does_not_have_is_refused(door: Team, worker: User, field: str, value: str) -> None:
    with pytest.raises(NotAtThisDoor) as caught:
        contact_at(door, by=worker, **{field: value})
    assert caught.value.field == field
    with pytest.raises(NotAtThisDoor):
        decided(contact_at(door, by=worker), worker, "nothing")


def test_no_contact_comes_tomorrow_nor_before_the_child_was_born(door: Team, worker: User) -> None:
    today = timezone.localdate()
    with pytest.raises(DateImpossible):
        contact_at(door, by=worker, received_on=today + timedelta(days=1))
    with pytest.raises(DateImpossible):
        contact_at(door, by=worker, received_on=today - timedelta(days=9), date_of_birth=today)
    late = decided(contact_at(door, by=worker, received_on=today - timedelta(days=3)), worker)
    Contact.objects.filter(pk=late.pk).update(decided_on=today - timedelta(days=2))
    late.refresh_from_db()
    with pytest.raises(DateImpossible):
        correct_contact(contact=late, expected_version=late.version, changes={"received_on": today}, by=worker)


def test_a_contact_becomes_one_referral_and_stays_linked(door: Team, worker: User) -> None:
    team = team_offering()
    contact = contact_at(door, by=worker)
    with pytest.raises(ContactDecided):
        referred(contact, worker, team)
    contact = decided(contact, worker)
    referral = referred(contact, worker, team)
    contact.refresh_from_db()
    assert (contact.referral, referral.sent_by, referral.state) == (referral, worker, "received")
    with pytest.raises(AlreadyRecorded):
        referred(contact, worker, team)
    with pytest.raises(ContactDecided):
        decided(contact, worker, "no_further_action")
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"outcome": "assessment"}, "a_contact_outcome_has_its_day"),
        ({"decided_on": date(2026, 1, 1)}, "a_contact_outcome_has_its_day"),
        ({"outcome": "x", "decided_on": date(2001, 1, 1)}, "contact_decided_after_it_came"),
        ({"consent_needed": True}, "contact_consent_or_its_reason"),
        ({"unborn": True}, "a_contact_is_about_the_born_or_the_unborn"),
        ({"due_date": date(2026, 1, 1)}, "a_contact_is_about_the_born_or_the_unborn"),
    ],
)
def test_the_database_refuses_what_cannot_be(door: Team, worker: User, changes: dict, constraint: str) -> None:
    contact = contact_at(door, by=worker)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**changes)


def test_who_is_excluded_from_the_family_does_not_meet_the_contact(door: Team, worker: User) -> None:
    case = antenatal_case(team_offering(), given_name="Ffion", family_name="Cyfrinach")
    colleague = door_worker(door)
    by_name = contact_at(door, by=colleague, given_name="FFION", family_name="cyfrinach", date_of_birth=None)
    linked = decided(contact_at(door, by=colleague), colleague)
    referral = referred(linked, colleague, case.team)
    Referral.objects.filter(pk=referral.pk).update(person=case.client)
    other = contact_at(door, by=colleague)
    assert set(Contact.objects.visible_to(worker)) == {by_name, linked, other}
    Exclusion.objects.create(family=case.family, user=worker, reason="Alleged", starts=timezone.localdate())
    assert set(Contact.objects.visible_to(worker)) == {other}
    assert set(Contact.objects.visible_to(colleague)) == {by_name, linked, other}


def test_what_the_excluded_entered_themselves_stays_for_to_vanish_would_say_that_she_is_known(
    client: Client, door: Team, worker: User
) -> None:
    case = antenatal_case(team_offering(), given_name="Ffion", family_name="Cyfrinach")
    Exclusion.objects.create(family=case.family, user=worker, reason="Alleged", starts=timezone.localdate())
    own = contact_at(door, by=worker, given_name="Ffion", family_name="Cyfrinach", date_of_birth=None)
    stranger = contact_at(door, by=worker, given_name="Nobody", family_name="Knows", date_of_birth=None)
    for one in (own, stranger):
        assert client.get(reverse("referrals:contact", args=[one.pk])).status_code == 200
        referred(decided(one, worker), worker, case.team)
        assert client.get(reverse("referrals:contact", args=[one.pk])).status_code == 200
    today = timezone.localdate()
    rows = page_of_rows(own.service, Measure.CONTACTS, today, today, worker)
    assert (len(rows.rows), rows.restricted) == (2, 0)


def test_a_restricted_record_takes_its_contact_with_it_and_the_table_counts_it_still(
    door: Team, worker: User, client: Client
) -> None:
    case = antenatal_case(team_offering())
    contact = decided(contact_at(door, by=worker), worker)
    referral = referred(contact, worker, case.team)
    Referral.objects.filter(pk=referral.pk).update(state="accepted", case=case, person=case.client)
    contact_at(door, by=worker)
    Restriction.objects.create(family=case.family, reason="Staff", starts=timezone.localdate())
    assert client.get(reverse("referrals:contact", args=[contact.pk])).status_code == 404
    today = timezone.localdate()
    rows = page_of_rows(contact.service, Measure.CONTACTS, today, today, worker)
    assert (len(rows.rows), rows.restricted) == (1, 1)


def test_a_returns_administrator_reads_references_and_opens_nothing(door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    admin = user_with(Role.RETURNS_ADMIN, team=door)
    manager = user_with(Role.MANAGER, team=door)
    today = timezone.localdate()
    rows = page_of_rows(contact.service, Measure.CONTACTS, today, today, admin)
    assert [(row.reference, row.href) for row in rows.rows] == [(contact.reference, "")]
    hidden = page_of_rows(contact.service, Measure.CONTACTS, today, today, manager)
    assert (hidden.rows, hidden.restricted) == ((), 1)


# Pages


def form(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "key": "7f000001-0000-7000-8000-000000000001",
        "received_on-day": str(today.day), "received_on-month": str(today.month), "received_on-year": str(today.year),
        "source": "school", "unborn": "no", "family_name": "Enghraifft", "reason": "Away for weeks.",
        "consent": "not_asked", **changes,
    }  # fmt: skip


def test_a_contact_sent_twice_is_recorded_once(client: Client) -> None:
    url = reverse("referrals:contact_new")
    first, second = client.post(url, form()), client.post(url, form())
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Contact.objects.count() == 1
    other = client.post(url, form(reason="Something else"))
    assert other.status_code == 400
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reason": ""}, "Write down what was told."),
        ({"reason": "x" * 20_001}, "20000 characters or fewer"),
        ({"reason": "x" * 1_000_000}, "20000 characters or fewer"),
        ({"reason": "a\x00b"}, "invisible characters"),
        ({"family_name": "a\x00b"}, "invisible characters"),
        ({"source": "nobody"}, "Select a valid choice"),
        ({"source": ""}, "Say who made contact."),
        ({"tier": "9"}, "Select a valid choice"),
        ({"unborn": ""}, "Say whether the child is born."),
        ({"received_on-day": "31", "received_on-month": "2"}, "no such day"),
        ({"received_on-year": "2099"}, "cannot be in the future"),
        ({"received_on-year": "2015"}, "Check the year."),
        ({"date_of_birth": "1901-02-03"}, "more than 100 years ago"),
        ({"unborn": "yes", "due_date": "2099-01-01"}, "No child is due on that day"),
        ({"consent": "perhaps"}, "Select a valid choice"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value)[:20],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_lost(client: Client, changes: dict, says: str) -> None:
    answer = client.post(reverse("referrals:contact_new"), form(**changes))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Contact.objects.exists()
    if "reason" not in changes:
        assert "Away for weeks." in answer.content.decode()


def test_an_unborn_child_keeps_no_date_of_birth(client: Client) -> None:
    due = timezone.localdate() + timedelta(days=100)
    client.post(
        reverse("referrals:contact_new"),
        form(unborn="yes", date_of_birth="2020-01-01", due_date=due.isoformat()),
    )
    contact = Contact.objects.get()
    assert (contact.unborn, contact.date_of_birth, contact.due_date) == (True, None, due)


def test_deciding_on_an_old_page_shows_both_versions(client: Client, door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    decided(contact, door_worker(door))
    url = reverse("referrals:contact_decide", args=[contact.pk])
    sent = {"version": "1", "outcome": "no_further_action", "tier": "1", "consent": "not_asked"}
    answer = client.post(url, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "No further action" in page
    assert ">no_further_action" not in page
    assert "Not asked" in page
    assert client.post(url, {**sent, "version": "2"}).status_code == 302
    assert Contact.objects.get().outcome == "no_further_action"


def test_consent_that_is_missing_is_said_at_the_field(client: Client, door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    url = reverse("referrals:contact_decide", args=[contact.pk])
    answer = client.post(url, {"version": "1", "outcome": "early_help", "tier": "2a", "consent": "asked"})
    assert answer.status_code == 400
    assert "needs the family&#39;s consent" in answer.content.decode()


def test_putting_right_keeps_the_version(client: Client, door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    url = reverse("referrals:contact_correct", args=[contact.pk])
    sent = form(version="1", family_name="Patrwm", agency="Clinig Enghraifft")
    assert client.post(url, sent).status_code == 302
    contact.refresh_from_db()
    assert (contact.family_name, contact.version) == ("Patrwm", 2)
    assert client.post(url, sent).status_code == 409


def test_a_contact_is_referred_from_its_page_once(client: Client, door: Team, worker: User) -> None:
    team = team_offering()
    contact = decided(contact_at(door, by=worker, unborn=True, date_of_birth=None), worker)
    url = reverse("referrals:contact_refer", args=[contact.pk])
    due = timezone.localdate() + timedelta(days=100)
    sent = {
        "key": "7f000001-0000-7000-8000-000000000002", "source": "social_services", "given_name": "Nerys",
        "family_name": "Rhith", "already_born": "no", "due_date": due.isoformat(), "reason": "Help", "consent": "given",
    }  # fmt: skip
    assert client.get(url).status_code == 200
    assert client.post(url, {**sent, "family_name": ""}).status_code == 400
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    referral = Referral.objects.get()
    assert (referral.team, referral.due_date, referral.sent_by) == (team, due, worker)
    assert referral.reference in client.get(reverse("referrals:contact", args=[contact.pk])).content.decode()


def test_opening_a_contact_is_in_the_read_log(client: Client, door: Team, worker: User) -> None:
    contact = contact_at(door, by=worker)
    client.get(reverse("referrals:contact", args=[contact.pk]))
    client.get(reverse("referrals:contacts"))
    kinds = AccessEntry.objects.order_by("pk").values_list("kind", "reference")
    assert ("opened", contact.reference) in list(kinds)
    assert "listed" in {kind for kind, _reference in kinds}


def test_the_inbox_shows_the_longest_wait_first_and_pages_to_the_end(client: Client, door: Team, worker: User) -> None:
    today = timezone.localdate()
    first = contact_at(door, by=worker, received_on=today - timedelta(days=20), family_name="Cyntaf")
    contact = contact_at(door, by=worker)
    many_contacts(contact, 59, received_on=today - timedelta(days=1))
    page = client.get(reverse("referrals:contacts")).content.decode()
    assert page.index("Cyntaf") < page.index(contact.family_name)
    assert "past the target" in page
    start = read_contacts(worker, today)
    rest = read_contacts(worker, today, mark=start.next)
    assert (len(start.lines), len(rest.lines), rest.next) == (50, 11, "")
    assert len({line.contact.pk for line in (*start.lines, *rest.lines)}) == 61
    assert (start.lines[0].contact, start.tallies) == (first, {"open": 61, "decided": 0})
    for odd in ("x", "2024-01-01_x", "\x00", "9" * 500):
        assert client.get(reverse("referrals:contacts"), {"after": odd, "list": odd}).status_code == 200


@pytest.mark.parametrize("route", ["referrals:contacts", "reporting:by_month", "reporting:by_month_rows"])
def test_lists_take_as_many_queries_for_ten_as_for_ten_thousand(
    client: Client, door: Team, worker: User, route: str
) -> None:
    contact = contact_at(door, by=worker)
    many_contacts(contact, 60)
    with CaptureQueriesContext(connection) as few:
        assert client.get(reverse(route)).status_code == 200
    many_contacts(contact, 9_940)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse(route)).status_code == 200
    assert len(many) == len(few)


def test_the_table_page_opens_its_cells_and_gives_its_files(client: Client, door: Team, worker: User) -> None:
    contact = decided(contact_at(door, by=worker, received_on=date(2026, 4, 7)), worker)
    asked = {"what": f"{contact.service_id}.contacts", "first": "2026-04-01", "last": "2026-04-30"}
    page = client.get(reverse("reporting:by_month"), asked)
    assert page.status_code == 200
    assert "month=2026-04&amp;outcome=assessment" in page.content.decode()
    cell = {**asked, "month": "2026-04", "outcome": "assessment"}
    assert contact.reference in client.get(reverse("reporting:by_month_rows"), cell).content.decode()
    for kind, start in (
        ("table", b"\xef\xbb\xbfmonth,Assessment"),
        ("rows", b"\xef\xbb\xbfservice,"),
        ("excel", b"PK"),
        ("pdf", b"%PDF"),
    ):
        assert client.post(reverse("reporting:by_month_ask"), {**asked, "kind": kind}).status_code == 302
        export = Export.objects.latest("entered_at", "id")
        assert "1 Apr 2026 – 30 Apr 2026" in client.get(reverse("reporting:exports")).content.decode()
        make_export(export_id=export.pk)
        link = reverse("reporting:export_fetch", args=[export.file.key])
        answer = client.get(link)
        assert answer.content.startswith(start)
        assert "front-door-contacts-2026-04-01-2026-04-30" in answer["Content-Disposition"]
        assert client.get(link).status_code == 404
    assert AccessEntry.objects.filter(kind="exported", detail__has_key="sha256").count() == 4


def test_the_table_of_a_front_door_is_fetched_by_who_asked_while_they_work_there(
    client: Client, door: Team, worker: User
) -> None:
    table: Any = {"service": door.services.get(), "measure": Measure.CONTACTS, "first": date(2026, 4, 1),
                  "last": date(2026, 4, 30), "made_as": FILES["table"]}  # fmt: skip
    export = ask_months(**table, by=worker)
    make_export(export_id=export.pk)
    link = reverse("reporting:export_fetch", args=[export.file.key])
    client.force_login(door_worker(door))
    assert client.get(link).status_code == 404
    worker.memberships.update(starts=date(2020, 1, 1), ends=timezone.localdate() - timedelta(days=1))
    client.force_login(worker)
    assert client.get(link).status_code in (403, 404)
    with pytest.raises(NotYourReturn):
        ask_months(**table, by=User.objects.get(pk=worker.pk))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first": "2026-02-30"}, "no such day"),
        ({"first": "2026-05-01"}, "before the first"),
        ({"first": "1990-01-01"}, "Choose a year"),
        ({"first": "2010-01-01"}, "at most 120 months"),
        ({"first": "\x00"}, "a month and a year"),
        ({"what": "x"}, "Select a valid choice"),
        ({"last": ""}, "Enter the date|Fill in"),
    ],
    ids=str,
)
def test_a_period_that_cannot_be_is_told_at_its_field(client: Client, door: Team, changes: dict, says: str) -> None:
    asked = {"what": f"{door.services.get().pk}.contacts", "first": "2026-04-01", "last": "2026-04-30", **changes}
    answer = client.get(reverse("reporting:by_month"), asked)
    assert answer.status_code == 400
    assert re.search(says, answer.content.decode())
    assert client.get(reverse("reporting:by_month_rows"), asked).status_code == 404
    answer = client.post(reverse("reporting:by_month_ask"), {**asked, "kind": "table"}, follow=True)
    assert "Choose which file you want" in answer.text
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "odd", [{"month": "2026-13"}, {"month": "2025-01"}, {"outcome": "x"}, {"month": "\x00"}], ids=str
)
def test_a_cell_that_is_not_in_the_table_is_not_there(client: Client, door: Team, odd: dict) -> None:
    asked = {"what": f"{door.services.get().pk}.contacts", "first": "2026-04-01", "last": "2026-04-30", **odd}
    assert client.get(reverse("reporting:by_month_rows"), asked).status_code == 404


def test_a_service_of_another_partnership_cannot_be_asked_for(client: Client, door: Team) -> None:
    other = front_door(partnership=PartnershipFactory()).services.get()
    asked = {"what": f"{other.pk}.contacts", "first": "2026-04-01", "last": "2026-04-30"}
    assert client.get(reverse("reporting:by_month"), asked).status_code == 400


def test_what_was_recorded_by_the_action_is_what_was_told(door: Team, worker: User) -> None:
    facts = told(reason="=1+1")
    contact = record_contact(
        service=door.services.get(), team=door, told=facts, received_on=timezone.localdate(), by=worker
    )
    assert {name: getattr(contact, name) for name in facts} == facts
