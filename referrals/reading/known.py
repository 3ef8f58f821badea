"""What the team knows of the people whom a referral may be about, as far as its reader may see it.

Earlier pregnancies, children removed from either parent, brothers and sisters looked after: shown beside the
possible match, in a fixed number of queries however many there are. What may not be opened is not there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from families.definitions import ServiceDefinition
from families.models import Child, FamilyMember, Person, Pregnancy, Separation
from families.models.choices import ChildState
from families.naming import child_name
from families.querysets.shown import cases_shown_to, people_shown_to, statuses_shown_to
from families.reading.statuses import word_of

PARENTS = ("mother", "partner")


@dataclass(frozen=True)
class Removal:
    """A separation that counts as a removal: when, on what ground, and the return where there was one."""

    on: date
    basis: str
    returned_on: date | None


@dataclass(frozen=True)
class KnownChild:
    """A child of the person or of the other parent. ``parents``: whose, in words."""

    name: str
    born_on: date | None
    parents: str
    removals: tuple[Removal, ...]
    looked_after: bool


@dataclass(frozen=True)
class Known:
    """What is known of one person. Ended pregnancies with what became of each child, in words."""

    pregnancies: tuple[tuple[date, str], ...] = ()
    children: tuple[KnownChild, ...] = ()

    @property
    def removed(self) -> int:
        """Of how many children a removal is recorded."""
        return sum(bool(child.removals) for child in self.children)

    @property
    def looked_after(self) -> int:
        """How many are looked after today."""
        return sum(child.looked_after for child in self.children)


@dataclass(frozen=True)
class _Kin:
    """Who the parents are: of each person asked about, and of each family."""

    parents: dict[UUID, set[UUID]]
    families: dict[UUID, set[UUID]]
    names: dict[UUID, str]


def read_known(people: Iterable[Person], user: User, definition: ServiceDefinition, today: date) -> dict[UUID, Known]:
    """By person, what ``user`` may know of the family behind them; people of whom nothing is known are absent."""
    asked = {person.pk: person for person in people}
    if not asked:
        return {}
    kin = _kin(asked, user, definition)
    children = _children(kin, user)
    away = set(
        statuses_shown_to(user).holding_on(today).filter(looked_after=True, person__in=[c.person_id for c in children])
        .values_list("person", flat=True)
    )  # fmt: skip
    pregnancies = _pregnancies(asked, user)
    found = {}
    for key in asked:
        theirs = [child for child in children if _of(child, kin, key)]
        lines = tuple(_line(child, kin, key, definition, child.person_id in away) for child in theirs)
        if lines or pregnancies[key]:
            found[key] = Known(tuple(pregnancies[key]), lines)
    return found


def _kin(asked: dict[UUID, Person], user: User, definition: ServiceDefinition) -> _Kin:
    """The other parent is found through the families that a person belongs to, not where they are kept apart."""
    relations = [one.key for one in definition.relations if one.group in PARENTS]
    places = FamilyMember.objects.filter(relation__in=relations)
    here = list(places.filter(person__in=asked).values_list("person", "family"))
    beside = list(
        places.filter(family__in={family for _p, family in here}, family__parents_kept_apart=False)
        .filter(person__in=people_shown_to(user)).exclude(person__in=asked)
        .values_list("person", "family", "person__given_name", "person__family_name")
    )  # fmt: skip
    parents = {key: {key} for key in asked}
    for person, family in here:
        parents[person] |= {other for other, shared, *_name in beside if shared == family}
    families: dict[UUID, set[UUID]] = defaultdict(set)
    everybody = {one for each in parents.values() for one in each}
    for person, family in places.filter(person__in=everybody).values_list("person", "family"):
        families[person].add(family)
    names = {person: f"{given} {family}" for person, _family, given, family in beside}
    return _Kin(parents, families, names | {key: person.full_name for key, person in asked.items()})


def _children(kin: _Kin, user: User) -> list[Child]:
    """Children of those families who were born or lost, as far as they may be seen."""
    families = {family for each in kin.families.values() for family in each}
    rows = Child.objects.filter(family__in=families, person__in=people_shown_to(user)).exclude(state=ChildState.UNBORN)
    rows = rows.select_related("person", "pregnancy__mother").prefetch_related("separations__return_home")
    return list(rows.order_by("person__date_of_birth", "id"))


def _of(child: Child, kin: _Kin, key: UUID) -> bool:
    return any(_is_parent(child, kin, parent) for parent in kin.parents[key])


def _is_parent(child: Child, kin: _Kin, parent: UUID) -> bool:
    return child.family_id in kin.families[parent]


def _line(child: Child, kin: _Kin, key: UUID, definition: ServiceDefinition, away: bool) -> KnownChild:
    parents = [kin.names[one] for one in sorted(kin.parents[key], key=str) if _is_parent(child, kin, one)]
    removals = [row for row in child.separations.all() if row.counts_as_removal]
    return KnownChild(
        name=child_name(child),
        born_on=child.person.date_of_birth,
        parents=", ".join(sorted(parents)),
        removals=tuple(_removal(row, definition) for row in sorted(removals, key=lambda row: row.separated_on)),
        looked_after=away,
    )


def _removal(row: Separation, definition: ServiceDefinition) -> Removal:
    home = getattr(row, "return_home", None)
    return Removal(row.separated_on, word_of(definition.separation_bases, row.basis), home and home.returned_on)


def _pregnancies(asked: Iterable[UUID], user: User) -> dict[UUID, list[tuple[date, str]]]:
    """Ended pregnancies of cases and families that may be seen, the latest first."""
    cases = cases_shown_to(user)
    theirs = cases.filter(Q(pregnancy=OuterRef("pk")) | Q(family=OuterRef("family"), family__parents_kept_apart=False))
    rows = Pregnancy.objects.filter(Exists(theirs), mother__in=set(asked), ended_on__isnull=False)
    found: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
    for row in rows.order_by("-ended_on").prefetch_related("children__loss", "children__person"):
        ends = [_end(child) for child in row.children.all()]
        found[row.mother_id].append((row.ended_on, ", ".join(ends)))  # type: ignore[arg-type]
    return found


def _end(child: Child) -> str:
    loss = getattr(child, "loss", None)
    return str(loss.get_kind_display() if loss else child.get_state_display()).lower()
