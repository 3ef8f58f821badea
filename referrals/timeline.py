"""What a case's timeline says of the referrals that led to it: each as received and as decided.

Only referrals of this very case: what led to the other parent's case stays with that case.
"""

from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateTimeField, F, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Permission
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told
from referrals.models import Decision, Referral
from referrals.reading.labels import labels_of


def _received(asked: Asked) -> QuerySet:
    return told(
        Referral.objects.filter(case=asked.case), at=Coalesce("received_at", AtNoon("received_on")), kind="referral",
        key=True, id="id", team="team_id", reference="reference", service="service_id", source="source",
        agency="referrer_agency", by="referrer_name",
    )  # fmt: skip


def _as_received(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    service = UUID(fact["service"])
    labels = labels_of({service}, telling.case.opened_on)
    named = Referral(service_id=service, source=fact["source"], referrer_agency=fact["agency"])
    title = _("Referral %(reference)s received") % {"reference": fact["reference"]}
    return TimelineEntry(
        line.at, line.kind, title, labels.source(named), fact["by"], _link(fact, telling), key=line.key
    )


def _decided(asked: Asked) -> QuerySet:
    """At the moment of entry, or on the day alone where the decision is told from before that day."""
    at_once = When(decided_on=TruncDate("entered_at", tzinfo=UTC), then=F("entered_at"))
    return told(
        Decision.objects.filter(referral__case=asked.case),
        at=Choice(at_once, default=AtNoon("decided_on"), output_field=DateTimeField()),
        kind="referral", what="kind", by="decided_by__name", id="referral_id", team="referral__team_id",
    )  # fmt: skip


def _as_decided(line: Line, telling: Telling) -> TimelineEntry:
    what = Decision(kind=line.told["what"]).get_kind_display().lower()
    title = _("Referral: %(what)s") % {"what": what}
    return TimelineEntry(line.at, line.kind, title, by=line.told["by"] or "", url=_link(line.told, telling))


def _link(fact: Any, telling: Telling) -> str:
    if fact["team"] and telling.user.holds(Permission.SEE_REFERRALS, team=UUID(fact["team"])):
        return reverse("referrals:referral", args=[fact["id"]])
    return ""


SOURCES = (
    TimelineSource(("referral",), _received, _as_received),
    TimelineSource(("referral",), _decided, _as_decided),
)
