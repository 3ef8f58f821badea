"""What a merge does to rows, each with what it held before: the only hand that writes for a merge."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from activity.records import Editable
from families.merging.references import Reference
from families.models import Merge, MergedRow

Fate = MergedRow.Fate
Values = dict[str, Any]


class Ledger:
    """Writes rows and remembers each in order, so that the order can be run backwards."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.rows: list[MergedRow] = []

    def note(self, row: models.Model, fate: str, *, before: Values, after: Values, reason: str = "") -> None:
        """Remember what was done to one row."""
        self.rows.append(
            MergedRow(
                merge=self.merge,
                position=len(self.rows),
                model=row._meta.label,
                row_id=str(row.pk),
                fate=fate,
                before=before,
                after=after,
                reason=reason,
                entered_by=self.merge.entered_by,
            )
        )

    def join(self, gone: models.Model, kept: UUID) -> None:
        """Put a row out of sight: the kept one stands for it."""
        put(type(gone), [gone.pk], {"merged_into_id": kept})
        self.note(gone, Fate.JOINED, before={"merged_into_id": None}, after={"merged_into_id": kept})

    def change(self, row: models.Model, values: Values, *, always: bool = False) -> None:
        """Change fields of a row by attribute name; ``always`` remembers them even where nothing differs."""
        before = {name: getattr(row, name) for name in values}
        if before == values and not always:
            return
        if before != values:
            put(type(row), [row.pk], values)
            for name, value in values.items():
                setattr(row, name, value)
        self.note(row, Fate.CHANGED, before=before, after=values)

    def add(self, row: models.Model) -> None:
        """Save a new row that the merge itself needs."""
        row.save(force_insert=True)
        self.note(row, Fate.MADE, before={}, after=values_of(row))

    def set_aside(self, row: models.Model, reason: str) -> None:
        """Leave a row where it is, and remember the whole of it."""
        self.note(row, Fate.ASIDE, before=values_of(row), after={}, reason=reason)

    def move(self, rows: Iterable[tuple[models.Model, Values]], collides: Iterable[Reference] = ()) -> None:
        """Move rows, many at once where nothing is in their way; what would collide is set aside."""
        hooks = [one.collides for one in collides if one.collides]
        groups: dict[tuple[Any, ...], list[tuple[models.Model, Values]]] = defaultdict(list)
        for row, after in rows:
            groups[tuple(sorted(after.items(), key=lambda item: item[0]))].append((row, after))
        for group in groups.values():
            if len(group) > 1 and not self._try(group):
                self._move(group)
                continue
            for row, after in group:
                reason = self._try([(row, after)])
                if not reason:
                    self._move([(row, after)])
                    continue
                self.set_aside(row, reason)
                for hook in hooks:
                    hook(row, after, self)

    def save(self) -> None:
        """Write the ledger itself."""
        MergedRow.objects.bulk_create(self.rows, batch_size=1000)

    def _try(self, group: list[tuple[models.Model, Values]]) -> str:
        """Write the group; the constraint in its way, and nothing written, or an empty text."""
        row, after = group[0]
        try:
            with transaction.atomic():
                put(type(row), [one.pk for one, _after in group], after)
        except IntegrityError as broken:
            return constraint_of(broken)
        return ""

    def _move(self, group: list[tuple[models.Model, Values]]) -> None:
        for row, after in group:
            self.note(row, Fate.MOVED, before={name: getattr(row, name) for name in after}, after=after)


def put(model: type[models.Model], keys: list[Any], values: Values) -> int:
    """Update rows, joined ones too; whoever has one of them open is told that it moved on."""
    more: Values = {"version": F("version") + 1, "changed_at": timezone.now()} if issubclass(model, Editable) else {}
    return model._base_manager.filter(pk__in=keys).update(**values, **more)


def constraint_of(broken: IntegrityError) -> str:
    """The name of the constraint that refused."""
    diagnosis = getattr(broken.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "refused")[:100]


def values_of(row: models.Model) -> Values:
    """All fields of a row, by attribute name."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def thawed(model: str, values: Values) -> Values:
    """Values as they came back from JSON, as the fields hold them."""
    meta = apps.get_model(model)._meta
    fields = {field.attname: field for field in meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}
