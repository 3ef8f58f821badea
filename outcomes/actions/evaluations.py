"""Evaluation forms: taken as they were answered, with a name or without."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.access import check_can_amend
from families.days import check_has_come
from families.definition_of import definition_of
from families.definitions.evaluation import EvaluationRule
from families.errors import DateImpossible, NotYours
from families.models import Case, ServiceVersion
from outcomes.models import Evaluation, Way

LONGEST = 4000


class EvaluationImpossible(RuleBroken):
    """The answers do not fit the service's form."""


@frozen(kw_only=True)
class Answered:
    """What was answered. ``answers`` by key of the question; those left out were not answered."""

    answered_on: date
    way: str
    answers: Mapping[str, str] = field(factory=dict)
    words: str = ""
    may_quote: bool = False


@transaction.atomic
def record_evaluation(*, case: Case, answered: Answered, by: User) -> Evaluation:
    """Keep the form of a family under its case, open or closed.

    Raises ``NotYours``, ``DateImpossible`` or ``EvaluationImpossible`` at its field.
    """
    check_can_amend(by, case)
    if answered.answered_on < case.referred_on:
        raise DateImpossible(_("That is before the family was referred."), field="answered_on")
    return _keep(case.service_version, answered, case=case, by=by)


@transaction.atomic
def record_anonymous(*, team: Team, version: ServiceVersion, answered: Answered, by: User) -> Evaluation:
    """Keep a form without a name: neither the family nor the worker stands in it.

    Raises as :func:`record_evaluation`; ``NotYours`` for whoever works no cases in the team.
    """
    if not by.holds(Permission.WORK_CASES, team=team.pk):
        raise NotYours
    return _keep(version, answered, case=None, by=None)


def rule_of(version: ServiceVersion) -> EvaluationRule:
    """The form of a service's version. Raises ``EvaluationImpossible`` where it has none."""
    rule = definition_of(version).evaluation
    if rule is None:
        raise EvaluationImpossible(_("The service has no evaluation form."))
    return rule


def is_satisfied(rule: EvaluationRule, answers: Mapping[str, str]) -> bool | None:
    """Whether any answer counts as satisfied or helped; None where no question that could say so was answered."""
    told = {question.key: question for question in rule.questions if question.tells_satisfaction}
    given = [(told[key], answer) for key, answer in answers.items() if key in told]
    if not given:
        return None
    return any(one.satisfied for question, answer in given for one in question.answers if one.key == answer)


def _keep(version: ServiceVersion, answered: Answered, **whose: Any) -> Evaluation:
    rule = rule_of(version)
    check_has_come(answered.answered_on, field="answered_on")
    if answered.way not in Way.values:
        raise EvaluationImpossible(_("Say how it was answered"), field="way")
    answers = {key: answer for key, answer in answered.answers.items() if answer}
    _check_known(rule, answers)
    words = answered.words.strip()
    if len(words) > LONGEST or "\x00" in words:
        raise EvaluationImpossible(_("At most 4,000 characters can be kept."), field="words")
    if not answers and not words:
        raise EvaluationImpossible(_("Answer at least one question"))
    return Evaluation.objects.create(
        service_version=version,
        case=whose["case"],
        entered_by=whose["by"],
        answered_on=answered.answered_on,
        way=answered.way,
        answers=answers,
        satisfied=is_satisfied(rule, answers),
        words=words,
        may_quote=answered.may_quote and bool(words),
    )


def _check_known(rule: EvaluationRule, answers: Mapping[str, str]) -> None:
    known = {question.key: {one.key for one in question.answers} for question in rule.questions}
    for key, answer in answers.items():
        if answer not in known.get(key, ()):
            raise EvaluationImpossible(_("The form has no such answer"), field=f"answer_{key}")
