"""Returns and their lines as the pages show them."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from attrs import frozen

from outcomes.periods import year_of
from reporting import telling
from reporting.documents import period_of_return
from reporting.drafts import Draft, Line
from reporting.figures import Figure
from reporting.indicators.base import Indicator, Kind
from reporting.models import Return, ReturnVersion
from reporting.reading.wanted import bands_that_open
from reporting.scope import words_of

COUNTS = (Kind.COUNT, Kind.COUNT_OF)
"""Figures whose value is itself a number of rows."""


@frozen
class ListedReturn:
    """A return in the list, with its latest signed version."""

    made_for: Return
    label: str
    latest: ReturnVersion | None


@frozen
class LineView:
    """One line in characters. ``of`` is N; ``is_count``: the value is so many rows; ``bands``: key if its rows open,
    words, count."""

    key: str
    number: str
    label: str
    whole_years_only: bool
    n: str
    of: str
    value: str
    is_count: bool
    interval: str
    unknown: int
    before: str
    before_n: str
    before_of: str
    change: str
    clear: str
    to_date: str
    to_date_n: str
    to_date_of: str
    bands: tuple[tuple[str, str, int], ...]
    cost: tuple[tuple[str, str], ...]


def listed_returns(returns: Iterable[Return]) -> list[tuple[str, list[ListedReturn]]]:
    """Returns by year, newest first; ``returns`` come with their versions prefetched."""
    views = [_listed(one) for one in returns]
    years = groupby(views, key=lambda view: year_of(view.made_for.first_day))
    return [(f"{year}-{(year + 1) % 100:02d}", list(some)) for year, some in years]


def line_views(draft: Draft) -> list[tuple[str, str, list[LineView]]]:
    """Key, title and lines of each group."""
    words = words_of(draft.scope.definition)
    return [(group.key, str(group.title), [_line(line, words) for line in lines]) for group, lines in draft.groups]


def kept_line_views(
    version: ReturnVersion, titles: Mapping[str, str], known: Mapping[str, Indicator]
) -> list[tuple[str, str, list[LineView]]]:
    """The lines of a signed version, as they were."""
    found: dict[str, list[LineView]] = {}
    for line in version.lines.all():
        figure = Figure(**line.figure)
        one = known.get(line.key)
        view = _view(line.key, one.number if one else "", line.label, figure, None, None, one)
        found.setdefault(line.group, []).append(view)
    return [(key, titles.get(key, key), lines) for key, lines in found.items()]


def _listed(made_for: Return) -> ListedReturn:
    versions = list(made_for.versions.all())
    return ListedReturn(made_for, period_of_return(made_for).label, versions[-1] if versions else None)


def _line(line: Line, words: Mapping[str, object]) -> LineView:
    one = line.indicator
    return _view(one.key, one.number, one.label_for(words), line.figure, line.before, line.to_date, one)


def _view(
    key: str,
    number: str,
    label: str,
    now: Figure | None,
    before: Figure | None,
    to_date: Figure | None,
    one: Indicator | None = None,
) -> LineView:
    change, clear = telling.change(now, before)
    (n, whole), (n_before, of_before), (n_to_date, of_to_date) = map(telling.n_and_of, (now, before, to_date))
    return LineView(
        key=key,
        number=number,
        label=label,
        whole_years_only=now is None,
        n=n,
        of=whole,
        value=telling.value(now),
        is_count=now is not None and now.kind in COUNTS,
        interval=telling.interval(now),
        unknown=now.unknown if now else 0,
        before=telling.value(before),
        before_n=n_before,
        before_of=of_before,
        change=change,
        clear=clear,
        to_date=telling.value(to_date),
        to_date_n=n_to_date,
        to_date_of=of_to_date,
        bands=tuple(_bands(now, one)) if now else (),
        cost=tuple(telling.sum_of_cost(now.cost)) if now else (),
    )


def _bands(figure: Figure, one: Indicator | None) -> Iterable[tuple[str, str, int]]:
    opens = bands_that_open(one) if one else ()
    for key, words, count in telling.keyed_bands(figure, one.band_labels if one else None):
        yield key if key in opens else "", words, count
