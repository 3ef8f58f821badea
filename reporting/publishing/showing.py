"""Figures as a file shows them: in characters and numbers, ``[c]`` where something is held back."""

from collections.abc import Collection, Mapping

from attrs import frozen

from reporting import telling
from reporting.figures import Figure
from reporting.indicators.annexes import PREFIX
from reporting.indicators.base import Indicator, Kind
from reporting.publishing.cells import OF, UNKNOWN, N

HELD = "[c]"
FEWEST_FOR_A_MEDIAN, FEWEST_FOR_QUARTILES = 10, 20
"""Of fewer values a quartile on one side of a threshold can say how many of them lie beyond it, where those are few."""
Count = int | str | None


@frozen(kw_only=True)
class Shown:
    """Counts are numbers, ``[c]`` or None; ``value`` is exact text, empty where there is none, or ``[c]``."""

    of: str
    value: str
    words: str
    interval: str
    numerator: Count
    denominator: Count
    unknown: Count
    low: str
    high: str
    bands: tuple[tuple[str, str, Count], ...]

    @property
    def is_held(self) -> bool:
        return self.value == HELD


def shown(key: str, figure: Figure, indicator: Indicator | None, held: Collection[str] = ()) -> Shown:
    """The figure of one line; ``held`` are the names that the file holds back, such as ``cases_opened:n``."""
    n = "clients" if key.startswith(PREFIX) else f"{key}:{N}"
    top, whole = _count(figure.numerator, n, held), _count(figure.denominator, f"{key}:{OF}", held)
    if figure.kind == Kind.MEDIAN:
        whole = top  # one number: of how many values it is
    no_value = _no_value(key, figure, top, whole, held)
    no_interval = no_value or (
        figure.kind == Kind.MEDIAN and bool(held) and (figure.numerator or 0) < FEWEST_FOR_QUARTILES
    )
    labels = indicator.band_labels if indicator else None
    listed = dict(telling.bands(figure, labels)) if labels else {}
    names = {band: str(labels[band]) for band in labels if band in figure.bands} if labels and listed else _ages(figure)
    return Shown(
        of=_of(figure, top, whole),
        value=HELD if no_value else figure.value,
        words=HELD if no_value else telling.value(figure),
        interval="" if no_interval else telling.interval(figure),
        numerator=top,
        denominator=whole,
        unknown=_count(figure.unknown, f"{key}:{UNKNOWN}", held),
        low="" if no_interval else figure.low,
        high="" if no_interval else figure.high,
        bands=tuple((band, names[band], _count(figure.bands[band], f"{key}:{band}", held)) for band in names),
    )


def _no_value(key: str, figure: Figure, top: Count, whole: Count, held: Collection[str]) -> bool:
    if figure.kind == Kind.COST:
        return any(f"{key}:{band}" in held for band in figure.bands) or top == HELD
    if figure.kind == Kind.MEDIAN:
        return top == HELD or (bool(held) and (figure.numerator or 0) < FEWEST_FOR_A_MEDIAN)
    return HELD in (top, whole)


def _count(number: int | None, name: str, held: Collection[str]) -> Count:
    return HELD if name in held and number is not None else number


def _of(figure: Figure, top: Count, whole: Count) -> str:
    if figure.kind == Kind.MEDIAN or whole is None:
        return (HELD if top == HELD else telling.of(figure)) if figure.kind == Kind.MEDIAN else ""
    return "/".join(one if isinstance(one, str) else telling.thousands(one or 0) for one in (top, whole))


def _ages(figure: Figure) -> Mapping[str, str]:
    if figure.cost:
        return {}
    words = telling.band_words()
    return {band: words.get(band, band) for band in words if band in figure.bands}
