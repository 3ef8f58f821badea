"""Evaluations as they are read: those of a case, and those of a service without any name."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Team, User
from accounts.roles import Permission
from families.definition_of import definition_of
from families.definitions.evaluation import EvaluationRule
from families.forms.common import words
from families.models import Case, Service, ServiceVersion
from outcomes.models import Evaluation
from outcomes.statistics import Proportion, proportion

MOST = 50
"""Forms of a case, and words to quote, on one page."""


@dataclass(frozen=True)
class FormLine:
    """One form, its answers in words."""

    row: Evaluation
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuestionLine:
    """A question and how often each answer was given."""

    label: str
    counts: tuple[tuple[str, int], ...]

    @property
    def answered(self) -> int:
        return sum(count for _label, count in self.counts)


@dataclass(frozen=True)
class Summary:
    """What families said of a service between two days; ``quotes`` only of those who agreed."""

    service: Service
    first: date
    last: date
    forms: int
    respondents: int
    satisfied: int
    questions: tuple[QuestionLine, ...]
    quotes: tuple[str, ...]

    @property
    def share(self) -> Proportion:
        """The satisfied or helped of those who answered that, with the interval of Wilson."""
        return proportion(self.satisfied, self.respondents)


def forms_of(case: Case) -> list[FormLine]:
    """The forms of a case, the newest first."""
    rows = case.evaluations.select_related("service_version", "entered_by").defer("service_version__definition")
    newest = rows.order_by("-answered_on", "-id")[:MOST]
    return [FormLine(row, _in_words(definition_of(row.service_version).evaluation, row)) for row in newest]


def forms_to_offer(user: User, on: date) -> list[tuple[Team, ServiceVersion]]:
    """The teams of ``user`` and the services whose form a family could answer there without a name."""
    teams = Team.objects.filter(pk__in=user.teams_with(Permission.WORK_CASES)).order_by("name", "pk")
    found = []
    for team in teams:
        offered = ServiceVersion.objects.of_casework().in_force(on).filter(service__teams=team)
        found += [(team, one) for one in offered.order_by("service__name", "pk") if definition_of(one).evaluation]
    return found


def summary_of(service: Service, first: date, last: date) -> Summary:
    """What was answered, by question of the newest form; three queries."""
    rows = Evaluation.objects.of_service(service, first, last)
    given = list(rows.values_list("answers", "satisfied"))
    newest = service.versions.order_by("-effective_from").first()
    rule = definition_of(newest).evaluation if newest else None
    quotes = rows.to_quote().order_by("-answered_on", "-id").values_list("words", flat=True)
    return Summary(
        service=service,
        first=first,
        last=last,
        forms=len(given),
        respondents=sum(1 for _answers, satisfied in given if satisfied is not None),
        satisfied=sum(1 for _answers, satisfied in given if satisfied),
        questions=_counted(rule, [answers for answers, _satisfied in given]),
        quotes=tuple(quotes[:MOST]),
    )


def _counted(rule: EvaluationRule | None, given: list[dict[str, str]]) -> tuple[QuestionLine, ...]:
    if rule is None:
        return ()
    counts: Counter[tuple[str, str]] = Counter(pair for answers in given for pair in answers.items())
    return tuple(
        QuestionLine(
            words(question.label),
            tuple((words(answer.label), counts[question.key, answer.key]) for answer in question.answers),
        )
        for question in rule.questions
    )


def _in_words(rule: EvaluationRule | None, row: Evaluation) -> tuple[tuple[str, str], ...]:
    said: Any = row.answers
    if rule is None:
        return tuple(said.items())
    labels = {(question.key, one.key): words(one.label) for question in rule.questions for one in question.answers}
    return tuple(
        (words(question.label), labels.get((question.key, said[question.key]), ""))
        for question in rule.questions
        if question.key in said
    )
