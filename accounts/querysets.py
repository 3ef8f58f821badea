"""Users and teams, in the words of those who look after them."""

from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.roles import Permission, roles_granting


class UserQuerySet(models.QuerySet):
    """Users."""

    def visible_to(self, user: Any) -> "UserQuerySet":
        """Keep the users whom a system administrator looks after: those who belong or belonged
        to a team of one of their partnerships, and those they made who belong to none yet."""
        from accounts.models import Membership

        partnerships = user.partnerships_with(Permission.MANAGE_USERS)
        if not partnerships:
            return self.none()
        held = Membership.objects.filter(user=OuterRef("pk"))
        return self.filter(is_system=False).filter(
            Exists(held.filter(team__partnership__in=partnerships)) | (~Exists(held) & Q(entered_by=user))
        )

    def in_partnerships(self, partnerships: Any) -> "UserQuerySet":
        """Keep those who belong or belonged to a team of one of these partnerships."""
        from accounts.models import Membership

        held = Membership.objects.filter(user=OuterRef("pk"), team__partnership__in=partnerships)
        return self.filter(Exists(held))

    def able_to(self, permission: Permission, *, team: Any, on: Any) -> "UserQuerySet":
        """Keep the active users who hold a permission in a team on a day."""
        from accounts.models import Membership

        held = Membership.objects.on(on).filter(
            user=OuterRef("pk"), team=team, roles__overlap=roles_granting(permission)
        )
        return self.filter(Exists(held), is_active=True)

    def matching(self, words: str) -> "UserQuerySet":
        """Keep those whose name or email address contains all of the words."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found

    def with_current_memberships(self) -> "UserQuerySet":
        """Fetch today's memberships and their teams along, as `current_memberships`."""
        from accounts.models import Membership

        current = Membership.objects.on(timezone.localdate()).select_related("team")
        return self.select_related("employer").prefetch_related(
            Prefetch("memberships", queryset=current, to_attr="current_memberships")
        )


class TeamQuerySet(models.QuerySet):
    """Teams."""

    def visible_to(self, user: Any) -> "TeamQuerySet":
        """Keep the teams of the partnerships that a system administrator looks after."""
        return self.filter(partnership__in=user.partnerships_with(Permission.MANAGE_USERS))

    def where(self, user: Any, permission: Permission) -> "TeamQuerySet":
        """Keep the teams in which a user holds a permission today."""
        return self.filter(pk__in=user.teams_with(permission))

    def with_people_count(self) -> "TeamQuerySet":
        """Add `people`: how many belong to the team today."""
        today = timezone.localdate()
        current = Q(memberships__ends__isnull=True) | Q(memberships__ends__gte=today)
        current &= Q(memberships__starts__lte=today)
        return self.annotate(people=Count("memberships__user", filter=current, distinct=True))
