"""What follows from a changed fact, in the same transaction: the stage, the clocks, the outcomes.

Every action that changes a fact of a case ends here. Outcomes are renewed by the worker, told
through the outbox.
"""

from django.db import transaction

from accounts.models import User
from activity.outbox import publish
from families.actions.clocks import renew_milestones
from families.errors import RecordHasMoved
from families.facts import facts_in
from families.happened import happened_in
from families.models import Case, Family, Pregnancy
from families.stages import stage_in

CASE_CHANGED = "case.changed"


@transaction.atomic
def renew_case(*, case: Case, by: User | None) -> Case:
    """Bring stage and milestones of one case in line with its rows.

    Raises ``RecordHasMoved`` where a merge has put the case out of sight meanwhile.
    """
    locked = Case.objects.select_for_update(of=("self",), no_key=True).select_related("pregnancy", "child__pregnancy")
    found = locked.filter(pk=case.pk).first()
    if found is None:
        raise RecordHasMoved
    case = found
    rows = happened_in(case)
    stage, since = stage_in(case, rows)
    if (case.stage, case.stage_since) != (stage, since):
        case.stage, case.stage_since = stage, since
        case.save(update_fields=["stage", "stage_since"])
    renew_milestones(case=case, facts=facts_in(case, rows), by=by)
    publish(CASE_CHANGED, {"case": str(case.pk)}, key=f"{CASE_CHANGED}:{case.pk}")
    return case


def renew_pregnancy(*, pregnancy: Pregnancy, by: User | None) -> None:
    """Bring every case about a pregnancy, or about one of its children, in line."""
    for case in Case.objects.filter(pregnancy=pregnancy) | Case.objects.filter(child__pregnancy=pregnancy):
        renew_case(case=case, by=by)


def renew_family(*, family: Family, by: User | None) -> None:
    """Bring every case of a family in line, after a status or meeting that may touch several."""
    for case in family.cases.all():
        renew_case(case=case, by=by)
