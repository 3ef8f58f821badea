"""Documents of a case, and reports that others were asked for, as the page of its papers lists them."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from families.actions.reports import report_kind
from families.days import today
from families.definition_of import rules_of
from families.forms.common import words
from families.models import Case, Document, Report

MOST = 200
"""Rows of a list; a case has dozens."""


@dataclass(frozen=True)
class DocumentLine:
    document: Document
    kind: str


@dataclass(frozen=True)
class ReportLine:
    """``state``: waiting, late, received or off."""

    report: Report
    kind: str
    state: str


def document_lines(case: Case) -> list[DocumentLine]:
    """The documents, the latest first, the withdrawn among them; one query."""
    labels = {one.key: words(one.label) for one in rules_of(case).documents}
    rows = Document.objects.filter(case=case.pk).select_related("entered_by", "withdrawn_by")
    return [DocumentLine(one, labels.get(one.kind, one.kind)) for one in rows.order_by("-dated", "-id")[:MOST]]


def report_lines(case: Case) -> list[ReportLine]:
    """What was asked for, what still waits first; one query."""
    rows = Report.objects.filter(case=case.pk).select_related("document", "entered_by")
    lines = [ReportLine(one, _label(case, one), _state(one, today())) for one in rows.order_by("due_on", "id")[:MOST]]
    return sorted(lines, key=lambda line: line.state in ("received", "off"))


def report_words(case: Case, report: Report) -> str:
    """What was asked for, of whom, and when."""
    return _("%(what)s, asked of %(whom)s on %(day)s") % {
        "what": _label(case, report),
        "whom": report.asked_of,
        "day": date_format(report.asked_on, "j F Y"),
    }


def said_of_report(_field: str, value: object) -> str | None:
    """The title of a document; of anything else the model knows what to say."""
    return value.title if isinstance(value, Document) else None


def _label(case: Case, report: Report) -> str:
    kind = report_kind(case, report.kind)
    return words(kind.label) if kind else report.kind


def _state(report: Report, on: date) -> str:
    if report.received_on:
        return "received"
    if report.called_off_on:
        return "off"
    return "late" if report.due_on < on else "waiting"
