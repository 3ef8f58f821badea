"""Narrowing who may see a family, and opening a case in an emergency."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access, record_refusal
from families.actions.holding import holding
from families.actions.telling import tell
from families.models import BreakGlass, Case, Exclusion, Family, Restriction, RestrictionName
from families.querysets.dated import holds_on

REFERENCE = re.compile(r"[A-Za-z]{1,8}-\d{2}-\d{1,8}")
GLASS_LASTS = timedelta(hours=1)


class NothingToOpen(RuleBroken):
    """One answer for a wrong reference, another partnership's case and an excluded user alike."""

    message = _("There is no record with this reference that can be opened.")


@transaction.atomic
def break_glass(*, reference: str, reason: str, by: User) -> BreakGlass:
    """Open a case for an hour. The team's managers are told at once.

    Takes the exact reference and a reason. An exclusion is never overridden. Raises
    ``NothingToOpen``, which says no more than that.
    """
    mine = Case.objects.filter(partnership__in=by.partnerships_with(Permission.BREAK_GLASS))
    case = mine.filter(reference=reference.strip().upper()).first()
    if case is None or _excluded(by, case):
        # Somebody may have typed a name: the log keeps no names.
        typed = reference.strip() if REFERENCE.fullmatch(reference.strip()) else ""
        record_refusal(reference=typed, detail={"break_glass": "refused"}, user=by)
        raise NothingToOpen(field="reference")
    now = timezone.now()
    glass = BreakGlass.objects.create(
        case=case, user=by, reason=reason, starts_at=now, ends_at=now + GLASS_LASTS, entered_by=by
    )
    record_access(kind=Kind.BROKE_GLASS, subject=case, detail={"reason": reason}, user=by)
    managers = User.objects.able_to(Permission.RESTRICT, team=case.team, on=timezone.localdate())
    tell(
        users=list(managers),
        case=case,
        kind="glass_broken",
        text=_("opened in an emergency."),
        email=True,
        by=by,
    )
    return glass


def _excluded(user: User, case: Case) -> bool:
    return Exclusion.objects.filter(holds_on(timezone.localdate()), user=user, family=case.family_id).exists()


@holding
def restrict(*, family: Family, named: Iterable[User], reason: str, on: date, by: User) -> Restriction:
    """From ``on``, only the people named may see the family. Whoever restricts is named as well.

    A restriction in force ends the day before; one that began on the same day is replaced.
    """
    restriction = family.restrictions.select_for_update(of=("self",)).filter(starts=on, ends=None).first()
    if restriction is None:
        end_restriction(family=family, on=on - timedelta(days=1), by=by)
        restriction = Restriction.objects.create(family=family, reason=reason, starts=on, entered_by=by)
    else:
        restriction.names.all().delete()
        restriction.reason = reason
        restriction.save(update_fields=["reason"])
    people = {user.pk: user for user in (*named, by)}
    RestrictionName.objects.bulk_create(
        RestrictionName(restriction=restriction, user=user, entered_by=by) for user in people.values()
    )
    return restriction


@holding
def end_restriction(*, family: Family, on: date, by: User) -> None:
    """Lift whatever restriction is in force; it held up to and on the day ``on``."""
    for restriction in family.restrictions.filter(ends=None):
        restriction.ends = max(on, restriction.starts)
        restriction.save(update_fields=["ends"])
