"""Who somebody is: names, addresses and ways of reaching them, each from a day on."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from families.actions.holding import holding
from families.actions.numbers import stands_on_kept_record
from families.errors import DateImpossible
from families.models import Address, ContactChannel, Family, FamilyMember, Person, PersonFact, PersonName


@transaction.atomic
def register_person(
    *,
    partnership: Partnership,
    given_name: str,
    family_name: str,
    on: date,
    date_of_birth: date | None = None,
    nhs_number: str = "",
    language: str = "",
    interpreter_needed: str = "unknown",
    by: User | None,
) -> Person:
    """Make a person with the name in use from ``on``. The unborn come with neither name.

    Raises ``DateImpossible`` for a date of birth after ``on``.
    """
    if date_of_birth and date_of_birth > on:
        raise DateImpossible(_("The date of birth cannot be in the future."), field="date_of_birth")
    person = Person.objects.create(
        partnership=partnership,
        given_name=given_name,
        family_name=family_name,
        date_of_birth=date_of_birth,
        nhs_number=nhs_number,
        nhs_number_doubted=stands_on_kept_record(partnership, nhs_number, by),
        language=language,
        interpreter_needed=interpreter_needed,
        entered_by=by,
    )
    if given_name or family_name:
        PersonName.objects.create(
            person=person, given_name=given_name, family_name=family_name, valid_from=on, entered_by=by
        )
    return person


@holding
def record_name(
    *, person: Person, given_name: str, family_name: str, kind: str, from_day: date, by: User | None
) -> PersonName:
    """Add a name. A new name in use ends the one before it, which stays searchable."""
    if kind == PersonName.Kind.USUAL:
        _end_day_before(PersonName.objects.filter(person=person, kind=kind), from_day)
        Person.objects.filter(pk=person.pk).update(given_name=given_name, family_name=family_name)
        person.given_name, person.family_name = given_name, family_name
    return PersonName.objects.create(
        person=person,
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        valid_from=from_day,
        entered_by=by,
    )


@holding
def record_address(
    *,
    person: Person,
    from_day: date,
    lines: str = "",
    postcode: str = "",
    uprn: str = "",
    no_fixed_abode: bool = False,
    confidential: bool = False,
    by: User | None,
) -> Address:
    """Record where somebody lives from a day on; the address before it ends the day before."""
    _end_day_before(Address.objects.filter(person=person), from_day)
    return Address.objects.create(
        person=person,
        lines=lines,
        postcode=postcode,
        uprn=uprn,
        no_fixed_abode=no_fixed_abode,
        confidential=confidential,
        valid_from=from_day,
        entered_by=by,
    )


@holding
def record_channel(
    *,
    person: Person,
    channel: str,
    value: str,
    from_day: date,
    safe: str = "unknown",
    safe_times: str = "",
    note: str = "",
    by: User | None,
) -> ContactChannel:
    """Add a way of reaching somebody, and whether it is safe."""
    return ContactChannel.objects.create(
        person=person,
        channel=channel,
        value=value,
        safe=safe,
        safe_times=safe_times,
        note=note,
        valid_from=from_day,
        entered_by=by,
    )


@holding
def record_fact(
    *, person: Person, question: str, answer: str, value: str = "", on: date, by: User | None
) -> PersonFact:
    """Record an answer to a monitoring question; the latest one counts."""
    return PersonFact.objects.create(
        person=person, question=question, answer=answer, value=value, recorded_on=on, entered_by=by
    )


@holding
def add_to_family(
    *,
    family: Family,
    person: Person,
    relation: str,
    from_day: date,
    in_household: bool = True,
    by: User | None,
) -> FamilyMember:
    """Give a person their place in a family from a day on; they keep one that they have."""
    held = family.members.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=from_day), person=person).first()
    return held or FamilyMember.objects.create(
        family=family,
        person=person,
        relation=relation,
        in_household=in_household,
        valid_from=from_day,
        entered_by=by,
    )


def _end_day_before(rows: object, from_day: date) -> None:
    current = rows.filter(valid_to__isnull=True).first()  # type: ignore[attr-defined]
    if current is None:
        return
    if current.valid_from >= from_day:
        raise DateImpossible(
            _("The one in force began on %(day)s. The new one must begin later.")
            % {"day": current.valid_from.strftime("%d/%m/%Y")},
            field="from_day",
        )
    current.valid_to = from_day - timedelta(days=1)
    current.save(update_fields=["valid_to"])
