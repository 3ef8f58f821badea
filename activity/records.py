"""The two abstract rows that every domain model starts from."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.keys import new_id


class Record(models.Model):
    """A row with a time-ordered key that knows when and by whom it was entered.

    `entered_at` is when the system learnt of a thing, in UTC. When the thing itself
    happened is a field of the model that needs it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


class Editable(Record):
    """A record that two people may edit at once; `activity.edits` keeps them apart."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
