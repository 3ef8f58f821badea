"""Files of a case: taken in, and withdrawn."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.holding import holding
from families.actions.renew import renew_case
from families.days import check_has_come, today
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, CaseIsClosed, FileRefused
from families.files.sniffing import Kept, examine, safe_name
from families.files.store import put, throw_away
from families.files.viruses import check_for_viruses
from families.models import Case, Document


@holding
def take_document(
    *, case: Case, title: str, kind: str, dated: date, name: str, body: bytes, by: User | None
) -> Document:
    """Examine a file, keep it, and write it into the case; clocks that wait for its kind are met.

    Raises ``FileRefused`` with what is wrong with it, ``CaseIsClosed`` or ``DateImpossible``.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    check_has_come(dated, field="dated")
    if kind not in {one.key for one in rules_of(case).documents}:
        raise FileRefused(_("Choose what it is from the list."), field="kind")
    if len(body) > settings.DOCUMENT_MOST_BYTES:
        raise FileRefused(too_large(), field="file")
    check_for_viruses(body)
    kept = examine(body)
    key = put(kept.body)
    try:
        facts = {"title": title, "kind": kind, "dated": dated, "name": safe_name(name, kept.ending)}
        return _write(case=case, facts=facts, kept=kept, key=key, by=by)
    except BaseException:
        throw_away(key)
        raise


def too_large() -> str:
    """That a file is larger than the settings allow."""
    return _("The file is larger than %(most)s MB.") % {"most": settings.DOCUMENT_MOST_BYTES // (1024 * 1024)}


@transaction.atomic
def withdraw_document(*, document: Document, expected_version: int, reason: str, by: User) -> Document:
    """Take a document out of use: it is listed with the reason, and opens to nobody.

    Raises ``AlreadyRecorded``, ``FileRefused`` without a reason, or ``StaleEdit``.
    """
    if document.withdrawn_on:
        raise AlreadyRecorded(_("This document has been withdrawn already."))
    if not reason.strip():
        raise FileRefused(_("Say why it is withdrawn."), field="reason")
    changes = {"withdrawn_on": today(), "withdrawn_by": by, "withdrawn_reason": reason.strip()}
    withdrawn = save_edit(document, expected_version=expected_version, changes=changes, by=by)
    renew_case(case=document.case, by=by)
    return withdrawn


def _write(*, case: Case, facts: Mapping[str, Any], kept: Kept, key: str, by: User | None) -> Document:
    document = Document.objects.create(
        case=case,
        **facts,
        storage_key=key,
        content_type=kept.content_type,
        size=len(kept.body),
        sha256=sha256(kept.body).hexdigest(),
        entered_by=by,
    )
    renew_case(case=case, by=by)
    return document
