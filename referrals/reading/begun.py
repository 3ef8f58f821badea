"""Referrals that somebody began to write and has not sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from activity.models.draft import Draft

DRAFT = "referral"
MOST = 20


@dataclass(frozen=True)
class Begun:
    """A kept text: under which id, whom it is about so far, and since when it lies there."""

    id: str
    name: str
    saved_at: datetime


def begun_by(user: User) -> list[Begun]:
    """The user's own drafts, the latest first; nobody else reads them."""
    rows = Draft.objects.filter(user=user, kind=DRAFT).order_by("-saved_at")[:MOST]
    return [Begun(row.subject_id, _name(row), row.saved_at) for row in rows if _is_id(row.subject_id)]


def belongs_to_another(user: User, draft_id: object) -> bool:
    """Whether somebody else has begun a referral under that id."""
    return Draft.objects.filter(kind=DRAFT, subject_id=str(draft_id)).exclude(user=user).exists()


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _name(row: Draft) -> str:
    parts = (str(row.data.get(name, "")).strip() for name in ("given_name", "family_name"))
    return " ".join(part for part in parts if part)[:80]
