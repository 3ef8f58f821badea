"""Roles and permissions are code; who holds which role, where and when, is data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a membership may make of a user, in one team, between two dates."""

    PRACTITIONER = "practitioner", _("Practitioner")
    MANAGER = "manager", _("Manager")
    RETURNS_ADMIN = "returns_admin", _("Returns administrator")
    EVALUATOR = "evaluator", _("Evaluator")
    REFERRER = "referrer", _("Referrer")
    FRONT_DOOR = "front_door", _("Front-door worker")
    INFORMATION_GOVERNANCE = "information_governance", _("Information governance")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


class Permission(TextChoices):
    """One verb that a view asks for. Which records it reaches is `visible_to`'s answer."""

    SEE_CASES = "see_cases", _("See the team’s cases")
    WORK_CASES = "work_cases", _("Write on cases allocated to them, or as duty")
    BREAK_GLASS = "break_glass", _("Open a restricted record in an emergency, with a reason")
    SEE_REFERRALS = "see_referrals", _("See the team’s inbox of referrals")
    TRIAGE = "triage", _("Screen and decide referrals, resolve duplicates")
    ALLOCATE = "allocate", _("Allocate and reassign cases")
    SIGN_CLOSURE = "sign_closure", _("Sign closures off")
    RESTRICT = "restrict", _("Restrict a record to named people")
    SEE_DASHBOARD = "see_dashboard", _("See the team’s dashboard and workload")
    SEE_FIGURES = "see_figures", _("See indicators and the returns")
    MAKE_RETURNS = "make_returns", _("Prepare returns and open figures down to references")
    SIGN_RETURNS = "sign_returns", _("Sign returns off")
    EXPORT_RETURNS = "export_returns", _("Download returns as files")
    EXPORT_EXTRACT = "export_extract", _("Download rows for evaluators, without names")
    FETCH_FILES = "fetch_files", _("Fetch the files that they asked for")
    SEND_REFERRAL = "send_referral", _("Send a referral")
    SEE_OWN_REFERRALS = "see_own_referrals", _("See the state of their own referrals")
    SEE_CONTACTS = "see_contacts", _("See the contacts of a front door")
    WORK_CONTACTS = "work_contacts", _("Record and decide the contacts of a front door")
    SEE_CONTACT_FIGURES = "see_contact_figures", _("See and download the tables of contacts and referrals")
    READ_ACCESS_LOG = "read_access_log", _("Read the access log")
    MANAGE_RESTRICTIONS = "manage_restrictions", _("Review restrictions")
    MANAGE_EXCLUSIONS = "manage_exclusions", _("Exclude a user from a record")
    MANAGE_USERS = "manage_users", _("Manage users, teams and memberships")
    MANAGE_SERVICES = "manage_services", _("Manage service definitions")


P = Permission

_PRACTITIONER = frozenset({P.SEE_CASES, P.WORK_CASES, P.BREAK_GLASS, P.SEND_REFERRAL})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PRACTITIONER: _PRACTITIONER,
    Role.MANAGER: _PRACTITIONER
    | {
        P.SEE_REFERRALS,
        P.TRIAGE,
        P.ALLOCATE,
        P.SIGN_CLOSURE,
        P.RESTRICT,
        P.SEE_DASHBOARD,
        P.SEE_FIGURES,
        P.SEE_CONTACT_FIGURES,
        P.FETCH_FILES,
    },
    Role.RETURNS_ADMIN: frozenset(
        {
            P.SEE_FIGURES,
            P.SEE_CONTACT_FIGURES,
            P.MAKE_RETURNS,
            P.SIGN_RETURNS,
            P.EXPORT_RETURNS,
            P.EXPORT_EXTRACT,
            P.FETCH_FILES,
        }
    ),
    Role.EVALUATOR: frozenset({P.EXPORT_EXTRACT, P.FETCH_FILES}),
    Role.REFERRER: frozenset({P.SEND_REFERRAL, P.SEE_OWN_REFERRALS}),
    Role.FRONT_DOOR: frozenset(
        {
            P.SEE_CONTACTS,
            P.WORK_CONTACTS,
            P.SEE_CONTACT_FIGURES,
            P.FETCH_FILES,
            P.SEND_REFERRAL,
            P.SEE_OWN_REFERRALS,
        }
    ),
    Role.INFORMATION_GOVERNANCE: frozenset({P.READ_ACCESS_LOG, P.MANAGE_RESTRICTIONS, P.MANAGE_EXCLUSIONS}),
    Role.SYSTEM_ADMIN: frozenset({P.MANAGE_USERS, P.MANAGE_SERVICES}),
}


def permissions_of(roles: list[str] | frozenset[str]) -> frozenset[Permission]:
    """Return what these roles grant together. A role that no longer exists grants nothing."""
    known = [Role(role) for role in roles if role in Role.values]
    return frozenset().union(*(GRANTS[role] for role in known))


def roles_granting(permission: Permission) -> list[Role]:
    """Return the roles that grant a permission, in the order they are declared."""
    return [role for role in Role if permission in GRANTS[role]]
