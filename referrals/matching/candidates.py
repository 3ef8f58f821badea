"""Candidates for the people of referrals, for many referrals in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.lookups import Unaccent
from django.db.models import Prefetch, Q
from django.db.models.functions import Upper

from accounts.models import User
from families.models import ContactChannel, Person, PersonName, Pregnancy
from referrals.matching.compare import (
    LIKE,
    Field,
    Finding,
    Known,
    Told,
    compare,
    digits,
    is_offered,
    is_strong,
    may_be_born,
)
from referrals.matching.names import folded
from referrals.models import ClientKind, MatchDecision, Referral

Part = MatchDecision.Part


@dataclass(frozen=True)
class Candidate:
    """Somebody on record who may be the one that a referral is about.

    ``person`` is None where the user may not know of the record; then nothing else is told.
    """

    part: str
    person: Person | None
    findings: dict[Field, Finding]
    strong: bool
    decision: MatchDecision | None = None

    @property
    def agreeing(self) -> list[str]:
        """Keys of the fields that are the same or alike."""
        return [str(one) for one, found in self.findings.items() if found in LIKE]


@dataclass(frozen=True)
class Search:
    """What a search for one referral gave. ``hidden`` counts records that the user may not open."""

    shown: tuple[Candidate, ...] = ()
    hidden: int = 0

    @property
    def undecided(self) -> tuple[Candidate, ...]:
        return tuple(one for one in self.shown if one.decision is None)


def told_of(referral: Referral) -> dict[str, Told]:
    """The people of a referral as they were told, by part."""
    told: dict[str, Told] = {
        Part.CLIENT: Told(
            given_name=referral.given_name,
            family_name=referral.family_name,
            date_of_birth=referral.date_of_birth,
            nhs_number=referral.nhs_number,
            postcode=referral.postcode,
            phone=digits(referral.phone),
            due_date=referral.due_date,
            address=referral.address,
        )
    }
    if referral.client_kind == ClientKind.PARTNER and referral.mother_family_name:
        told[Part.MOTHER] = Told(
            given_name=referral.mother_given_name,
            family_name=referral.mother_family_name,
            date_of_birth=referral.mother_date_of_birth,
            due_date=referral.due_date,
        )
    return told


def search_for(referral: Referral, user: User) -> Search:
    """Candidates for one referral, strongest first."""
    return search_all([referral], user)[referral.pk]


def search_all(referrals: Sequence[Referral], user: User) -> dict[UUID, Search]:
    """Candidates for many referrals of one partnership or several; eight queries at most."""
    told = {referral.pk: told_of(referral) for referral in referrals}
    people = {
        person.pk: person
        for person in _blocked(referrals, [one for each in told.values() for one in each.values()], user)
    }
    visible = (
        set(Person.objects.visible_to(user).filter(pk__in=people).values_list("pk", flat=True)) if people else set()
    )
    decided = {
        (row.referral_id, row.part, row.person_id): row
        for row in MatchDecision.objects.filter(referral__in=told).select_related("decided_by")
    }
    known = {pk: _known(person) for pk, person in people.items()}
    return {
        referral.pk: _search(referral, told[referral.pk], people, known, visible, decided) for referral in referrals
    }


def _search(
    referral: Referral,
    told: dict[str, Told],
    people: dict[UUID, Person],
    known: dict[UUID, Known],
    visible: set[UUID],
    decided: dict[tuple[UUID, str, UUID], MatchDecision],
) -> Search:
    found: list[Candidate] = []
    hidden: set[UUID] = set()
    for part, one in told.items():
        for pk, person in people.items():
            if person.partnership_id != referral.partnership_id:
                continue
            findings = compare(one, known[pk])
            decision = decided.get((referral.pk, part, pk))
            if not is_offered(findings) and decision is None:
                continue
            if pk in visible:
                found.append(Candidate(part, person, findings, is_strong(findings), decision))
            elif decision is None:
                hidden.add(pk)
    found.sort(key=lambda one: (one.part, not one.strong, -len(one.agreeing), str(one.person.pk)))
    return Search(tuple(found), len(hidden))


def _blocked(referrals: Sequence[Referral], told: list[Told], user: User) -> list[Person]:
    """People with at least one thing in common with anybody told of.

    Whoever an exclusion keeps from ``user`` is not even counted: a number would tell that they are known.
    """
    numbers = {one.nhs_number for one in told} - {""}
    days = {one.date_of_birth for one in told if one.date_of_birth}
    postcodes = {one.postcode for one in told} - {""}
    decided = MatchDecision.objects.filter(referral__in=[referral.pk for referral in referrals])
    shared = (
        Q(nhs_number__in=numbers)
        | Q(date_of_birth__in=days)
        | Q(pk__in=_named(told))
        | Q(pk__in=decided.values("person"))
    )
    if postcodes:
        shared |= Q(addresses__postcode__in=postcodes)
    partnerships = {referral.partnership_id for referral in referrals}
    # Nobody compares with the unborn, who have neither name nor number.
    people = Person.objects.filter(shared, partnership__in=partnerships).exclude(child__state="unborn").distinct()
    kept = Person.objects.excluding(user).values("pk")
    return list(people.exclude(pk__in=kept).prefetch_related(*_DETAILS))


_DETAILS = (
    "names",
    "addresses",
    Prefetch("channels", queryset=ContactChannel.objects.exclude(value="")),
    Prefetch("pregnancies", queryset=Pregnancy.objects.filter(due_date__isnull=False).order_by("due_date")),
)


def _named(told: Iterable[Told]) -> set[UUID]:
    """People with a like family name whose date of birth, or whole name, lets them be somebody told of.

    Through the trigram index and, for accents, exactly without them. Swapped names are found by looking
    for the given name among family names as well. A common name brings few whole records this way.
    """
    wanted = {part for one in told for part in (one.family_name.upper(), folded(one.family_name)) if part}
    plain = {part for one in told for name in (one.family_name, one.given_name) if (part := folded(name))}
    if not wanted and not plain:
        return set()
    alike = reduce(or_, (Q(family_upper__trigram_similar=name) for name in sorted(wanted)), Q())
    names = PersonName.objects.annotate(family_upper=Upper("family_name"), family_plain=Upper(Unaccent("family_name")))
    rows = names.filter(alike | Q(family_plain__in=plain))
    days = {one.date_of_birth for one in told}
    whole = {(folded(one.given_name), folded(one.family_name)) for one in told}
    return {
        pk
        for pk, given, family, born in rows.values_list(
            "person", "given_name", "family_name", "person__date_of_birth"
        ).iterator()
        if may_be_born(born, days) or (folded(given), folded(family)) in whole
    }


def _known(person: Person) -> Known:
    names = {(row.given_name, row.family_name) for row in person.names.all()}
    return Known(
        id=person.pk,
        names=tuple(sorted(names | {(person.given_name, person.family_name)})),
        date_of_birth=person.date_of_birth,
        nhs_number=person.nhs_number,
        postcodes=frozenset(row.postcode for row in person.addresses.all() if row.postcode),
        phones=frozenset(digits(row.value) for row in person.channels.all() if digits(row.value)),
        due_dates=tuple(row.due_date for row in person.pregnancies.all()),
        addresses=frozenset(row.lines for row in person.addresses.all() if row.lines),
    )
