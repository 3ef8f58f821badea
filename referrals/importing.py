"""The sheet of referrals, for the importer of families."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from families.importing.bulk import Fresh, fresh
from families.importing.cells import day, key_of, nhs_number, one_of, past_day, postcode, text, whole, yes_no
from families.importing.kinds.families import references
from families.importing.problems import Fault
from families.importing.run import Run
from families.importing.sheets import Column, Row, Sheet, ids, in_order, refers
from families.models import Case, DueDateEstimate
from referrals.models import ClientKind, ConsentAnswer, Decision, Referral, State

REFERRAL_PREFIX = "R"
Kind = Decision.Kind
LAST_DECISIONS = (Kind.ACCEPTED.value, Kind.WAITING.value, Kind.DECLINED.value, Kind.REDIRECTED.value)


class ReferralSheet(Sheet):
    """A referral as it came and what was decided; an accepted one names its case."""

    name = "referrals"
    about = "Referrals as received, with the decision. Those declined or waiting name no case."
    columns = (
        Column("source", key_of("referral_sources"), required=True),
        Column("received_on", past_day, required=True),
        Column("referrer_name", text(120), blank=""),
        Column("referrer_agency", text(120), blank=""),
        Column("client", one_of(*ClientKind.values), blank=ClientKind.MOTHER),
        refers("person", "people", required=False, about="Who it turned out to be, where they are known."),
        refers("case", "cases", required=False, about="The case it opened, where it was accepted."),
        Column("given_name", text(100), required=True, about="As written by the referrer."),
        Column("family_name", text(100), required=True),
        Column("date_of_birth", past_day),
        Column("nhs_number", nhs_number, blank=""),
        Column("address", text(250), blank=""),
        Column("postcode", postcode, blank=""),
        Column("no_fixed_abode", yes_no, blank=False),
        Column("phone", text(30), blank=""),
        Column("language", text(8), blank=""),
        Column("due_date", day),
        Column("due_date_source", one_of(*DueDateEstimate.Method.values), blank=""),
        Column("babies", whole(1, 6), blank=1),
        Column("booked_on", past_day),
        Column("concealed", yes_no, blank=False),
        Column("born_on", past_day, about="Where the baby came before the referral."),
        Column("born_first_reason", text(200), blank=""),
        Column("reason", text(20_000), required=True),
        Column("safety", text(2_000), blank="", about="What must be known before contact."),
        Column("safety_asked", yes_no, blank=False),
        Column("consent", one_of(*ConsentAnswer.values), required=True),
        Column("decision", one_of(*LAST_DECISIONS), blank="", about="Empty: not decided yet."),
        Column("decided_on", past_day),
        refers("decided_by", "workers", required=False),
        Column("decline_reason", key_of("decline_reasons"), blank=""),
        Column("why", text(500), blank=""),
        Column("review_on", day, about="For those waiting."),
        Column("destination", text(120), blank="", about="For those redirected."),
        Column("acknowledged_on", past_day),
    )
    after = ("closures",)

    def look_up(self, rows: list[Row], run: Run) -> tuple[dict[str, str], dict[UUID, Case]]:
        """References for the rows, and the cases that they name."""
        given = zip(rows, references(rows, "received_on", REFERRAL_PREFIX, run), strict=True)
        return {row.key: reference for row, reference in given}, Case.objects.in_bulk(ids(rows, "case"))

    def faults(self, row: Row, facts: tuple[dict[str, str], dict[UUID, Case]], run: Run) -> Iterable[Fault]:
        yield from in_order(row, "received_on", "decided_on", _("It cannot be decided before it was received."))
        yield from _wrong_decision(row)
        if row["due_date"] and not row["due_date_source"]:
            yield Fault("due_date_source", _("Say where the due date comes from."))
        case = facts[1].get(row["case"]) if row["case"] else None
        if case and case.referred_on != row["received_on"]:
            yield Fault("received_on", _("The case says that it was referred on another day."))
        if case and row["person"] and case.client_id != row["person"]:
            yield Fault("person", _("The case is somebody else's."))

    def records(self, row: Row, facts: tuple[dict[str, str], dict[UUID, Case]], run: Run) -> list[Fresh]:
        told = (
            "source", "referrer_name", "referrer_agency", "received_on", "given_name", "family_name",
            "date_of_birth", "nhs_number", "address", "postcode", "no_fixed_abode", "phone", "language",
            "due_date", "due_date_source", "booked_on", "concealed", "born_on", "born_first_reason",
            "reason", "safety", "safety_asked", "consent",
        )  # fmt: skip
        referral = fresh(
            Referral,
            partnership=run.partnership,
            reference=facts[0][row.key],
            service=run.service,
            team=run.team,
            client_kind=row["client"],
            fetuses=row["babies"],
            state=row["decision"] or State.RECEIVED,
            person_id=row["person"],
            case_id=row["case"],
            **{name: row[name] for name in told},
            **run.stamp(),
        )
        return [referral, *_decisions(referral, row, run)]


def _decisions(referral: Fresh, row: Row, run: Run) -> Iterable[Fresh]:
    if row["decision"]:
        yield fresh(
            Decision,
            referral=referral,
            kind=row["decision"],
            decided_on=row["decided_on"],
            decided_by_id=row["decided_by"],
            reason=row["decline_reason"],
            why=row["why"],
            review_on=row["review_on"],
            destination=row["destination"],
            acknowledged_on=row["acknowledged_on"],
            **run.stamp(),
        )


def _wrong_decision(row: Row) -> Iterable[Fault]:
    kind = row["decision"]
    if bool(kind) != bool(row["decided_on"]):
        yield Fault("decided_on", _("Give the decision and its day, or neither."))
    if (kind == Decision.Kind.ACCEPTED) != bool(row["case"]):
        yield Fault("case", _("An accepted referral names its case, and only that."))
    if kind in (Decision.Kind.DECLINED, Decision.Kind.REDIRECTED, Decision.Kind.WAITING) and not _why(row):
        yield Fault("why", _("Say why."))
    if row["decline_reason"] and kind != Decision.Kind.DECLINED:
        yield Fault("decline_reason", _("Only for a referral that was declined."))
    if (kind == Decision.Kind.WAITING) != bool(row["review_on"]):
        yield Fault("review_on", _("What waits has a day of review, and only that."))
    if (kind == Decision.Kind.REDIRECTED) != bool(row["destination"]):
        yield Fault("destination", _("A redirected referral has a destination, and only that."))


def _why(row: Row) -> str:
    return row["why"] or row["decline_reason"]
