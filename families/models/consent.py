"""Consent to the service, and what was shared with whom, why, on what basis."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


@track
class Consent(Record):
    """One answer on one day; the latest of its kind counts. Withdrawal erases nothing and starts a review."""

    class Answer(models.TextChoices):
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ASKED = "asked", _("Asked, no answer yet")

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="consents")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=40, help_text="Key of the consent in the definition.")
    answer = models.CharField(max_length=10, choices=Answer)
    answered_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["answered_on", "id"]


@track
class SharingEntry(Record):
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="sharing")
    shared_on = models.DateField()
    what = models.CharField(max_length=200)
    to_whom = models.CharField(max_length=200)
    why = models.CharField(max_length=200)
    basis = models.CharField(_("lawful basis"), max_length=200)
    allowed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "sharing entries"
