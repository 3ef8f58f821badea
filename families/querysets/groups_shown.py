"""Where the views of groups start from."""

from django.db.models import QuerySet

from accounts.models import User
from families.models import Group, GroupMember, GroupSession
from families.querysets.group import GroupMemberQuerySet, GroupQuerySet


def groups_shown_to(user: User) -> GroupQuerySet:
    """Groups of the teams whose cases ``user`` may see."""
    found: GroupQuerySet = Group.objects.visible_to(user).select_related("service_version", "team")
    return found.defer("service_version__definition")


def sessions_shown_to(user: User) -> QuerySet[GroupSession]:
    """Sessions of those groups."""
    groups = Group.objects.visible_to(user)
    found = GroupSession.objects.filter(group__in=groups).select_related("group__service_version", "led_by")
    return found.defer("group__service_version__definition")


def places_shown_to(user: User) -> GroupMemberQuerySet:
    """Places of cases that ``user`` may see."""
    return GroupMember.objects.visible_to(user).select_related("case", "group")
