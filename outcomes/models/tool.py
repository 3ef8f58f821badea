"""Distance-travelled tools: versions that never change once they are loaded."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


@track
class Tool(Record):
    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="tools")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="tool_slug_once_per_partnership")]

    def __str__(self) -> str:
        return self.name


@track
class ToolVersion(Record):
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=40)
    definition = models.JSONField()
    source_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "label"], name="tool_version_label_once")]
        triggers = [pgtrigger.Protect(name="tool_version_is_immutable", operation=pgtrigger.Update)]


@track
class Domain(Record):
    """One thing a tool asks about, with its scale. ``direction`` is 1 where higher is better."""

    version = models.ForeignKey(ToolVersion, models.PROTECT, related_name="domains")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    minimum = models.SmallIntegerField()
    maximum = models.SmallIntegerField()
    direction = models.SmallIntegerField(choices=[(1, _("Higher is better")), (-1, _("Lower is better"))], default=1)
    themes = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="domain_once_per_version"),
            models.CheckConstraint(condition=Q(maximum__gt=F("minimum")), name="scale_has_a_length"),
            models.CheckConstraint(condition=Q(direction__in=[1, -1]), name="direction_is_up_or_down"),
        ]
        triggers = [pgtrigger.Protect(name="domain_is_immutable", operation=pgtrigger.Update)]
