"""All that a person's page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from families.days import today
from families.definition_of import rules_of
from families.forms.common import words
from families.forms.people import LANGUAGES
from families.models import (
    Address,
    Birth,
    Case,
    ContactChannel,
    Person,
    PersonFact,
    PersonName,
    SafetyFlag,
)
from families.models.choices import Answer
from families.querysets.dated import holds_on
from families.querysets.shown import cases_shown_to
from families.reading.meetings import name_of
from families.reading.people import people_of
from families.reading.statuses import word_of


@dataclass(frozen=True)
class PersonPage:
    person: Person
    name: str
    age: int | None
    language: str
    names: tuple[PersonName, ...]
    addresses: tuple[Address, ...]
    channels: tuple[ContactChannel, ...]
    facts: tuple[tuple[str, str], ...]
    flags: tuple[SafetyFlag, ...]
    birth: Birth | None
    cases: tuple[Case, ...]
    family: tuple[tuple[Person, str], ...]


def read_person(person: Person, user: User) -> PersonPage:
    """The page of a person whom ``user`` may know of."""
    cases = list(cases_shown_to(user).about_person(person).for_reading().order_by("closed_on", "-opened_on"))
    case = cases[0]
    return PersonPage(
        person=person,
        name=name_of(person),
        age=years(person.date_of_birth, person.died_on or today()),
        language=str(dict(LANGUAGES).get(person.language, person.language)),
        names=tuple(person.names.order_by("-valid_from", "-id")),
        addresses=tuple(_addresses(person)),
        channels=tuple(person.channels.filter(_current(today())).order_by("channel", "valid_from")),
        facts=tuple(_facts(person, case)),
        flags=tuple(_flags(person, case)),
        birth=Birth.objects.filter(child__person=person).first(),
        cases=tuple(cases),
        family=tuple((one.person, one.name) for one in people_of(case) if one.person.pk != person.pk),
    )


def years(born: date | None, on: date) -> int | None:
    """Completed years."""
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _addresses(person: Person) -> QuerySet[Address]:
    """Those of joined records as well: two of them can hold on one day until somebody says which is right."""
    own = Q(person=person) | Q(person__merged_into=person) | Q(person__merged_into__merged_into=person)
    return Address.objects.filter(own).order_by("-valid_from", "-id")


def known_facts(person: Person) -> dict[str, PersonFact]:
    """The latest answer to each question."""
    return {row.question: row for row in person.facts.order_by("recorded_on", "id")}


def _current(on: date) -> Q:
    return holds_on(on, starts="valid_from", ends="valid_to")


def _facts(person: Person, case: Case) -> Iterable[tuple[str, str]]:
    known = known_facts(person)
    for question in rules_of(case).monitoring:
        row: Any = known.get(question.key)
        if row is None:
            yield words(question.label), str(Answer.NOT_ASKED.label)
        elif row.answer == Answer.GIVEN:
            yield words(question.label), word_of(question.answers, row.value)
        else:
            yield words(question.label), str(row.get_answer_display())


def _flags(person: Person, case: Case) -> list[SafetyFlag]:
    rows = SafetyFlag.objects.filter(holds_on(today(), starts="agreed_on", ends="ended_on"), family=case.family_id)
    return list(rows.filter(Q(person=None) | Q(person=person)).select_related("agreed_by").order_by("agreed_on"))
