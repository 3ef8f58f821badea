"""What an indicator means, as pairs of a heading and plain words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from reporting.indicators.base import Indicator


def described(one: Indicator, words: Mapping[str, object]) -> list[tuple[str, str]]:
    """Every text that the indicator has, in the order in which it is read."""
    headings = (
        ("definition", _("In plain words")),
        ("population", _("Population (N)")),
        ("numerator", _("Counted (n)")),
        ("left_out", _("Left out")),
        ("unknowns", _("Unknown")),
        ("source", _("Source")),
    )
    return [(heading, text) for name, heading in headings if (text := one.text(name, words))]
