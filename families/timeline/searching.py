"""Looking for words in the timeline of a case: in what its entries say, and in the whole text behind each."""

import unicodedata
from typing import Any

from accounts.models import User
from families.models import Case
from families.registries import TimelineEntry
from families.timeline.reading import Lines, TimelinePage, written

BATCH = 250
MOST_BATCHES = 8
"""Two thousand lines are read for one answer: more than most cases have. ``older`` leads on where there are more."""


def search_timeline(
    case: Case, user: User, words: str, *, kind: str = "", before: str = "", most: int = 50
) -> TimelinePage:
    """The newest entries that hold every one of ``words``, accents and capitals aside.

    Entries are put into words first, so that what is found is what is shown, in the language of the page;
    notes are searched whole by those who may read them.
    """
    wanted = folded(words).split()
    lines = Lines(case, user, kind, full=True)
    found: list[TimelineEntry] = []
    for _batch in range(MOST_BATCHES):
        rows = lines.below(before, BATCH)
        found += [entry for row in rows if _holds(entry := lines.entry(row), row, wanted)]
        if len(found) > most:
            return TimelinePage(tuple(found[:most]), found[most - 1].mark)
        if len(rows) < BATCH:
            return TimelinePage(tuple(found), "")
        before = written(rows[-1])
    return TimelinePage(tuple(found), before)


def folded(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()


def _holds(entry: TimelineEntry, row: tuple[Any, ...], wanted: list[str]) -> bool:
    text = folded(" ".join((str(entry.title), str(entry.text), str(entry.by), str(entry.struck), row[-1] or "")))
    return all(one in text for one in wanted)
