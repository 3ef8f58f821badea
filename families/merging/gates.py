"""What keeps people out stays in force on both sides of a merged record: the strictest wins."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from families.days import today
from families.merging.ledger import Ledger
from families.models import Exclusion, Restriction, RestrictionName
from families.querysets.dated import holds_on


def keep_strictest(ledger: Ledger, ours: set[UUID], theirs: set[UUID]) -> None:
    """Exclusions and restrictions of either person's families hold for the other's as well.

    Families that became one need nothing: their rows have moved.
    """
    for source, targets in ((ours, theirs - ours), (theirs, ours - theirs)):
        for family in sorted(targets):
            share(ledger, source - {family}, family)


def share(ledger: Ledger, sources: Iterable[UUID], family: UUID, *, since: datetime | None = None) -> None:
    """Let what is in force today on ``sources`` hold for ``family``, where nothing like it does yet.

    ``since``: only what was entered after that moment.
    """
    on = today()
    wanted = holds_on(on) & Q(family__in=list(sources)) & (Q(entered_at__gt=since) if since else Q())
    held = set(Exclusion.objects.filter(holds_on(on), family=family).values_list("user", flat=True))
    for row in Exclusion.objects.filter(wanted).order_by("id"):
        if row.user_id not in held:
            held.add(row.user_id)
            copy = Exclusion(family_id=family, user_id=row.user_id, reason=row.reason, starts=on, ends=row.ends)
            copy.entered_by = ledger.merge.entered_by
            ledger.add(copy)
    named = [_named(one) for one in Restriction.objects.filter(holds_on(on), family=family)]
    for restriction in Restriction.objects.filter(wanted).order_by("id"):
        if _named(restriction) not in named:
            named.append(_named(restriction))
            _copy_restriction(ledger, restriction, family)


def _copy_restriction(ledger: Ledger, row: Restriction, family: UUID) -> None:
    by = ledger.merge.entered_by
    copy = Restriction(family_id=family, reason=row.reason, starts=today(), ends=row.ends, entered_by=by)
    ledger.add(copy)
    for user in sorted(_named(row)):
        ledger.add(RestrictionName(restriction=copy, user_id=user, entered_by=by))


def _named(restriction: Restriction) -> set[UUID]:
    return set(restriction.names.values_list("user", flat=True))
