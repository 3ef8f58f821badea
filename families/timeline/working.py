"""On the timeline of a case: what was said of it in supervision, shared with others, and its way from team to team."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from families.definition_of import rules_of
from families.models import SharingEntry, SupervisionCase, Transfer
from families.reading.statuses import word_of
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told

SHOWN = 200


def _supervisions(asked: Asked) -> QuerySet:
    """The case part alone: the personal part is in another table, which nothing here reads."""
    return told(
        SupervisionCase.objects.filter(case=asked.case), at=AtNoon("supervision__held_on"), kind="supervision",
        what="supervision__kind", text=Substr("discussion", 1, SHOWN), by="supervision__supervisor__name",
        full=F("discussion"),
    )  # fmt: skip


def _supervision(line: Line, telling: Telling) -> TimelineEntry:
    label = word_of(rules_of(telling.case).supervisions, line.told["what"])
    return _entry(line, _("Discussed: %(supervision)s") % {"supervision": label}, line.told["text"])


def _asked(asked: Asked) -> QuerySet:
    rows = Transfer.objects.filter(case=asked.case)
    return told(rows, at=AtNoon("asked_on"), kind="transfer", team="to_team__name", text="reason", by="asked_by__name")


def _asked_words(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Transfer asked for: %(team)s") % {"team": line.told["team"]}, line.told["text"])


def _accepted(asked: Asked) -> QuerySet:
    rows = Transfer.objects.filter(case=asked.case, accepted_on__isnull=False)
    more: dict[str, Any] = {"old": "from_team__name", "new": "to_team__name", "by": "answered_by__name"}
    return told(rows, at=AtNoon("accepted_on"), kind="transfer", key=True, **more)


def _accepted_words(line: Line, telling: Telling) -> TimelineEntry:
    words = {"old": line.told["old"], "new": line.told["new"]}
    return _entry(line, _("Transferred from %(old)s to %(new)s") % words, "")


def _came(asked: Asked) -> QuerySet:
    rows = Transfer.objects.filter(to_case=asked.case, accepted_on__isnull=False)
    more: dict[str, Any] = {"old": "from_team__name", "reference": "case__reference", "case": "case", "text": "summary"}
    more["now"] = "goes_on_in"
    return told(rows, at=AtNoon("accepted_on"), kind="transfer", key=True, by="answered_by__name", **more)


def _came_words(line: Line, telling: Telling) -> TimelineEntry:
    words = {"old": line.told["old"], "reference": line.told["reference"]}
    # Who has handed it on in turn reads what came before them no longer.
    held = str(line.told["now"]) == str(telling.case.pk)
    url = reverse("families:case", args=[line.told["case"]]) if held else ""
    return _entry(line, _("Taken over from %(old)s, there %(reference)s") % words, line.told["text"], url=url)


def _refused(asked: Asked) -> QuerySet:
    rows = Transfer.objects.filter(case=asked.case, refused_on__isnull=False)
    more: dict[str, Any] = {"team": "to_team__name", "text": "refused_reason", "by": "answered_by__name"}
    return told(rows, at=AtNoon("refused_on"), kind="transfer", **more)


def _refused_words(line: Line, telling: Telling) -> TimelineEntry:
    return _entry(line, _("Transfer refused: %(team)s") % {"team": line.told["team"]}, line.told["text"])


def _shared(asked: Asked) -> QuerySet:
    rows = SharingEntry.objects.filter(case=asked.case)
    return told(
        rows, at=AtNoon("shared_on"), kind="sharing", what="what", whom="to_whom", text="why", by="allowed_by__name"
    )


def _shared_words(line: Line, telling: Telling) -> TimelineEntry:
    words = {"what": line.told["what"], "whom": line.told["whom"]}
    return _entry(line, _("Shared: %(what)s, with %(whom)s") % words, line.told["text"])


def _entry(line: Line, title: str, text: str, url: str = "") -> TimelineEntry:
    by = line.told.get("by") or ""
    return TimelineEntry(line.at, line.kind, title, text, by=by, url=url, key=line.key, all_day=True)


SOURCES = (
    TimelineSource(("sharing",), _shared, _shared_words),
    TimelineSource(("supervision",), _supervisions, _supervision),
    TimelineSource(("transfer",), _asked, _asked_words),
    TimelineSource(("transfer",), _accepted, _accepted_words),
    TimelineSource(("transfer",), _came, _came_words),
    TimelineSource(("transfer",), _refused, _refused_words),
)
