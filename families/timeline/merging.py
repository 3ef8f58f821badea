"""That two records were merged, or taken apart again; and the notes that a merge set aside."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Permission
from families.models import Case, Merge, VisitCase
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import told

SHOWN = 300


def _of_the_client(asked: Asked) -> QuerySet[Merge]:
    client = Case.objects.filter(pk=asked.case).values("client")
    return Merge.objects.filter(Q(kept__in=client) | Q(merged__in=client))


def _names() -> dict[str, Any]:
    parts = ("given_name", "family_name")
    return {f"{side}_{part}": f"{side}__{part}" for side in ("kept", "merged") for part in parts}


def _merged(asked: Asked) -> QuerySet:
    more: dict[str, Any] = {"merge": "pk", "text": "why", "by": "entered_by__name", **_names()}
    return told(_of_the_client(asked), at="entered_at", kind="merge", key=True, **more)


def _undone(asked: Asked) -> QuerySet:
    rows = _of_the_client(asked).filter(undone_at__isnull=False)
    more: dict[str, Any] = {"merge": "pk", "text": "undone_why", "by": "undone_by__name", **_names()}
    return told(rows, at="undone_at", kind="merge", key=True, **more)


def _notes(asked: Asked) -> QuerySet:
    """A visit that counted in both cases has two notes; the second stays with the joined case."""
    rows = VisitCase.objects.filter(case__merged_into=asked.case, note__isnull=False)
    at = Coalesce("visit__happened_at", "note__entered_at")
    text = Substr("note__text", 1, SHOWN)
    return told(
        rows,
        at=at,
        kind="visit",
        reference="case__reference",
        text=text,
        by="note__signed_by__name",
        full=F("note__text"),
    )


def _named(line: Line, side: str) -> str:
    name = f"{line.told[f'{side}_given_name']} {line.told[f'{side}_family_name']}".strip()
    return name or _("Baby without a name")


def _entry(line: Line, telling: Telling, title: str) -> TimelineEntry:
    """Only those who may undo a merge are led to it."""
    may = telling.user.holds(Permission.TRIAGE, team=telling.case.team_id)
    url = reverse("families:merge", args=[line.told["merge"]]) if may else ""
    return _line(line, title, url=url)


def _line(line: Line, title: str, *, url: str = "") -> TimelineEntry:
    facts = line.told
    return TimelineEntry(
        at=line.at, kind=line.kind, title=title, text=facts["text"], by=facts["by"] or "", key=line.key, url=url
    )


def _merged_words(line: Line, telling: Telling) -> TimelineEntry:
    names = {"merged": _named(line, "merged"), "kept": _named(line, "kept")}
    return _entry(line, telling, _("%(merged)s merged into %(kept)s") % names)


def _undone_words(line: Line, telling: Telling) -> TimelineEntry:
    names = {"merged": _named(line, "merged"), "kept": _named(line, "kept")}
    return _entry(line, telling, _("Merge undone: %(merged)s, %(kept)s") % names)


def _note_words(line: Line, telling: Telling) -> TimelineEntry:
    return _line(line, _("Note of the joined case %(reference)s") % {"reference": line.told["reference"]})


SOURCES = (
    TimelineSource(("merge",), _merged, _merged_words),
    TimelineSource(("merge",), _undone, _undone_words),
    TimelineSource(("visit",), _notes, _note_words),
)
