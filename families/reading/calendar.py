"""One's own visits and meetings as a calendar file: kind, reference and time, and nobody's name or address."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from families.models import Case, Meeting, MeetingCase, Visit
from families.reading.meetings import kind_words

BACK, AHEAD = timedelta(days=7), timedelta(days=180)
MOST = 1000
MEETING_LENGTH = timedelta(hours=1)
"""How long a meeting blocks the calendar; nobody records how long it will take."""


def calendar_of_user(user: User, now: datetime) -> tuple[bytes, int]:
    """The file (RFC 5545) and how many entries it has: what ``user`` may see, from a week ago to half a year on.

    Moments are written in UTC, so that every program shows them right on both sides of a clock change.
    """
    made = Calendar()
    made.add("prodid", "-//Jig-so//Case management//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Jig-so")
    made.add("x-published-ttl", "PT1H")
    count = 0
    with translation.override(user.language):
        for entry in (*_visits(user, now), *_meetings(user, now)):
            made.add_component(entry)
            count += 1
    return made.to_ical(), count


def _visits(user: User, now: datetime) -> Iterator[Event]:
    rows = Visit.objects.visible_to(user).of_worker(user).planned_between(now - BACK, now + AHEAD)
    cases = Prefetch("cases", queryset=Case.objects.visible_to(user), to_attr="cases_seen")
    for visit in rows.order_by("planned_for").prefetch_related(cases)[:MOST]:
        length = timedelta(minutes=visit.minutes or 60)
        yield _event(visit, _("Visit"), visit.cases_seen, visit.planned_for, length)  # type: ignore[attr-defined, arg-type]


def _meetings(user: User, now: datetime) -> Iterator[Event]:
    rows = Meeting.objects.visible_to(user).ahead().filter(
        invitations__worker=user, scheduled_for__gte=now - BACK, scheduled_for__lt=now + AHEAD
    )  # fmt: skip
    cases = Case.objects.visible_to(user).for_reading()
    records = MeetingCase.objects.filter(case__in=cases.values("pk"))
    seen = Prefetch("meeting_cases", records, to_attr="records_seen")
    found = rows.prefetch_related(seen, Prefetch("records_seen__case", cases)).order_by("scheduled_for")
    for meeting in found[:MOST]:
        known = [row.case for row in meeting.records_seen]  # type: ignore[attr-defined]  # by to_attr
        kind = kind_words(known[0], meeting.kind)
        yield _event(meeting, kind, known, meeting.scheduled_for, MEETING_LENGTH)  # type: ignore[arg-type]


def _event(row: Any, kind: str, cases: list[Case], starts: datetime, length: timedelta) -> Event:
    entry = Event()
    host = settings.SITE_URL.partition("//")[2].strip("/") or "localhost"
    entry.add("uid", f"{row.pk}@{host}")
    entry.add("dtstamp", row.changed_at)
    entry.add("dtstart", _utc(starts))
    entry.add("dtend", _utc(starts + length))
    entry.add("summary", f"{kind} {', '.join(sorted(one.reference for one in cases))}")
    entry.add("class", "PRIVATE")
    entry.add("sequence", row.version)
    return entry


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
