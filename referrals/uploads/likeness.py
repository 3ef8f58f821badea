"""Whom the rows of a file resemble: each other, referrals, and records that the uploader may know of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import User
from families.nhs_numbers import WrongNhsNumber, normalise
from referrals.access import OPEN_STATES
from referrals.matching.candidates import search_all, told_of
from referrals.matching.compare import Known, Told, compare, digits, is_offered
from referrals.matching.names import folded
from referrals.models import MatchDecision, Referral, Upload

Alike = dict[str, str]
MOST_COMPARED = 50
"""Earlier rows that one row is compared with for each thing in common; a whole file may share a day."""
MOST_NAMED = 5
NOBODY = UUID(int=0)


def twins_in(lines: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[int, list[int]]:
    """For each row the numbers of earlier rows that may be the same person."""
    earlier: dict[Any, list[tuple[int, Known]]] = defaultdict(list)
    found = {}
    for number, values in lines:
        told = _told(values)
        known = _known(told)
        marks = [mark for mark in (told.nhs_number, told.date_of_birth, folded(told.family_name)) if mark]
        near = {other: one for mark in marks for other, one in earlier[mark][-MOST_COMPARED:]}
        twins = sorted(other for other, one in near.items() if is_offered(compare(told, one)))
        if twins:
            found[number] = twins[:MOST_NAMED]
        for mark in marks:
            earlier[mark].append((number, known))
    return found


def alike_of(referrals: Mapping[int, Referral], upload: Upload, user: User) -> dict[int, list[Alike]]:
    """For each row, by its number, the referrals and records that it resembles.

    A referrer is told of the own referrals alone: whether the team knows somebody is nothing that a
    file may ask. The receiving team is told of what its manager may see.
    """
    found: dict[int, list[Alike]] = defaultdict(list)
    known = Referral.objects.visible_to(user).filter(team=upload.team, state__in=OPEN_STATES)
    rows = known if upload.by_team else Referral.objects.sent_by(user)
    for number, alike in _among(rows, referrals):
        found[number].append(alike)
    if upload.by_team:
        searched = search_all(list(referrals.values()), user)
        for number, referral in referrals.items():
            people = [one.person for one in searched[referral.pk].shown if one.person and _is_client(one.part)]
            for person in people[:MOST_NAMED]:
                name = f"{person.given_name} {person.family_name}".strip()
                label = _("On record: %(name)s") % {"name": name}
                found[number].append({"kind": "record", "key": str(person.pk), "label": label})
    return found


def _is_client(part: str) -> bool:
    return part == MatchDecision.Part.CLIENT


def _among(rows: QuerySet[Referral], referrals: Mapping[int, Referral]) -> Iterable[tuple[int, Alike]]:
    numbers = {one.nhs_number for one in referrals.values()} - {""}
    days = {one.date_of_birth for one in referrals.values() if one.date_of_birth}
    names = {one.family_name for one in referrals.values()}
    near = rows.filter(Q(nhs_number__in=numbers) | Q(date_of_birth__in=days) | Q(family_name__in=names))
    known = [(row, _known(told_of(row)[MatchDecision.Part.CLIENT])) for row in near.order_by("-received_on")[:2000]]
    for number, referral in referrals.items():
        told = told_of(referral)[MatchDecision.Part.CLIENT]
        same = [row for row, one in known if is_offered(compare(told, one))]
        for row in same[:MOST_NAMED]:
            label = _("Referral %(reference)s") % {"reference": row.reference}
            yield number, {"kind": "referral", "key": str(row.pk), "label": label}


def _told(values: Mapping[str, Any]) -> Told:
    """What a row says of its client, as far as it can be read."""
    return Told(
        given_name=str(values.get("given_name", "")),
        family_name=str(values.get("family_name", "")),
        date_of_birth=_day(values.get("date_of_birth")),
        nhs_number=_number(str(values.get("nhs_number", ""))),
        postcode="".join(str(values.get("postcode", "")).upper().split()),
        phone=digits(str(values.get("phone", ""))),
        due_date=_day(values.get("stated_on")),
        address=str(values.get("address", "")),
    )


def _known(told: Told) -> Known:
    return Known(
        id=NOBODY,
        names=((told.given_name, told.family_name),),
        date_of_birth=told.date_of_birth,
        nhs_number=told.nhs_number,
        postcodes=frozenset({told.postcode} - {""}),
        phones=frozenset({told.phone} - {""}),
        due_dates=(told.due_date,) if told.due_date else (),
        addresses=frozenset({told.address} - {""}),
    )


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return parse_date(str(value)) if value else None
    except ValueError:
        return None


def _number(text: str) -> str:
    try:
        return normalise(text)
    except WrongNhsNumber:
        return ""
