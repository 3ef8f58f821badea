"""Who belongs to a case, and what to call them."""

from dataclasses import dataclass

from django.db.models import Q

from families.days import today
from families.facts import children_of
from families.models import Case, Child, Person
from families.models.choices import ChildState
from families.naming import child_name, child_name_with_due_date
from families.querysets.dated import holds_on


@dataclass(frozen=True)
class OfCase:
    """A person of a case. ``child`` where it is one of the children that the case is about."""

    person: Person
    name: str
    child: Child | None = None


def named_children(case: Case) -> list[tuple[Child, str]]:
    """The children a case is about with their names, the unborn with their due date."""
    children = children_of(case)
    return [(child, _name_among(children, child)) for child in children]


def unborn_of(case: Case) -> list[tuple[Child, str]]:
    """The children who are still awaited."""
    return [(child, name) for child, name in named_children(case) if child.state == ChildState.UNBORN]


def born_of(case: Case) -> list[tuple[Child, str]]:
    """The children with a date of birth, those who died included."""
    return [(child, name) for child, name in named_children(case) if child.person.date_of_birth]


def _name_among(children: list[Child], child: Child) -> str:
    """Twins are told apart by number; the due date they share stands elsewhere."""
    return child_name_with_due_date(child) if len(children) == 1 else child_name(child, among=len(children))


def people_of(case: Case) -> list[OfCase]:
    """The client, the children, then the rest of the family, whom nobody meets in a case of parents
    who are kept apart."""
    children = named_children(case)
    found = [OfCase(case.client, case.client.full_name)]
    found += [OfCase(child.person, name, child) for child, name in children if child.person_id != case.client_id]
    if not case.family.parents_kept_apart:
        found += [OfCase(person, str(person)) for person in _others(case, {one.person.pk for one in found})]
    return found


def _others(case: Case, known: set) -> list[Person]:
    here = holds_on(today(), prefix="memberships__", starts="valid_from", ends="valid_to")
    rows = Person.objects.filter(here & Q(memberships__family=case.family)).exclude(pk__in=known)
    return list(rows.distinct().order_by("date_of_birth", "id"))
