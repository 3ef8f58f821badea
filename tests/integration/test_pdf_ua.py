"""Papers pass a validator of PDF/UA, which finds what is planted; whatever people type can be printed."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from pypdf.generic import NameObject

from tests.pdf_ua import elements, faults_of
from ui.paper import NOT_PRINTED, PAPERS, paper
from ui.word import word

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BAR = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
ODD = "Mam \N{GRINNING FACE} 张伟 আনিকা \x07 \ufeff \x0b محمد Łukasz a\N{COMBINING ACUTE ACCENT}"
COMMON = {"lang": "en", "title": "A paper", "footer": "Confidential", "author": "Tîm", "team": "Tîm"}
ITEM = dict.fromkeys(
    ("reference", "why", "dispute", "finding", "reviewed_by", "discussion", "outcome", "decided_by", "because"), "x"
)
TEXTS = ["state", "day", "lead", "none", "when", "audience", "service"]
FILLED: dict[str, dict[str, Any]] = {
    "chronology": {"heads": ["When", "What", "Why", "Source"], "rows": [["2019", "A", "B", "C"]] * 60},
    "journey": {
        "gaps": "",
        "journeys": [{
            "tool": "Tool", "key": ["Parent"], "key_svg": [BAR], "way": "Up", "heads": ["", "Start"], "licence": "Free",
            "areas": [{"label": "Bond", "svg": BAR, "told": "Bond. 4, 5", "rows": [["Parent", "4"]]}],
        }],
    },
    "months": {
        "heads": ["Month", "Assessment", "Total", "Early help %"],
        "rows": [["Apr 2026", "3", "3", "33.3"], ["May 2026", "0", "0", "–"], ["Total", "3", "3", "33.3"]],
        "chart": {"title": "Number", "svg": BAR, "alt": "Number. Apr 2026: 3"},
    },
    "minutes": {
        "heads": ["Agency", "Name", "Attendance"],
        "people": [{"agency": "A", "name": "B", "came": "Yes"}],
        "items": [ITEM],
        "words": dict.fromkeys(("people", "items", "dispute", "finding", "said", "outcome", "because", "none"), "W"),
    },
    "paper": {
        "letter": False,
        "facts": [["About", "Ffion"]],
        "sections": [{"title": "Family", "text": "One\nTwo"}],
        "signed": ["Carys"],
        "acknowledged": ["Ward 3"],
        "sender": [],
        "words": {"signed": "Signatures", "acknowledged": "Acknowledged by"},
    },
    "return": {
        "heads": ["No.", "Line", "n/N", "Value", "95% interval", "Unknown", "Year to date"],
        "groups": [{"title": "How much", "rows": [["1", "Line", "", "1", "", "0", "2"]], "commentary": "One\nTwo"}],
        "charts": [{"title": "Shares", "svg": BAR, "alt": "Shares. One: 13%"}],
        "definitions": [{"title": "1 Referrals", "texts": [["In plain words", "How many"]]}],
        "words": {"commentary": "Commentary", "charts": "Charts", "definitions": "What each line means"},
    },
}  # fmt: skip


def filled(template: str, **changes: Any) -> dict[str, Any]:
    """Data with which every part of a paper is there."""
    return {**COMMON, **dict.fromkeys(TEXTS, "Some words"), **FILLED[template], **changes}


def test_every_template_of_a_paper_is_tried_here() -> None:
    assert set(FILLED) == {one.stem for one in PAPERS.glob("*.typ")}


@pytest.mark.parametrize("template", sorted(FILLED))
def test_a_paper_with_every_part_filled_has_no_fault(template: str) -> None:
    assert faults_of(paper(template, filled(template), made_at=NOW)) == []


def test_a_letter_has_no_fault() -> None:
    assert faults_of(paper("paper", filled("paper", letter=True, sender=["Carys", "Tîm"]), made_at=NOW)) == []


def _without_alt(made: Any) -> None:
    for one in elements(made, "/Figure"):
        del one["/Alt"]


def _renamed(kind: str, other: str) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        for one in elements(made, kind):
            one[NameObject("/S")] = NameObject(other)

    return change


def _without_scope(made: Any) -> None:
    for one in elements(made, "/TH"):
        del one["/A"]


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        (_without_alt, "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"),
        (lambda made: made.root_object.pop("/Lang"), "PDFUA1-TEXT-LANGUAGE-001"),
        (lambda made: made.root_object.pop("/Metadata"), "PDFUA1-METADATA-TITLE-001"),
        (lambda made: made.root_object.pop("/MarkInfo"), "PDFUA1-TAGGED-DOCUMENT-001"),
        (lambda made: made.root_object.pop("/StructTreeRoot"), "PDFUA1-STRUCT-TREE-ROOT-001"),
        (_renamed("/H2", "/H4"), "PDFUA1-HEADING-NESTING-001"),
        (_renamed("/TR", "/P"), "PDFUA1-TD-PARENT-001"),
        (_renamed("/TH", "/TD"), "a table without headings"),
        (_without_scope, "a heading without a scope"),
    ],
    ids=["figure", "language", "title", "marked", "untagged", "headings", "rows", "table", "scope"],
)
def test_a_fault_that_is_planted_is_found(plant: Callable[[Any], Any], rule: str) -> None:
    made = pypdf.PdfWriter(clone_from=io.BytesIO(paper("return", filled("return"), made_at=NOW)))
    plant(made)
    out = io.BytesIO()
    made.write(out)
    assert rule in faults_of(out.getvalue())


@pytest.mark.parametrize("template", sorted(FILLED))
def test_a_sign_that_no_font_has_is_a_box_that_the_footer_explains(template: str) -> None:
    body = paper(template, filled(template, title=ODD), made_at=NOW)
    assert faults_of(body) == []
    text = pypdf.PdfReader(io.BytesIO(body)).pages[0].extract_text()
    assert f"{NOT_PRINTED}: a sign that cannot be printed" in text
    assert "Łukasz" in text
    assert "cannot be printed" not in _text(paper(template, filled(template), made_at=NOW))


def test_a_word_file_can_hold_what_people_paste() -> None:
    data = {**filled("paper"), "facts": [["About", f"{ODD}\ufffe"]]}
    assert word(data, made_at=NOW).startswith(b"PK")


def _text(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
