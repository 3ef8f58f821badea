"""Changing a person's own row, their facts and their family: two editors never overwrite each other."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.actions.numbers import stands_on_kept_record, tell_of_two_records
from families.actions.people import add_to_family, record_fact, register_person
from families.actions.renew import renew_family
from families.days import said, today
from families.errors import AlreadyRecorded, DateImpossible
from families.models import Birth, ContactChannel, Family, FamilyMember, Person, PersonFact, Separation

YEARS_AT_MOST = 120


class NhsNumberTaken(RuleBroken):
    """Two people cannot have one NHS number: they may be the same person."""

    message = _(
        "Somebody else here has this NHS number already. Check the digits; the two records may be of one person."
    )


@holding
def edit_person(*, person: Person, expected_version: int, changes: Mapping[str, Any], by: User) -> Person:
    """Change a person's row.

    Raises ``NhsNumberTaken``, ``DateImpossible`` (the date of a recorded birth stands), or ``StaleEdit``
    with both versions.
    """
    if "date_of_birth" in changes:
        _check_birth(person, changes["date_of_birth"])
    number = str(changes.get("nhs_number", person.nhs_number))
    if number == person.nhs_number:
        return save_edit(person, expected_version=expected_version, changes=changes, by=by)
    doubted = stands_on_kept_record(person.partnership, number, by)
    if not doubted:
        _check_number(person, number)
    try:
        with transaction.atomic():
            row = Person.objects.filter(pk=person.pk)
            if doubted:  # before the number is written, for two records have it from then on
                row.update(nhs_number_doubted=True)
            changed = save_edit(person, expected_version=expected_version, changes=changes, by=by)
            row.update(nhs_number_doubted=doubted)
    except IntegrityError as broken:
        raise NhsNumberTaken(field="nhs_number") from broken
    changed.nhs_number_doubted = doubted
    tell_of_two_records(person=changed, by=by)
    return changed


@holding
def record_facts(*, person: Person, answers: Sequence[tuple[str, str, str]], by: User | None) -> list[PersonFact]:
    """Record answers as (question, how it was met, value), dated today; the latest counts."""
    return [
        record_fact(person=person, question=question, answer=answer, value=value, on=today(), by=by)
        for question, answer, value in answers
    ]


@transaction.atomic
def end_channel(*, channel: ContactChannel, ends: date, by: User | None) -> ContactChannel:
    """Take a way of reaching somebody out of use after its last day."""
    if ends < channel.valid_from:
        raise DateImpossible(
            _("It is known since %(day)s and cannot end before.") % {"day": said(channel.valid_from)}, field="ends"
        )
    channel.valid_to = ends
    channel.save(update_fields=["valid_to"])
    return channel


@holding
def add_new_member(
    *,
    family: Family,
    given_name: str,
    family_name: str,
    relation: str,
    from_day: date,
    date_of_birth: date | None = None,
    in_household: bool = True,
    by: User | None,
) -> FamilyMember:
    """Make a person and give them their place in the family. Raises ``DateImpossible`` at the field."""
    _check_age(date_of_birth)
    if date_of_birth and date_of_birth > from_day:
        raise DateImpossible(_("Nobody belongs to a family before they are born."), field="from_day")
    person = register_person(
        partnership=family.partnership,
        given_name=given_name,
        family_name=family_name,
        on=from_day,
        date_of_birth=date_of_birth,
        by=by,
    )
    member = add_to_family(
        family=family, person=person, relation=relation, from_day=from_day, in_household=in_household, by=by
    )
    renew_family(family=family, by=by)
    return member


@holding
def keep_parents_apart(*, family: Family, apart: bool, expected_version: int, by: User) -> Family:
    """Let each worker see only the side that they are named on, or both again. May raise ``StaleEdit``."""
    return save_edit(family, expected_version=expected_version, changes={"parents_kept_apart": apart}, by=by)


def _check_birth(person: Person, date_of_birth: date | None) -> None:
    _check_age(date_of_birth)
    birth = Birth.objects.filter(child__person=person).first()
    if birth and birth.born_on != date_of_birth:
        raise AlreadyRecorded(
            _("The birth is recorded on %(day)s, which stands.") % {"day": said(birth.born_on)}, field="date_of_birth"
        )
    child = getattr(person, "child", None)
    if date_of_birth and birth is None and child is not None and child.pregnancy_id:
        raise DateImpossible(_("Record the birth: it fills in the date."), field="date_of_birth")
    if person.died_on and date_of_birth and date_of_birth > person.died_on:
        raise DateImpossible(_("Nobody dies before birth. Check both dates."), field="date_of_birth")
    parted = Separation.objects.filter(child__person=person).order_by("separated_on").first()
    if parted and date_of_birth and date_of_birth > parted.separated_on:
        raise DateImpossible(
            _("The child left its parents on %(day)s and cannot be born after that.")
            % {"day": said(parted.separated_on)},
            field="date_of_birth",
        )


def _check_age(date_of_birth: date | None) -> None:
    if date_of_birth and today().year - date_of_birth.year > YEARS_AT_MOST:
        raise DateImpossible(_("This is more than 120 years ago. Check the year."), field="date_of_birth")


def _check_number(person: Person, nhs_number: str) -> None:
    same = Person.objects.filter(partnership=person.partnership_id, nhs_number=nhs_number).exclude(pk=person.pk)
    if nhs_number and same.exists():
        raise NhsNumberTaken(field="nhs_number")
