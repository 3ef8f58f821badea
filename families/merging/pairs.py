"""What was recorded twice because one person had two records: their family, a pregnancy, its children, a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from attrs import field as attr_field
from attrs import frozen
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.errors import CannotMerge
from families.models import Case, Child, Family, Person, Pregnancy

SAME_PREGNANCY_DAYS = 42
"""Due dates further apart than six weeks are offered as two pregnancies. Our own choice: somebody decides."""

KEPT, MERGED = "kept", "merged"
ONE, APART = "one", "apart"
Wanted = dict[UUID, UUID | None]


@frozen
class Choices:
    """What somebody chose: whose name, number and date of birth stand, and what is one.

    ``pregnancies`` and ``children`` map those of the joined record to those of the kept one, or to None.
    """

    name: str = KEPT
    nhs_number: str = KEPT
    date_of_birth: str = KEPT
    families: str = APART
    pregnancies: Wanted = attr_field(factory=dict)
    children: Wanted = attr_field(factory=dict)

    def as_data(self) -> dict[str, Any]:
        """As JSON, for the record and for the confirmation of a preview."""
        return {
            "name": self.name,
            "nhs_number": self.nhs_number,
            "date_of_birth": self.date_of_birth,
            "families": self.families,
            "pregnancies": {str(gone): str(kept or "") for gone, kept in sorted(self.pregnancies.items())},
            "children": {str(gone): str(kept or "") for gone, kept in sorted(self.children.items())},
        }


@dataclass
class Pairs:
    """Which row is joined to which, by the label of their model."""

    of: dict[str, dict[UUID, UUID]] = field(default_factory=dict)

    def join(self, gone: Any, kept: Any) -> None:
        self.of.setdefault(gone._meta.label, {})[gone.pk] = kept.pk

    def gone(self, label: str) -> dict[UUID, UUID]:
        """Joined → kept, of one model."""
        return self.of.get(label, {})

    def standing(self, label: str, pk: UUID | None) -> UUID | None:
        """What stands for a row after the merge: the kept one, or itself."""
        return self.gone(label).get(pk, pk) if pk else None

    def everything(self) -> dict[str, str]:
        """Joined → kept, of all models, as text."""
        return {str(gone): str(kept) for found in self.of.values() for gone, kept in found.items()}

    def inverted(self) -> "Pairs":
        """Kept → joined, for taking them apart."""
        return Pairs({label: {kept: gone for gone, kept in found.items()} for label, found in self.of.items()})


def default_choices(kept: Person, merged: Person) -> Choices:
    """What is proposed: the kept record stands, silences are filled, and what looks like one is one."""
    ours, theirs = _pregnancies(kept), _pregnancies(merged)
    both_mothers = bool(ours and theirs)
    pregnancies = _alike(ours, theirs) if both_mothers else {}
    return Choices(
        name=_speaking(kept.full_name, merged.full_name),
        nhs_number=_number_that_stands(kept, merged),
        date_of_birth=_speaking(kept.date_of_birth, merged.date_of_birth),
        families=ONE if both_mothers else APART,
        pregnancies=pregnancies,
        children=_same_babies(pregnancies),
    )


def home_of(person: Person) -> Family | None:
    """The family of the newest case, else of the newest pregnancy, else of the newest place."""
    case = person.cases.order_by("closed_on", "-opened_on", "-id").select_related("family").first()
    if case:
        return case.family
    pregnancy = person.pregnancies.order_by("-entered_at").select_related("family").first()
    if pregnancy:
        return pregnancy.family
    child = Child.objects.filter(person=person).select_related("family").first()
    if child:
        return child.family
    place = person.memberships.order_by("-valid_from", "-id").select_related("family").first()
    return place.family if place else None


def families_of(person: Person) -> set[UUID]:
    """The families in which a person is a client, a mother, a child or a member."""
    return (
        set(person.cases.values_list("family", flat=True))
        | set(person.pregnancies.values_list("family", flat=True))
        | set(Child.objects.filter(person=person).values_list("family", flat=True))
        | set(person.memberships.filter(family__merged_into=None).values_list("family", flat=True))
    )


def pairs_of(kept: Person, merged: Person, choices: Choices) -> Pairs:
    """Everything that is joined. Raises ``CannotMerge`` where the choices contradict each other or the rows."""
    pairs = Pairs()
    pairs.join(merged, kept)
    ours, theirs = home_of(kept), home_of(merged)
    if choices.families == ONE and ours and theirs and ours.pk != theirs.pk:
        pairs.join(theirs, ours)
    same_family = choices.families == ONE or (ours and theirs and ours.pk == theirs.pk)
    if same_family:
        _join_pregnancies(pairs, kept, merged, choices)
    _join_child_rows(pairs, kept, merged)
    _join_cases(pairs)
    return pairs


def touched_cases(pairs: Pairs, kept: Person, merged: Person) -> QuerySet[Case]:
    """Every standing case that a merge could change, those of both records included."""
    people = [kept.pk, merged.pk]
    families = {*pairs.gone("families.Family"), *pairs.gone("families.Family").values()}
    pregnancies = Pregnancy.objects.filter(mother__in=people)
    return Case.objects.filter(
        Q(client__in=people) | Q(family__in=families) | Q(pregnancy__in=pregnancies) | Q(child__person__in=people)
    )


def _pregnancies(person: Person) -> list[Pregnancy]:
    return list(person.pregnancies.order_by("due_date", "id"))


def _speaking(kept: Any, merged: Any) -> str:
    return MERGED if merged and not kept else KEPT


def _number_that_stands(kept: Person, merged: Person) -> str:
    if merged.nhs_number and merged.nhs_number_verified and not kept.nhs_number_verified:
        return MERGED
    return _speaking(kept.nhs_number, merged.nhs_number)


def _alike(ours: list[Pregnancy], theirs: list[Pregnancy]) -> Wanted:
    """For each of theirs the nearest of ours that no other has taken."""
    found: Wanted = {}
    for one in theirs:
        free = [other for other in ours if other.pk not in found.values() and _apart(one, other) <= SAME_PREGNANCY_DAYS]
        found[one.pk] = min(free, key=lambda other: (_apart(one, other), str(other.pk))).pk if free else None
    return found


def _apart(one: Pregnancy, other: Pregnancy) -> int:
    """Days between the two due dates; 0 where one is not known and neither has ended."""
    if one.due_date and other.due_date:
        return abs((one.due_date - other.due_date).days)
    return 0 if one.ended_on is None and other.ended_on is None else SAME_PREGNANCY_DAYS + 1


def _same_babies(pregnancies: Wanted) -> Wanted:
    found: Wanted = {}
    for gone, kept in pregnancies.items():
        ours = {one.birth_order: one.pk for one in Child.objects.filter(pregnancy=kept)} if kept else {}
        for child in Child.objects.filter(pregnancy=gone):
            found[child.pk] = ours.get(child.birth_order)
    return found


def _join_pregnancies(pairs: Pairs, kept: Person, merged: Person, choices: Choices) -> None:
    ours = {one.pk: one for one in _pregnancies(kept)}
    taken: set[UUID] = set()
    for gone in _pregnancies(merged):
        same = choices.pregnancies.get(gone.pk)
        if same is None:
            continue
        if same not in ours or same in taken:
            raise CannotMerge(_("Two pregnancies of one record cannot be the same pregnancy of the other."))
        taken.add(same)
        pairs.join(gone, ours[same])
        _join_babies(pairs, gone, ours[same], choices)


def _join_babies(pairs: Pairs, gone: Pregnancy, kept: Pregnancy, choices: Choices) -> None:
    ours = {one.pk: one for one in kept.children.select_related("person")}
    taken: set[UUID] = set()
    for child in gone.children.select_related("person"):
        same = choices.children.get(child.pk)
        if same is None:
            continue
        if same not in ours or same in taken:
            raise CannotMerge(_("Two babies of one record cannot be the same baby of the other."))
        taken.add(same)
        _check_same_day(child.person.date_of_birth, ours[same].person.date_of_birth)
        pairs.join(child, ours[same])
        pairs.join(child.person, ours[same].person)


def _check_same_day(one: date | None, other: date | None) -> None:
    if one and other and one != other:
        raise CannotMerge(_("The two babies were born on different days. Say that they are two."))


def _join_child_rows(pairs: Pairs, kept: Person, merged: Person) -> None:
    """Of one child with two records, the child rows are one as well."""
    ours, theirs = (Child.objects.filter(person=one).first() for one in (kept, merged))
    if ours and theirs:
        pairs.join(theirs, ours)


def _join_cases(pairs: Pairs) -> None:
    """Two open cases of one client about one pregnancy or child are one case's worth of work."""
    for case in _cases_that_follow(pairs):
        client = pairs.standing("families.Person", case.client_id)
        pregnancy = pairs.standing("families.Pregnancy", case.pregnancy_id)
        child = pairs.standing("families.Child", case.child_id)
        same = Case.objects.open().filter(client=client, pregnancy=pregnancy, child=child).exclude(pk=case.pk)
        found = same.select_related("service_version").defer("service_version__definition").first()
        if found is None:
            continue
        if found.service_version.service_id != case.service_version.service_id:
            raise CannotMerge(
                _("%(one)s and %(other)s are open cases of two services about the same child. Close one first.")
                % {"one": found.reference, "other": case.reference}
            )
        pairs.join(case, found)


def _cases_that_follow(pairs: Pairs) -> Iterable[Case]:
    about = (
        Q(client__in=pairs.gone("families.Person"))
        | Q(pregnancy__in=pairs.gone("families.Pregnancy"))
        | Q(child__in=pairs.gone("families.Child"))
    )
    found = Case.objects.open().filter(about).order_by("opened_on", "id")
    return found.select_related("service_version").defer("service_version__definition")
