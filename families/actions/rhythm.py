"""How often a family is visited: agreed anew from a day on."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.access import check_can_write
from families.actions.holding import holding
from families.days import check_has_come
from families.errors import DateImpossible, VisitIncomplete
from families.models import Case, VisitRhythm


@holding
def agree_rhythm(*, case: Case, from_day: date, per_week: Decimal | None, reason: str, by: User) -> VisitRhythm:
    """From a day on, agree so many visits a week (0.1 to 14); None: as the service usually does.

    What was agreed before stays for the days before. Raises ``NotYours``, ``CaseIsClosed``,
    ``DateImpossible`` for a day to come or before the case, or ``VisitIncomplete``.
    """
    check_can_write(by, case)
    check_has_come(from_day, field="from_day")
    if from_day < case.opened_on:
        raise DateImpossible(_("That is before the case was accepted."), field="from_day")
    if per_week is not None and not 0 < per_week <= 14:
        raise VisitIncomplete(_("Between 0.1 and 14 visits a week can be agreed"), field="per_week")
    if not reason.strip():
        raise VisitIncomplete(_("Say why"), field="reason")
    return VisitRhythm.objects.create(
        case=case, from_day=from_day, per_week=per_week, reason=reason.strip()[:200], entered_by=by
    )
