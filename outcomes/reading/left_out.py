"""The cases that a figure counts, or left out for one reason, by reference, as their rows are today."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from families.models import Case
from outcomes.labels import COUNTED, COURSE, LEFT_OUT, LOST, OUT_OF_SIGHT
from outcomes.models import OutcomeRun
from outcomes.reading.cohort import closed_within
from outcomes.reading.course import Span, figure_of, left_out_of
from outcomes.reading.distance import distances_of
from outcomes.reading.left_out_children import left_out_children
from outcomes.reading.rows import CaseRow, case_rows

MOST = 200
DISTANCE = "distance"


@frozen(kw_only=True)
class LeftOut:
    """What was left out of which figure, and why, or what it counts; ``why`` then says what is to be known of them.

    ``others`` have no case, or one that is withheld from the reader.
    """

    label: str
    why: str
    counted: bool
    cases: tuple[tuple[Case, bool], ...]
    others: int
    cut_off: bool


def left_out_cases(run: OutcomeRun, key: str, why: str, user: User) -> LeftOut | None:
    """At most two hundred of them; None for a figure or a reason that there is not. ``bool``: may be opened."""
    if found := left_out_children(run, key, why):
        label, cases = found
        return _shown(label, why, list(islice(cases, MOST + 1)), user)
    if why not in LEFT_OUT:
        return None
    if run.kind == OutcomeRun.Kind.COURSE and (figure := figure_of(key)):
        as_of = date.fromisoformat(run.parameters["as_of"])
        span = Span(service=run.service, first=run.first_day, last=run.last_day, as_of=as_of)
        ids: list[Any] = [line.case for line in left_out_of(figure, span, why, MOST + 1)]
        label = str(COURSE[key][0])
    elif run.kind == OutcomeRun.Kind.DISTANCE and key == DISTANCE:
        rows = case_rows(closed_within(run.service, run.first_day, run.last_day))
        ids = list(islice(_paired(rows) if why == COUNTED else _without(rows, why), MOST + 1))
        label = str(OutcomeRun.Kind.DISTANCE.label)
    else:
        return None
    return _shown(label, why, ids, user)


def _paired(rows: Iterator[CaseRow]) -> Iterator[UUID]:
    """Cases with scores at both ends in one of their tools."""
    for row in rows:
        apart = row.ending and (row.ending.is_loss or row.ending.is_transfer)
        if not apart and any(one.missing is None for one in distances_of(row)):
            yield row.id


def _without(rows: Iterator[CaseRow], why: str) -> Iterator[UUID]:
    """Cases without a pair for that reason in any of their tools, or apart after a loss or a transfer."""
    for row in rows:
        apart = (
            "loss" if row.ending and row.ending.is_loss else "transfer" if row.ending and row.ending.is_transfer else ""
        )
        found = [] if apart else distances_of(row)
        if why == apart or any(why == one.missing or why in one.fuller for one in found):
            yield row.id


def _named(cases: QuerySet[Case, Case], user: User) -> QuerySet[Case, Case]:
    """Those whose reference ``user`` may read: why a case is left out may say that a baby died.

    Who makes returns reads every reference of the partnership that is not withheld; others those that they may see.
    """
    returned = user.partnerships_with(Permission.MAKE_RETURNS)
    whole = Case.objects.not_withheld_from(user).filter(partnership__in=returned)
    return cases.filter(Q(pk__in=whole.values("pk")) | Q(pk__in=Case.objects.visible_to(user).values("pk")))


def _shown(label: str, why: str, ids: list[Any], user: User) -> LeftOut:
    listed = ids[:MOST]
    about = Case.objects.filter(pk__in=[pk for pk in listed if pk])
    may_open = set(about.visible_to(user).values_list("pk", flat=True))
    cases = list(_named(about, user).order_by("reference"))
    return LeftOut(
        label=label,
        why="" if why == COUNTED else str(LEFT_OUT.get(why) or LOST[why]),
        counted=why in (COUNTED, OUT_OF_SIGHT),
        cases=tuple((one, one.pk in may_open) for one in cases),
        others=len(listed) - len([pk for pk in listed if pk in {one.pk for one in cases}]),
        cut_off=len(ids) > MOST,
    )
