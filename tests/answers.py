"""What stands in an answer, whatever kind of file it is, so that a search for somebody's words finds them."""

import io
import zipfile
from typing import Any

import pypdf


def words_of(answer: Any) -> str:
    """The text of a page, of a PDF, or of the parts of an office file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF") and body.rstrip().endswith(b"%%EOF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return body.decode(errors="replace")
