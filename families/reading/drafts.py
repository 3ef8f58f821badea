"""Forms that somebody began, left, and should find again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from families.models import Case

CASE = "case-"


@dataclass(frozen=True)
class HalfWritten:
    """A visit that was typed for a case, and is in no record yet."""

    case: Case
    saved_at: datetime


def typed_for(rows: Iterable[tuple[str, datetime]], visible: Collection[UUID]) -> dict[UUID, datetime]:
    """When a visit was begun for each case among ``visible``, from the subjects of drafts, in their order."""
    found = ((_id(subject.removeprefix(CASE)), at) for subject, at in rows)
    return {pk: at for pk, at in found if pk in visible}


def half_written(typed: Mapping[UUID, datetime], cases: Mapping[UUID, Case]) -> list[HalfWritten]:
    """The visits of :func:`typed_for`, with their cases."""
    return [HalfWritten(cases[pk], at) for pk, at in typed.items() if pk in cases]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
