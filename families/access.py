"""Who may do what with a case. ``check_`` raises, ``can_`` draws the button."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.errors import CaseIsClosed, NotYours
from families.models import Allocation, Case


def is_named_on(user: User, case: Case) -> bool:
    """Whether ``user`` owns or covers an allocation of the case today."""
    return Allocation.objects.naming(user, timezone.localdate()).filter(case=case).exists()


def check_can_write(user: User, case: Case) -> None:
    """Writing is for those named on an open case, and for its team's managers.

    Raises ``CaseIsClosed`` or ``NotYours``.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    check_can_amend(user, case)


def check_can_amend(user: User, case: Case) -> None:
    """As :func:`check_can_write`, closed or not: separations and returns come to light late.

    Raises ``NotYours``.
    """
    if not user.holds(Permission.WORK_CASES):
        raise NotYours
    if user.holds(Permission.ALLOCATE, team=case.team_id) or is_named_on(user, case):
        return
    raise NotYours


def check_can_log_visit(user: User, case: Case) -> None:
    """A visit may be logged on any open case of the own team: by somebody not named on it, as duty.

    Raises ``CaseIsClosed`` or ``NotYours``.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    if user.holds(Permission.WORK_CASES, team=case.team_id) or is_named_on(user, case):
        return
    raise NotYours


def check_can_sign_closure(user: User, case: Case) -> None:
    """Closures are signed by a manager of the case's team. Raises ``NotYours``."""
    if not user.holds(Permission.SIGN_CLOSURE, team=case.team_id):
        raise NotYours


def check_can_allocate(user: User, case: Case) -> None:
    """Allocating is for a manager of the case's team. Raises ``CaseIsClosed`` or ``NotYours``."""
    if case.closed_on is not None:
        raise CaseIsClosed
    if not user.holds(Permission.ALLOCATE, team=case.team_id):
        raise NotYours


def can_write(user: User, case: Case) -> bool:
    """Whether :func:`check_can_write` would let this pass."""
    return _passes(check_can_write, user, case)


def can_amend(user: User, case: Case) -> bool:
    return _passes(check_can_amend, user, case)


def can_log_visit(user: User, case: Case) -> bool:
    return _passes(check_can_log_visit, user, case)


def can_sign_closure(user: User, case: Case) -> bool:
    return _passes(check_can_sign_closure, user, case)


def can_allocate(user: User, case: Case) -> bool:
    return _passes(check_can_allocate, user, case)


def _passes(check: object, user: User, case: Case) -> bool:
    try:
        check(user, case)  # type: ignore[operator]
    except RuleBroken:
        return False
    return True
