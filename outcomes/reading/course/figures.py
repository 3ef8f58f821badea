"""The figures of “what else changed” by key: a share or a measure, and the rows that it is counted from."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from attrs import frozen

from outcomes.reading.course import cases, children, registrations
from outcomes.reading.course.rows import Line, Span


@frozen(kw_only=True)
class Figure:
    """``share``: n of N. ``measure``: the middle half of a number, in ``unit``."""

    key: str
    kind: Literal["share", "measure"]
    unit: Literal["children", "cases", "registrations", "visits", "forms"]
    lines: Callable[[Span], Iterator[Line]]


FIGURES: tuple[Figure, ...] = (
    Figure(key="closed_to_social_services", kind="share", unit="children", lines=children.closed_to_social_services),
    Figure(key="de_registered", kind="share", unit="children", lines=children.de_registered),
    Figure(key="first_review", kind="share", unit="registrations", lines=registrations.first_review),
    Figure(key="register_months", kind="measure", unit="registrations", lines=registrations.register_months),
    *(
        Figure(
            key=f"out_of_care_{months}",
            kind="share",
            unit="children",
            lines=partial(children.stayed_out_of_care, months=months),
        )
        for months in (0, 6, 12)
    ),
    Figure(key="gestation_at_referral", kind="measure", unit="cases", lines=cases.gestation_at_referral),
    Figure(key="weeks_before_birth", kind="measure", unit="children", lines=cases.weeks_before_birth),
    Figure(key="weeks_to_first_visit", kind="measure", unit="cases", lines=cases.weeks_to_first_visit),
    Figure(key="visits_done", kind="share", unit="visits", lines=cases.visits_done),
    Figure(key="no_access", kind="share", unit="visits", lines=cases.no_access),
    Figure(key="satisfied", kind="share", unit="forms", lines=cases.satisfied),
)

ASSOCIATION = Figure(key="visit_and_removal", kind="share", unit="children", lines=cases.visit_and_removal)
"""Set side by side in two halves, so it stands apart from the list."""


def figure_of(key: str) -> Figure | None:
    """The figure of that key, None for any other."""
    return next((one for one in (*FIGURES, ASSOCIATION) if one.key == key), None)
