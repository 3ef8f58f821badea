"""Two records of one person, joined by somebody; and every row that this touched, so that it can be undone."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record


@track
class Merge(Editable):
    """``merged`` was found to be the person whom ``kept`` describes. Entered by whoever decided so.

    ``choices`` is what they chose: which name stands, which pregnancies are one.
    """

    kept = models.ForeignKey("families.Person", models.PROTECT, related_name="merges")
    # ``merged`` stands on the person for those joined to it, so this needs a name of its own.
    merged = models.ForeignKey("families.Person", models.PROTECT, related_name="merges_away")
    why = models.CharField(_("how you know"), max_length=500)
    choices = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undone_why = models.CharField(_("why it is undone"), max_length=500, blank=True)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="a_record_is_joined_to_one_other"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="nobody_is_merged_with_themselves"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_why="") | (Q(undone_at__isnull=False) & ~Q(undone_why="")),
                name="an_undone_merge_says_why",
            ),
        ]


@track
class MergedRow(Record):
    """What a merge did with one row. ``before`` and ``after`` hold its fields, all of them where it was set aside."""

    class Fate(models.TextChoices):
        JOINED = "joined", _("Joined to the kept record")
        MOVED = "moved", _("Moves")
        CHANGED = "changed", _("Changes")
        ASIDE = "aside", _("Stays with the joined record")
        MADE = "made", _("Is added")

    class Back(models.TextChoices):
        """What became of it when the merge was undone."""

        BACK = "back", _("Is where it was")
        LEFT = "left", _("Changed since: left as it is now")
        GONE = "gone", _("Not there any more")

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=80)
    row_id = models.CharField(max_length=64)
    fate = models.CharField(max_length=8, choices=Fate)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=100, blank=True, help_text="The constraint that it would have broken.")
    back = models.CharField(max_length=8, choices=Back, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["merge", "position"], name="one_row_at_a_place_of_a_merge")]
        indexes = [models.Index(fields=["row_id"], name="merged_row_by_row")]
