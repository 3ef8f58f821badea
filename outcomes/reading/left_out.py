"""The cases that a figure counts, is out of, or left out for one reason, by reference, as their rows are today."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from families.models import Case
from outcomes.labels import ASSOCIATED, COUNTED, COURSE, LEFT_OUT, LOST, PARTS, WHOLE
from outcomes.models import OutcomeRun
from outcomes.reading.behind import Behind, Found, Narrowed
from outcomes.reading.course import Line, Span, associated, figure_of, lines_behind
from outcomes.reading.left_out_children import left_out_children
from outcomes.reading.left_out_distance import distance_behind

A_PAGE = 50
DISTANCE = "distance"


@frozen
class ListedCase:
    """One row: the reference of its case, empty where it has none; ``case_id`` where the record opens."""

    reference: str
    case_id: UUID | None
    counted: bool | None


@frozen(kw_only=True)
class LeftOut:
    """A page of the rows behind a figure, and what they are to it. ``restricted`` are those of the page that are
    withheld from the reader. ``why`` is empty for rows that are a part of the figure."""

    label: str
    part: str
    why: str
    whole: bool
    number: int
    rows: tuple[ListedCase, ...]
    restricted: int
    has_next: bool

    @property
    def marked(self) -> bool:
        """Whether the rows say if they are counted."""
        return any(row.counted is not None for row in self.rows)


def left_out_cases(
    run: OutcomeRun, key: str, why: str, user: User, *, number: int = 1, narrowed: Narrowed | None = None
) -> LeftOut | None:
    """One page of them; None for a figure or a reason that there is not."""
    found = _found(run, key, why, narrowed or Narrowed())
    if found is None:
        return None
    label, rows = found
    start = (number - 1) * A_PAGE
    return _shown(label, why, list(islice(rows, start, start + A_PAGE + 1)), user, number)


def _found(run: OutcomeRun, key: str, why: str, narrowed: Narrowed) -> tuple[str, Found] | None:
    if run.kind == OutcomeRun.Kind.DISTANCE:
        return distance_behind(run, why, narrowed) if key == DISTANCE else None
    if run.kind != OutcomeRun.Kind.COURSE:
        return left_out_children(run, key, why)
    as_of = date.fromisoformat(run.parameters["as_of"])
    span = Span(service=run.service, first=run.first_day, last=run.last_day, as_of=as_of)
    if key in ASSOCIATED and why in (COUNTED, WHOLE):
        half = associated(span, later=key == "visit_later")
        return str(ASSOCIATED[key]), (_line(line, why) for line in half if why == WHOLE or line.state == "yes")
    figure = figure_of(key)
    if figure is None or why not in (COUNTED, WHOLE, *LEFT_OUT):
        return None
    return str(COURSE[key][0]), (_line(line, why) for line in lines_behind(figure, span, why))


def _line(line: Line, why: str) -> Behind:
    return Behind(line.case, line.state == "yes" if why == WHOLE else None)


def _readable(ids: set[Any], user: User) -> dict[Any, str]:
    """The references of those that ``user`` may read: why a case is left out may say that a baby died.

    Who makes returns reads every reference of the partnership that is not withheld; others those that they may see.
    """
    returned = user.partnerships_with(Permission.MAKE_RETURNS)
    whole = Case.objects.not_withheld_from(user).filter(partnership__in=returned)
    named = Q(pk__in=whole.values("pk")) | Q(pk__in=Case.objects.visible_to(user).values("pk"))
    return dict(Case.objects.filter(named, pk__in=ids).values_list("pk", "reference"))


def _shown(label: str, why: str, found: Sequence[Behind], user: User, number: int) -> LeftOut:
    here = found[:A_PAGE]
    ids = {row.case for row in here if row.case}
    references = _readable(ids, user)
    opens = set(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    seen = [row for row in here if row.case is None or row.case in references]
    left_out = why not in PARTS
    return LeftOut(
        label=label,
        part=_("Left out") if left_out else str(PARTS[why]),
        why=str(LEFT_OUT.get(why) or LOST[why]) if left_out else "",
        whole=why == WHOLE,
        number=number,
        rows=tuple(
            ListedCase(references.get(row.case, ""), row.case if row.case in opens else None, row.counted)
            for row in seen
        ),
        restricted=len(here) - len(seen),
        has_next=len(found) > A_PAGE,
    )
