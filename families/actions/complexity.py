"""How much a case asks of its workers: as usual, or more."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.days import today
from families.models import Case, ComplexityChange

COMPLEX = "complex"


@holding
def set_complexity(*, case: Case, complex_now: bool, reason: str, expected_version: int, by: User) -> Case:
    """From today, work a case as complex or as usual again: its visits, and what it counts in a caseload, follow.

    Raises ``NotYours``, ``CaseIsClosed``, ``RuleBroken`` at its field where nothing would change or no
    reason is given, or ``StaleEdit``.
    """
    check_can_write(by, case)
    wanted = COMPLEX if complex_now else ""
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    if bool(case.complexity) == complex_now and case.version == expected_version:
        raise RuleBroken(_("The case is worked this way already."), field="complexity")
    saved = save_edit(case, expected_version=expected_version, changes={"complexity": wanted}, by=by)
    ComplexityChange.objects.create(
        case=saved, complexity=wanted, from_day=today(), reason=reason.strip()[:200], entered_by=by
    )
    renew_case(case=saved, by=by)
    return saved
