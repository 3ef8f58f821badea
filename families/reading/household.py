"""The people of a case: who they are to each other, where they live, and how a genogram draws them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from families.actions.separations import open_separations
from families.definition_of import rules_of
from families.definitions.drawing import Symbol
from families.definitions.schema import ServiceDefinition
from families.forms.common import words
from families.models import Address, Case, Child, FamilyMember, Person, PersonFact, Status
from families.models.choices import ChildState
from families.naming import child_name
from families.reading.statuses import word_of
from families.reading.summary import age_in_words


@dataclass(frozen=True)
class OfHousehold:
    """Somebody of the family on one day. ``age`` in completed years, ``baby_age`` in words until the
    second birthday; ``order``: of the relations in the definition.

    ``unborn`` until birth; ``lost`` before or at it; ``died`` after it. ``of_case``: a child that the case is
    about. ``address`` is None where none is recorded.
    """

    person: UUID
    name: str
    relation: str
    group: str
    symbol: Symbol
    generation: int
    order: int
    age: int | None
    at_home: bool
    client: bool = False
    of_case: bool = False
    unborn: bool = False
    lost: bool = False
    died: bool = False
    address: Address | None = None
    born_on: date | None = None
    baby_age: str = ""
    statuses: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether a genogram crosses them out."""
        return self.lost or self.died


def people_of_household(
    case: Case,
    children: list[Child],
    today: date,
    *,
    members: Iterable[FamilyMember],
    addresses: Iterable[Address],
    answers: Iterable[PersonFact],
    statuses: Iterable[Status] = (),
) -> tuple[OfHousehold, ...]:
    """The client, the children of the case, then the others, from rows that the reader may see."""
    places = {one.person_id: one for one in members}
    look = _Looks(rules_of(case), answers, statuses)
    lives = {one.person_id: one for one in reversed(list(addresses))}
    about = {child.person_id: child for child in children}
    people = [case.client, *(child.person for child in children), *(one.person for one in places.values())]
    found: dict[UUID, OfHousehold] = {}
    for person in people:
        if person.pk not in found:
            found[person.pk] = _line(
                case, person, about.get(person.pk), places.get(person.pk), look, lives.get(person.pk), today
            )
    return tuple(found.values())


class _Looks:
    """Relations and symbols as the definition has them."""

    def __init__(
        self, rules: ServiceDefinition, answers: Iterable[PersonFact], statuses: Iterable[Status] = ()
    ) -> None:
        self.statuses: dict[UUID, list[str]] = {}
        for one in statuses:
            self.statuses.setdefault(one.person_id, []).append(word_of(rules.statuses, one.kind))
        self.relations = {one.key: (number, one) for number, one in enumerate(rules.relations)}
        self.drawn: dict[UUID, Symbol] = {}
        if rules.genogram:
            signs: dict[str, Symbol] = dict.fromkeys(rules.genogram.square, "square")
            signs |= dict.fromkeys(rules.genogram.circle, "circle")
            self.drawn = {one.person_id: signs.get(one.value, "diamond") for one in answers}


def _line(
    case: Case, person: Person, child: Child | None, place: FamilyMember | None, look: _Looks, address: Address | None,
    today: date,
) -> OfHousehold:  # fmt: skip
    number, relation = look.relations.get(place.relation if place else "", (len(look.relations), None))
    born, died = person.date_of_birth, person.died_on
    state = child.state if child else ""
    return OfHousehold(
        person=person.pk,
        name=child_name(child) if child else str(person),
        relation=words(relation.label) if relation else "",
        group=relation.group if relation else "",
        symbol=look.drawn.get(person.pk, relation.symbol if relation else "diamond"),
        generation=1 if child else (relation.generation if relation else 0),
        order=number,
        age=years(born, died or today),
        baby_age=_baby_age(born, died or today),
        at_home=(place.in_household if place else person.pk == case.client_id) and not _is_apart(child),
        client=person.pk == case.client_id,
        of_case=child is not None,
        unborn=state == ChildState.UNBORN,
        lost=state == ChildState.LOST,
        died=state == ChildState.DIED or died is not None,
        address=address,
        born_on=born,
        statuses=tuple(look.statuses.get(person.pk, ())),
    )


def _baby_age(born: date | None, on: date) -> str:
    """Days, weeks or months until the second birthday; empty from then on, and before birth."""
    age = years(born, on)
    return age_in_words(born, (on - born).days) if born and age is not None and age < 2 else ""


def _is_apart(child: Child | None) -> bool:
    """Whether a child of the case lives away from its parents, whatever household it belongs to."""
    if child is None or child.state != ChildState.BORN:
        return False
    return bool(open_separations(child.separations.all()))


def years(born: date | None, on: date) -> int | None:
    """Completed years; None before birth."""
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
