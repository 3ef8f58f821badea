"""Visits: one event with its workers, people and cases, and a note for each case."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.choices import CancelledBy, Concern, VisitOutcome
from families.querysets.visit import VisitQuerySet


@track
class Visit(Editable):
    """``happened_at`` is when it took place, ``entered_at`` when the server heard of it,
    ``device_at`` what the sender's clock said when it was written. Length in minutes.
    A draft is the unsigned account of a visit that nobody planned; it counts nowhere.
    """

    planned_for = models.DateTimeField(_("planned for"), null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    device_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=VisitOutcome, default=VisitOutcome.PLANNED)
    cancelled_by = models.CharField(max_length=8, choices=CancelledBy, blank=True)
    place = models.CharField(_("where"), max_length=40, blank=True, help_text="Key of the place in the definition.")
    language = models.CharField(_("language spoken"), max_length=8, blank=True)
    cases = models.ManyToManyField("families.Case", through="families.VisitCase", related_name="visits")
    parted_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts",
        help_text="The joint visit of which another part was recorded, moved or cancelled without this one.",
    )  # fmt: skip

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome=VisitOutcome.CANCELLED) & ~Q(cancelled_by=""))
                | (~Q(outcome=VisitOutcome.CANCELLED) & Q(cancelled_by="")),
                name="cancelled_visits_say_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[VisitOutcome.DONE, VisitOutcome.NO_ACCESS], happened_at__isnull=False)
                | Q(
                    outcome__in=[VisitOutcome.PLANNED, VisitOutcome.CANCELLED],
                    happened_at__isnull=True,
                    planned_for__isnull=False,
                )
                | Q(outcome=VisitOutcome.DRAFT, planned_for__isnull=True),
                name="visit_times_fit_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=720),
                name="visit_length_is_possible",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_for"], condition=Q(outcome="planned"), name="visit_planned"),
            models.Index(fields=["happened_at"], name="visit_happened"),
        ]


@track
class VisitWorker(Record):
    """Who goes, and how far each travelled in miles: colleagues come from different places."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="workers")
    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="visits")
    travel_miles = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "worker"], name="worker_once_per_visit"),
            models.CheckConstraint(
                condition=Q(travel_miles__isnull=True) | Q(travel_miles__gte=0, travel_miles__lt=1000),
                name="miles_are_possible",
            ),
        ]


@track
class VisitPerson(Record):
    """Whom the visit was to see, whether they were seen, and alone (empty: not asked)."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="people")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="visits")
    seen = models.BooleanField(default=True)
    seen_alone = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="person_once_per_visit")]


@track
class VisitCase(Record):
    """The visit as it counts in one case. ``duty`` marks an entry by somebody not on the case.

    All free texts of a visit stand here or in the note: parents who are kept apart share none.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="visit_cases")
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="visit_cases")
    topics = models.JSONField(default=list, help_text="Keys of the topics in the definition.")
    concern = models.CharField(max_length=12, choices=Concern, blank=True)
    duty = models.BooleanField(default=False)
    others_seen = models.CharField(_("who else was seen"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text="Why it was cancelled.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "case"], name="case_once_per_visit")]
        indexes = [models.Index(fields=["case", "visit"], name="visit_case_both")]


@track
class VisitMove(Record):
    """A planned visit was booked for another time; said for each case, for the reason is free text.

    The visit stays one planned visit however often it is moved.
    """

    visit_case = models.ForeignKey(VisitCase, models.CASCADE, related_name="moves")
    was_for = models.DateTimeField()
    now_for = models.DateTimeField()
    asked_by = models.CharField(max_length=8, choices=CancelledBy)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(now_for=F("was_for")), name="a_move_changes_the_time"),
        ]


@track
class VisitNote(Editable):
    """What was seen and said, for one case. Signed, it is never changed: additions stand under it."""

    visit_case = models.OneToOneField(VisitCase, models.CASCADE, related_name="note")
    text = models.TextField(max_length=20_000)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="note_is_signed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["entered_by"], condition=Q(signed_at__isnull=True), name="note_unsigned")]
        triggers = [
            pgtrigger.Protect(
                name="signed_text_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.signed_at IS NOT NULL AND OLD.text IS DISTINCT FROM NEW.text"),
            ),
            pgtrigger.Protect(
                name="signed_notes_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        ]


@track
class NoteAddendum(Record):
    note = models.ForeignKey(VisitNote, models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=20_000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "note addenda"
        ordering = ["written_at", "id"]
        triggers = [
            pgtrigger.Protect(name="additions_are_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
