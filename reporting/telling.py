"""Figures in words and characters, for pages and files alike."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from families.gestation import Gestation, GestationError
from outcomes.statistics import difference
from reporting.figures import Figure
from reporting.indicators.base import Kind

MINUS = "\N{MINUS SIGN}"


def thousands(number: int) -> str:
    """1,418, with a true minus sign."""
    return f"{number:,}".replace("-", MINUS)


def pounds(number: int) -> str:
    """£4,813,120."""
    return f"{MINUS if number < 0 else ''}£{abs(number):,}"


def weeks(days: str) -> str:
    """Days of gestation as ``12+3``; the days as they are where they are no possible gestation."""
    try:
        return str(Gestation(int(days)))
    except GestationError:
        return _("%(days)s days") % {"days": days}


def value(figure: Figure | None) -> str:
    """The figure as people read it; a dash where there is none."""
    if figure is None or not figure.value:
        return "–"
    if figure.kind == Kind.MEDIAN:
        return weeks(figure.value)
    if figure.kind == Kind.COST:
        return pounds(int(figure.value))
    if figure.kind in (Kind.SHARE, Kind.RATE):
        return f"{figure.value}%"
    return thousands(int(figure.value))


def of(figure: Figure | None) -> str:
    """n/N, or how many values a median is of; empty for a plain count."""
    return "/".join(part for part in n_and_of(figure) if part)


def n_and_of(figure: Figure | None) -> tuple[str, str]:
    """n and N; no N of a median, neither of a plain count."""
    if figure is None or figure.denominator is None or figure.numerator is None:
        return "", ""
    if figure.kind == Kind.MEDIAN:
        return thousands(figure.numerator), ""
    return thousands(figure.numerator), thousands(figure.denominator)


def interval(figure: Figure | None) -> str:
    """``4.2 to 10.9``; of a median the quartiles."""
    if figure is None or not figure.low:
        return ""
    low, high = (weeks(figure.low), weeks(figure.high)) if figure.kind == Kind.MEDIAN else (figure.low, figure.high)
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def bands(figure: Figure, labels: Mapping[str, object] | None = None) -> list[tuple[str, int]]:
    """The counts by band, in words: those of ``labels``, or of the bands of age at a separation."""
    return [(words, count) for _key, words, count in keyed_bands(figure, labels)]


def keyed_bands(figure: Figure, labels: Mapping[str, object] | None = None) -> list[tuple[str, str, int]]:
    """The same with the key of each."""
    words = words_of_bands(labels)
    return [(name, words[name], figure.bands[name]) for name in words if name in figure.bands]


def words_of_bands(labels: Mapping[str, object] | None) -> dict[str, str]:
    """What bands are called: by ``labels``, or as bands of age."""
    return {name: str(text) for name, text in labels.items()} if labels else band_words()


def sum_of_cost(cost: Mapping[str, object]) -> list[tuple[str, str]]:
    """The reconstruction line by line, each with its amount."""
    if not cost:
        return []
    whole = {name: int(str(cost[name])) for name in ("expected", "actual", "avoided", "unit_cost", "gross", "net")}
    paid = int(str(cost["programme_cost"]))
    return [
        (_("Expected without the service: every family open to social services"), thousands(whole["expected"])),
        (_("Removed at birth or in the first year"), thousands(whole["actual"])),
        (_("Expected less removed, babies taken from families"), thousands(whole["avoided"])),
        (
            _("A child in care for a year, prices of %(year)s") % {"year": cost["price_year"]},
            pounds(whole["unit_cost"]),
        ),
        (_("Cost avoided at most"), pounds(whole["gross"])),
        (_("Cost of the programme"), pounds(paid)),
        (_("Net of the programme's cost"), pounds(whole["net"])),
        (_("Removals to be avoided to break even"), f"{cost['break_even']} → {cost['break_even_whole']}"),
    ]


def change(now: Figure | None, before: Figure | None) -> tuple[str, str]:
    """The difference from an earlier period, and whether its interval leaves chance out."""
    if now is None or before is None or not now.value or not before.value or now.kind == Kind.COST:
        return "", ""
    if now.kind in (Kind.SHARE, Kind.RATE):
        points = float(now.value) - float(before.value)
        return _("%(points)s points") % {"points": signed(f"{points:+.1f}")}, "" if clear(now, before) else _(
            "no clear change"
        )
    step = int(now.value) - int(before.value)
    if now.kind == Kind.MEDIAN:
        return _("%(days)s days") % {"days": signed(f"{step:+d}")}, ""
    return signed(f"{step:+,d}"), ""


def signed(text: str) -> str:
    """With a true minus, and no sign before a zero."""
    return text.replace("-", MINUS) if text.strip("+-0.,") else text.lstrip("+-")


def clear(now: Figure, before: Figure) -> bool:
    """Whether Newcombe's interval of the difference leaves zero out."""
    first, second = ((one.numerator or 0, one.denominator or 0) for one in (now, before))
    if first[0] > first[1] or second[0] > second[1]:
        return True
    found = difference(first, second)
    return found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)


def band_words() -> dict[str, str]:
    """Bands of age by their order; stored figures have lost it."""
    return {
        "0-6": _("0 to 6 days"),
        "7-13": _("7 to 13 days"),
        "14-364": _("14 to 364 days"),
        "365+": _("365 days or more"),
    }


def part(kind: str, name: str) -> str:
    """What a row of that part does to a figure of that kind."""
    special = {
        (Kind.COST, "numerator"): _("Expected"),
        (Kind.COST, "denominator"): _("Removed"),
        (Kind.RATE, "denominator"): _("Set against"),
        (Kind.MEDIAN, "numerator"): _("Measured"),
    }
    plain = {"numerator": _("Yes"), "denominator": _("No"), "unknown": _("Not known")}
    return special.get((Kind(kind), name), plain[name])
