from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.team import Team
from accounts.roles import Permission, Role
from activity.history import track
from activity.records import Editable


class MembershipQuerySet(models.QuerySet):
    """Memberships, in the words of a rota."""

    def on(self, day: date) -> "MembershipQuerySet":
        """Keep those that hold on a day; the last day is included, an open end holds for ever."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Keep those of the partnerships that a system administrator looks after."""
        return self.filter(team__partnership__in=user.partnerships_with(Permission.MANAGE_USERS))

    def granting(self, role: Role) -> "MembershipQuerySet":
        """Keep those with a role."""
        return self.filter(roles__contains=[role])


def _today() -> date:
    return timezone.localdate()


@track
class Membership(Editable):
    """A user's roles in a team from one day to another, both included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=40, choices=Role.choices), verbose_name=_("roles"))
    starts = models.DateField(_("first day"), default=_today)
    ends = models.DateField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(roles__len__gte=1) & Q(roles__contained_by=Role.values),
                name="membership_roles_known",
            ),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts"),
                            F("ends"),
                            RangeBoundary(inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Return who, where."""
        return f"{self.user} · {self.team}"

    def role_labels(self) -> list[str]:
        """Return the roles in words, in the order they are declared."""
        return [str(role.label) for role in Role if role in self.roles]
