"""Who is asked to a meeting, and who came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import Message
from families.actions.telling import tell
from families.days import check_has_come
from families.models import Case, Meeting, MeetingInvitation


@dataclass(frozen=True)
class Attendance:
    """Whether somebody who was asked came. ``attended`` None: not recorded."""

    attended: bool | None = None
    apologies: bool = False


@transaction.atomic
def invite(
    *, meeting: Meeting, case: Case, workers: Iterable[User] = (), others: Iterable[str] = (), by: User | None
) -> list[MeetingInvitation]:
    """Invite workers of ours, who are told while it lies ahead, and others by name; nobody twice.

    The names stand in the record of ``case``.
    """
    asked = list(meeting.invitations.all())
    known, named = {row.worker_id for row in asked}, {row.name for row in asked if row.case_id == case.pk}
    fresh = [one for one in workers if one.pk not in known]
    names = [name.strip() for name in others if name.strip() and name.strip() not in named]
    rows = [MeetingInvitation(meeting=meeting, worker=one, entered_by=by) for one in fresh]
    rows += [
        MeetingInvitation(meeting=meeting, case=case, name=name, entered_by=by)
        for name in dict.fromkeys(name[:120] for name in names)
    ]
    if meeting.scheduled_for and meeting.scheduled_for > timezone.now():
        tell(users=fresh, case=case, kind="meeting", text=_("you are invited to a meeting."), by=by)
    return MeetingInvitation.objects.bulk_create(rows)


def add_those_who_came(meeting: Meeting, case: Case, names: Iterable[str], by: User | None) -> None:
    """Write down people who were there without having been asked, in the record of ``case``."""
    known = set(meeting.invitations.filter(case=case).values_list("name", flat=True))
    fresh = dict.fromkeys(name.strip()[:120] for name in names if name.strip() and name.strip() not in known)
    MeetingInvitation.objects.bulk_create(
        MeetingInvitation(meeting=meeting, case=case, name=name, attended=True, entered_by=by) for name in fresh
    )


def record_attendance(*, meeting: Meeting, attendance: Mapping[UUID, Attendance]) -> None:
    """Write who came, for the invitations named; the others stay as they are."""
    for row in meeting.invitations.filter(pk__in=attendance):
        seen = attendance[row.pk]
        row.attended, row.apologies = seen.attended, seen.apologies
        row.save(update_fields=["attended", "apologies"])


@transaction.atomic
def record_report(*, invitation: MeetingInvitation, sent_on: date, by: User | None) -> MeetingInvitation:
    """Record the day on which the report of one of our workers went out. Raises ``DateImpossible``."""
    check_has_come(sent_on, field="sent_on")
    row = MeetingInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    row.report_sent_on = sent_on
    row.save(update_fields=["report_sent_on"])
    return row


def tell_invited(meeting: Meeting, text: Message, by: User | None) -> None:
    """Tell our workers who were asked that something about a meeting to come has changed."""
    users = [row.worker for row in meeting.invitations.filter(worker__isnull=False).select_related("worker")]
    row = meeting.meeting_cases.select_related("case").order_by("id").first()
    if row is not None:
        tell(users=[one for one in users if one], case=row.case, kind="meeting", text=text, by=by)
