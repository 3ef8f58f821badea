"""One line of a timeline, chosen for the chronology."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from families.actions.chronology import Event
from families.days import said, today
from families.models import Case
from families.models.chronology import MOST_TEXT
from families.registries import TimelineEntry
from families.timeline.reading import Lines


@dataclass(frozen=True)
class Chosen:
    """The event, and what a form about it begins with."""

    event: Event
    initial: dict[str, Any]


def chosen_event(case: Case, user: User, mark: str) -> Chosen | None:
    """The line that ``mark`` names, if ``user`` may see it in this case; else None."""
    lines = Lines(case, user)
    row = lines.at(mark)
    if row is None:
        return None
    entry = lines.entry(row)
    day = timezone.localdate(entry.at)
    what = f"{entry.title}. {entry.text}" if entry.text else str(entry.title)
    initial = {"happened_on": min(day, today()), "what": what[:MOST_TEXT], "source": _source(entry)[:200]}
    return Chosen(Event(kind=row[3], row=row[2]), initial)


def _source(entry: TimelineEntry) -> str:
    day = said(timezone.localdate(entry.at))
    if entry.by:
        return _("The case record of %(day)s, %(name)s") % {"day": day, "name": entry.by}
    return _("The case record of %(day)s") % {"day": day}
