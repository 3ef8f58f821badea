"""Half-written forms, kept on the server so that a time-out or a flat battery loses nothing.

A form that carries `draft_token` is safe from an expired session: the token names the user
and the form, is signed, and lets its bearer write that one draft for a day. It reads nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from activity.models.draft import Draft

FIELD = "draft_token"
TOKEN_AGE = timedelta(hours=24)

_SALT = "activity.drafts"
_NEVER_KEPT = {FIELD, "csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


@dataclass(frozen=True)
class DraftPlace:
    """Whose draft of which form about what a token allows to write."""

    user_id: str
    kind: str
    subject_id: str


def save_draft(*, user_id: Any, kind: str, subject_id: str = "", data: dict[str, Any]) -> Draft:
    """Keep what a user has typed, in place of what was kept before. Returns the draft."""
    draft, made = Draft.objects.get_or_create(
        user_id=user_id, kind=kind, subject_id=str(subject_id), defaults={"data": clean(data)}
    )
    if not made:
        Draft.objects.filter(pk=draft.pk).update(data=clean(data), saved_at=timezone.now(), version=F("version") + 1)
        draft.refresh_from_db()
    return draft


def find_draft(*, user: Any, kind: str, subject_id: str = "") -> Draft | None:
    """Return the user's own draft of a form, or None."""
    return Draft.objects.filter(user=user, kind=kind, subject_id=str(subject_id)).first()


def discard_draft(*, user: Any, kind: str, subject_id: str = "") -> bool:
    """Throw the draft away, once it is saved as a record. Tells whether there was one."""
    gone, _ = Draft.objects.filter(user=user, kind=kind, subject_id=str(subject_id)).delete()
    return bool(gone)


def draft_token(*, user: Any, kind: str, subject_id: str = "") -> str:
    """Return the token that a form carries in its hidden field `draft_token`."""
    return signing.dumps([str(user.pk), kind, str(subject_id)], salt=_SALT, compress=True)


def read_token(token: str) -> DraftPlace | None:
    """Return what a token allows, or None if it is forged, damaged or older than a day."""
    try:
        user_id, kind, subject_id = signing.loads(token, salt=_SALT, max_age=TOKEN_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return DraftPlace(user_id, kind, subject_id)


def rescue(posted: QueryDict) -> DraftPlace | None:
    """Keep a posted form for the user whom its token names; None if it carries no good token.

    For requests that cannot be carried out because the session is over.
    """
    place = read_token(posted.get(FIELD, ""))
    if place is None or not get_user_model().objects.filter(pk=place.user_id, is_active=True).exists():
        return None
    data = {name: _value(posted, name) for name in posted if name not in _NEVER_KEPT}
    save_draft(user_id=place.user_id, kind=place.kind, subject_id=place.subject_id, data=data)
    return place


def clean(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data without what PostgreSQL cannot keep (NUL) and without secrets."""
    return {
        str(name).replace("\x00", ""): _without_nul(value) for name, value in data.items() if name not in _NEVER_KEPT
    }


def _value(posted: QueryDict, name: str) -> str | list[str]:
    values = posted.getlist(name)
    return values[0] if len(values) == 1 else values


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list | tuple):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return clean(value)
    return value
