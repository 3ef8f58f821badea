"""A referrer's own referrals: received, decided, whom to call, and nothing more."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from referrals.models import Decision, Referral

PAGE = 50


@dataclass(frozen=True)
class OwnReferral:
    """``state`` in words; ``call``: whom to ask for, in which team."""

    referral: Referral
    state: str
    detail: str
    decided: Decision | None
    call: str


def read_own(user: User, *, before: str = "") -> tuple[list[OwnReferral], str]:
    """A page of 50, newest first, and the mark of the next page; two queries."""
    rows = Referral.objects.sent_by(user).order_by("-reference")
    if before:
        rows = rows.filter(reference__lt=before[:20])
    found = list(_fetched(rows)[: PAGE + 1])
    return [own_line(row) for row in found[:PAGE]], found[PAGE - 1].reference if len(found) > PAGE else ""


def find_own(user: User) -> QuerySet[Referral]:
    """Where the page of one own referral starts from."""
    return _fetched(Referral.objects.sent_by(user))


def own_line(referral: Referral) -> OwnReferral:
    """How one referral stands, in a referrer's words."""
    decisions = list(referral.decisions.all())
    last = decisions[-1] if decisions else None
    named = last.decided_by.name if last and last.decided_by else ""
    team = referral.team.name
    call = _("%(name)s at %(team)s") % {"name": named, "team": team} if named else team
    return OwnReferral(referral, referral.get_state_display(), _detail(last), last, call)


def _detail(last: Decision | None) -> str:
    if last is None:
        return _("The team has it and will decide.")
    if last.kind == Decision.Kind.REDIRECTED:
        return _("Passed on to %(where)s.") % {"where": last.destination}
    if last.kind == Decision.Kind.WAITING:
        return _("It stays on the list. You need not send it again.")
    if last.kind == Decision.Kind.ACCEPTED:
        return _("The team will contact the family.")
    return _("The team cannot take it. Call if you want to know why.")


def _fetched(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related("team").prefetch_related("decisions__decided_by")
