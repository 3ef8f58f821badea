"""Statuses in words, those in force first."""

from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.models import User
from families.days import today
from families.definition_of import rules_of
from families.labels import by_key
from families.models import Case, Status
from families.querysets.shown import statuses_shown_to
from families.reading.people import people_of


@dataclass(frozen=True)
class StatusLine:
    """One status: what, whose, with which categories, and whether it holds today."""

    status: Status
    label: str
    categories: str
    of_whom: str
    holds: bool


def status_lines(case: Case, user: User) -> list[StatusLine]:
    """The statuses of the people of a case that ``user`` may see."""
    names = {one.person.pk: one.name for one in people_of(case)}
    rows = statuses_shown_to(user).filter(family=case.family_id, person__in=names).order_by("-starts", "id")
    lines = [_line(case, row, names[row.person_id]) for row in rows]
    return sorted(lines, key=lambda line: not line.holds)


def status_words(case: Case, kind: str, categories: list[str]) -> tuple[str, str]:
    """The label of a status and its categories; the key itself where the definition has none."""
    language = get_language() or "en"
    try:
        rule = rules_of(case).status(kind)
    except KeyError:
        return kind, ", ".join(categories)
    known = {one.key: one.label.text(language) for one in rule.categories}
    return rule.label.text(language), ", ".join(known.get(key, key) for key in categories)


def word_of(rows: object, key: str) -> str:
    """The label of a row of the definition; the key itself where there is none."""
    try:
        return by_key(rows, key).label.text(get_language() or "en")  # type: ignore[type-var, arg-type]
    except KeyError:
        return key


def _line(case: Case, row: Status, name: str) -> StatusLine:
    label, categories = status_words(case, row.kind, row.categories)
    holds = row.starts <= today() and (row.ends is None or row.ends >= today())
    return StatusLine(row, label, categories, name, holds)
