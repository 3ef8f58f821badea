"""More is needed: a question goes to the referrer, the answer comes back, and the clock knows whose turn it is."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import Message
from activity.notify import notify
from families.actions.rows import change
from families.days import today
from referrals.actions.acknowledging import acknowledge_by_deed
from referrals.actions.concluding import lock
from referrals.errors import NothingAsked, QuestionOpen
from referrals.intake import rules_of
from referrals.models import Question, Referral, State
from referrals.turns import counts_from, turns_of


@transaction.atomic
def ask_referrer(*, referral: Referral, text: str, by: User) -> Question:
    """Ask the referrer; from today on it is their turn. They are told here and by an e-mail that names nobody.

    Raises ``AlreadyDecided``, ``NotYourInbox``, or ``QuestionOpen`` while an answer is awaited.
    """
    referral = lock(referral, by)
    if referral.state == State.ASKED:
        raise QuestionOpen(field="text")
    question = Question.objects.create(referral=referral, text=text, asked_on=today(), asked_by=by, entered_by=by)
    change(referral, state=State.ASKED)
    acknowledge_by_deed(referral, by)
    _tell_referrer(referral, by)
    return question


@transaction.atomic
def answer_question(*, referral: Referral, text: str, by: User) -> Question:
    """Keep the answer: of the referrer, or as a manager was told it. The referral goes back to the inbox's top.

    Raises ``NothingAsked`` where no question is open, because it was answered or the team decided.
    """
    referral, question = _lock_question(referral)
    _end(referral, question, by, answer=text)
    _tell_team(referral, question, by)
    return question


@transaction.atomic
def take_question_back(*, referral: Referral, by: User) -> Question:
    """Go on without an answer. Raises ``NothingAsked``, ``AlreadyDecided`` or ``NotYourInbox``."""
    lock(referral, by)
    referral, question = _lock_question(referral)
    _end(referral, question, by, answer="")
    return question


def _lock_question(referral: Referral) -> tuple[Referral, Question]:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("service", "team", "sent_by")
    locked = rows.get(pk=referral.pk)
    question = locked.questions.filter(ended_on__isnull=True).first()
    if question is None:
        raise NothingAsked(field="text")
    return locked, question


def _end(referral: Referral, question: Question, by: User, *, answer: str) -> None:
    """End the turn. Days that the team had used before it asked stay used, the others do not count."""
    calendar = rules_of(referral.service, today()).calendar
    used = turns_of(referral.received_on, referral.questions.all(), calendar, today()).team
    question.answer, question.ended_on, question.ended_by = answer, today(), by
    question.save(update_fields=["answer", "ended_on", "ended_by"])
    change(referral, state=State.RECEIVED, counts_from=counts_from(used, today(), calendar))


def _tell_referrer(referral: Referral, by: User) -> None:
    sender = referral.sent_by
    if sender is None or sender == by:
        return
    link = reverse("referrals:sent", args=[referral.pk])
    _tell(sender, _("%(reference)s: the team has a question for you."), referral, link, by)


def _tell_team(referral: Referral, question: Question, by: User) -> None:
    """Whoever asked is told, or the managers where they no longer decide here."""
    asker, link = question.asked_by, reverse("referrals:referral", args=[referral.pk])
    able = User.objects.able_to(Permission.TRIAGE, team=referral.team, on=today())
    for user in able.filter(pk=asker.pk) or able:
        if user != by:
            _tell(user, _("%(reference)s: the referrer has answered."), referral, link, by)


def _tell(user: User, text: Message, referral: Referral, link: str, by: User) -> None:
    with translation.override(user.language):
        words = str(text) % {"reference": referral.reference}
    notify(user=user, kind="referral", text=words, link=link, email=True, by=by)
