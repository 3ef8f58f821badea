"""What is late is told, once for each level: to the managers of the team, or to the referrer."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import Message
from activity.notify import notify
from families.days import today
from referrals.intake import IntakeRules, rules_in_force
from referrals.lateness import Clock, Rung, late, rungs
from referrals.models import Escalation, Referral

MANAGERS = "managers"
TEXTS: dict[str, Message] = {
    Clock.ACKNOWLEDGEMENT: _("%(reference)s: nobody has told the referrer yet that you have it."),
    Clock.DECISION: _("%(reference)s: the decision is due."),
    Clock.REVIEW: _("%(reference)s: the day of review on the waiting list has come."),
    Clock.REDIRECTION: _("%(reference)s: the other service has not acknowledged it."),
    Clock.ANSWER: _("%(reference)s: the referrer has not answered yet."),
}
TO_REFERRER = _("%(reference)s: the team still waits for your answer.")


def tell_what_is_late(*, on: date) -> int:
    """Tell whatever has become late by ``on`` in every service; returns how many referrals were told.

    On days that are no working days nobody is told. Running it again, or twice at once, tells nothing twice:
    the row of the level is written with the message.
    """
    return sum(_tell_of(rules, on) for rules in rules_in_force(None, on).values() if rules.calendar.is_working(on))


def _tell_of(rules: IntakeRules, on: date) -> int:
    ladder, told = list(rungs(rules)), set()
    for rung in ladder:
        below = [one for one in ladder if _same_line(one, rung) and one.number < rung.number]
        for key in list(late(rules, rung, on).values_list("pk", flat=True)):
            if _climb(rules, rung, below, key, on):
                told.add(key)
    return len(told)


def _same_line(one: Rung, other: Rung) -> bool:
    return (one.clock, one.level.tell) == (other.clock, other.level.tell)


@transaction.atomic
def _climb(rules: IntakeRules, rung: Rung, below: list[Rung], key: object, on: date) -> bool:
    """Write the level down with those below it, and tell it; False where it is late no longer, or was told."""
    rows = late(rules, rung, on).filter(pk=key).select_for_update(of=("self",))
    referral = rows.select_related("team", "sent_by").first()
    if referral is None:
        return False
    new = [_write_down(referral, one) for one in (rung, *below)]
    if new[0]:
        _tell(referral, rung)
    return new[0]


def _write_down(referral: Referral, rung: Rung) -> bool:
    """Whether the level is new."""
    about = referral.about  # type: ignore[attr-defined]
    return Escalation.objects.get_or_create(referral=referral, clock=rung.clock, level=rung.number, about=about)[1]


def _tell(referral: Referral, rung: Rung) -> None:
    if rung.level.tell != MANAGERS:
        if referral.sent_by:
            _write(referral.sent_by, TO_REFERRER, referral, "referrals:answer", rung)
        return
    for manager in User.objects.able_to(Permission.TRIAGE, team=referral.team, on=today()):
        if Referral.objects.visible_to(manager).filter(pk=referral.pk).exists():
            _write(manager, TEXTS[rung.clock], referral, "referrals:referral", rung)


def _write(user: User, text: Message, referral: Referral, page: str, rung: Rung) -> None:
    with translation.override(user.language):
        words = str(text) % {"reference": referral.reference}
    link = reverse(page, args=[referral.pk])
    notify(user=user, kind="referral", text=words, link=link, email=rung.level.email)
