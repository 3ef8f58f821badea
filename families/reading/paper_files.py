"""A version of a paper as a file: PDF/UA for reading and sending, Word for those who have to go on writing."""

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from families.models import PaperVersion
from families.paperwork import heading_of, kind_of
from families.reading.papers import PaperPage
from ui.paper import paper
from ui.word import word

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_file(page: PaperPage, ending: str, *, letter: bool) -> tuple[bytes, str, str] | None:
    """Bytes, content type and name of a version as ``pdf`` or ``docx``; None for any other ending."""
    if ending not in ("pdf", "docx"):
        return None
    version = page.shown.version
    with translation.override(version.language):
        data = _told(page, letter)
        made_at = version.signed_at or timezone.now()
        body = paper("paper", data, made_at=made_at) if ending == "pdf" else word(data, made_at=made_at)
        name = f"{page.case.reference}-{slugify(data['title'])}-{version.number}.{ending}".lower()
    return body, PDF if ending == "pdf" else WORD, name


def _told(page: PaperPage, letter: bool) -> dict[str, Any]:
    version = page.shown.version
    heading = version.heading or heading_of(page.paper, version.language)
    title = _kind_label(page, version)
    facts = [
        (_("About"), heading["name"]),
        (_("Children"), heading["about"]),
        (_("Reference"), heading["reference"]),
        (_("Team"), f"{heading['team']}, {heading['service']}"),
        (_("Version"), str(version.number)),
        (_("Goes on in"), _taken_over(page, version)),
    ]
    return {
        "lang": version.language,
        "title": title,
        "team": heading["team"],
        "letter": letter,
        "day": _day(version.dated) if version.dated else "",
        "state": _state(version),
        "facts": [[key, value] for key, value in facts if value],
        "sections": [
            {"title": one.label, "text": one.row.text.strip()} for one in page.sections if one.row.text.strip()
        ],
        "signed": _signatures(version),
        "sender": [version.signed_by.name if version.signed_by else "", heading["team"]] if letter else [],
        "acknowledged": [
            _("%(unit)s, %(name)s, %(day)s") % {"unit": one.unit, "name": one.by_whom, "day": _day(one.acknowledged_on)}
            for one in page.shown.acknowledgements
        ],
        "footer": _("Confidential")
        if letter
        else _("Confidential: %(reference)s") % {"reference": heading["reference"]},
        "words": {"signed": _("Signatures"), "acknowledged": _("Acknowledged by")},
    }


def _taken_over(page: PaperPage, version: PaperVersion) -> str:
    """Where a version stands that was signed in an earlier record; its heading says where it was signed."""
    if version.taken_over_on is None:
        return ""
    words = {"reference": page.case.reference, "team": page.case.team.name, "day": _day(version.taken_over_on)}
    return _("%(reference)s, %(team)s, since %(day)s") % words


def _state(version: PaperVersion) -> str:
    """What a reader on a ward has to know first: that it is not to be worked by."""
    if version.signed_at is None:
        return _("DRAFT: not signed")
    return _("Sent back to the author") if version.returned_at else ""


def _kind_label(page: PaperPage, version: PaperVersion) -> str:
    kind = kind_of(page.paper)
    return kind.label.text(version.language) if kind else page.label


def _signatures(version: PaperVersion) -> list[str]:
    found = []
    for user, at in ((version.signed_by, version.signed_at), (version.countersigned_by, version.countersigned_at)):
        if user and at:
            day = _day(timezone.localdate(at))
            found.append(_("%(name)s, signed on %(day)s") % {"name": user.name, "day": day})
    return found


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
