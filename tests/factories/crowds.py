"""Many rows like one, without going through the actions: for tests of what pages ask of the database."""

from copy import copy
from datetime import timedelta
from typing import Any

from django.db import connection

from activity.keys import new_id
from families.definition_of import rules_of
from families.models import Case, Child, Family, Milestone, Person, Pregnancy
from referrals.models import Referral
from tests.plugins.database import owner_role

BATCH = 2_000


def another(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row under an id of its own."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.fields_cache = {}
    made._state.adding = True
    for name, value in {"pk": new_id(), **changes}.items():
        setattr(made, name, value)
    return made


def cases_like(case: Case, number: int) -> None:
    """As many more open cases of one mother and one unborn baby each, the clocks of their slots spread over weeks."""
    child = Child.objects.select_related("person").get(pregnancy=case.pregnancy_id)
    rules = rules_of(case)
    filled = {rule.key for slot in rules.slots for rule in rules.clocks_met_by(f"slot:{slot.key}")}
    clocks = list(Milestone.objects.filter(case=case, rule__in=filled))
    have = Case.objects.count()
    rows: dict[type, list[Any]] = {model: [] for model in (Family, Person, Pregnancy, Child, Case, Milestone)}
    for at in range(have, have + number):
        family = another(case.family, reference=f"F-X-{at:06d}")
        mother = another(case.client, nhs_number="", family_name=f"Dychmygol{at}")
        baby = another(child.person)
        pregnancy = another(case.pregnancy, family_id=family.pk, mother_id=mother.pk)
        unborn = another(child, family_id=family.pk, person_id=baby.pk, pregnancy_id=pregnancy.pk)
        made = another(
            case, reference=f"JS-X-{at:06d}", family_id=family.pk, client_id=mother.pk, pregnancy_id=pregnancy.pk
        )
        for model, row in ((Family, family), (Pregnancy, pregnancy), (Child, unborn), (Case, made)):
            rows[model].append(row)
        rows[Person] += [mother, baby]
        rows[Milestone] += [
            another(one, case_id=made.pk, due_on=one.due_on + timedelta(days=at % 40 - 20), child_id=None)
            for one in clocks
        ]
    for model, found in rows.items():
        model._base_manager.bulk_create(found, batch_size=BATCH)  # type: ignore[attr-defined]
    let_it_be_seen(number)


def referrals_like(referral: Referral, number: int) -> None:
    """As many more undecided referrals, received and due on different days."""
    have = Referral.objects.count()
    Referral.objects.bulk_create(
        (
            another(
                referral,
                reference=f"R-X-{at:06d}",
                received_on=referral.received_on - timedelta(days=at % 40),
                due_date=referral.due_date + timedelta(days=at % 60) if referral.due_date else None,
                nhs_number="",
                family_name=f"Dychmygol{at}",
            )
            for at in range(have, have + number)
        ),
        batch_size=BATCH,
    )
    let_it_be_seen(number)


def let_it_be_seen(number: int) -> None:
    """Statistics of what came: PostgreSQL takes tables that were just filled to be empty, and joins them row by row."""
    if number >= BATCH:
        with owner_role(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
