"""Who may do what is a table in code; these are the lines that must not move unseen."""

import pytest

from accounts.roles import GRANTS, Permission, Role, permissions_of, roles_granting

CASE_CONTENT = {Permission.SEE_CASES, Permission.WORK_CASES, Permission.BREAK_GLASS, Permission.SEE_REFERRALS}


def test_every_role_grants_something_and_every_permission_is_granted_by_some_role():
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())
    assert frozenset().union(*GRANTS.values()) == set(Permission)


def test_a_manager_may_what_a_practitioner_may():
    assert GRANTS[Role.PRACTITIONER] < GRANTS[Role.MANAGER]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PRACTITIONER, Role.MANAGER)])
def test_who_does_no_casework_sees_no_case(role):
    assert not GRANTS[role] & CASE_CONTENT


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.TRIAGE, [Role.MANAGER]),
        (Permission.ALLOCATE, [Role.MANAGER]),
        (Permission.SIGN_CLOSURE, [Role.MANAGER]),
        (Permission.SIGN_RETURNS, [Role.RETURNS_ADMIN]),
        (Permission.READ_ACCESS_LOG, [Role.INFORMATION_GOVERNANCE]),
        (Permission.MANAGE_EXCLUSIONS, [Role.INFORMATION_GOVERNANCE]),
        (Permission.MANAGE_USERS, [Role.SYSTEM_ADMIN]),
        (Permission.EXPORT_EXTRACT, [Role.RETURNS_ADMIN, Role.EVALUATOR]),
        (Permission.SEND_REFERRAL, [Role.PRACTITIONER, Role.MANAGER, Role.REFERRER, Role.FRONT_DOOR]),
        (Permission.WORK_CONTACTS, [Role.FRONT_DOOR]),
        (Permission.SEE_CONTACT_FIGURES, [Role.MANAGER, Role.RETURNS_ADMIN, Role.FRONT_DOOR]),
    ],
)
def test_a_permission_is_granted_by_these_roles_alone(permission, roles):
    assert roles_granting(permission) == roles


def test_a_role_that_no_longer_exists_grants_nothing():
    assert permissions_of(["a_role_of_the_past"]) == frozenset()
