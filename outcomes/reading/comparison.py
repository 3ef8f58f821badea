"""Two cohorts beside each other: entered as rows, or drawn from the records by order or by version."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken
from families.models import Service
from outcomes import removals
from outcomes.canonical import Fingerprint
from outcomes.earlier import with_earlier_removal
from outcomes.labels import COUNTED, WHOLE
from outcomes.models import Comparison
from outcomes.reading.figures import rounded, share_data
from outcomes.removals import FIRST_YEAR
from outcomes.statistics import MOST_FOR_FISHER, Cells, completed, difference, fisher_exact, is_small

AT_ONCE = 2000
WHYS = ("died", "unresolved", "came_late", "gone_before")
"""Why a child cannot be counted."""


class ComparisonImpossible(RuleBroken):
    """Cohorts that overlap, or of nobody."""


@frozen(kw_only=True)
class Side:
    """A cohort with its cells, and how many children were left out of it and why."""

    label: str
    cells: Cells
    left_out: Mapping[str, int]


@frozen(kw_only=True)
class Life:
    """A child as a comparison takes it in. ``why`` says why it cannot be counted, else it is empty."""

    child: UUID
    opened: date
    version: str
    removed: bool
    earlier: bool
    why: str


def comparison_result(
    service: Service, first: date, last: date, parameters: Mapping[str, Any], taken: Fingerprint
) -> dict[str, Any]:
    """The two cohorts, and the difference in the share to whom it happened."""
    way = parameters["way"]
    if way == "entered":
        return _entered(service, parameters["comparison"], taken)
    lives = list(_lives(service, first, last, date.fromisoformat(parameters["as_of"]), taken))
    sides = _by_order(lives, int(parameters["size"])) if way == "order" else _by_version(lives, parameters["version"])
    return {"way": way, **sides_data(sides)}


def sides_data(sides: Sequence[Side]) -> dict[str, Any]:
    """Both cohorts, what separates them, and the same within those with and without what went before."""
    one, other = (side.cells for side in sides)
    pairs = {"all": _pair(one, other, "happened", "size")}
    for part in ("with", "without"):
        pairs[part] = _pair(one, other, f"{part}_happened", f"{part}_all")
    return {"cohorts": [_side_data(side) for side in sides], "differences": pairs}


def _side_data(side: Side) -> dict[str, Any]:
    cells = side.cells
    return {
        "label": side.label,
        "cells": dict(cells.counts),
        "share": share_data(cells.happened or 0, cells.size or 0),
        "with": _share(cells.with_happened, cells.with_all),
        "without": _share(cells.without_happened, cells.without_all),
        "left_out": dict(side.left_out),
    }


def _share(n: int | None, of: int | None) -> dict[str, Any] | None:
    return None if n is None or of is None else share_data(n, of)


def _pair(one: Cells, other: Cells, n: str, of: str) -> dict[str, Any] | None:
    """Second less first, with Newcombe's interval and Fisher's P; None where a cell is unknown or nobody is there."""
    counts = [(cells.counts[n], cells.counts[of]) for cells in (other, one)]
    if any(not total or part is None for part, total in counts):
        return None
    pair: list[tuple[int, int]] = [(part or 0, total or 0) for part, total in counts]
    theirs, ours = pair
    apart = difference(theirs, ours)
    exact = fisher_exact(theirs, ours) if sum(total for _part, total in pair) <= MOST_FOR_FISHER else None
    return {
        "difference": rounded(apart.difference),
        "low": rounded(apart.low),
        "high": rounded(apart.high),
        "fisher": rounded(exact),
        "small": is_small(theirs, ours),
    }


def _entered(service: Service, pk: str, taken: Fingerprint) -> dict[str, Any]:
    found = Comparison.objects.filter(service=service, pk=as_key(pk)).first()
    if found is None:
        raise ComparisonImpossible(_("There is no such comparison."))
    cohorts = list(found.cohorts.all())
    for row in cohorts:
        taken.add([row.label, row.cells])
    sides = [Side(label=row.label, cells=completed(Cells(**row.cells)), left_out={}) for row in cohorts]
    return {"way": "entered", "comparison": pk, **sides_data(sides)}


def as_key(text: Any) -> UUID | None:
    """The key that a text says, None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _lives(service: Service, first: date, last: date, as_of: date, taken: Fingerprint) -> Iterator[Life]:
    """The service's children born alive in the period, in the order in which their cases opened."""
    cases = removals.cases_of(service).filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))
    first_case = cases.order_by("opened_on", "pk")
    rows = with_earlier_removal(removals.born_alive(service, first, last), service).annotate(
        death=Coalesce("loss__lost_on", "person__died_on"),
        under=Subquery(first_case.values("service_version__label")[:1]),
    )
    columns = ("pk", "born", "removed_on", "death", "came_on", "under", "earlier")
    for row in rows.order_by("came_on", "pk").values_list(*columns).iterator(chunk_size=AT_ONCE):
        pk, born, removed_on, death, opened, version, earlier = row
        taken.add([str(pk), *(str(value) for value in row[1:])])
        gone = removed_on is not None and (removed_on - born).days < FIRST_YEAR
        why = removals.why_not_followed(born, opened, removed_on) or _why_not(born, None if gone else death, as_of)
        yield Life(child=pk, opened=opened, version=version, removed=gone, earlier=bool(earlier), why=why)


def _why_not(born: date, death: date | None, as_of: date) -> str:
    """Why a child cannot be counted. Removed or not, it waits for its 365th day.

    Of the youngest only the removed are known before that day: counted early, they would make the later cohort worse.
    """
    if death and (death - born).days < FIRST_YEAR:
        return "died"
    return "unresolved" if born + timedelta(days=FIRST_YEAR) > as_of else ""


def _by_order(lives: Sequence[Life], size: int) -> list[Side]:
    """The first and the last so many who can be counted. No child may stand in both."""
    counted = [one for one in lives if not one.why]
    if size < 1 or 2 * size > len(counted):
        text = _("%(all)s children can be counted. Two cohorts of %(size)s would share some of them.")
        raise ComparisonImpossible(text % {"all": len(counted), "size": size}, field="size")
    left = _left_out(lives) | {"between": len(counted) - 2 * size}
    return [
        Side(label="first", cells=_cells(counted[:size]), left_out={}),
        Side(label="last", cells=_cells(counted[-size:]), left_out=left),
    ]


def _by_version(lives: Sequence[Life], label: str) -> list[Side]:
    """Those whose case opened before the first one under the version, and those from it on."""
    return [
        Side(label=name, cells=_cells([one for one in part if not one.why]), left_out=_left_out(part))
        for name, part in _parts(lives, label).items()
    ]


def _parts(lives: Sequence[Life], label: str) -> dict[str, list[Life]]:
    starts = min((one.opened for one in lives if one.version == label), default=None)
    if starts is None:
        raise ComparisonImpossible(_("No child was born in a case under that version."), field="version")
    return {
        name: [one for one in lives if (one.opened >= starts) == later]
        for name, later in (("before", False), ("after", True))
    }


def lives_behind(
    service: Service, first: date, last: date, parameters: Mapping[str, Any], cohort: str, why: str
) -> list[Life] | None:
    """Who stands in a cell of a cohort drawn from the records, or is left out of it, as the rows are today.

    None for a cohort or a reason that such a comparison has not; behind numbers that were entered stands nobody.
    """
    way = parameters["way"]
    known = {"order": ("first", "last"), "version": ("before", "after")}.get(way, ())
    left_out = () if cohort == "first" else (*WHYS, "between") if way == "order" else WHYS
    if cohort not in known or why not in (*MEMBERS, *left_out):
        return None
    lives = list(_lives(service, first, last, date.fromisoformat(parameters["as_of"]), Fingerprint()))
    try:
        part = lives if way == "order" else _parts(lives, parameters["version"])[cohort]
    except ComparisonImpossible:
        return []
    if why in WHYS:
        return [one for one in part if one.why == why]
    counted = [one for one in part if not one.why]
    if way == "order":
        size = int(parameters["size"])
        ends = {"first": counted[:size], "last": counted[-size:]}
        counted = counted[size : len(counted) - size] if why == "between" else ends[cohort]
    return [one for one in counted if why not in MEMBERS or MEMBERS[why](one)]


def _left_out(lives: Sequence[Life]) -> dict[str, int]:
    return {why: sum(one.why == why for one in lives) for why in WHYS}


def _cells(lives: Sequence[Life]) -> Cells:
    four = ("with_happened", "with_otherwise", "without_happened", "without_otherwise")
    return completed(Cells(size=len(lives), **{name: sum(map(MEMBERS[name], lives)) for name in four}))


MEMBERS: Mapping[str, Callable[[Life], bool]] = {
    WHOLE: lambda one: True,
    COUNTED: lambda one: one.removed,
    "otherwise": lambda one: not one.removed,
    "with_all": lambda one: one.earlier,
    "without_all": lambda one: not one.earlier,
    "with_happened": lambda one: one.removed and one.earlier,
    "with_otherwise": lambda one: not one.removed and one.earlier,
    "without_happened": lambda one: one.removed and not one.earlier,
    "without_otherwise": lambda one: not one.removed and not one.earlier,
}
"""Who stands in which cell; all of a cohort, and those to whom it happened, by the words of every figure."""
