"""A whole year imported, with what the worker would have worked out for each case."""

from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from accounts.models import Team
from families.importing.engine import import_directory
from families.models import Case, Service
from outcomes.actions.tools import load_tools
from outcomes.models import CaseOutcome
from outcomes.reading.one_case import outcomes_of
from tests.factories.families import team_offering
from tests.factories.sheets import run_for, said
from tests.plugins.database import owner_role

ROOT = Path(__file__).resolve().parents[2]
SWANSEA = ROOT / "examples" / "swansea-2021-22"
COMPUTED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def imported_year(directory: Path) -> tuple[Team, Service]:
    """Import a directory of sheets into a new partnership, outcomes and all."""
    team = team_offering()
    load_tools(partnership=team.partnership, by=None)
    assert said(import_directory(directory, run_for(team, directory.name))) == []
    with owner_role(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does once an import has been committed
    for some in outcomes_of(Case.objects.filter(partnership=team.partnership)):
        CaseOutcome.objects.bulk_create(
            CaseOutcome(case_id=one.case_id, result=one.result, fingerprint=one.fingerprint, computed_at=COMPUTED_AT)
            for one in some
        )
    return team, Service.objects.get(partnership=team.partnership, slug="jig-so")
