"""Which of the rows behind a figure are asked for: those that it counts, is out of, does not know, or one band."""

from collections.abc import Mapping

from attrs import frozen
from django.utils.translation import gettext as _

from reporting import telling
from reporting.indicators.annexes import PREFIX
from reporting.indicators.base import Indicator, Kind, Part

COUNTED, WHOLE, UNKNOWN = "counted", "whole", "unknown"


@frozen(kw_only=True)
class Wanted:
    """A part of the rows, and a band; each empty for all."""

    part: str = ""
    band: str = ""

    @property
    def in_address(self) -> dict[str, str]:
        """What of it stands in an address."""
        return {name: value for name, value in (("part", self.part), ("band", self.band)) if value}

    def parts(self, kind: str) -> tuple[Part, ...]:
        """The parts of the rows of such a figure; none for all of them. Of a rate N is what n is set against."""
        if self.part == COUNTED:
            return (Part.NUMERATOR,)
        if self.part == UNKNOWN:
            return (Part.UNKNOWN,)
        if self.part == WHOLE:
            apart = kind in (Kind.RATE, Kind.COST)
            return (Part.DENOMINATOR,) if apart else (Part.NUMERATOR, Part.DENOMINATOR)
        return ()

    def words(self, one: Indicator) -> str:
        """What is asked for; empty for every row."""
        if self.band:
            return telling.words_of_bands(one.band_labels)[self.band]
        if one.kind is Kind.COST and self.part:
            return telling.part(one.kind, str(self.parts(one.kind)[0]))
        return {COUNTED: _("Counted (n)"), WHOLE: _("Out of (N)"), UNKNOWN: _("Not known")}.get(self.part, "")


def bands_that_open(one: Indicator) -> tuple[str, ...]:
    """The bands whose rows can be listed. Not those of an annex: a reference among one answer would tell the answer."""
    return () if one.key.startswith(PREFIX) else one.bands


def wanted_of(asked: Mapping[str, str], one: Indicator) -> Wanted | None:
    """What an address asks for; None for a part or band that the line has not."""
    part, band = asked.get("part", ""), asked.get("band", "")
    if part not in ("", COUNTED, WHOLE, UNKNOWN) or (band and (band not in bands_that_open(one) or part)):
        return None
    return Wanted(part=part, band=band)
