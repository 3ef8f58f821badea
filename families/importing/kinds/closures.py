"""Closures: the reason, the scores or why there are none, and the second person who signed."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import key_of, past_day, text
from families.importing.kinds.cases import cases_of
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, in_order, refers
from families.models import Allocation, Case, Closure


class ClosureSheet(Sheet):
    """A signed closure closes the case and ends its allocations on that day."""

    name = "closures"
    about = "How cases ended. Without the day of signing the case is still closing."
    columns = (
        refers("case", "cases"),
        Column("reason", key_of("closing_reasons"), required=True),
        Column("asked_on", past_day, required=True),
        refers("asked_by", "workers", required=False),
        Column("signed_on", past_day, about="Day of the manager's signature: the closing day."),
        refers("signed_by", "workers", required=False),
        Column("end_scores_missing_reason", text(200), blank=""),
        Column("note", text(20_000), blank=""),
    )
    after = ("allocations", "visits", "births", "losses")

    def look_up(self, rows: list[Row], run: Run) -> dict[UUID, Case]:
        return cases_of(rows)

    def faults(self, row: Row, facts: dict[UUID, Case], run: Run) -> Iterable[Fault]:
        yield from in_order(row, "asked_on", "signed_on", _("A closure cannot be signed before it is asked for."))
        if row["asked_on"] < facts[row["case"]].opened_on:
            yield Fault("asked_on", _("A case cannot close before it was accepted."))
        if bool(row["signed_on"]) != bool(row["signed_by"]):
            yield Fault("signed_by", _("Give the day of signing and who signed, or neither."))
        if row["signed_by"] and row["signed_by"] == row["asked_by"]:
            yield Fault("signed_by", _("A second person signs a closure."))

    def records(self, row: Row, facts: dict[UUID, Case], run: Run) -> list[Fresh]:
        reason = run.section("closing_reasons")[row["reason"]]
        closure = fresh(
            Closure,
            case_id=row["case"],
            reason=row["reason"],
            is_loss=reason.is_loss,
            is_transfer=reason.is_transfer,
            note=row["note"],
            end_scores_missing_reason=row["end_scores_missing_reason"],
            asked_on=row["asked_on"],
            asked_by_id=row["asked_by"],
            signed_on=row["signed_on"],
            signed_by_id=row["signed_by"],
            **run.stamp(),
        )
        return [closure]

    def finish(self, rows: list[Row], facts: dict[UUID, Case], run: Run) -> None:
        """Close the cases as ``stage_of`` will find them, and end what is open in them."""
        signed = {row["case"]: row["signed_on"] for row in rows if row["signed_on"]}
        closed = [facts[case] for case in signed]
        for case in closed:
            case.closed_on, case.stage, case.stage_since = signed[case.pk], "closed", signed[case.pk]
        Case.objects.bulk_update(closed, ["closed_on", "stage", "stage_since"], batch_size=1000)
        held = Allocation.objects.filter(case__in=closed, ends__isnull=True).select_related("case")
        ending = list(held.annotate(closing_day=F("case__closed_on")))
        for allocation in ending:
            allocation.ends = signed[allocation.case_id]
        Allocation.objects.bulk_update(ending, ["ends"], batch_size=1000)
