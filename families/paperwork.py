"""What the definition says of a paper, and what the facts of its case make of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from families.days import said
from families.definition_of import rules_of
from families.definitions.papers import PaperKind
from families.facts import children_of
from families.models import Case, Child, Paper
from families.models.choices import ChildState
from families.naming import case_name, child_name, child_name_with_due_date


@dataclass(frozen=True)
class Ended:
    """A paper that held until birth holds no more. ``stopped``: by a loss."""

    on: date | None
    stopped: bool

    @property
    def words(self) -> str:
        """Why, with the day; nothing cheerful beside a loss."""
        day = said(self.on) if self.on else ""
        if self.stopped:
            return _("Stopped on %(day)s: it held until birth.") % {"day": day}
        return _("Ended with the birth on %(day)s.") % {"day": day}


def kind_of(paper: Paper) -> PaperKind | None:
    """The kind as the case's own service version knows it."""
    return rules_of(paper.case).paper(paper.kind)


def language_of(case: Case, kind: PaperKind) -> str:
    """The client's own for what the family reads, else the writer's; one that the service has."""
    wanted = case.client.language if kind.for_family else (translation.get_language() or "en")
    offered = rules_of(case).languages
    return next((one for one in offered if wanted.startswith(one)), offered[0])


def ended_by(paper: Paper, kind: PaperKind) -> Ended | None:
    """What has ended a paper that holds until birth: every child it is about is born, or lost.

    While a twin is awaited it goes on.
    """
    if not kind.until_birth:
        return None
    children = [paper.child] if paper.child else children_of(paper.case)
    if any(child.state == ChildState.UNBORN for child in children):
        return None
    last = max(children, key=lambda child: _ended_on(child) or date.min)
    stopped = all(child.state == ChildState.LOST for child in children)
    return Ended(on=_ended_on(last), stopped=stopped)


def about_words(case: Case, child: Child | None = None) -> str:
    """Which children a paper is about. In the record of anybody but the mother the unborn have no surname."""
    children = [child] if child else children_of(case)
    return ", ".join(_child_words(case, one, len(children)) for one in children if one.person_id != case.client_id)


def heading_of(paper: Paper, language: str) -> dict[str, Any]:
    """What stands above the paper, kept with the version that is signed."""
    case = paper.case
    with translation.override(language):
        return {
            "name": case_name(case),
            "reference": case.reference,
            "about": about_words(case, paper.child),
            "team": case.team.name,
            "service": rules_of(case).name.text(language),
        }


def _child_words(case: Case, child: Child, among: int) -> str:
    mother = child.pregnancy.mother_id if child.pregnancy else None
    if child.person.given_name:
        return child.person.full_name
    if mother == case.client_id:
        return child_name_with_due_date(child) if among == 1 else child_name(child, among=among)
    return _("the baby") if among == 1 else _("baby %(number)s") % {"number": child.birth_order}


def _ended_on(child: Child) -> date | None:
    if child.state == ChildState.LOST and hasattr(child, "loss"):
        day: date = child.loss.lost_on
        return day
    return child.person.date_of_birth
