"""Who belongs to which team, from when to when."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from accounts.errors import EndsBeforeItStarts, NotForYourself, OverlappingMembership
from accounts.grants import forget_grants
from accounts.models import Membership, Team, User
from activity.context import acting
from activity.edits import save_edit


def add_membership(
    *, user: User, team: Team, roles: Sequence[str], starts: date, ends: date | None = None, by: User
) -> Membership:
    """Give a user roles in a team from one day to another, both included, or without an end.

    Raises OverlappingMembership, EndsBeforeItStarts, or NotForYourself where `by` is the user.
    """
    _check_not_own(user, by)
    if ends and ends < starts:
        raise EndsBeforeItStarts(field="ends")
    try:
        with acting(user=by), transaction.atomic():
            made = Membership.objects.create(
                user=user, team=team, roles=sorted(roles), starts=starts, ends=ends, entered_by=by
            )
    except IntegrityError as error:
        raise _translated(error) from error
    forget_grants()
    return made


def end_membership(*, membership: Membership, last_day: date, expected_version: int, by: User) -> Membership:
    """Let a membership end on a day, that day included. Its row stays.

    Raises EndsBeforeItStarts, NotForYourself, StaleEdit, or OverlappingMembership where the
    new end runs into a later membership of the same team.
    """
    _check_not_own(membership.user, by)
    if last_day < membership.starts:
        raise EndsBeforeItStarts(field="ends")
    try:
        with transaction.atomic():
            ended = save_edit(membership, expected_version=expected_version, changes={"ends": last_day}, by=by)
    except IntegrityError as error:
        raise _translated(error) from error
    forget_grants()
    return ended


def _check_not_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotForYourself()


def _translated(error: IntegrityError) -> Exception:
    if "membership_no_overlap" in str(error):
        return OverlappingMembership(field="starts")
    return error
