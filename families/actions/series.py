"""A series of meetings about brothers and sisters together: booked at once, and moved together."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.actions.meetings import book_meeting, move_meeting
from families.actions.rows import change
from families.models import Case, Meeting, MeetingInvitation, MeetingSeries, Person
from families.querysets.meeting import MeetingQuerySet

MOST = 12
"""Meetings of one series: monthly for a year."""


@holding
def plan_series(
    *,
    case: Case,
    kind: str,
    first: datetime,
    times: int,
    every_weeks: int,
    also_in: Sequence[Case] = (),
    about: Sequence[Person] = (),
    place: str = "",
    workers: Iterable[User] = (),
    others: Iterable[str] = (),
    by: User | None,
) -> list[Meeting]:
    """Book ``times`` meetings, each ``every_weeks`` after the one before and at the same time of day.

    Each stands in the record of every case given, so that one date serves all the children. The first takes
    over the earliest date by which a clock of any of them wants it. Raises as ``book_meeting``.
    """
    if not 1 <= times <= MOST:
        raise RuleBroken(_("A series has %(most)s meetings at most.") % {"most": MOST}, field="times")
    series = MeetingSeries.objects.create(family=case.family, kind=kind, entered_by=by)
    made: list[Meeting] = []
    for number in range(times):
        meeting = book_meeting(
            case=case, kind=kind, scheduled_for=_later(first, weeks=every_weeks * number), also_in=also_in,
            about=about, place=place, workers=() if made else workers, others=() if made else others, by=by,
        )  # fmt: skip
        meeting.series = series
        if made:
            meeting.due_on = None  # what the next one is due by follows from when the first is held
            _invite_as(made[0], meeting, by)
        meeting.save(update_fields=["series", "due_on"])
        made.append(meeting)
    return made


@transaction.atomic
def move_series(
    *,
    meeting: Meeting,
    expected_version: int,
    scheduled_for: datetime,
    place: str,
    late_reason: str = "",
    by: User | None,
) -> list[Meeting]:
    """Book a meeting for another time, and those that follow it in its series by as many days.

    They take its time of day and place as well. Raises as ``move_meeting``.
    """
    was = meeting.scheduled_for
    later = list(following(meeting).select_for_update(of=("self",)))
    moved = move_meeting(
        meeting=meeting,
        expected_version=expected_version,
        scheduled_for=scheduled_for,
        place=place,
        late_reason=late_reason,
        by=by,
    )
    days = (timezone.localdate(scheduled_for) - timezone.localdate(was)).days if was else 0
    for one in later:
        assert one.scheduled_for  # noqa: S101  `following` keeps those that are booked
        day = timezone.localdate(one.scheduled_for) + timedelta(days=days)
        change(one, scheduled_for=_at(day, scheduled_for), place=place)
    return [moved, *later]


def following(meeting: Meeting) -> MeetingQuerySet:
    """Meetings of the same series that are booked for later and lie ahead."""
    if meeting.series_id is None or meeting.scheduled_for is None:
        return Meeting.objects.none()
    rows = Meeting.objects.ahead().filter(series=meeting.series_id, scheduled_for__gt=meeting.scheduled_for)
    return rows.exclude(pk=meeting.pk).order_by("scheduled_for")


def _invite_as(first: Meeting, meeting: Meeting, by: User | None) -> None:
    """The same people, who were told of the series once."""
    MeetingInvitation.objects.bulk_create(
        MeetingInvitation(meeting=meeting, worker_id=row.worker_id, name=row.name, case_id=row.case_id, entered_by=by)
        for row in first.invitations.order_by("id")
    )


def _later(first: datetime, *, weeks: int) -> datetime:
    """So many weeks on, at the same time of day, whatever the clocks do in between."""
    return _at(timezone.localdate(first) + timedelta(weeks=weeks), first)


def _at(day: date, like: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day, timezone.localtime(like).time()))
