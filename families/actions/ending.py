"""What ends with a case, whoever signs it and whatever comes after."""

from datetime import date

from families.actions.rows import change
from families.models import Case, Cover
from families.models.choices import Stage
from families.stages import stage_of


def end_case(case: Case, on: date) -> None:
    """End what a case held on its last day: allocations and cover that day, what never began not at all."""
    _forget_what_never_began(case, on)
    for allocation in case.allocations.current(on):
        allocation.ends = on
        allocation.save(update_fields=["ends"])
        allocation.covers.filter(ends__gt=on, starts__lte=on).update(ends=on)
    case.closed_on = on
    save_stage(case)


def save_stage(case: Case) -> None:
    """The closing day and the stage change together: the database holds them to one another."""
    stage, since = stage_of(case)
    change(case, closed_on=case.closed_on, stage=Stage(stage), stage_since=since)


def _forget_what_never_began(case: Case, on: date) -> None:
    """An allocation for a day after the closure never came to be; only the row history remembers it."""
    ahead = case.allocations.filter(starts__gt=on)
    Cover.objects.filter(allocation__in=ahead).delete()
    ahead.delete()
