"""Changing an editable row as the consequence of something else, not as an edit of its own."""

from typing import Any

from django.utils import timezone

from activity.records import Editable


def change(row: Editable, **changes: Any) -> None:
    """Set fields and count the version up, so that whoever has the row open is told.

    The caller holds a transaction and has locked the row or what it hangs on.
    """
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = timezone.now()
    row.save(update_fields=[*changes, "version", "changed_at"])
