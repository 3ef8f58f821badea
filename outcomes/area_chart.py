"""Where the marks of one area's chart stand, for the page and for the paper. Nothing here knows a colour."""

from collections.abc import Sequence

from attrs import frozen

from outcomes.reading.journey import Answer, Area, FamilyJourney, Voice
from outcomes.tool_definitions import Scale

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 30.0, 356.0, 22.0, 122.0, 162.0
"""The field on which scores stand, in a drawing 360 units wide."""
APART = 18.0
"""Units between the marks of two respondents at one step: they stand side by side, never on each other."""
READABLE = 15.0
"""Units between marks under which their numbers would touch: the table alone has them then."""
OVER, UNDER = 9.0, 18.0
"""Units from a mark to the foot of its number."""
NAMED = 3
"""Up to how many steps fit with their names under the chart; more have their numbers."""


@frozen(kw_only=True)
class Mark:
    """``number_y``: where its score is written, under it where another mark of the step stands higher."""

    x: float
    y: float
    score: int
    number_y: float


@frozen(kw_only=True)
class Line:
    """One respondent's marks, and the lines between them: broken where no score was given."""

    speaker: str
    marks: tuple[Mark, ...]
    paths: tuple[str, ...]


@frozen(kw_only=True)
class AreaChart:
    """``ticks`` are scores with their height, the best at the top; ``feet`` the steps with their place."""

    height: float
    ticks: tuple[tuple[int, float], ...]
    feet: tuple[tuple[str, float], ...]
    lines: tuple[Line, ...]
    numbered: bool


def area_chart(journey: FamilyJourney, area: Area) -> AreaChart:
    """The chart of one area."""
    wide = (RIGHT - LEFT) / len(journey.steps)
    apart = min(APART, wide / (len(journey.speakers) + 0.5))
    columns = [LEFT + wide * (place + 0.5) for place in range(len(journey.steps))]
    middle = (len(area.voices) - 1) / 2
    named = len(journey.steps) <= NAMED
    highest = [_highest(answers, journey.scale) for answers in zip(*(one.answers for one in area.voices), strict=True)]
    return AreaChart(
        height=HEIGHT,
        ticks=tuple((score, _y(score, journey.scale)) for score in journey.scale.ticks),
        feet=tuple(
            (f"{step.number} {step.point}" if named else str(step.number), round(x, 1))
            for step, x in zip(journey.steps, columns, strict=True)
        ),
        lines=tuple(
            _line(voice, [x + (place - middle) * apart for x in columns], highest, journey.scale)
            for place, voice in enumerate(area.voices)
        ),
        numbered=apart >= READABLE,
    )


def _y(score: int, scale: Scale) -> float:
    share = (score - scale.minimum) / (scale.maximum - scale.minimum)
    return round(BOTTOM - (BOTTOM - TOP) * (share if scale.direction == 1 else 1 - share), 1)


def _highest(answers: Sequence[Answer | None], scale: Scale) -> float:
    """The height of the highest mark of a step; the foot where there is none."""
    return min((_y(one.value, scale) for one in answers if one and one.value is not None), default=BOTTOM)


def _line(voice: Voice, xs: Sequence[float], highest: Sequence[float], scale: Scale) -> Line:
    placed = zip(voice.answers, xs, highest, strict=True)
    marks = [_mark(answer, x, top, scale) for answer, x, top in placed]
    return Line(
        speaker=voice.speaker,
        marks=tuple(one for one in marks if one),
        paths=tuple(
            " ".join(f"{one.x},{one.y}" for one in piece) for piece in _pieces(voice.answers, marks) if len(piece) > 1
        ),
    )


def _mark(answer: Answer | None, x: float, highest: float, scale: Scale) -> Mark | None:
    if answer is None or answer.value is None:
        return None
    y = _y(answer.value, scale)
    return Mark(x=round(x, 1), y=y, score=answer.value, number_y=y + UNDER if y > highest else y - OVER)


def _pieces(answers: Sequence[Answer | None], marks: Sequence[Mark | None]) -> list[list[Mark]]:
    """Runs of scores. Who was asked and gave none ends a run; who had no reading that day does not."""
    pieces: list[list[Mark]] = [[]]
    for answer, mark in zip(answers, marks, strict=True):
        if mark:
            pieces[-1].append(mark)
        elif answer:
            pieces.append([])
    return pieces
