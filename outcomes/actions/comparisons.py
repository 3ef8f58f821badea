"""Comparisons that are entered as rows: taken whole where the cells add up, refused where they cannot."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.models import Service
from outcomes.access import check_can_ask
from outcomes.models import Comparison, ComparisonCohort
from outcomes.statistics import Cells, CellsDoNotAddUp, completed


class CellsRefused(RuleBroken):
    """A table that no cohort can have. ``field`` is ``cohort_1_happened`` and the like."""


class ComparisonNotYours(RuleBroken):
    message = _("A comparison is withdrawn by whoever entered it, or by a manager.")


@frozen(kw_only=True)
class CohortGiven:
    """A cohort as somebody knows it: what is not in ``cells`` is unknown, or follows from the rest."""

    label: str
    cells: Mapping[str, int] = field(factory=dict)


@frozen(kw_only=True)
class ComparisonGiven:
    """Two cohorts with their source, what happened or did not, what went before, and what else differed."""

    title: str
    source: str
    happened: str
    otherwise: str
    before: str
    confounders: str
    cohorts: Sequence[CohortGiven]


@transaction.atomic
def enter_comparison(*, service: Service, given: ComparisonGiven, by: User | None) -> Comparison:
    """Keep a comparison. Raises ``CellsRefused`` for a table whose cells cannot be, ``FiguresNotYours``."""
    if by is not None:
        check_can_ask(by, service)
    cells = [_cells(number, one) for number, one in enumerate(given.cohorts, start=1)]
    made = Comparison.objects.create(
        service=service,
        title=given.title.strip(),
        source=given.source.strip(),
        happened=given.happened.strip(),
        otherwise=given.otherwise.strip(),
        before=given.before.strip(),
        confounders=given.confounders.strip(),
        entered_by=by,
    )
    for number, (one, found) in enumerate(zip(given.cohorts, cells, strict=True), start=1):
        ComparisonCohort.objects.create(
            comparison=made, position=number, label=one.label.strip(), entered_by=by, **found.counts
        )
    return made


@transaction.atomic
def withdraw_comparison(*, comparison: Comparison, by: User) -> Comparison:
    """Take a wrong comparison out of the lists; runs that were made from it stay."""
    found = Comparison.objects.select_for_update(of=("self",), no_key=True).get(pk=comparison.pk)
    check_can_ask(by, found.service)
    if by.pk != found.entered_by_id and not by.holds(Permission.ALLOCATE):
        raise ComparisonNotYours
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = timezone.now(), by
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return found


def _cells(number: int, given: CohortGiven) -> Cells:
    """The table with all that follows. How many there were, and how many of them it happened to, must be known."""
    place = f"cohort_{number}"
    try:
        found = completed(Cells(**given.cells))
    except CellsDoNotAddUp as wrong:
        text = _("That would be %(number)s of %(of)s, and cannot be. Leave out what is not known for certain.")
        raise CellsRefused(text % {"number": wrong.number, "of": wrong.of}, field=f"{place}_{wrong.cell}") from wrong
    if not found.size:
        raise CellsRefused(_("How many were in this cohort?"), field=f"{place}_size")
    if found.happened is None:
        raise CellsRefused(_("To how many of them did it happen?"), field=f"{place}_happened")
    return found
