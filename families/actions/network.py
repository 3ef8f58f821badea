"""Who from other agencies works with a family: adding, changing, and saying that it ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.days import check_has_come
from families.definition_of import rules_of
from families.errors import CaseIsClosed, DateImpossible
from families.labels import by_key
from families.models import AgencyContact, Case


class NobodyNamed(RuleBroken):
    message = _("Give a name, or the organisation.")


class UnknownRole(RuleBroken):
    message = _("Choose one of the roles that are offered.")


@holding
def add_agency_contact(
    *,
    case: Case,
    role: str,
    starts: date,
    name: str = "",
    organisation: str = "",
    phone: str = "",
    email: str = "",
    by: User | None,
) -> AgencyContact:
    """Add somebody of another agency since a day.

    Raises ``CaseIsClosed``, ``UnknownRole``, ``NobodyNamed``, or ``DateImpossible`` at ``starts``.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    _check(case, role=role, name=name, organisation=organisation, starts=starts, ends=None)
    return AgencyContact.objects.create(
        case=case, role=role, name=name, organisation=organisation, phone=phone, email=email, starts=starts,
        entered_by=by,
    )  # fmt: skip


def edit_agency_contact(
    *, contact: AgencyContact, expected_version: int, changes: Mapping[str, Any], by: User
) -> AgencyContact:
    """Change who it is or how to reach them, or say until when (``ends``).

    Raises what adding raises, ``DateImpossible`` at ``ends``, or ``StaleEdit`` where somebody changed it first.
    """
    names = ("role", "name", "organisation", "starts", "ends")
    _check(contact.case, **{one: changes.get(one, getattr(contact, one)) for one in names})
    return save_edit(contact, expected_version=expected_version, changes=changes, by=by)


def _check(case: Case, *, role: str, name: str, organisation: str, starts: date, ends: date | None) -> None:
    try:
        by_key(rules_of(case).agency_roles, role)
    except KeyError as unknown:
        raise UnknownRole(field="role") from unknown
    if not (name or organisation):
        raise NobodyNamed(field="name")
    check_has_come(starts, field="starts")
    if ends is None:
        return
    check_has_come(ends, field="ends")
    if ends < starts:
        raise DateImpossible(_("It cannot end before it began."), field="ends")
