"""The children and families whom removals, cost and comparisons count, are out of, or leave out.

Each is given by a case through which they are found.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from families.models import Case, Child, Family
from outcomes import removals
from outcomes.earlier import with_earlier_removal
from outcomes.labels import BANDS, COHORTS, COUNTED, COUNTED_CHILDREN, LOST, WHOLE
from outcomes.models import OutcomeRun
from outcomes.periods import quarters_up_to
from outcomes.reading.behind import Behind, Found
from outcomes.reading.child_row import AT_ONCE, COLUMNS, OF_BIRTHS, ChildRow
from outcomes.reading.comparison import lives_behind
from outcomes.reading.cost import families_to_social_services
from outcomes.reading.course import Span
from outcomes.reading.removals import CHARTED, died_by, first_year_of, is_out_of_sight
from outcomes.statistics import BANDS as AGES
from outcomes.statistics import removal_band

Test = Callable[[ChildRow, Span], bool]
KNOWN = ("removed", "followed", "unresolved")
NOT_KNOWN = ("died", "came_late", "gone_before")
"""What the first year of a child may have brought: in the denominator, and out of it."""


@frozen(kw_only=True)
class Children:
    """Whom to read, who of them to list, and in a list of all, who of those is counted."""

    among: Callable[[Span], QuerySet[Child]]
    listed: Test
    counted: Test | None = None


def left_out_children(run: OutcomeRun, figure: str, why: str) -> tuple[str, Found] | None:
    """What the figure is called, and the rows; None for a figure or a reason that a run of this kind has not."""
    as_of = date.fromisoformat(run.parameters["as_of"])
    span = Span(service=run.service, first=run.first_day, last=run.last_day, as_of=as_of)
    if run.kind == OutcomeRun.Kind.COMPARISON:
        lives = lives_behind(span.service, span.first, span.last, run.parameters, figure, why)
        if lives is None:
            return None
        marks = {one.child: one.removed if why == WHOLE else None for one in lives}
        return str(COHORTS[figure]), _cases_of_children(span, marks)
    if run.kind == OutcomeRun.Kind.REMOVALS:
        if figure == "lost" and why in LOST:
            return str(COUNTED_CHILDREN[figure]), _lost(span, why)
        for quarter in quarters_up_to(span.last, CHARTED):
            if quarter.key == figure and ("live_births", why) in CHILDREN[run.kind]:
                born = evolve(span, first=quarter.first, last=quarter.last)
                label = _("Children born alive in %(quarter)s") % {"quarter": quarter.label}
                return label, _children(CHILDREN[run.kind]["live_births", why], born)
    if families := FAMILIES.get(run.kind, {}).get((figure, why)):
        return _label(figure), _families(families(span), span)
    found = CHILDREN.get(run.kind, {}).get((figure, why))
    return (_label(figure), _children(found, span)) if found else None


def _label(figure: str) -> str:
    return str(COUNTED_CHILDREN.get(figure) or BANDS[AGES[int(figure.removeprefix("age_"))]])


def _children(wanted: Children, span: Span) -> Found:
    for row, case in _rows(wanted.among(span), span):
        if wanted.listed(row, span):
            yield Behind(case, wanted.counted(row, span) if wanted.counted else None)


def _separated(span: Span) -> QuerySet[Child]:
    """First removed in the period, of families with an open case."""
    children = removals.children_of_open_families(span.service, span.first, span.last)
    return removals.removed_within(children, span.first, span.last).annotate(away=removals.apart_on(span.as_of))


def _born_alive(span: Span) -> QuerySet[Child]:
    return removals.born_alive(span.service, span.first, span.last)


def _with_earlier(span: Span) -> QuerySet[Child]:
    return with_earlier_removal(_born_alive(span), span.service)


def _open_to_social_services(span: Span) -> QuerySet[Child]:
    return removals.open_to_social_services(span.service, span.first, span.last)


def _after_closure(span: Span) -> QuerySet[Child]:
    children = removals.removed_after_closure(span.service, span.first, span.last)
    return children.annotate(away=removals.apart_on(span.as_of))


def _before_opening(span: Span) -> QuerySet[Child]:
    return removals.removed_before_opening(span.service, span.first, span.last)


def _everybody(_row: ChildRow, _span: Span) -> bool:
    return True


def _in_first_year(row: ChildRow, _span: Span) -> bool:
    return row.removed_in_first_year


def _of_no_age(row: ChildRow, _span: Span) -> bool:
    return row.age is None


def _state(*states: str, earlier: bool | None = None) -> Test:
    """What the first year had brought, of those with or without an earlier removal where that is asked."""

    def holds(row: ChildRow, span: Span) -> bool:
        return (earlier is None or row.earlier == earlier) and first_year_of(row, span.as_of) in states

    return holds


def _out_of_sight(row: ChildRow, span: Span) -> bool:
    """Counted as not removed, though no case was open any more on the 365th day."""
    return first_year_of(row, span.as_of) == "followed" and is_out_of_sight(row)


def _after_birth(row: ChildRow, span: Span) -> bool:
    """Of those that the cohort is out of, who came when already born."""
    return row.came_on > row.born and first_year_of(row, span.as_of) in KNOWN


def _removed_in_period(row: ChildRow, span: Span) -> bool:
    return bool(row.removed_on and span.first <= row.removed_on <= span.last)


def _removed_before(row: ChildRow, span: Span) -> bool:
    return bool(row.removed_on and row.removed_on < span.first)


def _died(row: ChildRow, span: Span) -> bool:
    return died_by(row, span.last)


def _not_died(row: ChildRow, span: Span) -> bool:
    return not died_by(row, span.last)


def _aged(*bands: str, also: Test) -> Test:
    """Separated at an age in one of the bands, and what else is asked of them."""

    def holds(row: ChildRow, span: Span) -> bool:
        return row.age is not None and removal_band(row.age) in bands and also(row, span)

    return holds


def _never_home(row: ChildRow, _span: Span) -> bool:
    return bool(row.never_went_home)


def _returned(row: ChildRow, span: Span) -> bool:
    return row.returned_by(span.as_of)


def _still_home(row: ChildRow, span: Span) -> bool:
    return row.home_on(span.as_of)


def _removed_again(row: ChildRow, span: Span) -> bool:
    return row.removed_again_by(span.as_of)


def _open_families(span: Span) -> QuerySet[Family]:
    return removals.families_open(span.service, span.first, span.last)


def _families_to_social_services(span: Span) -> QuerySet[Family]:
    return families_to_social_services(span.service, span.first, span.last)


def _not_to_social_services(span: Span) -> QuerySet[Family]:
    """Families with an open case, none of whom was open to social services on a day of the period."""
    return _open_families(span).exclude(pk__in=_families_to_social_services(span).values("pk"))


def _families(families: QuerySet[Family], span: Span) -> Found:
    """Each family once, by its first case of those open in the period."""
    cases = removals.cases_of(span.service).open_within(span.first, span.last).filter(family=OuterRef("pk"))
    known = families.annotate(case_id=Subquery(cases.order_by("opened_on", "pk").values("pk")[:1]))
    for case in known.order_by("pk").values_list("case_id", flat=True).iterator(chunk_size=AT_ONCE):
        yield Behind(case)


def _lost(span: Span, kind: str) -> Found:
    lost = removals.lost_within(span.service, span.first, span.last).annotate(
        kind=Coalesce(F("loss__kind"), Value("death")), case_id=_case(span)
    )
    for case in lost.filter(kind=kind).order_by("pk").values_list("case_id", flat=True).iterator(chunk_size=AT_ONCE):
        yield Behind(case)


def _rows(children: QuerySet[Child], span: Span) -> Iterator[tuple[ChildRow, Any]]:
    """The children with their case, and with what else was asked of them."""
    columns = (*COLUMNS, *(name for name in (*OF_BIRTHS, "earlier", "away") if name in children.query.annotations))
    known = children.annotate(death=Coalesce("loss__lost_on", "person__died_on"), case_id=_case(span))
    for *life, case in known.order_by("pk").values_list(*columns, "case_id").iterator(chunk_size=AT_ONCE):
        yield ChildRow(columns, life), case


def _case(span: Span) -> Coalesce:
    """The child's first case with the service, else the family's."""
    cases: QuerySet[Case] = removals.cases_of(span.service).order_by("opened_on", "pk")
    own = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))
    family = cases.filter(family=OuterRef("family"))
    return Coalesce(Subquery(own.values("pk")[:1]), Subquery(family.values("pk")[:1]))


def _cases_of_children(span: Span, marks: Mapping[Any, bool | None]) -> Found:
    rows = Child.objects.filter(pk__in=list(marks)).annotate(case_id=_case(span))
    for pk, case in rows.order_by("pk").values_list("pk", "case_id").iterator(chunk_size=AT_ONCE):
        yield Behind(case, marks[pk])


def _births(earlier: bool | None = None) -> dict[str, Children]:
    """The lists of a cohort of births, of those with or without an earlier removal where that is asked."""
    among = _born_alive if earlier is None else _with_earlier
    removed = _state("removed", earlier=earlier)
    states = {"not_followed": "unresolved", **{why: why for why in NOT_KNOWN}}
    return {
        **{why: Children(among=among, listed=_state(state, earlier=earlier)) for why, state in states.items()},
        COUNTED: Children(among=among, listed=removed),
        WHOLE: Children(among=among, listed=_state(*KNOWN, earlier=earlier), counted=removed),
    }


def _by_age(*bands: str) -> dict[str, Children]:
    """The lists of the separations at these ages."""
    tests: dict[str, Test] = {
        COUNTED: _everybody,
        "never_went_home": _never_home,
        "returned_home": _returned,
        "still_home": _still_home,
        "removed_again": _removed_again,
    }
    return {why: Children(among=_separated, listed=_aged(*bands, also=also)) for why, also in tests.items()}


_NO_BIRTHDAY = Children(among=_separated, listed=_of_no_age)
_EARLY = Children(among=_separated, listed=_in_first_year)
_LISTS: Mapping[str, Mapping[str, Children]] = {
    "families_open": {COUNTED: _EARLY},
    "live_births": {
        **_births(),
        "out_of_sight": Children(among=_born_alive, listed=_out_of_sight),
        "came_after_birth": Children(among=_born_alive, listed=_after_birth, counted=_state("removed")),
    },
    "earlier_with": _births(True),
    "earlier_without": _births(False),
    "open_to_social_services": {
        COUNTED: Children(among=_open_to_social_services, listed=_removed_in_period),
        WHOLE: Children(among=_open_to_social_services, listed=_not_died, counted=_removed_in_period),
        "dead": Children(among=_open_to_social_services, listed=_died),
        "removed_before": Children(among=_open_to_social_services, listed=_removed_before),
    },
    "separations": {"no_birthday": _NO_BIRTHDAY},
    "all_ages": _by_age(*AGES),
    **{f"age_{place}": _by_age(band) for place, band in enumerate(AGES)},
    "after_closure": {
        COUNTED: Children(among=_after_closure, listed=_everybody),
        "returned_home": Children(among=_after_closure, listed=_returned),
        "still_home": Children(among=_after_closure, listed=_still_home),
    },
    "before_opening": {COUNTED: Children(among=_before_opening, listed=_everybody)},
}
CHILDREN: Mapping[str, Mapping[tuple[str, str], Children]] = {
    OutcomeRun.Kind.REMOVALS: {(figure, why): one for figure, lists in _LISTS.items() for why, one in lists.items()},
    OutcomeRun.Kind.COST: {("separations", COUNTED): _EARLY, ("separations", "no_birthday"): _NO_BIRTHDAY},
}
FAMILIES: Mapping[str, Mapping[tuple[str, str], Callable[[Span], QuerySet[Family]]]] = {
    OutcomeRun.Kind.REMOVALS: {("families_open", WHOLE): _open_families},
    OutcomeRun.Kind.COST: {
        ("families_to_social_services", COUNTED): _families_to_social_services,
        ("families_open", "not_open"): _not_to_social_services,
    },
}
