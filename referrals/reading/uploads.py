"""What the page of an upload shows: how far it is, what is wrong, what has to be decided."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from referrals.actions.uploads import can_be_sent
from referrals.models import Upload, UploadedReferral, UploadRow

Level = UploadRow.Level
MOST_SHOWN = 100
"""Rows of one kind on a page; of the wrong ones the first are enough to put the file right."""


@dataclass(frozen=True)
class Preview:
    """Counts of the whole file, and the first rows of each kind. ``percent``: how much is checked."""

    total: int
    good: int
    warned: int
    wrong: int
    alike: int
    undecided: int
    percent: int
    name: str
    notices: list[str]
    wrong_rows: list[UploadRow]
    warned_rows: list[UploadRow]
    alike_rows: list[UploadRow]
    good_rows: list[UploadRow]
    to_send: int
    can_be_sent: bool


def read_preview(upload: Upload) -> Preview:
    """Everything before it is sent; seven queries, however long the file is."""
    found: dict[str, Any] = upload.lines.aggregate(
        good=Count("pk", filter=Q(level=Level.GOOD)),
        warned=Count("pk", filter=Q(level=Level.WARNING)),
        wrong=Count("pk", filter=Q(level=Level.WRONG)),
        alike=Count("pk", filter=Q(level=Level.ALIKE)),
        undecided=Count("pk", filter=Q(level=Level.ALIKE, choice="")),
        left_out=Count("pk", filter=Q(choice=UploadRow.Choice.LEAVE)),
    )
    left_out = found.pop("left_out")
    file = upload.file
    alike = upload.lines.filter(level=Level.ALIKE)
    return Preview(
        total=upload.rows,
        percent=100 * file.checked // max(upload.rows, 1),
        name=file.name,
        notices=file.notices,
        wrong_rows=list(upload.lines.filter(level=Level.WRONG)[:MOST_SHOWN]),
        warned_rows=list(upload.lines.filter(level=Level.WARNING)[:MOST_SHOWN]),
        alike_rows=list(alike.order_by("choice", "number")[:MOST_SHOWN]),
        good_rows=list(upload.lines.filter(level=Level.GOOD)[:MOST_SHOWN]),
        to_send=upload.rows - left_out,
        can_be_sent=can_be_sent(upload),
        **found,
    )


def results_of(upload: Upload, *, after: int = 0) -> tuple[list[UploadedReferral], int]:
    """What became of the rows, a page of 100 by row number, and the mark of the next page or 0."""
    rows = list(upload.results.filter(number__gt=after).select_related("referral")[: MOST_SHOWN + 1])
    return rows[:MOST_SHOWN], rows[MOST_SHOWN - 1].number if len(rows) > MOST_SHOWN else 0


def running_uploads(user: Any) -> list[Upload]:
    """Uploads of a user that are not finished, newest first."""
    State = Upload.State
    open_ones = Upload.objects.visible_to(user).filter(state__in=[State.CHECKING, State.READY, State.WRITING])
    return list(open_ones.order_by("-entered_at")[:20])
