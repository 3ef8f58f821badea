"""The rates of removal of a period: three denominators, each with its unit, its window and its numerator."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from families.models import Child, Service
from outcomes import removals
from outcomes.canonical import Fingerprint
from outcomes.reading.figures import share_data
from outcomes.removals import FIRST_YEAR
from outcomes.statistics import BANDS, removal_band

COLUMNS = ("id", "family_id", "born", "removed_on", "never_went_home", "returned_on", "death")
AT_ONCE = 2000


class ChildRow:
    """A child's life as far as removals go; dates, or None."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.id, self.family, self.born, self.removed_on, never_went_home, self.returned_on, self.death = row
        self.never_went_home = bool(never_went_home)

    @property
    def age(self) -> int | None:
        """Age in days at the first removal; None where there was none, or the birth is not known."""
        return (self.removed_on - self.born).days if self.removed_on and self.born else None

    @property
    def removed_in_first_year(self) -> bool:
        """Whether the first removal came at an age below 365 days."""
        return self.age is not None and self.age < FIRST_YEAR


def removal_result(service: Service, first: date, last: date, as_of: date, taken: Fingerprint) -> dict[str, Any]:
    """Everything the page says about removals from ``first`` to ``last``, as known on ``as_of``."""
    families = _families(service, first, last, taken)
    separations = _Separations(
        _rows("children", removals.children_of_open_families(service, first, last), taken), first, last
    )
    return {
        "as_of": as_of.isoformat(),
        "separations": separations.as_data(),
        "denominators": [
            {"key": "families_open", "share": share_data(separations.first_year, families, mixed=True)},
            _Cohort(_rows("births", removals.born_alive(service, first, last), taken), as_of).as_data(),
            _social(_rows("social", removals.open_to_social_services(service, first, last), taken), first, last),
        ],
        "lost": _lost(service, first, last, taken),
    }


def _families(service: Service, first: date, last: date, taken: Fingerprint) -> int:
    count = 0
    for pk in removals.families_open(service, first, last).order_by("pk").values_list("pk", flat=True):
        taken.add(["family", str(pk)])
        count += 1
    return count


def _rows(name: str, children: QuerySet[Child], taken: Fingerprint) -> Iterator[ChildRow]:
    """The children by key, a few thousand at a time."""
    ordered = children.annotate(death=Coalesce("loss__lost_on", "person__died_on")).order_by("pk")
    found = list(ordered.values_list(*COLUMNS)[:AT_ONCE])
    while found:
        for row in found:
            taken.add([name, *(_plain(value) for value in row)])
            yield ChildRow(row)
        found = list(ordered.filter(pk__gt=found[-1][0]).values_list(*COLUMNS)[:AT_ONCE])


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)


class _Separations:
    """First separations in the period by age, with those who never went home beside each band."""

    def __init__(self, rows: Iterable[ChildRow], first: date, last: date) -> None:
        self.bands: Counter[str] = Counter()
        self.never_home: Counter[str] = Counter()
        self.returned = self.unknown_age = 0
        for row in rows:
            if row.removed_on and first <= row.removed_on <= last:
                self._add(row)

    def _add(self, row: ChildRow) -> None:
        if row.age is None:
            self.unknown_age += 1
            return
        band = removal_band(row.age)
        self.bands[band] += 1
        self.never_home[band] += row.never_went_home
        self.returned += row.returned_on is not None

    @property
    def first_year(self) -> int:
        return sum(count for band, count in self.bands.items() if band != BANDS[-1])

    def as_data(self) -> dict[str, Any]:
        return {
            "bands": [
                {"band": band, "children": self.bands[band], "never_went_home": self.never_home[band]} for band in BANDS
            ],
            "first_year": self.first_year,
            "all": self.bands.total(),
            "never_went_home": self.never_home.total(),
            "returned_home": self.returned,
            "unknown_age": self.unknown_age,
        }


class _Cohort:
    """Children born alive in the period, each followed until the age of 365 days as far as that day has come.

    A child who died without having been removed is set apart. One who is neither removed nor 365 days old
    is unresolved, and stays in the denominator: the share is the least it can come to be.
    """

    def __init__(self, rows: Iterable[ChildRow], as_of: date) -> None:
        self.followed = self.removed = self.unresolved = self.died = 0
        for row in rows:
            if row.removed_in_first_year:
                self.removed += 1
            elif row.death and (row.death - row.born).days < FIRST_YEAR:
                self.died += 1
            elif row.born + timedelta(days=FIRST_YEAR) > as_of:
                self.unresolved += 1
            else:
                self.followed += 1

    def as_data(self) -> dict[str, Any]:
        everybody = self.removed + self.followed + self.unresolved
        return {
            "key": "live_births",
            "share": share_data(self.removed, everybody),
            "unresolved": self.unresolved,
            "most": share_data(self.removed + self.unresolved, everybody),
            "died": self.died,
        }


def _social(rows: Iterable[ChildRow], first: date, last: date) -> dict[str, Any]:
    """Of the children open to social services: first removed in the period, at whatever age."""
    known = removed = died = 0
    for row in rows:
        in_period = bool(row.removed_on and first <= row.removed_on <= last)
        if row.death and not row.removed_on:
            died += 1
            continue
        known += 1
        removed += in_period
    return {"key": "open_to_social_services", "share": share_data(removed, known), "died": died}


def _lost(service: Service, first: date, last: date, taken: Fingerprint) -> dict[str, int]:
    """Losses and deaths of the period by kind; a later death is ``death``."""
    counted: Counter[str] = Counter()
    lost = removals.lost_within(service, first, last).annotate(kind=F("loss__kind")).order_by("pk")
    for pk, kind in lost.values_list("pk", "kind"):
        taken.add(["lost", str(pk), kind])
        counted[kind or "death"] += 1
    return dict(sorted(counted.items()))
