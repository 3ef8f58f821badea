"""Stages and milestones of imported cases, brought in line before the import is kept."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef

from activity.outbox import publish
from families.actions.clocks import RENEWED, count_again
from families.actions.renew import CASE_CHANGED
from families.facts import facts_in
from families.happened import Happened, happened
from families.importing import bulk
from families.importing.run import Run
from families.models import Case, ImportedRow, Milestone
from families.stages import stage_in

CHUNK = 500


def renew_imported(run: Run) -> None:
    """Renew every case of this source: any sheet may have brought a fact of any of them."""
    taken = ImportedRow.objects.filter(
        partnership=run.partnership, source=run.source, sheet="cases", object_id=OuterRef("pk")
    )
    # Each version's definition is large and known to this process: it is not read once a case.
    cases = (
        Case.objects.filter(Exists(taken))
        .select_related("pregnancy", "child__person", "child__pregnancy", "service_version")
        .defer("service_version__definition")
    )
    for chunk in _chunks(cases.iterator(chunk_size=CHUNK)):
        renew_cases(chunk, run)


def renew_cases(cases: Sequence[Case], run: Run) -> None:
    """What ``renew_case`` does for one case, for many: stage, milestones, and the word to the worker."""
    rows = happened(cases)
    _renew_stages(cases, rows)
    _renew_milestones(cases, rows, run)
    for case in cases:
        publish(CASE_CHANGED, {"case": str(case.pk)}, key=f"{CASE_CHANGED}:{case.pk}")


def _renew_stages(cases: Sequence[Case], rows: Mapping[UUID, Happened]) -> None:
    changed = []
    for case in cases:
        stage, since = stage_in(case, rows[case.pk])
        if (case.stage, case.stage_since) != (stage, since):
            case.stage, case.stage_since = stage, since
            changed.append(case)
    Case.objects.bulk_update(changed, ["stage", "stage_since"])


def _renew_milestones(cases: Sequence[Case], rows: Mapping[UUID, Happened], run: Run) -> None:
    known: dict[object, list[Milestone]] = {case.pk: [] for case in cases}
    for milestone in Milestone.objects.filter(case__in=list(known)):
        known[milestone.case_id].append(milestone)
    fresh: list[Milestone] = []
    moved: list[Milestone] = []
    for case in cases:
        new, changed = count_again(case=case, facts=facts_in(case, rows[case.pk]), rows=known[case.pk], by=run.by)
        fresh += new
        moved += changed
    bulk.insert(fresh)
    Milestone.objects.bulk_update(moved, RENEWED, batch_size=CHUNK)


def _chunks(cases: Iterator[Case]) -> Iterator[list[Case]]:
    while chunk := list(islice(cases, CHUNK)):
        yield chunk
