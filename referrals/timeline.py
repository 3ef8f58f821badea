"""What a case's timeline says of the referrals that led to it."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from families.days import at_noon
from families.models import Case
from families.registries import TimelineEntry
from referrals.models import Decision, Referral
from referrals.reading.labels import labels_of


def referral_entries(case: Case, user: User) -> Iterable[TimelineEntry]:
    """Each referral as received and as decided. Two referrals of one mother are both there.

    Only referrals of this very case: what led to the other parent's case stays with that case.
    """
    rows = case.referrals.prefetch_related("decisions__decided_by").order_by("received_on")
    referrals = list(rows)
    labels = labels_of({row.service_id for row in referrals}, case.opened_on)
    for row in referrals:
        link = _link(row, user)
        yield TimelineEntry(
            at=row.received_at or at_noon(row.received_on),
            kind="referral",
            title=_("Referral %(reference)s received") % {"reference": row.reference},
            text=labels.source(row),
            by=row.referrer_name,
            url=link,
            key=True,
        )
        yield from (_decided(one, link) for one in row.decisions.all())


def _decided(decision: Decision, link: str) -> TimelineEntry:
    imported = decision.decided_on != decision.entered_at.date()
    return TimelineEntry(
        at=at_noon(decision.decided_on) if imported else decision.entered_at,
        kind="referral",
        title=_("Referral: %(what)s") % {"what": decision.get_kind_display().lower()},
        by=decision.decided_by.name if decision.decided_by else "",
        url=link,
    )


def _link(referral: Referral, user: User) -> str:
    if user.holds(Permission.SEE_REFERRALS, team=referral.team_id):
        return reverse("referrals:referral", args=[referral.pk])
    return ""
