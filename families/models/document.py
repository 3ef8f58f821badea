"""Files of a case. The bytes lie in the store of documents; the row says what they are."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from families.querysets.document import DocumentQuerySet, ReportQuerySet


@track
class Document(Editable):
    """A file, checked and stored. It is never deleted: withdrawn, for a reason, it opens to nobody.

    ``name`` is what it is called when it is downloaded, ``dated`` the day that the paper itself bears.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(max_length=40, help_text="Key of the kind of document in the definition.")
    dated = models.DateField(_("dated"))
    name = models.CharField(max_length=120, default="document")
    storage_key = models.CharField(max_length=120, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(_("why it is withdrawn"), max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-dated"], name="document_by_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="documents_are_withdrawn_for_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stored_files_are_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.storage_key, OLD.content_type, OLD.size, OLD.sha256) IS DISTINCT FROM "
                    "(NEW.storage_key, NEW.content_type, NEW.size, NEW.sha256))"
                ),
            ),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.withdrawn_on IS NOT NULL AND (OLD.withdrawn_on, OLD.withdrawn_reason) IS DISTINCT FROM "
                    "(NEW.withdrawn_on, NEW.withdrawn_reason)"
                ),
            ),
            pgtrigger.Protect(name="documents_stay", operation=pgtrigger.Delete),
        ]


@track
class Report(Editable):
    """An assessment or conference that somebody else was asked for: of whom, by when, and what came.

    ``task`` reminds whoever asked; it is done when the report comes or is called off.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=40, help_text="Key of the kind of report in the definition.")
    asked_of = models.CharField(_("of whom"), max_length=120)
    why = models.CharField(_("what for"), max_length=300, blank=True)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("due"))
    received_on = models.DateField(_("came on"), null=True, blank=True)
    outcome = models.TextField(_("what it says"), blank=True, max_length=20_000)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="reports")
    called_off_on = models.DateField(_("called off on"), null=True, blank=True)
    called_off_reason = models.CharField(_("why it is called off"), max_length=200, blank=True)
    task = models.ForeignKey("families.Task", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "due_on"], name="report_by_case")]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("asked_on")), name="reports_are_due_after_asking"),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("asked_on")),
                name="reports_come_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(called_off_on__isnull=True),
                name="received_or_called_off_not_both",
            ),
            models.CheckConstraint(
                condition=Q(called_off_on__isnull=True, called_off_reason="")
                | (Q(called_off_on__isnull=False) & ~Q(called_off_reason="")),
                name="reports_are_called_off_for_a_reason",
            ),
        ]
