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
from outcomes.earlier import with_earlier_removal
from outcomes.periods import Period, quarter_of, quarters_up_to
from outcomes.reading.child_row import AT_ONCE, COLUMNS, OF_BIRTHS, ChildRow
from outcomes.reading.figures import rounded, share_data
from outcomes.removals import FIRST_YEAR
from outcomes.statistics import BANDS, ChartPoint, p_chart, removal_band

CHARTED = 12
"""Quarters on the control chart."""


def removal_result(service: Service, first: date, last: date, as_of: date, taken: Fingerprint) -> dict[str, Any]:
    """Everything the page says about removals from ``first`` to ``last``, as known on ``as_of``."""
    families = _families(service, first, last, taken)
    children = removals.children_of_open_families(service, first, last).annotate(away=removals.apart_on(as_of))
    separations = _Separations(_rows("children", children, service, taken, "away"), first, last, as_of)
    births = removals.born_alive(service, first, last)
    return {
        "as_of": as_of.isoformat(),
        "separations": separations.as_data(),
        "denominators": [
            {"key": "families_open", "share": share_data(separations.first_year, families, mixed=True)},
            _Cohort(_rows("births", births, service, taken, *OF_BIRTHS), as_of).as_data(),
            _social(
                _rows("social", removals.open_to_social_services(service, first, last), service, taken), first, last
            ),
        ],
        "over_time": over_time(service, last, as_of, taken),
        "after_closure": _after_closure(service, first, last, as_of, taken),
        "before_opening": _before_opening(service, first, last, taken),
        "lost": _lost(service, first, last, taken),
    }


def _families(service: Service, first: date, last: date, taken: Fingerprint) -> int:
    count = 0
    for pk in removals.families_open(service, first, last).order_by("pk").values_list("pk", flat=True):
        taken.add(["family", str(pk)])
        count += 1
    return count


def _rows(name: str, children: QuerySet[Child], service: Service, taken: Fingerprint, *more: str) -> Iterator[ChildRow]:
    """The children by key, a few thousand at a time. ``more``: what else is annotated and wanted of each."""
    columns = (*COLUMNS, "earlier", *more)
    known = with_earlier_removal(children, service)
    ordered = known.annotate(death=Coalesce("loss__lost_on", "person__died_on")).order_by("pk")
    found = list(ordered.values_list(*columns)[:AT_ONCE])
    while found:
        for row in found:
            taken.add([name, *(_plain(value) for value in row)])
            yield ChildRow(columns, row)
        found = list(ordered.filter(pk__gt=found[-1][0]).values_list(*columns)[:AT_ONCE])


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)


class _Separations:
    """First separations in the period by age, with those who never went home beside each band.

    A return home may fail: beside those who ever returned stand those who were at home on ``as_of``.
    """

    def __init__(self, rows: Iterable[ChildRow], first: date, last: date, as_of: date) -> None:
        self.as_of = as_of
        self.bands: Counter[str] = Counter()
        self.never_home: Counter[str] = Counter()
        self.returned = self.home = self.again = self.unknown_age = 0
        for row in rows:
            if row.removed_on and first <= row.removed_on <= last:
                self._add(row)

    def _add(self, row: ChildRow) -> None:
        if row.age is None:
            self.unknown_age += 1
            return
        band = removal_band(row.age)
        self.bands[band] += 1
        self.never_home[band] += bool(row.never_went_home)
        self.returned += row.returned_by(self.as_of)
        self.home += row.home_on(self.as_of)
        self.again += row.removed_again_by(self.as_of)

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
            "still_home": self.home,
            "removed_again": self.again,
            "unknown_age": self.unknown_age,
        }


class _Cohort:
    """Children born alive in the period, each followed until the age of 365 days as far as that day has come.

    A child who died without having been removed is set apart, and so is one who came to the service only after that
    year or after a removal. One who is neither removed nor 365 days old is unresolved, and stays in the denominator:
    the share is the least it can come to be. ``after_birth``: of those counted, who came when already born.
    ``out_of_sight``: not removed, and without an open case at the age of 365 days or later.
    """

    def __init__(self, rows: Iterable[ChildRow], as_of: date) -> None:
        self.states: Counter[str] = Counter()
        self.earlier: Counter[str] = Counter()
        self.after_birth: Counter[str] = Counter()
        self.out_of_sight = 0
        for row in rows:
            state = first_year_of(row, as_of)
            self.states[state] += 1
            self.earlier[state] += row.earlier
            self.after_birth[state] += row.came_on > row.born
            self.out_of_sight += state == "followed" and is_out_of_sight(row)

    def _split(self, counted: Counter[str]) -> dict[str, Any]:
        return share_data(counted["removed"], sum(counted[one] for one in ("removed", "followed", "unresolved")))

    def as_data(self) -> dict[str, Any]:
        share = self._split(self.states)
        return {
            "key": "live_births",
            "share": share,
            "unresolved": self.states["unresolved"],
            "most": share_data(share["n"] + self.states["unresolved"], share["of"]),
            "died": self.states["died"],
            "came_late": self.states["came_late"],
            "gone_before": self.states["gone_before"],
            "after_birth": self._split(self.after_birth),
            "out_of_sight": self.out_of_sight,
            "earlier": {"with": self._split(self.earlier), "without": self._split(self.states - self.earlier)},
        }


def first_year_of(row: ChildRow, as_of: date) -> str:
    """What the first year of a child had brought by ``as_of``: removed, died, followed to its end, or unresolved.

    Or why it is no outcome of the service: see :func:`outcomes.removals.why_not_followed`.
    """
    if why := removals.why_not_followed(row.born, row.came_on, row.removed_on):
        return why
    if row.removed_in_first_year and row.removed_on <= as_of:
        return "removed"
    if row.death and row.death <= as_of and (row.death - row.born).days < FIRST_YEAR:
        return "died"
    return "unresolved" if row.born + timedelta(days=FIRST_YEAR) > as_of else "followed"


def is_out_of_sight(row: ChildRow) -> bool:
    """Whether the last case had closed before the age of 365 days: a later removal is known only where it was told."""
    return bool(row.left_on and (row.left_on - row.born).days < FIRST_YEAR)


def over_time(service: Service, last: date, as_of: date, taken: Fingerprint) -> dict[str, Any]:
    """Children born alive by quarter, and how many of them were removed in their first year, as a p-chart.

    The quarters are the twelve up to the one of ``last``. One whose children could not all be followed for 365 days
    stands apart, also where all of them are known to have been removed: it is in neither the centre nor the limits.
    """
    quarters = quarters_up_to(last, CHARTED)
    states: dict[str, Counter[str]] = {one.key: Counter() for one in quarters}
    children = removals.born_alive(service, quarters[0].first, quarters[-1].last)
    for row in _rows("charted", children, service, taken, *OF_BIRTHS):
        states[quarter_of(row.born).key][first_year_of(row, as_of)] += 1
    settled = [one for one in quarters if one.last + timedelta(days=FIRST_YEAR) <= as_of]
    chart = p_chart([(states[one.key]["removed"], _known(states[one.key])) for one in settled])
    points = dict(zip((one.key for one in settled), chart.points, strict=True))
    return {
        "centre": rounded(chart.centre),
        "signals": chart.signals,
        "quarters": [_quarter(one, states[one.key], points.get(one.key)) for one in quarters],
    }


def _known(states: Counter[str]) -> int:
    """All but those who died or came too late; while some are unresolved, the share is the least it can come to be."""
    return states["removed"] + states["followed"] + states["unresolved"]


def _quarter(quarter: Period, states: Counter[str], point: ChartPoint | None) -> dict[str, Any]:
    return {
        "quarter": quarter.key,
        "label": quarter.label,
        "n": states["removed"],
        "of": _known(states),
        "unresolved": states["unresolved"],
        "died": states["died"],
        "apart": states["came_late"] + states["gone_before"],
        "low": rounded(point.low) if point else None,
        "high": rounded(point.high) if point else None,
        "signal": point.signal if point else "",
    }


def _after_closure(service: Service, first: date, last: date, as_of: date, taken: Fingerprint) -> dict[str, int]:
    """First removals of the period after the last closure, who came home since and who is at home."""
    later = removals.removed_after_closure(service, first, last)
    known = later.annotate(away=removals.apart_on(as_of), death=Coalesce("loss__lost_on", "person__died_on"))
    columns = ("id", "returned_on", "away", "death")
    rows = []
    for row in known.order_by("pk").values_list(*columns):
        taken.add(["after closure", *(_plain(value) for value in row)])
        rows.append(ChildRow(columns, row))
    return {
        "children": len(rows),
        "returned_home": sum(row.returned_by(as_of) for row in rows),
        "still_home": sum(row.home_on(as_of) for row in rows),
    }


def _before_opening(service: Service, first: date, last: date, taken: Fingerprint) -> int:
    """First removals of the period before the first opening."""
    count = 0
    for pk in removals.removed_before_opening(service, first, last).order_by("pk").values_list("pk", flat=True):
        taken.add(["before opening", str(pk)])
        count += 1
    return count


def _social(rows: Iterable[ChildRow], first: date, last: date) -> dict[str, Any]:
    """Of the children open to social services: first removed in the period, at whatever age.

    ``before``: those of them whose first removal came before the period, so that it cannot fall into it.
    """
    known = removed = died = before = 0
    for row in rows:
        in_period = bool(row.removed_on and first <= row.removed_on <= last)
        if died_by(row, last):
            died += 1
            continue
        known += 1
        removed += in_period
        before += bool(row.removed_on and row.removed_on < first)
    return {"key": "open_to_social_services", "share": share_data(removed, known), "died": died, "before": before}


def died_by(row: ChildRow, last: date) -> bool:
    """Whether the child had died by then without having been removed; a later death changes no earlier period."""
    return bool(row.death and row.death <= last and not row.removed_on)


def _lost(service: Service, first: date, last: date, taken: Fingerprint) -> dict[str, int]:
    """Losses and deaths of the period by kind; a later death is ``death``."""
    counted: Counter[str] = Counter()
    lost = removals.lost_within(service, first, last).annotate(kind=F("loss__kind")).order_by("pk")
    for pk, kind in lost.values_list("pk", "kind"):
        taken.add(["lost", str(pk), kind])
        counted[kind or "death"] += 1
    return dict(sorted(counted.items()))
