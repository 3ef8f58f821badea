"""Meetings about children and families, who was asked, who came, what was decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.querysets.meeting import MeetingQuerySet


@track
class MeetingSeries(Record):
    """Meetings that were booked together, and move together."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="meeting_series")
    kind = models.CharField(max_length=40, help_text="Key of the meeting kind in the definition.")

    class Meta:
        verbose_name_plural = "meeting series"


@track
class Meeting(Editable):
    """``due_on`` is the date by which it had to be held and stays, however often it is moved."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=40, help_text="Key of the meeting kind in the definition.")
    child_protection = models.BooleanField(default=False, help_text="As the definition said when it was recorded.")
    due_on = models.DateField(null=True, blank=True)
    scheduled_for = models.DateTimeField(_("booked for"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    series = models.ForeignKey(MeetingSeries, models.PROTECT, null=True, blank=True, related_name="meetings")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(cancelled_on__isnull=True), name="held_or_cancelled_not_both"
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | Q(scheduled_for__isnull=False) | Q(due_on__isnull=False),
                name="meeting_has_some_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scheduled_for"],
                condition=Q(held_on__isnull=True, cancelled_on__isnull=True),
                name="meeting_ahead",
            ),
            models.Index(fields=["held_on", "kind"], name="meeting_held"),
        ]


@track
class MeetingCase(Editable):
    """A case in whose record the meeting stands, with what is written there.

    Each case has texts of its own: parents who are kept apart share none.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="meeting_cases")
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="meeting_cases")
    late_reason = models.CharField(_("why late or called off"), max_length=200, blank=True)
    summary = models.TextField(_("what was said and decided"), blank=True, max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "case"], name="case_once_per_meeting")]


@track
class MeetingSubject(Record):
    """A child (born or not) or adult whom the meeting was about, and the decision for them."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="subjects")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="meetings")
    decision = models.CharField(max_length=40, blank=True, help_text="Key of the decision in the definition.")
    categories = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="subject_once_per_meeting")]


@track
class MeetingInvitation(Record):
    """One invitation: a worker of ours, or somebody else by name, who stands in the record of one case.

    ``attended`` empty: not recorded.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    worker = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="invitations")
    name = models.CharField(max_length=120, blank=True)
    case = models.ForeignKey("families.Case", models.PROTECT, null=True, blank=True, related_name="invitations")
    attended = models.BooleanField(null=True, blank=True)
    apologies = models.BooleanField(default=False)
    report_sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worker__isnull=False, name="", case__isnull=True)
                | (Q(worker__isnull=True, case__isnull=False) & ~Q(name="")),
                name="invitation_is_for_a_worker_or_a_name",
            ),
            models.UniqueConstraint(fields=["meeting", "worker"], name="worker_invited_once"),
        ]
