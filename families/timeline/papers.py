"""Papers on the timeline of a case: signed, acknowledged; reports that came; documents that were filed."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.days import said
from families.definition_of import rules_of
from families.models import Document, PaperAcknowledgement, PaperVersion, Report
from families.reading.statuses import word_of
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import AtNoon, told

SHOWN = 200


def _signed(asked: Asked) -> QuerySet:
    rows = PaperVersion.objects.filter(paper__case=asked.case, signed_at__isnull=False, taken_over_on=None)
    return told(
        rows, at=AtNoon("dated"), kind="paper", key=True, what="paper__kind", paper="paper_id", number="number",
        by="signed_by__name", back="returned_reason",
    )  # fmt: skip


def _signed_words(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    title = _("Signed: %(paper)s") % {"paper": _paper(telling, fact["what"])}
    text = _("Version %(number)s") % {"number": fact["number"]}
    struck = _("Sent back: %(reason)s") % {"reason": fact["back"]} if fact["back"] else ""
    url = reverse("families:paper_version", args=[fact["paper"], fact["number"]])
    return _entry(line, title, text, url=url, struck=struck)


def _taken_over(asked: Asked) -> QuerySet:
    rows = PaperVersion.objects.filter(paper__case=asked.case, taken_over_on__isnull=False)
    return told(
        rows, at=AtNoon("taken_over_on"), kind="paper", key=True, what="paper__kind", paper="paper_id", number="number",
        by="entered_by__name", who="signed_by__name", dated="dated", reference="paper__before__case__reference",
    )  # fmt: skip


def _taken_over_words(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    title = _("Taken over: %(paper)s") % {"paper": _paper(telling, fact["what"])}
    text = _("Version %(number)s, signed by %(who)s in %(reference)s, dated %(dated)s") % {
        **fact, "dated": said(date.fromisoformat(fact["dated"]))
    }  # fmt: skip
    return _entry(line, title, text, url=reverse("families:paper_version", args=[fact["paper"], fact["number"]]))


def _acknowledged(asked: Asked) -> QuerySet:
    rows = PaperAcknowledgement.objects.filter(of__paper__case=asked.case, taken_over_on=None)
    return told(
        rows, at=AtNoon("acknowledged_on"), kind="paper", what="of__paper__kind", paper="of__paper_id",
        number="of__number", unit="unit", who="by_whom", by="entered_by__name",
    )  # fmt: skip


def _acknowledged_words(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    title = _("Acknowledged: %(paper)s") % {"paper": _paper(telling, fact["what"])}
    text = _("Version %(number)s, %(unit)s, %(who)s") % fact
    return _entry(line, title, text, url=reverse("families:paper_version", args=[fact["paper"], fact["number"]]))


def _reports(asked: Asked) -> QuerySet:
    rows = Report.objects.filter(case=asked.case, received_on__isnull=False)
    return told(
        rows, at=AtNoon("received_on"), kind="paper", key=True, what="kind", whom="asked_of",
        text=Substr("outcome", 1, SHOWN), by="entered_by__name",
    )  # fmt: skip


def _report_words(line: Line, telling: Telling) -> TimelineEntry:
    words = {"what": word_of(rules_of(telling.case).reports, line.told["what"]), "whom": line.told["whom"]}
    return _entry(line, _("%(what)s from %(whom)s") % words, line.told["text"], url=_papers(telling))


def _documents(asked: Asked) -> QuerySet:
    rows = Document.objects.filter(case=asked.case)
    return told(
        rows, at=AtNoon("dated"), kind="paper", title="title", what="kind", withdrawn="withdrawn_on",
        why="withdrawn_reason", by="entered_by__name",
    )  # fmt: skip


def _document_words(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    struck = _("Withdrawn: %(reason)s") % {"reason": fact["why"]} if fact["withdrawn"] else ""
    kind = word_of(rules_of(telling.case).documents, fact["what"])
    return _entry(line, fact["title"], kind, url="" if struck else _papers(telling), struck=struck)


def _paper(telling: Telling, key: str) -> str:
    kind = rules_of(telling.case).paper(key)
    return kind.label.text(get_language() or "en") if kind else key


def _papers(telling: Telling) -> str:
    return reverse("families:papers", args=[telling.case.pk])


def _entry(line: Line, title: str, text: str, **more: Any) -> TimelineEntry:
    return TimelineEntry(
        line.at, line.kind, title, text, by=line.told.get("by") or "", key=line.key, all_day=True, **more
    )


SOURCES = (
    TimelineSource(("paper",), _signed, _signed_words),
    TimelineSource(("paper",), _taken_over, _taken_over_words),
    TimelineSource(("paper",), _acknowledged, _acknowledged_words),
    TimelineSource(("paper",), _reports, _report_words),
    TimelineSource(("paper",), _documents, _document_words),
)
