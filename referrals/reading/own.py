"""A referrer's own referrals: received, asked about, decided, whom to call, and nothing more."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from referrals.models import Acknowledgement, Decision, Question, Referral, State

PAGE = 50


@dataclass(frozen=True)
class OwnReferral:
    """``state`` in words; ``call``: whom to ask for, in which team; ``asked``: what waits for an answer."""

    referral: Referral
    state: str
    detail: str
    decided: Decision | None
    call: str
    acknowledged: Acknowledgement | None
    asked: Question | None
    answered: tuple[Question, ...]


def read_own(user: User, *, before: str = "") -> tuple[list[OwnReferral], str]:
    """A page of 50, newest first, and the mark of the next page; five queries at most."""
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
    decisions, questions = list(referral.decisions.all()), list(referral.questions.all())
    last = decisions[-1] if decisions else None
    asked = next((one for one in questions if one.ended_on is None), None)
    receipt = getattr(referral, "acknowledgement", None)
    return OwnReferral(
        referral=referral,
        state=_state(referral, receipt),
        detail=_detail(referral, last, asked),
        decided=last if referral.state not in (State.RECEIVED, State.ASKED) else None,
        call=_call(referral, last, asked, receipt),
        acknowledged=receipt,
        asked=asked,
        answered=tuple(one for one in questions if one.answer),
    )


def _state(referral: Referral, receipt: Acknowledgement | None) -> str:
    if referral.state == State.RECEIVED:
        return _("With the team") if receipt else _("Received")
    return _("Question for you") if referral.state == State.ASKED else referral.get_state_display()


def _call(referral: Referral, last: Decision | None, asked: Question | None, receipt: Acknowledgement | None) -> str:
    """Whoever of the team dealt with it last."""
    people = (asked and asked.asked_by, last and last.decided_by, receipt and receipt.given_by)
    team, name = referral.team.name, next((one.name for one in people if one), "")
    whom = _("%(name)s at %(team)s") % {"name": name, "team": team} if name else team
    return f"{whom}, {referral.team.phone}" if referral.team.phone else whom


def _detail(referral: Referral, last: Decision | None, asked: Question | None) -> str:
    if asked is not None:
        return _("The team needs your answer before it can decide.")
    if last is None or referral.state == State.RECEIVED:
        return _("The team has it and will decide.")
    if last.kind == Decision.Kind.REDIRECTED:
        return _("Passed on to %(where)s.") % {"where": last.destination}
    if last.kind == Decision.Kind.WAITING:
        return _("It stays on the list. You need not send it again.")
    if last.kind == Decision.Kind.ACCEPTED:
        return _("The team will contact the family.")
    return _("The team cannot take it. Call if you want to know why.")


def _fetched(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    rows = rows.select_related("team", "acknowledgement__given_by")
    return rows.prefetch_related("decisions__decided_by", "questions__asked_by")
