"""Writing a batch of sound rows. Where the database refuses, the batch is halved until the row is found."""

import re
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.importing import bulk
from families.importing.bulk import Fresh, fresh
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Row, Sheet
from families.models import ImportedRow

# What the database's own rules mean for a spreadsheet. Others are named as they are.
MEANINGS = {
    "nhs_number_once_per_partnership": ("nhs_number", gettext_lazy("Somebody else has this NHS number.")),
    "one_place_in_a_family_at_a_time": (
        "person",
        gettext_lazy("This person has a place in the family on these days."),
    ),
    "one_usual_name_at_a_time": ("", gettext_lazy("Two names in use overlap.")),
    "one_owner_per_slot_at_a_time": (
        "starts",
        gettext_lazy("Somebody else holds this role of the case on these days."),
    ),
    "one_status_of_a_kind_at_a_time": (
        "starts",
        gettext_lazy("A status of this kind already holds on these days."),
    ),
    "one_open_case_per_client_and_pregnancy": (
        "client",
        gettext_lazy("There is an open case about this already."),
    ),
    "one_open_case_per_client_and_child": (
        "client",
        gettext_lazy("There is an open case about this already."),
    ),
    "birth_order_once_per_pregnancy": (
        "birth_order",
        gettext_lazy("Another child has this place in the pregnancy."),
    ),
    "one_separation_a_day": ("separated_on", gettext_lazy("A separation on this day is there already.")),
    "one_closure_in_force": ("case", gettext_lazy("The case has a closure already.")),
    "one_hand_over_per_child_and_slot": ("child", gettext_lazy("This hand-over is there already.")),
    "one_reading_of_a_kind_a_day": ("assessed_on", gettext_lazy("These scores are there already.")),
    "user_email_any_case": ("email", gettext_lazy("Somebody signs in with this address already.")),
    "case_closes_after_opening": ("signed_on", gettext_lazy("The case would close before it opened.")),
    "allocation_ends_after_it_starts": (
        "signed_on",
        gettext_lazy("The case would close before an allocation began."),
    ),
}
_NAME = re.compile(r'constraint "([a-z0-9_]+)"')


def store(sheet: Sheet, rows: list[Row], facts: Any, run: Run) -> None:
    """Write the records of the rows, and that the rows were taken."""
    if not rows:
        return
    try:
        with transaction.atomic():
            _write(sheet, rows, facts, run)
    except (IntegrityError, DataError) as refused:
        if len(rows) == 1:
            _report(sheet, rows[0], refused, run)
            return
        half = len(rows) // 2
        store(sheet, rows[:half], facts, run)
        store(sheet, rows[half:], facts, run)


def _write(sheet: Sheet, rows: list[Row], facts: Any, run: Run) -> None:
    records = []
    for row in rows:
        row.record = None
        made = sheet.records(row, facts, run)
        row.record = row.record or made[0].pk
        records += made
    bulk.insert(records)
    sheet.finish(rows, facts, run)
    bulk.insert(_taken(sheet, row, run) for row in rows)
    run.counts[sheet.name] = run.counts.get(sheet.name, 0) + len(rows)


def _taken(sheet: Sheet, row: Row, run: Run) -> Fresh:
    return fresh(
        ImportedRow,
        partnership=run.partnership,
        source=run.source,
        sheet=sheet.name,
        key=row.key,
        digest=row.digest,
        object_id=row.record,
        **run.stamp(),
    )


def _report(sheet: Sheet, row: Row, refused: Exception, run: Run) -> None:
    found = _NAME.search(str(refused))
    rule = found[1] if found else ""
    column, message = MEANINGS.get(rule, ("", _("The database refuses this row (%s).") % (rule or refused)))
    run.problems.add_all(sheet.file, row.number, [Fault(column, str(message))])
    run.problems.mark(sheet.name, row.key)
