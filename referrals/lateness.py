"""Which referrals are late by which clock: one query for each level of a service, no row for those told before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.definitions.intake import Escalation as Level
from referrals.intake import IntakeRules
from referrals.models import Decision, Escalation, Question, Referral
from referrals.querysets.referral import latest_decision
from referrals.reading.urgency import since

Clock = Escalation.Clock
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """One level of one clock: ``number`` counts from 1."""

    clock: str
    number: int
    level: Level


def rungs(rules: IntakeRules) -> Iterator[Rung]:
    """The levels of every clock, the highest first, so that a long delay is told once."""
    for clock in Clock.values:
        levels = [one for one in rules.intake.escalations if one.clock == clock]
        for number, level in reversed(list(enumerate(levels, start=1))):
            yield Rung(clock, number, level)


def late(rules: IntakeRules, rung: Rung, today: date) -> QuerySet[Referral]:
    """Referrals of the service for which that level has come and has not been told, with ``about``.

    ``about`` is the row whose clock it is, so that a new question, a new day of review or a referral
    taken up again starts anew.
    """
    allowed, rows = _rows(rules, rung.clock)
    before = rules.calendar.subtract(today + DAY, allowed + rung.level.working_days_past)
    told = Escalation.objects.filter(
        referral=OuterRef("pk"), clock=rung.clock, level=rung.number, about=OuterRef("about")
    )
    return rows.filter(~Exists(told), service=rules.service, start__lt=before)


def _rows(rules: IntakeRules, clock: str) -> tuple[int, QuerySet[Referral]]:
    """In how many working days something has to happen, and the rows for which it has not, with their ``start``."""
    promised, rows = rules.intake, Referral.objects.all()
    if clock == Clock.ACKNOWLEDGEMENT:
        # What was imported has no moment of receipt here: its referrer was told elsewhere.
        waiting = rows.open().filter(acknowledgement__isnull=True, received_at__isnull=False)
        return promised.acknowledge_working_days, waiting.annotate(about=F("pk"), start=F("received_on"))
    if clock == Clock.DECISION:
        again = latest_decision().filter(kind=Decision.Kind.REOPENED)
        about = Coalesce(Subquery(again.values("pk")[:1]), F("pk"))
        return rules.definition.decision_working_days, rows.undecided().annotate(about=about, start=since())
    if clock == Clock.REVIEW:
        return 0, _by(rows.waiting(), latest_decision(), "review_on")
    if clock == Clock.REDIRECTION:
        sent_on = latest_decision().filter(kind=Decision.Kind.REDIRECTED)
        return promised.redirection_working_days, _by(rows.redirected_unacknowledged(), sent_on, "decided_on")
    asked = Question.objects.filter(referral=OuterRef("pk"), ended_on__isnull=True)
    return promised.answer_working_days, _by(rows.with_referrer(), asked, "asked_on")


def _by(rows: QuerySet[Referral], reasons: QuerySet, day: str) -> QuerySet[Referral]:
    return rows.annotate(about=Subquery(reasons.values("pk")[:1]), start=Subquery(reasons.values(day)[:1]))
