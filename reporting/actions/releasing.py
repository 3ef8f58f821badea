"""Releasing a signed version to everybody: what is held back is worked out with all that was released before."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from families.models import Service
from reporting.access import check_can_sign
from reporting.errors import CannotBeReleased, PartlyReleased, ReleasedAlready
from reporting.figures import Figure
from reporting.models import Release, Return, ReturnVersion
from reporting.periods import period_of_days, year_to_date
from reporting.publishing.cells import AT_END, Told, counts_of
from reporting.publishing.over_time import system_of
from reporting.publishing.protecting import CannotBeHeld, held_back


@transaction.atomic
def release_version(*, version: ReturnVersion, by: User) -> Release:
    """Work out what is held back and keep it. One release at a time for a service.

    Raises ``NotYourReturn``, ``ReleasedAlready``, ``PartlyReleased``, or ``CannotBeReleased`` where files released
    before would, with this one, tell a number that must not be told.
    """
    service = Service.objects.select_for_update().get(pk=version.made_for.service_id)
    check_can_sign(by, service)
    if Release.objects.filter(version=version).exists():
        raise ReleasedAlready
    own, to_date = counts_of_version(version)
    before = list(_before(service))
    tables = [table for table, _held in before]
    new = [_told(tables, *_days(version), own)]
    if to_date:
        new.append(_told([*tables, *new], *_days_to_date(version), to_date))
    if any(_cross(one, other) for one in new for other in tables):
        raise PartlyReleased
    known = {table.named(name) for table, held in before for name in table.counts if table.named(name) not in held}
    kept = {name for _table, held in before for name in held} - known
    printed = {table.named(name) for table in new for name in table.counts}
    try:
        held = held_back(system_of([*tables, *new]), printed, known=known, held=kept)
    except CannotBeHeld as told:
        raise CannotBeReleased from told
    return Release.objects.create(
        version=version,
        released_at=timezone.now(),
        released_by=by,
        counts={"names": own, "marks": dict(new[0].marks)},
        to_date={"names": to_date, "marks": dict(new[1].marks)} if to_date else {},
        held=sorted(held),
        entered_by=by,
    )


def counts_of_version(version: ReturnVersion) -> tuple[dict[str, int], dict[str, int]]:
    """What a version prints, of its period and of the year to date."""
    own = counts_of({line.key: Figure(**line.figure) for line in version.lines.all()})
    return own, counts_of({key: Figure(**figure) for key, figure in version.to_date.items()})


def tables_of(release: Release) -> list[Told]:
    """The tables of one release, with the names that their cells have among all released."""
    version = release.version
    found = [Told(*_days(version), release.counts["names"], release.counts["marks"])]
    if release.to_date:
        found.append(Told(*_days_to_date(version), release.to_date["names"], release.to_date["marks"]))
    return found


def _before(service: Service) -> Iterable[tuple[Told, set[str]]]:
    releases = Release.objects.filter(version__made_for__service=service).select_related("version__made_for")
    for one in releases.order_by("released_at", "id"):
        held = set(one.held)
        for table in tables_of(one):
            yield table, held


def _told(before: list[Told], first: date, last: date, counts: Mapping[str, int]) -> Told:
    """The table among those told before: a count that was told for these days already is the same cell, unless its
    number is another by now. What is counted on the last day is one cell for all periods that end on it.
    """
    same_days = [one for one in before if (one.first, one.last) == (first, last)]
    same_end = [one for one in before if one.last == last]
    marks: dict[str, str] = {}
    for name, number in counts.items():
        earlier = same_end if name in AT_END else same_days
        for one in earlier:
            if one.counts.get(name) == number:
                marks[name] = one.marks.get(name, "")
        if name not in marks and any(name in one.counts for one in earlier):
            marks[name] = f"#{len(earlier) + 1}"
    return evolve(Told(first, last, counts), marks={name: mark for name, mark in marks.items() if mark})


def _cross(one: Told, other: Told) -> bool:
    """Whether two periods share days without one of them lying within the other.

    Such a pair, with the period that both make together, tells what happened in the days they share, which
    ``system_of`` does not follow up.
    """
    return one.first < other.first <= one.last < other.last or other.first < one.first <= other.last < one.last


def _days(version: ReturnVersion) -> tuple[date, date]:
    made_for: Return = version.made_for
    return made_for.first_day, made_for.last_day


def _days_to_date(version: ReturnVersion) -> tuple[date, date]:
    longer = year_to_date(period_of_days(*_days(version)))
    return longer.first, longer.last
