"""Where the marks of small charts stand. Templates draw them with classes; nothing here knows a colour."""

from textwrap import wrap
from typing import Any

from attrs import frozen

from outcomes.reading.case_scores import Cell, Journey

LEFT, RIGHT = 16.0, 344.0
HEAD, NAME, TRACK, GAP, LINE = 34.0, 24.0, 18.0, 10.0, 18.0
WIDEST = 42
"""Letters of an area's name that fit beside each other over its tracks."""
SCALES = (5, 10, 25, 50, 100)
"""Where an axis of per cents may end."""


@frozen(kw_only=True)
class Track:
    """One respondent's move in one area, in the units of the drawing. None where there is no score."""

    speaker: str
    y: float
    start: float | None
    now: float | None
    silence: str


@frozen(kw_only=True)
class Row:
    """An area's name, in as many lines as it needs with the height of each, and its tracks."""

    names: tuple[tuple[str, float], ...]
    tracks: tuple[Track, ...]


@frozen(kw_only=True)
class JourneyChart:
    """The drawing of a journey, 360 units wide."""

    height: float
    ticks: tuple[tuple[int, float], ...]
    rows: tuple[Row, ...]


def journey_chart(journey: Journey) -> JourneyChart:
    """Place every start and now of a journey on the tool's scale, the best score on the right."""
    scale = journey.tool.scale

    def x(score: int | None) -> float | None:
        if score is None:
            return None
        return round(LEFT + (RIGHT - LEFT) * (score - scale.worst) / (scale.best - scale.worst), 1)

    rows, y = [], HEAD
    for line in journey.lines:
        names = tuple((text, y + 10 + LINE * place) for place, text in enumerate(wrap(line.label, WIDEST) or [""]))
        y += LINE * (len(names) - 1)
        tops = [y + NAME + TRACK * place for place in range(len(journey.speakers))]
        marks = zip(journey.speakers, line.cells, tops, strict=True)
        rows.append(Row(names=names, tracks=tuple(_track(who, cell, top, x) for who, cell, top in marks)))
        y += NAME + TRACK * len(journey.speakers) + GAP
    ticks = tuple((score, x(score) or LEFT) for score in scale.ticks)
    return JourneyChart(height=y, ticks=ticks, rows=tuple(rows))


def _track(who: str, cell: Cell | None, y: float, x: Any) -> Track:
    if cell is None:
        return Track(speaker=who, y=y, start=None, now=None, silence="")
    return Track(speaker=who, y=y, start=x(cell.start), now=x(cell.now), silence=cell.silence)


def axis_end(highest: float) -> int:
    """The per cent at which an axis that must hold ``highest`` (0 to 1) ends."""
    return next((end for end in SCALES if highest * 100 <= end), SCALES[-1])


def along(share: float | None, end: int) -> str:
    """A share as a position on an axis that ends at ``end`` per cent, for an SVG attribute."""
    return f"{min(100.0, 10000 * (share or 0) / end):.2f}%"
