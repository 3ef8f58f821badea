"""The example year through the product's importer, counted afterwards in plain SQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from families.actions.renew import renew_case
from families.facts import facts_in, gather
from families.happened import happened
from families.importing.engine import import_directory
from families.models import Case, ImportedRow, Milestone
from families.stages import stage_of
from outcomes.actions.tools import load_tools
from tests.factories.families import team_offering
from tests.factories.sheets import run_for, said

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("swansea-rows")]
ROOT = Path(__file__).resolve().parents[2]
SWANSEA = ROOT / "examples" / "swansea-2021-22"

OPEN = "opened_on <= '2022-03-31' AND (closed_on IS NULL OR closed_on >= '2021-04-01')"
FIGURES = {
    f"SELECT count(DISTINCT family_id) FROM families_case WHERE {OPEN}": 220,
    f"""SELECT count(DISTINCT family_id) FROM families_case c WHERE {OPEN} AND EXISTS (
        SELECT 1 FROM families_status s WHERE s.family_id = c.family_id AND s.open_to_social_services
        AND s.starts <= '2022-03-31' AND (s.ends IS NULL OR s.ends >= '2021-04-01'))""": 104,
    """SELECT count(*) FROM (
        SELECT DISTINCT ON (s.child_id) s.separated_on, b.born_on FROM families_separation s
        JOIN families_birth b USING (child_id) WHERE s.counts_as_removal ORDER BY s.child_id, s.separated_on
        ) first WHERE separated_on BETWEEN '2021-04-01' AND '2022-03-31' AND separated_on - born_on < 365""": 15,
    f"""SELECT count(DISTINCT c.family_id) FROM families_case c JOIN referrals_referral r ON r.case_id = c.id
        WHERE {OPEN} AND r.source = 'community_midwife'""": 198,
}


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Import once for the module, and take everything back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        team = team_offering()
        load_tools(partnership=team.partnership, by=None)
        assert said(import_directory(SWANSEA, run_for(team, "swansea"))) == []
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("question", "answer"), FIGURES.items())
def test_the_published_figures_are_in_the_rows(imported: None, question: str, answer: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (answer,)


def test_every_row_was_taken(imported: None) -> None:
    lines = sum(len(path.read_text().splitlines()) - 1 for path in SWANSEA.glob("*.csv"))
    assert ImportedRow.objects.count() == lines


def test_stages_are_those_of_the_rows(imported: None) -> None:
    for case in Case.objects.for_reading():
        assert (case.stage, case.stage_since) == stage_of(case)


def test_no_clock_waits_in_a_closed_case(imported: None) -> None:
    assert Milestone.objects.exists()
    waiting = Milestone.objects.filter(met_on=None, withdrawn_on=None, case__closed_on__isnull=False)
    assert not waiting.exclude(rule="closure").exists()


def test_many_cases_gather_the_facts_that_one_case_does(imported: None) -> None:
    cases = list(Case.objects.for_reading().select_related("child__pregnancy"))
    rows = happened(cases)
    for case in cases:
        assert facts_in(case, rows[case.pk]) == gather(case)


def test_renewing_a_case_by_itself_changes_nothing(imported: None) -> None:
    before = list(Milestone.objects.order_by("pk").values())
    for case in Case.objects.order_by("pk")[:60]:
        renew_case(case=case, by=None)
    assert list(Milestone.objects.order_by("pk").values()) == before


def test_milestones_are_those_that_single_renewal_makes(imported: None) -> None:
    names = ("case_id", "child_id", "rule", "sequence", "trigger_on", "first_due_on", "due_on", "met_on", "sum")
    cases = list(Case.objects.order_by("pk")[:40])
    imported_rows = _milestones(cases, names)
    with transaction.atomic():
        Milestone.objects.filter(case__in=cases).delete()
        for case in cases:
            renew_case(case=case, by=None)
        assert _milestones(cases, names) == imported_rows
        transaction.set_rollback(True)


def _milestones(cases: list[Case], names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return sorted(Milestone.objects.filter(case__in=cases).values_list(*names), key=str)
