"""Messages of partners' systems: one referral for one record of theirs, however often and in whatever order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import PartnerSystem, Team, User
from accounts.roles import Permission
from activity.edits import save_edit
from activity.errors import RuleBroken
from activity.notify import notify
from families.days import today
from families.models import Service
from referrals.access import OPEN_STATES
from referrals.actions.receiving import receive_referral
from referrals.errors import NotYourInbox
from referrals.models import Referral, SourceRecord, SystemMessage

Outcome = SystemMessage.Outcome
CLOCKS_APART = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours."""

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("due_date", "due_date_source", "due_date_basis_on", "due_date_gestation_days"),
    ("safety_asked", "safe_channels", "safe_times", "safety", "never_alone"),
    ("client_kind", "mother_given_name", "mother_family_name", "mother_date_of_birth"),
    ("booked_on", "late_booking_key", "late_booking_reason"),
    ("concealed", "concealment_key"),
    ("born_on", "born_first_reason"),
    ("address", "postcode", "no_fixed_abode"),
)
"""Facts that make sense only together: all of a group are taken over, or none."""


class PlaceTaken(RuleBroken):
    """Two messages of one record cannot stand at one place of the sender's order."""

    message = _("Another message with this sent_at and sequence says something else.")


class FromTheFuture(RuleBroken):
    """A message that claims to be newer than all that may still come."""

    message = _("This lies in the future. Check the clock of the sending system.")


class WentElsewhere(RuleBroken):
    """A record of the sender is one referral, to one team."""

    message = _("This reference has been sent to another team already.")


@dataclass(frozen=True)
class Envelope:
    """Whose message it is, about which of their records, and its place in their order."""

    system: PartnerSystem
    reference: str
    sent_at: datetime
    sequence: int = 0

    @property
    def place(self) -> tuple[datetime, int]:
        return self.sent_at, self.sequence


@transaction.atomic(savepoint=False)
def take_message(
    *, envelope: Envelope, service: Service, team: Team, told: Mapping[str, Any], by: User
) -> SystemMessage:
    """Keep a message; make the referral from the first one that arrives, renew it from each newer one.

    What the sender changed since the last message is taken over while nothing is decided, except
    where somebody here has filled the fact in meanwhile. That, and everything after the decision, is
    left as it is and shown to the team. Raises PlaceTaken, FromTheFuture or WentElsewhere.
    """
    if envelope.sent_at > timezone.now() + CLOCKS_APART:
        raise FromTheFuture(field="sent_at")
    _one_at_a_time(envelope)
    found = SourceRecord.objects.select_related("referral__team").filter(
        system=envelope.system, reference=envelope.reference
    )
    record = found.first()
    facts = plain(told)
    if record is None:
        return _first(envelope, service, team, told, facts, by)
    if (record.referral.team_id, record.referral.service_id) != (team.pk, service.pk):
        raise WentElsewhere(field="to")
    return _next(record, envelope, told, facts, by)


@transaction.atomic
def note_new_facts(*, referral: Referral, by: User) -> int:
    """Somebody of the team has read what arrived; returns how many messages that were. Raises NotYourInbox."""
    if not by.holds(Permission.TRIAGE, team=referral.team_id):
        raise NotYourInbox
    rows = SystemMessage.objects.filter(record__referral=referral, seen_at__isnull=True).exclude(held=[])
    return rows.update(seen_at=timezone.now(), seen_by=by)


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they read when they come back from the database."""
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def _one_at_a_time(envelope: Envelope) -> None:
    """Messages about one record wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        name = f"source:{envelope.system.pk}:{envelope.reference}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _first(
    envelope: Envelope, service: Service, team: Team, told: Mapping[str, Any], facts: dict[str, Any], by: User
) -> SystemMessage:
    referral = receive_referral(service=service, team=team, told=told, received_on=today(), sent_by=by, by=by)
    record = SourceRecord.objects.create(
        system=envelope.system,
        reference=envelope.reference,
        referral=referral,
        last_sent_at=envelope.sent_at,
        last_sequence=envelope.sequence,
        entered_by=by,
    )
    return _keep(record, envelope, facts, Outcome.RECEIVED, by)


def _next(
    record: SourceRecord, envelope: Envelope, told: Mapping[str, Any], facts: dict[str, Any], by: User
) -> SystemMessage:
    last = record.messages.order_by("sent_at", "sequence", "id").last()
    known = last.told if last else {}
    if envelope.place < (record.last_sent_at, record.last_sequence):
        return _keep(record, envelope, facts, Outcome.OLDER, by)
    if envelope.place == (record.last_sent_at, record.last_sequence):
        if facts != known:
            raise PlaceTaken(field="sequence")
        return _keep(record, envelope, facts, Outcome.UNCHANGED, by)
    record.last_sent_at, record.last_sequence = envelope.place
    record.save(update_fields=["last_sent_at", "last_sequence"])
    changed = [name for name, fact in facts.items() if fact != known.get(name)]
    referral = Referral.objects.select_for_update(of=("self",)).select_related("team").get(pk=record.referral_id)
    apply, held = _shared_out(referral, changed, known, facts)
    if apply:
        changes = {name: told[name] for name in apply}
        save_edit(referral, expected_version=referral.version, changes=changes, by=by)
    if held or "born_on" in apply:
        _tell_managers(referral, by, born="born_on" in apply)
    outcome = Outcome.FOR_THE_TEAM if held else Outcome.UPDATED if apply else Outcome.UNCHANGED
    return _keep(record, envelope, facts, outcome, by, held)


def _shared_out(
    referral: Referral, changed: list[str], known: dict[str, Any], facts: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """What is taken over now, and what the team has to look at first."""
    here = plain({name: getattr(referral, name) for name in facts})
    apply: list[str] = []
    held: list[str] = []
    for group in _groups(changed):
        names = [name for name in group if name in facts]
        if all(here[name] == facts[name] for name in names):
            continue
        free = referral.state in OPEN_STATES and all(here[name] == known.get(name) for name in names)
        (apply if free else held).extend(names if free else [name for name in names if here[name] != facts[name]])
    return apply, held


def _groups(changed: list[str]) -> list[tuple[str, ...]]:
    grouped = [group for group in TOGETHER if set(group) & set(changed)]
    alone = [(name,) for name in changed if not any(name in group for group in TOGETHER)]
    return [*grouped, *alone]


def _keep(
    record: SourceRecord,
    envelope: Envelope,
    facts: dict[str, Any],
    outcome: Outcome,
    by: User,
    held: list[str] | None = None,
) -> SystemMessage:
    return SystemMessage.objects.create(
        record=record,
        sent_at=envelope.sent_at,
        sequence=envelope.sequence,
        told=facts,
        outcome=outcome,
        held=held or [],
        entered_by=by,
    )


def _tell_managers(referral: Referral, by: User, *, born: bool) -> None:
    link = reverse("referrals:referral", args=[referral.pk])
    for manager in User.objects.able_to(Permission.TRIAGE, team=referral.team, on=today()):
        with translation.override(manager.language):
            told = _("%(reference)s: new facts have arrived. The baby is born.") if born else _(
                "%(reference)s: new facts have arrived. Please look."
            )  # fmt: skip
            text = str(told) % {"reference": referral.reference}
        notify(user=manager, kind="referral", text=text, link=link, email=born, by=by)
