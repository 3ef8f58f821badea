"""The living caseload: imported once, topped up with visits for today and the week on every load."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.core.management import CommandError

from families.actions.visits import cancel_visit
from families.importing.engine import import_directory
from families.importing.run import Run
from families.models import Case, ImportedRow, Visit
from families.models.choices import VisitOutcome
from families.working_days import calendar_of
from jigso_cms.demo.book import Book
from jigso_cms.demo.caseload import at
from jigso_cms.demo.partnership import Place
from jigso_cms.demo.people import MANAGER, MIDWIFE, NURSERY_NURSE, PARENT_WORKER, Account

SOURCE = "living caseload"
TODAY = {
    MIDWIFE: ("birth-this-week", "day-5", "hand-over-due", "week-31"),
    PARENT_WORKER: ("on-register-unborn", "four-months", "week-26"),
    NURSERY_NURSE: ("four-months",),
}
LATER = {
    MIDWIFE: ("day-19", "week-35", "twins", "past-due", "covered"),
    PARENT_WORKER: ("kept-apart", "two-surnames", "week-22", "scores-overdue", "removed"),
}


def take(directory: Path, place: Place, source: str) -> None:
    """Import sheets for the demonstration. Raises ``CommandError`` where they are not sound."""
    _import(directory, Run(partnership=place.partnership, service=place.service, team=place.team, source=source))


def take_contacts(directory: Path, place: Place, source: str) -> None:
    """Import the contacts of the front door, for a team of their time: what it left open waits for nobody today."""
    _import(
        directory, Run(partnership=place.partnership, service=place.front_door, team=place.door_before, source=source)
    )


def take_other(book: Book, place: Place, source: str) -> None:
    """Import a book of the other service that works with families."""
    run = Run(partnership=place.partnership, service=place.staying, team=place.staying_team, source=source)
    with tempfile.TemporaryDirectory() as directory:
        _import(book.write(Path(directory)), run)


def _import(directory: Path, run: Run) -> None:
    import_directory(directory, run)
    if run.problems.total:
        raise CommandError("\n".join(str(problem) for problem in run.problems.kept[:20]))


def take_book(book: Book, place: Place) -> None:
    """Import a book that was filled in memory."""
    with tempfile.TemporaryDirectory() as directory:
        take(book.write(Path(directory)), place, SOURCE)


def is_taken(place: Place, source: str) -> bool:
    """Whether anything of a source was imported."""
    return ImportedRow.objects.filter(partnership=place.partnership, source=source).exists()


def case_of(place: Place, key: str) -> Case:
    """The case of a story."""
    row = ImportedRow.objects.get(partnership=place.partnership, source=SOURCE, sheet="cases", key=key)
    return Case.objects.for_reading().get(pk=row.object_id)


def top_up(place: Place, today: date) -> None:
    """Plan visits for today and the working days that follow, once a day; take back what nobody recorded.

    At a weekend today's are those of a weekend rota: whoever tries the product on a Sunday finds a day to work in.
    """
    if ImportedRow.objects.filter(source=SOURCE, sheet="visits", key__startswith=f"{today} ").exists():
        return
    manager = place.user(MANAGER)
    stale = Visit.objects.filter(outcome=VisitOutcome.PLANNED, planned_for__date__lt=today - timedelta(days=1))
    for visit in stale.filter(cases__team__in=[place.team, place.staying_team]).distinct():
        reasons = dict.fromkeys(visit.cases.all(), "Nobody recorded it")
        cancel_visit(visit=visit, cancelled_by="service", reasons=reasons, by=manager)
    book = Book()
    for number, (worker, key, day, hour) in enumerate(_planned(today)):
        book.add("visits", f"{today} {number}", outcome="planned", planned_for=at(day, hour), minutes=60, place="home",
                 workers=worker.email, cases=key)  # fmt: skip
    take_book(book, place)


def _planned(today: date) -> Iterator[tuple[Account, str, date, int]]:
    for worker, keys in TODAY.items():
        for turn, key in enumerate(keys):
            yield worker, key, today, 9 + 2 * turn
    working = calendar_of("wales")
    for worker, keys in LATER.items():
        for turn, key in enumerate(keys, start=1):
            yield worker, key, working.add(today, turn), 10 + turn % 4
