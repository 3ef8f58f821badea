"""The figures as a run stores them, and the rows behind one of them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from families.models import Service
from outcomes.canonical import Fingerprint
from outcomes.labels import COUNTED, WHOLE
from outcomes.reading.course.figures import ASSOCIATION, FIGURES, Figure
from outcomes.reading.course.rows import Line, Span
from outcomes.reading.figures import rounded, share_data
from outcomes.statistics import MOST_FOR_FISHER, difference, fisher_exact, is_small, median


def course_result(service: Service, first: date, last: date, as_of: date, taken: Fingerprint) -> dict[str, Any]:
    """Every figure with what it counts and what it leaves out, and why."""
    span = Span(service=service, first=first, last=last, as_of=as_of)
    return {
        "as_of": as_of.isoformat(),
        "figures": [_figure(one, span, taken) for one in FIGURES],
        "association": _association(span, taken),
    }


def lines_behind(figure: Figure, span: Span, why: str) -> Iterator[Line]:
    """The lines that the figure counts, is out of, or leaves out for that reason."""
    return (line for line in figure.lines(span) if _is(line, figure, why))


def associated(span: Span, *, later: bool) -> Iterator[Line]:
    """The lines of the half that waited longer than the median, or of the other."""
    lines = [line for line in ASSOCIATION.lines(span) if line.counted and line.value is not None]
    middle = median(line.value for line in lines if line.value is not None)
    return (line for line in lines if (middle is not None and (line.value or 0) > middle) == later)


def _is(line: Line, figure: Figure, why: str) -> bool:
    if why == WHOLE or (why == COUNTED and figure.kind == "measure"):
        return line.counted
    return line.state == ("yes" if why == COUNTED else why)


def _figure(figure: Figure, span: Span, taken: Fingerprint) -> dict[str, Any]:
    states: Counter[str] = Counter()
    values: list[float] = []
    for line in _taken(figure.key, figure.lines(span), taken):
        states[line.state] += 1
        if line.counted and line.value is not None:
            values.append(line.value)
    data: dict[str, Any] = {"key": figure.key, "kind": figure.kind, "left_out": _left_out(states)}
    if figure.kind == "share":
        return {**data, "share": share_data(states["yes"], states["yes"] + states["no"])}
    return {**data, "measure": _middle(values)}


def _left_out(states: Counter[str]) -> dict[str, int]:
    return {why: count for why, count in sorted(states.items()) if why not in ("yes", "no")}


def _taken(key: str, lines: Iterator[Line], taken: Fingerprint) -> Iterator[Line]:
    for line in lines:
        taken.add([key, str(line.id), line.state, rounded(line.value)])
        yield line


def _middle(values: list[float]) -> dict[str, Any]:
    """Number, median and quartiles; a quartile is the median of its half, the middle value in neither (Tukey's
    hinges without it). Quartiles need four values."""
    ordered = sorted(values)
    half = len(ordered) // 2
    parts = (ordered[:half], ordered[len(ordered) - half :]) if len(ordered) >= 4 else ([], [])
    low, high = (rounded(median(part)) for part in parts)
    return {"n": len(ordered), "median": rounded(median(ordered)), "low": low, "high": high}


def _association(span: Span, taken: Fingerprint) -> dict[str, Any]:
    """Removals among those who waited longer than the median for a first visit, and among the rest."""
    states: Counter[str] = Counter()
    waits: list[tuple[float, bool]] = []
    for line in _taken(ASSOCIATION.key, ASSOCIATION.lines(span), taken):
        states[line.state] += 1
        if line.counted and line.value is not None:
            waits.append((line.value, line.state == "yes"))
    middle = median(wait for wait, _removed in waits)
    lives = [(middle is not None and wait > middle, removed) for wait, removed in waits]
    pairs = [(sum(gone for longer, gone in lives if longer == side), sum(longer == side for longer, _gone in lives))
             for side in (True, False)]  # fmt: skip
    late, soon = pairs
    apart = difference(late, soon)
    return {
        "key": ASSOCIATION.key,
        "left_out": _left_out(states),
        "weeks": rounded(middle),
        "later": share_data(*late),
        "sooner": share_data(*soon),
        "difference": rounded(apart.difference),
        "low": rounded(apart.low),
        "high": rounded(apart.high),
        "fisher": rounded(fisher_exact(late, soon)) if len(waits) <= MOST_FOR_FISHER else None,
        "small": is_small(late, soon) if all(of for _n, of in pairs) else True,
    }
