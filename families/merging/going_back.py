"""The ledger of a merge run backwards: every row where it was, unless somebody changed it since."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from activity.idempotency import digest_of
from families.merging.ledger import Values, put, thawed
from families.merging.references import JOINABLE
from families.models import Merge, MergedRow, Milestone

Fate, Back = MergedRow.Fate, MergedRow.Back
DERIVED = {Milestone._meta.label}


def put_back(merge: Merge) -> list[MergedRow]:
    """The ledger backwards. A row that somebody changed since is left as they left it."""
    rows = list(merge.rows.order_by("-position"))
    for (model, fate), some in groupby(rows, key=lambda one: (one.model, one.fate)):
        group = list(some)
        if fate == Fate.ASIDE:
            _look(apps.get_model(model), group)
        elif fate == Fate.MADE:
            _take_away(apps.get_model(model), group)
        elif fate == Fate.MOVED:
            _move_back(apps.get_model(model), group)
        else:
            _restore(apps.get_model(model), group)
    return rows


def _look(model: type[models.Model], rows: list[MergedRow]) -> None:
    """What was set aside never moved; it is there unless somebody took it away."""
    there = set(model._base_manager.filter(pk__in=[one.row_id for one in rows]).values_list("pk", flat=True))
    for one in rows:
        one.back = Back.BACK if one.row_id in {str(pk) for pk in there} else Back.GONE


def _move_back(model: type[models.Model], rows: list[MergedRow]) -> None:
    """Rows that nobody has moved since go back many at once; where one of them finds no room, one by one."""
    there = {str(row.pk): row for row in model._base_manager.filter(pk__in=[one.row_id for one in rows])}
    together: dict[str, list[MergedRow]] = defaultdict(list)
    for one in rows:
        row, after = there.get(one.row_id), thawed(one.model, one.after)
        as_moved = row is not None and all(getattr(row, name) == value for name, value in after.items())
        together[digest_of(one.before) if as_moved and model._meta.label not in DERIVED else ""].append(one)
    for key, group in together.items():
        before = thawed(model._meta.label, group[0].before)
        if key and fits_in(model, [there[one.row_id].pk for one in group], before):
            for one in group:
                one.back = Back.BACK
        else:
            _restore(model, group)


def fits_in(model: type[models.Model], keys: list[Any], values: Values) -> bool:
    """Write the values if the database has room for them; False, and nothing written, where it has none."""
    try:
        with transaction.atomic():
            put(model, keys, values)
    except IntegrityError:
        return False
    return True


def _restore(model: type[models.Model], rows: list[MergedRow]) -> None:
    there = {str(row.pk): row for row in model._base_manager.filter(pk__in=[one.row_id for one in rows])}
    for one in rows:
        row = there.get(one.row_id)
        if row is None:
            one.back = Back.GONE
            continue
        before, after = thawed(one.model, one.before), thawed(one.model, one.after)
        same = {name: before[name] for name in before if getattr(row, name) == after[name]}
        if len(same) < len(before) and one.model in DERIVED:
            same = {}  # days of a clock belong together: it is counted again
        one.back = Back.BACK if len(same) == len(before) else Back.LEFT
        wanted = {name: value for name, value in same.items() if getattr(row, name) != value}
        if wanted and not _put_if_room(row, wanted):
            one.back = Back.LEFT


def _put_if_room(row: models.Model, wanted: Values) -> bool:
    """Give a row its values back; False where something recorded since leaves no room, and nothing written."""
    if row._meta.label in JOINABLE:
        put(type(row), [row.pk], wanted)
    elif not fits_in(type(row), [row.pk], wanted):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    return True


def _take_away(model: type[models.Model], rows: list[MergedRow]) -> None:
    """What the merge itself added goes with it; a clock that somebody explained stays, and is counted again."""
    for one in rows:
        found = model._base_manager.filter(pk=one.row_id)
        if model is Milestone:
            found = found.filter(why_late="")
        one.back = Back.BACK if found.delete()[0] else Back.LEFT
