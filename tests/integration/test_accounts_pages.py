"""Each page of accounts: open to its roles, absent for others, and doing what it says."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Membership, Team, User
from accounts.roles import GRANTS, Permission, Role
from activity.models import AccessEntry, Notification, OutboxMessage
from activity.notify import notify
from activity.readlog import Kind, record_access
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory, user_with
from tests.factories.families import team_offering

pytestmark = pytest.mark.django_db

PAGES = {
    "accounts:users": Permission.MANAGE_USERS,
    "accounts:user_new": Permission.MANAGE_USERS,
    "accounts:teams": Permission.MANAGE_USERS,
    "accounts:access_log": Permission.READ_ACCESS_LOG,
}


@pytest.fixture
def admin(client):
    user = user_with(Role.SYSTEM_ADMIN, name="Admin")
    client.force_login(user)
    return user


@pytest.fixture
def governor(client):
    user = user_with(Role.INFORMATION_GOVERNANCE)
    client.force_login(user)
    return user


@pytest.fixture
def team(admin):
    return admin.memberships.get().team


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_for_those_who_may_and_absent_for_others(client, name, role):
    user = user_with(role)
    client.force_login(user)
    allowed = user.holds(PAGES[name])
    assert client.get(reverse(name)).status_code == (200 if allowed else 404)
    refused = AccessEntry.objects.filter(kind=Kind.REFUSED, user_id=user.pk)
    assert refused.count() == (0 if allowed else 1)


@pytest.mark.parametrize("name", [*PAGES, "accounts:me", "accounts:notifications", "accounts:who_sees_what"])
def test_without_an_account_one_is_led_to_the_sign_in_page_and_back(client, name):
    page = reverse(name)
    response = client.get(page)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login") + "?next=%2F")


def test_a_person_is_added_with_a_link_and_then_a_role(client, admin, team):
    details = {"name": "New Worker", "email": "New.Worker@example.org", "language": "cy", "fte": "0.6"}
    response = client.post(reverse("accounts:user_new"), details)
    made = User.objects.get(email="new.worker@example.org")
    assert response.url == reverse("accounts:user", kwargs={"user_id": made.pk})
    assert OutboxMessage.objects.get().payload["user"] == str(made.pk)
    where = reverse("accounts:membership_add", kwargs={"user_id": made.pk})
    roles = {"team": team.pk, "roles": ["practitioner", "manager"], "starts": "2026-05-01"}
    assert client.post(where, roles).status_code == 302
    assert made.permissions_on(team, on=date(2026, 5, 1)) >= {Permission.ALLOCATE, Permission.SEE_CASES}
    assert "New Worker" in client.get(reverse("accounts:users"), {"q": "new worker"}).content.decode()


def test_a_profession_is_chosen_from_those_that_the_services_name(client, admin):
    team_offering()
    page = client.get(reverse("accounts:user_new")).content.decode()
    assert '<option value="parent_worker">Parent worker</option>' in page
    details = {"name": "New", "email": "new@example.org", "language": "en", "fte": "1"}
    answer = client.post(reverse("accounts:user_new"), details | {"profession": "plumber"})
    assert answer.status_code == 400
    assert client.post(reverse("accounts:user_new"), details | {"profession": "midwife"}).status_code == 302
    assert User.objects.get(email="new@example.org").profession == "midwife"
    assert "Midwife." in client.get(reverse("accounts:users"), {"q": "new@"}).content.decode()


def test_a_profession_that_no_service_names_any_more_stays(client, admin, team):
    known = MembershipFactory(team=team, user__profession="health_visitor").user
    where = reverse("accounts:user", kwargs={"user_id": known.pk})
    assert 'value="health_visitor" selected' in client.get(where).content.decode()
    details = {"name": "Same", "email": known.email, "language": "en", "fte": "1", "version": known.version}
    answer = client.post(where, details | {"profession": "health_visitor", "is_active": "on"})
    assert answer.status_code == 302
    known.refresh_from_db()
    assert (known.name, known.profession) == ("Same", "health_visitor")


def test_a_wrong_form_is_shown_again_with_what_was_typed(client, admin):
    UserFactory(email="taken@example.org")
    response = client.post(
        reverse("accounts:user_new"),
        {"name": "Same", "email": "Taken@example.org", "language": "en", "fte": "3"},
    )
    assert response.status_code == 400
    page = response.content.decode()
    assert "Same" in page
    assert not User.objects.filter(name="Same").exists()


def test_an_overlap_is_said_at_the_field_of_the_users_page(client, admin, team):
    found = MembershipFactory(team=team)
    where = reverse("accounts:membership_add", kwargs={"user_id": found.user_id})
    response = client.post(where, {"team": team.pk, "roles": ["manager"], "starts": "2026-05-01"})
    assert response.status_code == 400
    assert "already belongs" in response.content.decode()


def test_a_membership_gets_its_last_day(client, admin, team):
    found = MembershipFactory(team=team)
    where = reverse("accounts:membership_end", kwargs={"membership_id": found.pk})
    assert client.get(where).status_code == 200
    assert client.post(where, {"ends": "2019-01-01", "version": 1}).status_code == 400
    assert client.post(where, {"ends": "2026-01-31", "version": 1}).status_code == 302
    assert Membership.objects.get(pk=found.pk).ends == date(2026, 1, 31)
    assert client.post(where, {"ends": "2026-02-01", "version": 1}).status_code == 409


def test_an_administrator_does_not_reach_the_people_of_another_partnership(client, admin):
    stranger = MembershipFactory()
    for name, key, value in [
        ("accounts:user", "user_id", stranger.user_id),
        ("accounts:user_invite", "user_id", stranger.user_id),
        ("accounts:membership_add", "user_id", stranger.user_id),
        ("accounts:membership_end", "membership_id", stranger.pk),
    ]:
        assert client.post(reverse(name, kwargs={key: value})).status_code == 404
    assert stranger.user.email not in client.get(reverse("accounts:users")).content.decode()


def test_two_administrators_who_edit_one_person_are_told(client, admin, team):
    person = MembershipFactory(team=team).user
    where = reverse("accounts:user", kwargs={"user_id": person.pk})
    changes = {"name": "First", "email": person.email, "language": "en", "fte": "1", "is_active": "on"}
    assert client.post(where, changes | {"version": 1}).status_code == 302
    response = client.post(where, changes | {"name": "Second", "version": 1})
    assert response.status_code == 409
    page = response.content.decode()
    assert "First" in page
    assert "Second" in page
    assert User.objects.get(pk=person.pk).name == "First"


def test_an_administrator_cannot_shut_themselves_out(client, admin):
    where = reverse("accounts:user", kwargs={"user_id": admin.pk})
    changes = {"name": "Admin", "email": admin.email, "language": "en", "fte": "1", "version": 1}
    assert client.post(where, changes).status_code == 400
    assert User.objects.get(pk=admin.pk).is_active


def test_a_team_is_added_once(client, admin, team):
    values = {"partnership": team.partnership_id, "name": "West"}
    assert client.post(reverse("accounts:teams"), values).status_code == 302
    assert client.post(reverse("accounts:teams"), values).status_code == 400
    assert Team.objects.filter(name="West").count() == 1
    other = TeamFactory().partnership_id
    assert client.post(reverse("accounts:teams"), values | {"partnership": other}).status_code == 400


def test_one_changes_ones_own_name_and_language_and_nothing_else(client):
    user = user_with(Role.PRACTITIONER)
    client.force_login(user)
    values = {"name": "New \u202eName", "language": "cy", "version": 1, "is_active": "", "email": "x@example.org"}
    assert client.post(reverse("accounts:me"), values).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language, user.is_active) == ("New Name", "cy", True)
    assert user.email != "x@example.org"
    assert client.get(reverse("accounts:me")).headers["Content-Language"] == "cy"


def test_the_table_of_roles_is_drawn_from_the_code(client):
    client.force_login(UserFactory())
    page = client.get(reverse("accounts:who_sees_what")).content.decode()
    for permission in Permission:
        who = ", ".join(str(role.label) for role, granted in GRANTS.items() if permission in granted)
        row = f'<th scope="row" class="nhsuk-table__header">{permission.label}</th>'
        assert f'{row}<td class="nhsuk-table__cell">{who}</td>' in page.replace("&#39;", "'")


def test_the_access_log_is_filtered_and_its_reading_is_logged(client, governor):
    worker = user_with(Role.PRACTITIONER, team=governor.memberships.get().team)
    record_access(kind=Kind.OPENED, user=worker, reference="JS-26-00007")
    record_access(kind=Kind.OPENED, user=worker, reference="JS-26-00008")
    record_access(kind=Kind.OPENED, user=user_with(Role.PRACTITIONER), reference="JS-26-00009")
    page = client.get(reverse("accounts:access_log")).content.decode()
    assert "JS-26-00007" in page
    assert "JS-26-00009" not in page
    filtered = client.get(reverse("accounts:access_log"), {"reference": "js-26-00007", "email": worker.email})
    assert "JS-26-00008" not in filtered.content.decode()
    own = AccessEntry.objects.filter(kind=Kind.SEARCHED, user_id=governor.pk)
    assert own.count() == 2
    assert own.first().detail["filters"]["reference"] == "js-26-00007"


def test_the_access_log_turns_its_pages_by_key(client, governor):
    for number in range(55):
        record_access(kind=Kind.OPENED, user=governor, reference=f"JS-26-{number:05}")
    page = client.get(reverse("accounts:access_log"), {"kind": "opened"}).content.decode()
    oldest = AccessEntry.objects.get(reference="JS-26-00005").pk
    assert f"before={oldest}" in page
    assert "JS-26-00004" not in page
    second = client.get(reverse("accounts:access_log"), {"kind": "opened", "before": oldest}).content.decode()
    assert "JS-26-00004" in second
    assert "JS-26-00005" not in second


@pytest.mark.parametrize(
    "query",
    [
        {"first": "2026-02-29x"},
        {"first": "2026-05-02", "last": "2026-05-01"},
        {"email": "nobody@example.org"},
    ],
)
def test_a_wrong_filter_of_the_access_log_is_said_at_the_field(client, governor, query):
    assert client.get(reverse("accounts:access_log"), query).status_code == 400


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\x00"])
def test_a_wrong_page_key_is_ignored(client, governor, before):
    assert client.get(reverse("accounts:access_log"), {"before": before}).status_code == 200


def test_notifications_are_ones_own_and_acknowledged_one_by_one_or_all(client):
    user, other = UserFactory(), UserFactory()
    mine = [notify(user=user, kind="test", text=f"Line {n}") for n in range(3)]
    hers = notify(user=other, kind="test", text="Hers")
    client.force_login(user)
    page = client.get(reverse("accounts:notifications")).content.decode()
    assert "Line 2" in page
    assert "Hers" not in page
    one = reverse("accounts:acknowledge", kwargs={"notification_id": mine[0].pk})
    assert client.get(one).status_code == 405
    assert client.post(one).status_code == 302
    assert Notification.objects.get(pk=mine[0].pk).acknowledged_by == user
    strange = reverse("accounts:acknowledge", kwargs={"notification_id": hers.pk})
    assert client.post(strange).status_code == 404
    client.post(reverse("accounts:acknowledge_all"))
    assert not Notification.objects.visible_to(user).open().exists()
    assert Notification.objects.visible_to(other).open().count() == 1


def test_the_list_of_users_costs_the_same_whatever_its_length(client, admin, team, django_assert_max_num_queries):
    for _ in range(20):
        MembershipFactory(team=team)
    with django_assert_max_num_queries(12):
        client.get(reverse("accounts:users"))


def test_a_view_that_declares_nothing_is_open_to_nobody(client, admin, monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from accounts.views import me

    monkeypatch.delattr(me.own_account, "required_permission")
    with pytest.raises(ImproperlyConfigured):
        client.get(reverse("accounts:me"))
