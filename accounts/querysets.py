"""Users and teams, in the words of those who look after them."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

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
        return self.filter(
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


class TeamQuerySet(models.QuerySet):
    """Teams."""

    def visible_to(self, user: Any) -> "TeamQuerySet":
        """Keep the teams of the partnerships that a system administrator looks after."""
        return self.filter(partnership__in=user.partnerships_with(Permission.MANAGE_USERS))

    def where(self, user: Any, permission: Permission) -> "TeamQuerySet":
        """Keep the teams in which a user holds a permission today."""
        return self.filter(pk__in=user.teams_with(permission))
