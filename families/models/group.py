"""Groups: who belongs to one, when it met, and who came."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.querysets.group import AttendanceQuerySet, GroupMemberQuerySet, GroupQuerySet


@track
class Group(Editable):
    """A group that a team runs. Its kind stands in the definition of the service that it is run for."""

    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="groups")
    service_version = models.ForeignKey("families.ServiceVersion", models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=40, help_text="Key of the kind of group in the definition.")
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("where"), max_length=80, blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="group_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@track
class GroupMember(Record):
    """Somebody's place in a group, by the case that it counts in."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members")
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="group_places")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="group_is_left_after_joining"
            ),
            models.UniqueConstraint(
                fields=["group", "case"], condition=Q(left_on__isnull=True), name="one_place_in_a_group"
            ),
        ]


@track
class GroupSession(Editable):
    """One meeting of a group. Its version is that of the register, which two people may take at once."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="sessions")
    held_at = models.DateTimeField(_("held at"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    led_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    theme = models.CharField(_("what it was about"), max_length=120, blank=True)
    counts_as_contact = models.BooleanField(
        default=False, help_text="As the definition said of this kind of group when the session was held."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "held_at"], name="group_session_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=720),
                name="group_session_length_is_possible",
            ),
        ]


@track
class Attendance(Record):
    """Whether somebody came to a session. Who is not in the register was not asked."""

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="register")
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="attendances")
    came = models.BooleanField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "case"], name="once_in_a_register")]
        indexes = [models.Index(fields=["case", "session"], name="attendance_of_case")]
