"""The chronology: what mattered, chosen by hand from what happened, with why it mattered."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record

MOST_TEXT = 2_000


@track
class ChronologyEntry(Editable):
    """What happened on a day or in a period, what it means, and where it is known from.

    ``event_kind`` and ``event_row`` name the line of the timeline that it was taken from; both are empty
    for one written by hand. A removed entry stays, with the reason; nothing is ever deleted.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="chronology")
    happened_on = models.DateField(_("day"))
    until = models.DateField(_("until"), null=True, blank=True)
    what = models.TextField(_("what happened"), max_length=MOST_TEXT)
    significance = models.TextField(_("why it matters"), max_length=MOST_TEXT)
    source = models.CharField(_("source"), max_length=200)
    event_kind = models.CharField(max_length=20, blank=True, editable=False)
    event_row = models.UUIDField(null=True, blank=True, editable=False)
    removed_on = models.DateField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    removed_why = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "chronology entries"
        ordering = ["happened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("happened_on")),
                name="chronology_period_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(significance="") & ~Q(source=""), name="chronology_says_what_why_and_whence"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, removed_by__isnull=True, removed_why="")
                | (Q(removed_on__isnull=False, removed_by__isnull=False) & ~Q(removed_why="")),
                name="chronology_is_removed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(event_kind="", event_row__isnull=True) | (~Q(event_kind="") & Q(event_row__isnull=False)),
                name="chronology_names_a_whole_event",
            ),
        ]
        indexes = [models.Index(fields=["case", "happened_on"], name="chronology_by_day")]


@track
class ChronologyVersion(Record):
    """What an entry said before it was amended: ``number`` counts from 1, the entry itself holds the latest."""

    entry = models.ForeignKey(ChronologyEntry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    happened_on = models.DateField(_("day"))
    until = models.DateField(_("until"), null=True, blank=True)
    what = models.TextField(_("what happened"), max_length=MOST_TEXT)
    significance = models.TextField(_("why it matters"), max_length=MOST_TEXT)
    source = models.CharField(_("source"), max_length=200)
    written_at = models.DateTimeField(help_text="When these words were saved.")
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="chronology_version_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="earlier_words_are_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
