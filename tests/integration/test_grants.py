"""What a membership allows, from its first day to its last, and nothing outside of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import add_membership, create_user, end_membership
from accounts.errors import EmailTaken, EndsBeforeItStarts, NotForYourself, OverlappingMembership
from accounts.grants import grants_of
from accounts.models import Membership, User
from accounts.roles import Permission, Role
from activity.context import acting
from activity.edits import StaleEdit
from activity.models import OutboxMessage
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1)


@pytest.fixture
def admin():
    return user_with(Role.SYSTEM_ADMIN)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2026, 4, 30), False), (MAY, True), (date(2026, 5, 31), True), (date(2026, 6, 1), False)],
)
def test_a_membership_holds_from_its_first_to_its_last_day(day, holds):
    found = MembershipFactory(starts=MAY, ends=date(2026, 5, 31))
    assert found.user.holds(Permission.SEE_CASES, on=day) is holds
    assert (found.team_id in found.user.teams_with(Permission.SEE_CASES, on=day)) is holds


def test_a_role_counts_in_its_own_team_only():
    own, other = TeamFactory(), TeamFactory()
    user = user_with(Role.MANAGER, team=own)
    assert user.holds(Permission.ALLOCATE, team=own)
    assert not user.holds(Permission.ALLOCATE, team=other)
    assert user.permissions_on(other) == frozenset()
    assert user.teams_with(Permission.ALLOCATE) == {own.pk}
    assert user.partnerships_with(Permission.ALLOCATE) == {own.partnership_id}
    assert user.roles_on(own) == {"manager"}
    assert user.has_role(Role.MANAGER)
    assert not user.has_role(Role.PRACTITIONER)


def test_who_may_not_sign_in_may_nothing():
    user = user_with(Role.MANAGER, is_active=False)
    assert not user.holds(Permission.SEE_CASES)


def test_a_team_that_is_not_in_use_grants_nothing():
    user = user_with(Role.MANAGER, team=TeamFactory(is_active=False))
    assert not user.holds(Permission.SEE_CASES)


def test_a_request_asks_the_database_once(django_assert_num_queries):
    user = user_with(Role.MANAGER)
    with acting(user=user, cache={}), django_assert_num_queries(1):
        for permission in Permission:
            user.teams_with(permission)
            user.holds(permission)
    with django_assert_num_queries(2):
        grants_of(user)
        grants_of(user)


def test_two_memberships_of_one_team_cannot_overlap_even_by_a_day():
    first = MembershipFactory(starts=MAY, ends=date(2026, 5, 31))
    MembershipFactory(user=first.user, team=first.team, starts=date(2026, 6, 1))
    MembershipFactory(user=first.user, starts=MAY)
    with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
        MembershipFactory(user=first.user, team=first.team, starts=date(2026, 4, 1), ends=MAY)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"roles": []}, "membership_roles_known"),
        ({"roles": ["emperor"]}, "membership_roles_known"),
        ({"starts": MAY, "ends": date(2026, 4, 30)}, "membership_ends_after_start"),
    ],
)
def test_the_database_refuses_an_impossible_membership(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MembershipFactory(**changes)


@pytest.mark.parametrize("fte", ["0.09", "1.01"])
def test_hours_are_between_a_tenth_and_full_time(fte):
    with pytest.raises(IntegrityError, match="user_fte_range"), transaction.atomic():
        UserFactory(fte=Decimal(fte))


def test_an_email_address_is_one_person_in_upper_and_lower_case():
    UserFactory(email="someone@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="SomeOne@example.org", name="Another")
    assert User.objects.get_by_natural_key("SOMEONE@example.org").email == "someone@example.org"


def test_adding_a_membership_that_overlaps_says_so_at_the_field(admin):
    found = MembershipFactory()
    with pytest.raises(OverlappingMembership) as caught:
        add_membership(user=found.user, team=found.team, roles=["manager"], starts=MAY, by=admin)
    assert caught.value.field == "starts"
    assert Membership.objects.filter(user=found.user).count() == 1


def test_nobody_gives_themselves_a_role(admin):
    with pytest.raises(NotForYourself):
        add_membership(user=admin, team=TeamFactory(), roles=["manager"], starts=MAY, by=admin)
    with pytest.raises(NotForYourself):
        end_membership(membership=admin.memberships.get(), last_day=MAY, expected_version=1, by=admin)


def test_ending_a_membership_keeps_its_row_and_takes_the_right_away_at_once(admin):
    found = MembershipFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    with acting(user=found.user, cache={}):
        assert found.user.holds(Permission.SEE_CASES)
        end_membership(membership=found, last_day=yesterday, expected_version=1, by=admin)
        assert not found.user.holds(Permission.SEE_CASES)
    assert Membership.objects.get(pk=found.pk).ends == yesterday


def test_a_membership_does_not_end_before_it_starts_nor_on_an_old_page(admin):
    found = MembershipFactory(starts=MAY)
    with pytest.raises(EndsBeforeItStarts):
        end_membership(membership=found, last_day=date(2026, 4, 1), expected_version=1, by=admin)
    with pytest.raises(StaleEdit):
        end_membership(membership=found, last_day=MAY, expected_version=7, by=admin)


def test_a_new_user_can_do_nothing_and_gets_a_link(admin):
    user = create_user(email="New@Example.org", name="New", by=admin)
    assert user.email == "new@example.org"
    assert not user.has_usable_password()
    assert not any(user.holds(permission) for permission in Permission)
    assert OutboxMessage.objects.get().payload == {"user": str(user.pk), "template": "emails/invitation"}
    with pytest.raises(EmailTaken):
        create_user(email="new@example.org", name="Again", by=admin)


def test_an_administrator_sees_the_people_of_their_partnership_only(admin):
    team = admin.memberships.get().team
    colleague, stranger = user_with(Role.MANAGER, team=team), user_with(Role.MANAGER)
    newcomer = UserFactory(entered_by=admin)
    assert set(User.objects.visible_to(admin)) == {admin, colleague, newcomer}
    assert stranger not in User.objects.visible_to(admin)
    assert not User.objects.visible_to(colleague).exists()


def test_those_able_to_do_something_in_a_team_are_found_by_role_and_day():
    team = TeamFactory()
    manager = user_with(Role.MANAGER, team=team)
    user_with(Role.PRACTITIONER, team=team)
    user_with(Role.MANAGER)
    user_with(Role.MANAGER, team=team, is_active=False)
    assert list(User.objects.able_to(Permission.ALLOCATE, team=team, on=MAY)) == [manager]
