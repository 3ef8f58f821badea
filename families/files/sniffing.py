"""What a file is, told by its content. What it is called, and what the browser says of it, count for nothing."""

import re
import unicodedata
import zipfile
from io import BytesIO

from attrs import frozen
from django.utils.translation import gettext_lazy as _

from families.errors import FileRefused
from families.files.images import clean_image

LONGEST_NAME = 80
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that an office file may hold when it is unpacked; what unpacks to more is made to do harm."""
MOST_PARTS = 2_000


@frozen
class Kept:
    """A file as it is kept."""

    body: bytes
    content_type: str
    ending: str


_OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
_ODT = "application/vnd.oasis.opendocument.text"
ALLOWED = "PDF, Word, Excel, OpenDocument, JPEG, PNG"
ACCEPTED = ".pdf,.docx,.xlsx,.odt,image/jpeg,image/png"
"""What the browser offers to choose: an iPhone that reads it hands its photos over as JPEG by itself."""
_UNKNOWN = _("This is none of the kinds of file that are kept here: %(allowed)s.")

_PHONE_PHOTOS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
"""Brands of ISO/IEC 23008-12 (HEIF), as phones write them into the box ``ftyp`` at the beginning of a photo."""
_PHONE_PHOTO = _(
    "This photo is in the format HEIC, which cannot be kept here. On an iPhone: open Settings, Camera, Formats, "
    "choose “Most Compatible” and take it again; or open the photo, choose Share, Options, “Most Compatible”, save "
    "it to Files and choose that one. On another phone: save the photo as JPEG."
)


def examine(body: bytes) -> Kept:
    """The file as it may be kept. Raises ``FileRefused`` for an empty one, an unknown kind, or a trap."""
    if not body:
        raise FileRefused(_("The file is empty."), field="file")
    if body.startswith(b"%PDF-"):
        return Kept(body, "application/pdf", "pdf")
    if body.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        image = clean_image(body)
        return Kept(image.body, f"image/{image.kind}", "jpg" if image.kind == "jpeg" else image.kind)
    if body.startswith(b"PK\x03\x04"):
        content_type, ending = _office(body)
        return Kept(body, content_type, ending)
    if body[4:8] == b"ftyp" and body[8:12] in _PHONE_PHOTOS:
        raise FileRefused(_PHONE_PHOTO, field="file")
    raise _refused()


def safe_name(name: str, ending: str) -> str:
    """What a file is called when it is downloaded: no folders, nothing invisible, the ending of what it is.

    Characters that turn the direction of writing would make ``exe`` look like ``pdf``; they go, as all do
    that cannot be seen. ``document`` where nothing is left.
    """
    last = re.split(r"[/\\\x00]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0] or last
    kept = "".join(one if one.isalnum() or one in " -_.,()'" else "" for one in stem)
    kept = re.sub(r"\s+", " ", kept).strip(" .")[:LONGEST_NAME].strip(" .")
    return f"{kept or 'document'}.{ending}"


def _office(body: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            parts = packed.infolist()
            _check_parts(parts)
            names = {one.filename for one in parts}
            if parts[0].filename == "mimetype" and packed.read("mimetype")[:100] == _ODT.encode():
                return _ODT, "odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise FileRefused(_("The file is damaged. Save it anew and try again."), field="file") from error
    found = [known for part, known in _OFFICE.items() if part in names and "[Content_Types].xml" in names]
    if not found:
        raise _refused()
    return found[0]


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if not parts:
        raise _refused()
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise FileRefused(_("The file unpacks to far more than it is. It is not kept."), field="file")
    if any("vbaproject" in one.filename.lower() for one in parts):
        raise FileRefused(_("The file holds macros. Save it without them."), field="file")
    if any(one.flag_bits & 1 for one in parts):
        raise FileRefused(
            _("The file is locked with a password. Save it without one: it is kept safe here."), field="file"
        )


def _refused() -> FileRefused:
    return FileRefused(str(_UNKNOWN) % {"allowed": ALLOWED}, field="file")
