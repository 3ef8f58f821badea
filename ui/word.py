"""Papers as Word files, for those who have to go on writing in them. Everything written is set as text."""

from datetime import datetime
from io import BytesIO
from typing import Any

from ui.signs import without_controls


def word(data: dict[str, Any], *, made_at: datetime) -> bytes:
    """The document of a paper: ``title``, ``facts``, ``sections``, ``signed``, ``acknowledged``, ``footer``.

    A ``letter`` has its first section as the address, the day after it, and no headings.
    """
    from docx import Document  # read when it is asked for: web workers stay small

    data = without_controls(data)
    document = Document()
    about = document.core_properties
    about.title, about.author, about.language = data["title"], data["team"], data["lang"]
    about.created = about.modified = made_at.replace(tzinfo=None)
    document.sections[0].footer.paragraphs[0].text = data["footer"]
    if data["letter"]:
        _letter(document, data)
    else:
        _paper(document, data)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _paper(document: Any, data: dict[str, Any]) -> None:
    document.add_heading(data["title"], level=1)
    if data["state"]:
        document.add_paragraph().add_run(data["state"]).bold = True
    for key, value in data["facts"]:
        line = document.add_paragraph()
        line.add_run(f"{key}: ").bold = True
        line.add_run(value)
    if data["day"]:
        document.add_paragraph(data["day"])
    for section in data["sections"]:
        document.add_heading(section["title"], level=2)
        _paragraphs(document, section["text"])
    for name in ("signed", "acknowledged"):
        if data[name]:
            document.add_heading(data["words"][name], level=2)
            for line in data[name]:
                document.add_paragraph(line)


def _letter(document: Any, data: dict[str, Any]) -> None:
    if data["state"]:
        document.add_paragraph().add_run(data["state"]).bold = True
    for place, section in enumerate(data["sections"]):
        _paragraphs(document, section["text"])
        if place == 0 and data["day"]:
            document.add_paragraph(data["day"])
    for line in data["sender"]:
        document.add_paragraph(line)


def _paragraphs(document: Any, text: str) -> None:
    for line in text.split("\n"):
        document.add_paragraph(line)
