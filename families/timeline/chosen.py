"""What people added to a case by choice, on its timeline: the network, and what the chronology tells by hand."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from families.definition_of import rules_of
from families.models import AgencyContact, ChronologyEntry
from families.reading.statuses import word_of
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, Whole, told

SHOWN = 240


def _written(asked: Asked) -> QuerySet:
    """Entries of the chronology that were written by hand; those taken from an event stand there already."""
    rows = ChronologyEntry.objects.filter(case=asked.case, event_kind="", removed_on=None)
    return told(
        rows, at=AtNoon("happened_on"), kind="chronology", key=True, what=Substr("what", 1, SHOWN), source="source",
        by="entered_by__name", full=Whole(F("what"), F("significance")),
    )  # fmt: skip


def _entry(line: Line, telling: Telling) -> TimelineEntry:
    facts: Any = line.told
    return TimelineEntry(
        at=line.at, kind=line.kind, title=facts["what"], text=facts["source"], by=facts["by"] or "", key=line.key,
        url=reverse("families:chronology", args=[telling.case.pk]), all_day=True,
    )  # fmt: skip


def _joined(asked: Asked) -> QuerySet:
    rows = AgencyContact.objects.filter(case=asked.case)
    return told(rows, at=AtNoon("starts"), kind="network", role="role", name="name", organisation="organisation")


def _left(asked: Asked) -> QuerySet:
    rows = AgencyContact.objects.filter(case=asked.case, ends__isnull=False)
    return told(rows, at=AtNoon("ends"), kind="network", role="role", name="name", organisation="organisation")


def _came(line: Line, telling: Telling) -> TimelineEntry:
    return _of_agency(line, telling, _("Joined the network: %(role)s"))


def _went(line: Line, telling: Telling) -> TimelineEntry:
    return _of_agency(line, telling, _("Left the network: %(role)s"))


def _of_agency(line: Line, telling: Telling, title: str) -> TimelineEntry:
    facts: Any = line.told
    role = word_of(rules_of(telling.case).agency_roles, facts["role"])
    text = ", ".join(part for part in (facts["name"], facts["organisation"]) if part)
    url = reverse("families:network", args=[telling.case.pk])
    return TimelineEntry(at=line.at, kind=line.kind, title=title % {"role": role}, text=text, url=url, all_day=True)


SOURCES = (
    TimelineSource(("chronology",), _written, _entry),
    TimelineSource(("network",), _joined, _came),
    TimelineSource(("network",), _left, _went),
)
