"""A journey in words and drawings, the same on the page and on the paper."""

from attrs import frozen
from django.utils.translation import gettext as _

from families.days import said
from families.models import Case
from outcomes.area_chart import AreaChart, area_chart
from outcomes.reading.case_scores import speaker_word
from outcomes.reading.journey import Answer, Area, FamilyJourney, journeys_of

NONE = "–"


@frozen(kw_only=True)
class ShownArea:
    """An area: its chart, what the chart says in words, and the same as a table."""

    label: str
    chart: AreaChart
    told: str
    rows: tuple[tuple[str, ...], ...]


@frozen(kw_only=True)
class ShownJourney:
    """One version of a tool. ``speakers`` are keys with their words; ``heads`` stand over every table.

    ``changed``: the family was scored with another version of the same tool as well.
    """

    changed: bool
    tool: str
    version: str
    licence: str
    speakers: tuple[tuple[str, str], ...]
    way: str
    heads: tuple[str, ...]
    areas: tuple[ShownArea, ...]


def shown_journeys(case: Case) -> list[ShownJourney]:
    """The journeys of a case as they are read, in the language in use."""
    journeys = journeys_of(case)
    slugs = [one.slug for one in journeys]
    return [_shown(one, changed=slugs.count(one.slug) > 1) for one in journeys]


def _shown(journey: FamilyJourney, *, changed: bool) -> ShownJourney:
    scale = journey.scale
    higher = _(
        "From left to right in the order of the days. Higher is better: %(worst)s at the foot, %(best)s at the top."
    )
    lower = _(
        "From left to right in the order of the days. Small scores are better, so they stand higher: %(worst)s at the "
        "foot, %(best)s at the top."
    )
    way = higher if scale.direction == 1 else lower
    return ShownJourney(
        changed=changed,
        tool=journey.tool,
        version=journey.version,
        licence=journey.licence,
        speakers=tuple((who, speaker_word(who)) for who in journey.speakers),
        way=way % {"worst": scale.worst, "best": scale.best},
        heads=(_("When"), *(speaker_word(who) for who in journey.speakers)),
        areas=tuple(_area(journey, area) for area in journey.areas),
    )


def _area(journey: FamilyJourney, area: Area) -> ShownArea:
    columns = [[_said(answer) for answer in voice.answers] for voice in area.voices]
    days = [f"{step.number} {step.point}, {said(step.on)}" for step in journey.steps]
    spoken = [
        f"{speaker_word(voice.speaker)}: {', '.join(column)}"
        for voice, column in zip(area.voices, columns, strict=True)
    ]
    return ShownArea(
        label=area.label,
        chart=area_chart(journey, area),
        told=f"{area.label}. {'. '.join(spoken)}.",
        rows=tuple(zip(days, *columns, strict=True)),
    )


def _said(answer: Answer | None) -> str:
    if answer is None:
        return NONE
    return answer.silence if answer.value is None else str(answer.value)
