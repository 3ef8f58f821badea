"""Who may do what with a case. ``check_`` raises, ``can_`` draws the button."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.context import request_cache
from activity.errors import RuleBroken
from families.errors import CaseIsClosed, NotYours
from families.models import Allocation, Case, Person


def is_named_on(user: User, case: Case) -> bool:
    """Whether ``user`` owns or covers an allocation of the case today. Asked once in a request."""
    kept = request_cache()
    if kept is None:
        kept = {}
    key = ("named", user.pk, case.pk)
    if key not in kept:
        kept[key] = Allocation.objects.naming(user, timezone.localdate()).filter(case=case).exists()
    return bool(kept[key])


def remember_named(user: User, case: Case, named: bool) -> None:
    """Keep for this request what a page that shows the allocations has read already."""
    kept = request_cache()
    if kept is not None:
        kept["named", user.pk, case.pk] = named


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


def check_can_sign_paper(user: User, case: Case, slots: tuple[str, ...]) -> None:
    """Signing is for a worker of one of ``slots`` or a manager; of no slots: for whoever may write.

    Raises ``CaseIsClosed`` or ``NotYours``.
    """
    check_can_write(user, case)
    if not slots or user.holds(Permission.ALLOCATE, team=case.team_id):
        return
    mine = Allocation.objects.naming(user, timezone.localdate())
    if not mine.filter(case=case, slot__in=slots).exists():
        raise NotYours(_("This paper is signed by somebody with another role on the case, or by a manager."))


def check_can_countersign(user: User, case: Case) -> None:
    """The second signature is a manager's of the case's team. Raises ``NotYours``."""
    if not user.holds(Permission.SIGN_CLOSURE, team=case.team_id):
        raise NotYours(_("The second signature is a manager’s."))


def check_can_allocate(user: User, case: Case) -> None:
    """Allocating is for a manager of the case's team. Raises ``CaseIsClosed`` or ``NotYours``."""
    if case.closed_on is not None:
        raise CaseIsClosed
    if not user.holds(Permission.ALLOCATE, team=case.team_id):
        raise NotYours


def check_can_reopen(user: User, case: Case) -> None:
    """Closed cases are reopened by a manager of their team. Raises ``NotYours``."""
    if not user.holds(Permission.ALLOCATE, team=case.team_id):
        raise NotYours


def check_can_keep_apart(user: User, case: Case) -> None:
    """Whether the parents are kept apart is for a manager of the case's team. Raises ``NotYours``."""
    if not user.holds(Permission.ALLOCATE, team=case.team_id):
        raise NotYours


def case_for_writing(user: User, person: Person) -> Case:
    """A case through which ``user`` may write about ``person``. Raises ``CaseIsClosed`` or ``NotYours``."""
    found = list(Case.objects.visible_to(user).about_person(person).for_reading())
    for case in found:
        if _passes(check_can_write, user, case):
            return case
    if found and all(case.closed_on for case in found):
        raise CaseIsClosed
    raise NotYours


def can_write_about(user: User, person: Person) -> bool:
    """Whether :func:`case_for_writing` would find a case."""
    return _passes(case_for_writing, user, person)


def can_write(user: User, case: Case) -> bool:
    """Whether :func:`check_can_write` would let this pass."""
    return _passes(check_can_write, user, case)


def can_amend(user: User, case: Case) -> bool:
    return _passes(check_can_amend, user, case)


def can_log_visit(user: User, case: Case) -> bool:
    return _passes(check_can_log_visit, user, case)


def can_sign_paper(user: User, case: Case, slots: tuple[str, ...]) -> bool:
    """Whether :func:`check_can_sign_paper` would let this pass."""
    try:
        check_can_sign_paper(user, case, slots)
    except RuleBroken:
        return False
    return True


def can_countersign(user: User, case: Case) -> bool:
    return _passes(check_can_countersign, user, case)


def can_sign_closure(user: User, case: Case) -> bool:
    return _passes(check_can_sign_closure, user, case)


def can_reopen(user: User, case: Case) -> bool:
    """Whether to offer opening a closed case again."""
    return case.closed_on is not None and _passes(check_can_reopen, user, case)


def can_keep_apart(user: User, case: Case) -> bool:
    return _passes(check_can_keep_apart, user, case)


def can_allocate(user: User, case: Case) -> bool:
    return _passes(check_can_allocate, user, case)


def _passes(check: object, user: User, subject: Case | Person) -> bool:
    try:
        check(user, subject)  # type: ignore[operator]
    except RuleBroken:
        return False
    return True
