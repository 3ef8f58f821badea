"""Stages and milestones of imported cases, brought in line before the import is kept."""

from django.db.models import Exists, OuterRef

from families.actions.renew import renew_case
from families.importing.run import Run
from families.models import Case, ImportedRow


def renew_imported(run: Run) -> None:
    """Renew every case of this source: any sheet may have brought a fact of any of them."""
    taken = ImportedRow.objects.filter(
        partnership=run.partnership, source=run.source, sheet="cases", object_id=OuterRef("pk")
    )
    for case in Case.objects.filter(Exists(taken)).iterator(chunk_size=500):
        renew_case(case=case, by=run.by)
