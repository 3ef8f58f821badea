"""A family's journey: every standing reading in its order, each area with what each of them said. Scores alone.

What somebody wrote beside the scores is left out on purpose: this is shown and given to the family, and a
paper at home is read by others too.
"""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from families.forms.common import words
from families.models import Case
from outcomes.definition_of import tool_of
from outcomes.models import Assessment, Missing, Point
from outcomes.reading.case_scores import SHOWN, values_of
from outcomes.tool_definitions import DomainDefinition, Scale

ORDER = list(Point.values)

Values = dict[str, tuple[int | None, str]]
"""Score and silence by area."""


@frozen(kw_only=True)
class Step:
    """Readings of one point on one day; ``number`` is its place on the chart, from 1."""

    number: int
    point: str
    on: date


@frozen(kw_only=True)
class Answer:
    """A score, or in ``silence`` why there is none."""

    value: int | None
    silence: str = ""


@frozen(kw_only=True)
class Voice:
    """What one respondent said of an area at each step; None at a step without a reading of theirs."""

    speaker: str
    answers: tuple[Answer | None, ...]


@frozen(kw_only=True)
class Area:
    label: str
    voices: tuple[Voice, ...]


@frozen(kw_only=True)
class FamilyJourney:
    """Everything that was scored with one version of a tool; its scores compare with those of no other."""

    slug: str
    tool: str
    version: str
    licence: str
    scale: Scale
    steps: tuple[Step, ...]
    speakers: tuple[str, ...]
    areas: tuple[Area, ...]


def journeys_of(case: Case) -> tuple[FamilyJourney, ...]:
    """The journeys of a case by version of a tool, the earliest first, in a constant number of queries."""
    rows = Assessment.objects.filter(case=case).standing().select_related("version_used__tool")
    readings = list(rows.prefetch_related("scores__domain").order_by("assessed_on", "id"))
    versions = dict.fromkeys(one.version_used_id for one in readings)
    return tuple(_journey([one for one in readings if one.version_used_id == pk]) for pk in versions)


def _journey(readings: Sequence[Assessment]) -> FamilyJourney:
    tool = tool_of(readings[0].version_used)
    places = sorted({_place(one) for one in readings})
    speakers = tuple(who.value for who in SHOWN if any(one.respondent == who for one in readings))
    said = {(_place(one), one.respondent): values_of(one) for one in readings}
    return FamilyJourney(
        slug=tool.slug,
        tool=words(tool.name),
        version=tool.version,
        licence=words(tool.licence),
        scale=tool.scale,
        steps=tuple(
            Step(number=number, point=str(Point(ORDER[point]).label), on=on)
            for number, (on, point) in enumerate(places, start=1)
        ),
        speakers=speakers,
        areas=tuple(_area(domain, [[said.get((place, who)) for place in places] for who in speakers], speakers)
                    for domain in tool.domains),
    )  # fmt: skip


def _place(reading: Assessment) -> tuple[date, int]:
    return reading.assessed_on, ORDER.index(reading.point)


def _area(domain: DomainDefinition, told: Sequence[Sequence[Values | None]], speakers: Sequence[str]) -> Area:
    return Area(
        label=words(domain.label),
        voices=tuple(
            Voice(speaker=who, answers=tuple(_answer(domain.key, one) for one in mine))
            for who, mine in zip(speakers, told, strict=True)
        ),
    )


def _answer(key: str, values: Values | None) -> Answer | None:
    if values is None or key not in values:
        return None
    value, silence = values[key]
    return Answer(value=value, silence=str(Missing(silence).label) if silence else "")
