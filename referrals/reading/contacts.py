"""The front door's inbox and one contact, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from activity.edits import InWords
from activity.errors import RuleBroken
from families.definitions import FrontDoorDefinition
from families.labels import by_key
from families.working_days import calendar_of
from referrals.actions.contacts import check_can_refer
from referrals.front_doors import definitions_newest_first, definitions_of
from referrals.models import Contact
from referrals.querysets import RECENT
from referrals.reading.checks import shortened

PAGE = 50
LISTS = ("open", "decided")
SECTIONS = {"source": "sources", "outcome": "outcomes", "tier": "tiers"}


@dataclass(frozen=True)
class Line:
    """One contact of a list. ``waited`` and ``over`` are working days."""

    contact: Contact
    name: str
    source: str
    outcome: str
    tier: str
    waited: int
    over: int

    @property
    def why(self) -> str:
        """The beginning of what was told."""
        return shortened(self.contact.reason, 160)


@dataclass(frozen=True)
class Inbox:
    lines: tuple[Line, ...]
    tallies: dict[str, int]
    late: int
    target: int | None
    oldest: int
    next: str


@dataclass(frozen=True)
class OneContact:
    """All that the page of a contact shows."""

    line: Line
    target: int
    may_work: bool
    may_refer: bool
    consent_needed: bool
    referral_opens: str


def read_contacts(user: User, today: date, *, which: str = "open", mark: str = "") -> Inbox:
    """A page of 50 of one list, those that wait longest first; a constant number of queries."""
    visible = Contact.objects.visible_to(user)
    waiting = visible.open()
    definitions = definitions_of(waiting.order_by().values_list("service", flat=True).distinct(), today)
    rows, following = _page(visible, which, mark, today)
    definitions |= definitions_of({row.service_id for row in rows} - set(definitions), today)
    late, oldest = _pressure(waiting, definitions, today)
    targets = {one.decision_working_days for one in definitions.values()}
    return Inbox(
        lines=tuple(line_of(row, definitions.get(row.service_id), today) for row in rows),
        tallies=visible.tallies(today),
        late=late,
        target=targets.pop() if len(targets) == 1 else None,
        oldest=oldest,
        next=following,
    )


def read_contact(contact: Contact, user: User, today: date) -> OneContact:
    """One contact with what may be done about it."""
    listed = definitions_newest_first(contact.service)
    line = line_of(contact, listed[0], today, earlier=listed[1:])
    try:
        check_can_refer(user, contact)
    except RuleBroken:
        may_refer = False
    else:
        may_refer = user.holds(Permission.SEND_REFERRAL)
    return OneContact(
        line=line,
        target=listed[0].decision_working_days,
        may_work=user.holds(Permission.WORK_CONTACTS, team=contact.team_id),
        may_refer=may_refer,
        consent_needed=contact.consent_needed,
        referral_opens="sent" if contact.referral and contact.referral.sent_by_id == user.pk else "",
    )


def line_of(
    contact: Contact,
    definition: FrontDoorDefinition | None,
    today: date,
    earlier: list[FrontDoorDefinition] | None = None,
) -> Line:
    """One contact in the words of its definition, or of an earlier one."""
    known = [one for one in (definition, *(earlier or [])) if one]
    waited = over = 0
    if contact.is_open and definition:
        waited = waited_for(contact.received_on, definition, today)
        over = max(0, waited - definition.decision_working_days)
    return Line(
        contact=contact,
        name=name_of(contact),
        source=_label(known, "sources", contact.source),
        outcome=_outcome(contact, known),
        tier=_label(known, "tiers", contact.tier) if contact.tier else "",
        waited=waited,
        over=over,
    )


def _outcome(contact: Contact, known: list[FrontDoorDefinition]) -> str:
    if contact.outcome:
        return _label(known, "outcomes", contact.outcome)
    return known[0].still_open.label.text(_language()) if known else ""


def words_of(contact: Contact) -> InWords:
    """What the keys of a contact mean, for two versions side by side."""
    known = definitions_newest_first(contact.service)

    def words(field: str, value: Any) -> str | None:
        if field == "outcome" and not value and known:
            return str(known[0].still_open.label.text(_language()))
        return _label(known, SECTIONS[field], value) if field in SECTIONS and value else None

    return words


def waited_for(received_on: date, definition: FrontDoorDefinition, today: date) -> int:
    """Working days since receipt; the day of receipt is not counted."""
    return max(0, calendar_of(definition.jurisdiction).count(received_on, today))


def name_of(contact: Contact) -> str:
    """Whom it is about: the child by name, the unborn by the mother's, or nobody."""
    if not contact.name:
        return _("Unborn child, no name given") if contact.unborn else _("No name given")
    return _("Unborn child of %(name)s") % {"name": contact.name} if contact.unborn else contact.name


def _page(visible: QuerySet[Contact], which: str, mark: str, today: date) -> tuple[list[Contact], str]:
    rows = visible.select_related("service", "team", "decided_by", "referral")
    field, sign = ("received_on", "") if which == "open" else ("decided_on", "-")
    rows = rows.filter(outcome="") if which == "open" else rows.filter(decided_on__gte=today - RECENT)
    rows = _after(rows, field, mark, descending=bool(sign)).order_by(f"{sign}{field}", f"{sign}id")
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    return found[:PAGE], f"{getattr(found[PAGE - 1], field)}_{found[PAGE - 1].pk}" if more else ""


def _after(rows: QuerySet[Contact], field: str, mark: str, *, descending: bool) -> QuerySet[Contact]:
    """The rows behind a mark; all of them for anything that is none."""
    try:
        day, key = mark.split("_")
        on, pk = date.fromisoformat(day), UUID(key)
    except ValueError:
        return rows
    way = "lt" if descending else "gt"
    return rows.filter(Q(**{f"{field}__{way}": on}) | Q(**{field: on, f"id__{way}": pk}))


def _pressure(waiting: QuerySet[Contact], definitions: dict[UUID, FrontDoorDefinition], today: date) -> tuple[int, int]:
    """How many are past the target, and the working days that the oldest has waited; one query."""
    rows = waiting.order_by().values_list("service", "received_on").annotate(n=Count("pk"))
    late = oldest = 0
    for service, received_on, number in rows:
        definition = definitions.get(service)
        if definition is None:
            continue
        waited = waited_for(received_on, definition, today)
        oldest = max(oldest, waited)
        late += number if waited > definition.decision_working_days else 0
    return late, oldest


def _label(definitions: list[FrontDoorDefinition], section: str, key: str) -> str:
    for definition in definitions:
        try:
            found = by_key(getattr(definition, section), key)
        except KeyError:
            continue
        return str(found.label.text(_language()))
    return key


def _language() -> str:
    return get_language() or "en"
