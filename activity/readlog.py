"""The read log: who opened, listed, searched or exported what, and who was refused.

An entry is written in the transaction of the answer, so that there is no answer without
its entry. A refusal must outlive a request that is rolled back: inside a request it is
kept until the request's transaction is over, and written then in one of its own.
"""

from typing import Any

from activity.context import current
from activity.models.access_entry import AccessEntry, Kind

__all__ = ["Kind", "record_access", "record_refusal", "write_pending_refusals"]

_PENDING = "refusals"


def record_access(
    *,
    kind: Kind | str,
    subject: Any = None,
    reference: str = "",
    detail: dict[str, Any] | None = None,
    user: Any = None,
) -> AccessEntry:
    """Write one entry for the user who acts (or for `user`) and return it.

    `subject` is the record that was opened; its `reference` attribute is taken unless one
    is given. `detail` holds counts, filters' names and reasons, never names of people,
    notes or search words.
    """
    entry = _entry(kind, subject, reference, detail or {}, user)
    entry.save(force_insert=True)
    return entry


def record_refusal(
    *,
    subject: Any = None,
    reference: str = "",
    detail: dict[str, Any] | None = None,
    user: Any = None,
) -> None:
    """Write that something was refused, so that it stays when the request is rolled back."""
    entry = _entry(Kind.REFUSED, subject, reference, detail or {}, user)
    cache = current().cache
    if cache is None:
        entry.save(force_insert=True)
    else:
        cache.setdefault(_PENDING, []).append(entry)


def write_pending_refusals() -> int:
    """Write what `record_refusal` kept during the request. Returns how many there were."""
    cache = current().cache
    pending = cache.pop(_PENDING, []) if cache else []
    if pending:
        AccessEntry.objects.bulk_create(pending)
    return len(pending)


def _entry(kind: Kind | str, subject: Any, reference: str, detail: dict[str, Any], user: Any) -> AccessEntry:
    actor = current()
    found = str(reference or getattr(subject, "reference", "") or "")
    known = {"credential": actor.credential} if actor.credential else {}
    return AccessEntry(
        kind=Kind(kind),
        user_id=getattr(user, "pk", None) or actor.user_id or None,
        email=getattr(user, "email", "") or actor.email,
        request_id=actor.request_id,
        view=actor.view,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        reference=found.upper()[:40],
        detail={**known, **detail},
    )
