"""Sessions of groups on the timeline of a case."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from families.models import Attendance, Case
from families.registries import Asked, CaseLink, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import told

KIND = "group"


def _sessions(asked: Asked) -> QuerySet:
    rows = Attendance.objects.filter(case=asked.case)
    return told(
        rows, at="session__held_at", kind=KIND, came="came", name="session__group__name", theme="session__theme",
        by="session__led_by__name",
    )  # fmt: skip


def _words(line: Line, telling: Telling) -> TimelineEntry:
    fact = line.told
    title = _("Came to the group: %(name)s") if fact["came"] else _("Did not come to the group: %(name)s")
    url = reverse("families:case_groups", args=[telling.case.pk])
    return TimelineEntry(line.at, line.kind, title % {"name": fact["name"]}, fact["theme"], by=fact["by"], url=url)


SOURCES = (TimelineSource((KIND,), _sessions, _words),)


def links(case: Case, user: User) -> Iterator[CaseLink]:
    """The groups of a case, where a place can be given as well."""
    yield CaseLink("case_groups", _("Groups"), reverse("families:case_groups", args=[case.pk]), "read", 35)
