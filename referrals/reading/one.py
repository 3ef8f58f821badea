"""One referral: what was told, what is missing, who it may be, what was decided."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import User
from families.gestation import gestation_days_on, weeks_available
from families.querysets.shown import cases_shown_to
from referrals.access import can_decide, can_reopen
from referrals.intake import rules_in_force
from referrals.matching.candidates import Search, search_for
from referrals.models import Acknowledgement, Decision, Question, Referral, Screening
from referrals.reading.checks import Check, checks_of, safe_ways
from referrals.reading.known import Known, read_known
from referrals.reading.labels import due_date_source, interpreter, labels_of, language
from referrals.reading.urgency import targets_of
from referrals.rules import Missing, age_on, missing_for_acceptance
from referrals.turns import Turns, turns_of


@dataclass(frozen=True)
class OnePage:
    source: str
    age: int | None
    gestation_days: int | None
    weeks_left: int | None
    turns: Turns
    target: int | None
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]
    search: Search
    decisions: tuple[Decision, ...]
    may_decide: bool
    safe_ways: str
    may_see_case: bool
    dated_by: str
    language: str
    interpreter: str
    acknowledgement: Acknowledgement | None
    questions: tuple[Question, ...]
    may_reopen: bool
    screening: Screening | None
    known: dict[UUID, Known]

    @property
    def waited(self) -> int:
        """The team's working days."""
        return self.turns.team

    @property
    def asked(self) -> Question | None:
        """The question whose answer is awaited."""
        return next((one for one in self.questions if one.ended_on is None), None)

    @property
    def over(self) -> int:
        """Working days past the target."""
        return max(0, self.waited - self.target) if self.target is not None else 0


def read_referral(referral: Referral, user: User, today: date) -> OnePage:
    """All that the page of a referral shows to ``user``."""
    target = targets_of([referral.service_id], today).get(referral.service_id)
    search, labels = search_for(referral, user), labels_of([referral.service_id], today)
    rules = rules_in_force([referral.service_id], today).get(referral.service_id)
    shown = [one.person for one in search.shown if one.person]
    questions = tuple(referral.questions.select_related("asked_by", "ended_by"))
    due = referral.due_date if referral.born_on is None else None
    return OnePage(
        source=labels.source(referral),
        age=age_on(referral.date_of_birth, today) if referral.date_of_birth else None,
        gestation_days=max(0, gestation_days_on(today, due)) if due else None,
        weeks_left=weeks_available(today, due) if due else None,
        turns=turns_of(referral.received_on, questions, target.calendar, today) if target else Turns(0, 0),
        target=target.working_days if target else None,
        checks=tuple(checks_of(referral, today, labels.concealment(referral))),
        missing=tuple(missing_for_acceptance(referral)),
        search=search,
        decisions=tuple(referral.decisions.select_related("decided_by")),
        may_decide=can_decide(user, referral),
        safe_ways=safe_ways(referral) if referral.safety_asked else "",
        may_see_case=referral.case_id is not None and cases_shown_to(user).filter(pk=referral.case_id).exists(),
        dated_by=due_date_source(referral),
        language=language(referral),
        interpreter=interpreter(referral),
        acknowledgement=Acknowledgement.objects.filter(referral=referral).select_related("given_by").first(),
        questions=questions,
        may_reopen=can_reopen(user, referral),
        known=read_known(shown, user, rules.definition, today) if rules else {},
        screening=Screening.objects.filter(referral=referral).select_related("screened_by").first(),
    )
