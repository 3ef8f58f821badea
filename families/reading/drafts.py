"""Forms that somebody began, left, and should find again."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from activity.models.draft import Draft
from families.models import Case

CASE = "case-"
MOST = 20


@dataclass(frozen=True)
class HalfWritten:
    """A visit that was typed for a case, and is in no record yet."""

    case: Case
    saved_at: datetime


def half_written(user: User) -> list[HalfWritten]:
    """The visits that ``user`` has begun to log, the latest first."""
    drafts = Draft.objects.filter(user=user, kind="visit", subject_id__startswith=CASE).order_by("-saved_at")[:MOST]
    saved = {draft.subject_id.removeprefix(CASE): draft.saved_at for draft in drafts}
    cases = Case.objects.visible_to(user).filter(pk__in=saved).select_related("client", "child__person")
    found = [HalfWritten(case, saved[str(case.pk)]) for case in cases]
    return sorted(found, key=lambda one: one.saved_at, reverse=True)
