"""The sheet of contacts at a front door, for the importer of families."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from families.definitions import FrontDoorDefinition
from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, key_of, one_of, past_day, text, yes_no
from families.importing.kinds.families import references
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, in_order
from families.models import ServiceKind
from referrals.models import ConsentAnswer, Contact


class ContactSheet(Sheet):
    """A contact as it came and what was decided; nobody need be named in it."""

    name = "contacts"
    about = "Contacts at a front door, with what was decided. Only for a service of that kind."
    service_kind = ServiceKind.FRONT_DOOR
    columns = (
        Column("received_on", past_day, required=True),
        Column("source", key_of("sources"), required=True),
        Column("told_by", text(120), blank="", about="Name of whoever made contact."),
        Column("agency", text(120), blank=""),
        Column("unborn", yes_no, blank=False, about="The name is then the mother's."),
        Column("given_name", text(100), blank=""),
        Column("family_name", text(100), blank=""),
        Column("date_of_birth", past_day),
        Column("due_date", day, about="Where the child is unborn."),
        Column("reason", text(20_000), required=True),
        Column("tier", key_of("tiers"), blank=""),
        Column("consent", one_of(*ConsentAnswer.values), blank=ConsentAnswer.NOT_ASKED),
        Column("outcome", key_of("outcomes"), blank="", about="Empty: not decided yet."),
        Column("decided_on", past_day),
        Column("why", text(500), blank=""),
        Column("without_consent", text(200), blank="", about="Lawful reason to go on without consent."),
    )

    def look_up(self, rows: list[Row], run: Run) -> dict[str, str]:
        """References for the rows."""
        given = references(rows, "received_on", _definition(run).reference_prefix, run)
        return {row.key: reference for row, reference in zip(rows, given, strict=True)}

    def faults(self, row: Row, facts: dict[str, str], run: Run) -> Iterable[Fault]:
        yield from in_order(row, "received_on", "decided_on", _("It cannot be decided before it was received."))
        yield from in_order(row, "date_of_birth", "received_on", _("The child is born after the contact: unborn."))
        if bool(_outcome(row, run)) != bool(row["decided_on"]):
            yield Fault("decided_on", _("Give the outcome and its day, or neither."))
        if row["unborn"] and row["date_of_birth"]:
            yield Fault("date_of_birth", _("The unborn have no date of birth."))
        if row["due_date"] and not row["unborn"]:
            yield Fault("due_date", _("Only for a child that is unborn."))
        if _needs_consent(row, run) and row["consent"] != ConsentAnswer.GIVEN and not row["without_consent"]:
            yield Fault("consent", _("This outcome needs consent, or the lawful reason to go on without."))

    def records(self, row: Row, facts: dict[str, str], run: Run) -> list[Fresh]:
        told = (
            "received_on", "source", "told_by", "agency", "unborn", "given_name", "family_name", "date_of_birth",
            "due_date", "reason", "tier", "consent", "decided_on", "why", "without_consent",
        )  # fmt: skip
        contact = fresh(
            Contact,
            partnership=run.partnership,
            reference=facts[row.key],
            service=run.service,
            team=run.team,
            outcome=_outcome(row, run),
            consent_needed=_needs_consent(row, run),
            **{name: row[name] for name in told},
            **run.stamp(),
        )
        return [contact]


def _definition(run: Run) -> FrontDoorDefinition:
    found = run.definitions[0]
    assert isinstance(found, FrontDoorDefinition)  # noqa: S101  (the engine takes the sheet for no other kind)
    return found


def _outcome(row: Row, run: Run) -> str:
    """The key of the outcome; empty for one that counts as open."""
    key: str = row["outcome"]
    return key if key and run.section("outcomes")[key].counts_as != "open" else ""


def _needs_consent(row: Row, run: Run) -> bool:
    key = _outcome(row, run)
    if not key:
        return False
    tier = run.section("tiers").get(row["tier"])
    return run.section("outcomes")[key].needs_consent and not (tier and tier.safeguarding)
