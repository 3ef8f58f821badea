"""Which row of which file became which record, so that loading twice changes nothing."""

from django.db import models

from activity.history import untracked
from activity.records import Record


@untracked("written once by the importer; the records it points to have their history")
class ImportedRow(Record):
    """``digest`` is the SHA-256 of the row as read; another digest for the same key is a changed row."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    source = models.CharField(max_length=120)
    sheet = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    object_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "source", "sheet", "key"], name="row_imported_once"),
        ]
