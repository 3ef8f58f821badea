"""What a partner's system has sent since, and nobody of the team has looked at."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from families.days import said
from referrals.models import Referral, SystemMessage

NewFact = tuple[str, str, str]
"""One field: its label, what stands here, what the sender says now."""


@dataclass(frozen=True)
class NewFacts:
    """``sent_at``: the newest message, by the sender's clock."""

    sent_at: datetime
    system: str
    facts: tuple[NewFact, ...]


def new_facts_of(referral: Referral) -> NewFacts | None:
    """What waits for a look; None where nothing does. One query."""
    unseen = SystemMessage.objects.filter(record__referral=referral, seen_at__isnull=True).exclude(held=[])
    rows = list(unseen.select_related("record__system"))
    if not rows:
        return None
    names = dict.fromkeys(name for row in rows for name in row.held)
    latest = rows[-1]
    facts = tuple(_fact(referral, name, latest.told.get(name)) for name in names)
    return NewFacts(latest.sent_at, latest.record.system.name, facts)


def _fact(referral: Referral, name: str, sent: Any) -> NewFact:
    field: Any = Referral._meta.get_field(name)
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:], _shown(field, getattr(referral, name)), _shown(field, sent)


def _shown(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return _("Nothing said")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if field.get_internal_type() == "DateField":
        day = value if isinstance(value, date) else parse_date(str(value))
        return said(day) if day else str(value)
    return str(dict(field.flatchoices).get(value, value))
