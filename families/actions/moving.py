"""A planned visit at another time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.access import check_can_log_visit
from families.actions.holding import holding
from families.actions.visit_parts import part_from_others
from families.errors import AlreadyRecorded, DateImpossible, VisitIncomplete
from families.models import Case, Visit, VisitMove
from families.models.choices import VisitOutcome

PLANNED_WITHIN = timedelta(days=366)


@holding
def move_visit(
    *,
    visit: Visit,
    expected_version: int,
    planned_for: datetime,
    asked_by: str,
    reasons: Mapping[Case, str],
    by: User,
) -> Visit:
    """Book a planned visit for another time to come, within a year, for the cases of ``reasons``.

    It stays one planned visit, with its earlier times beside it; for other cases it stays where it was.
    Raises ``AlreadyRecorded``, ``DateImpossible``, ``VisitIncomplete``, or ``StaleEdit`` with both times.
    """
    for case in reasons:
        check_can_log_visit(by, case)
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    before = locked.planned_for
    if locked.outcome != VisitOutcome.PLANNED or before is None:
        raise AlreadyRecorded(_("Only a visit that is still planned can be moved."))
    if not asked_by:
        raise VisitIncomplete(_("Say who asked for another time"), field="asked_by")
    if not timezone.now() <= planned_for <= timezone.now() + PLANNED_WITHIN:
        raise DateImpossible(_("Plan for a time to come, within a year."), field="planned_for")
    if planned_for == before and locked.version == expected_version:
        raise DateImpossible(_("It is booked for this time already."), field="planned_for")
    saved = save_edit(locked, expected_version=expected_version, changes={"planned_for": planned_for}, by=by)
    part = part_from_others(visit=saved, cases=reasons, by=by)
    if part is not None:
        Visit.objects.filter(pk=part.pk).update(planned_for=before)
    for row in saved.visit_cases.select_related("case"):
        VisitMove.objects.create(
            visit_case=row,
            was_for=before,
            now_for=planned_for,
            asked_by=asked_by,
            reason=reasons[row.case].strip()[:200],
            entered_by=by,
        )
    return saved
