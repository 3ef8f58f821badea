"""Pregnancies and how their due dates were reached."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from families import gestation as sums
from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, gestation, one_of, past_day, text, yes_no
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, refers
from families.models import DueDateEstimate, FamilyMember, Pregnancy

METHOD = DueDateEstimate.Method
_RANK = {METHOD.STATED: 0, METHOD.LMP: 1, METHOD.SCAN: 2}


class PregnancySheet(Sheet):
    """A pregnancy of somebody in the family; its children stand in ``children``."""

    name = "pregnancies"
    about = "One row for each pregnancy, however many babies."
    columns = (
        refers("family", "families"),
        refers("mother", "people"),
        Column("booked_on", past_day, about="Day of the booking appointment."),
        Column("late_booking_reason", text(200), blank=""),
        Column("concealed", yes_no, blank=False),
    )
    after = ("members",)

    def look_up(self, rows: list[Row], run: Run) -> set[tuple[UUID, UUID]]:
        """Who has a place in which family."""
        places = FamilyMember.objects.filter(family__in=ids(rows, "family"), person__in=ids(rows, "mother"))
        return set(places.values_list("family_id", "person_id"))

    def faults(self, row: Row, facts: set[tuple[UUID, UUID]], run: Run) -> Iterable[Fault]:
        if (row["family"], row["mother"]) not in facts:
            yield Fault("mother", _("She has no place in this family (members.csv)."))

    def records(self, row: Row, facts: object, run: Run) -> list[Fresh]:
        pregnancy = fresh(
            Pregnancy,
            family_id=row["family"],
            mother_id=row["mother"],
            booked_on=row["booked_on"],
            late_booking_reason=row["late_booking_reason"],
            concealed=row["concealed"],
            **run.stamp(),
        )
        return [pregnancy]


class DueDateSheet(Sheet):
    """An estimate; the due date is computed from a period or a scan, and told only when stated."""

    name = "due_dates"
    about = "Estimates of the due date. A scan supersedes a period, a period what was told."
    columns = (
        refers("pregnancy", "pregnancies"),
        Column("method", one_of(*METHOD.values), required=True),
        Column("basis_on", past_day, about="First day of the last period, or day of the scan."),
        Column("gestation", gestation, about="At the scan, such as 12+3."),
        Column("due_date", day, about="Only for the method stated."),
        Column("agreed_on", past_day, required=True),
    )

    def faults(self, row: Row, facts: None, run: Run) -> Iterable[Fault]:
        wanted = {
            METHOD.LMP: ("basis_on",),
            METHOD.SCAN: ("basis_on", "gestation"),
            METHOD.STATED: ("due_date",),
        }
        for column in ("basis_on", "gestation", "due_date"):
            filled, needed = row[column] is not None, column in wanted[row["method"]]
            if needed and not filled:
                yield Fault(column, _("This must not be empty for the method %s.") % row["method"])
            elif filled and not needed:
                yield Fault(column, _("This must be empty for the method %s.") % row["method"])
        yield from _impossible(row)

    def records(self, row: Row, facts: None, run: Run) -> list[Fresh]:
        estimate = fresh(
            DueDateEstimate,
            pregnancy_id=row["pregnancy"],
            method=row["method"],
            basis_on=row["basis_on"],
            gestation_days=row["gestation"],
            due_date=_due(row),
            agreed_on=row["agreed_on"],
            **run.stamp(),
        )
        return [estimate]

    def finish(self, rows: list[Row], facts: None, run: Run) -> None:
        """Put the best estimate in force, as ``record_due_date`` does."""
        changed = list(Pregnancy.objects.filter(pk__in=ids(rows, "pregnancy")).prefetch_related("estimates"))
        for pregnancy in changed:
            best = max(pregnancy.estimates.all(), key=lambda one: (_RANK[METHOD(one.method)], one.agreed_on, one.pk))
            pregnancy.due_date = best.due_date
        Pregnancy.objects.bulk_update(changed, ["due_date"], batch_size=1000)


def _impossible(row: Row) -> Iterable[Fault]:
    due = _due(row)
    if due is None:
        return
    if row["basis_on"] and row["basis_on"] > row["agreed_on"]:
        yield Fault("basis_on", _("This is after the day on which the estimate was agreed."))
    try:
        sums.check_due_date(due, row["agreed_on"])
    except sums.GestationError as impossible:
        yield Fault("due_date" if row["method"] == METHOD.STATED else "basis_on", str(impossible))


def _due(row: Row) -> date | None:
    if row["method"] == METHOD.STATED:
        return row["due_date"]
    if row["basis_on"] is None:
        return None
    if row["method"] == METHOD.LMP:
        return sums.due_date_from_period(row["basis_on"])
    return sums.due_date_from_scan(row["basis_on"], sums.Gestation(row["gestation"])) if row["gestation"] else None
