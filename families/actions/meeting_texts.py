"""What is written about a meeting, in the record of each case that it stands in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from activity.edits import save_edit
from families.models import Meeting


@dataclass(frozen=True)
class Text:
    """What is kept in one case. ``expected_version`` is that of the row that the text was begun from."""

    expected_version: int
    summary: str = ""
    late_reason: str = ""


def write_texts(meeting: Meeting, texts: Mapping[UUID, Text], by: User | None) -> None:
    """Keep the texts of the cases named, by id; the others stay as they are. Raises ``StaleEdit``."""
    for row in meeting.meeting_cases.filter(case__in=texts).order_by("id"):
        text = texts[row.case_id]
        changes = {"summary": text.summary, "late_reason": text.late_reason}
        if any(getattr(row, name) != value for name, value in changes.items()):
            save_edit(row, expected_version=text.expected_version, changes=changes, by=by)


def set_late_reason(meeting: Meeting, reason: str, *, but: Iterable[UUID] = ()) -> None:
    """Keep why it is late, in one of the service's own words, in every record that does not say so yet."""
    meeting.meeting_cases.exclude(case__in=but).exclude(late_reason=reason).update(late_reason=reason)
