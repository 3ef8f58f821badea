"""A referral and a record side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from families.models import Case, Person, Pregnancy
from families.nhs_numbers import formatted
from families.querysets.dated import holds_on
from referrals.matching.candidates import Candidate, Part
from referrals.matching.compare import LIKE, Field, Finding
from referrals.models import Referral
from referrals.reading.checks import safe_ways


@dataclass(frozen=True)
class Row:
    """One field: what was told, what is held, how they compare in words."""

    label: str
    told: str
    held: str
    match: str
    differs: bool = False


@dataclass(frozen=True)
class Comparison:
    who: tuple[Row, ...]
    pregnancy: tuple[Row, ...]
    cases: tuple[Case, ...]
    takeable: tuple[tuple[str, str], ...]


def compare_page(referral: Referral, candidate: Candidate, user: User, today: date) -> Comparison:
    """What stands beside what. The cases named are those that ``user`` may see."""
    person = candidate.person
    assert person is not None  # noqa: S101  only shown candidates have a page
    cases = Case.objects.visible_to(user).filter(client=person).for_reading().order_by("-opened_on")
    return Comparison(
        who=tuple(_who(referral, candidate, person, today)),
        pregnancy=tuple(_pregnancy(referral, candidate, person)),
        cases=tuple(cases),
        takeable=tuple(_takeable(referral, candidate, person, today)) if candidate.part == Part.CLIENT else (),
    )


def _who(referral: Referral, candidate: Candidate, person: Person, today: date) -> Iterator[Row]:
    found, mother = candidate.findings, candidate.part == Part.MOTHER
    name = (
        f"{referral.mother_given_name} {referral.mother_family_name}"
        if mother
        else f"{referral.given_name} {referral.family_name}"
    )
    born = referral.mother_date_of_birth if mother else referral.date_of_birth
    yield _row(_("Name"), name.strip(), _names(person), found[Field.NAME])
    yield _row(_("Date of birth"), _day(born), _day(person.date_of_birth), found[Field.BIRTH])
    if mother:
        return
    yield _row(_("NHS number"), formatted(referral.nhs_number), formatted(person.nhs_number), found[Field.NHS])
    yield _address(_told_address(referral), _held_address(person, today), found[Field.POSTCODE], found[Field.ADDRESS])
    phones = ", ".join(sorted({row.value for row in person.channels.all() if row.value}))
    yield _row(_("Phone"), referral.phone, phones, found[Field.PHONE])
    ways = safe_ways(referral) if referral.safety_asked else ""
    unsafe = ", ".join(str(row.get_channel_display()).lower() for row in person.channels.all() if row.safe == "no")
    held = _("not safe: %(ways)s") % {"ways": unsafe} if unsafe else ""
    yield Row(_("Safe contact"), ways, held, _("Both kept") if ways and held else "")


def _pregnancy(referral: Referral, candidate: Candidate, person: Person) -> Iterator[Row]:
    rows = list(person.pregnancies.order_by("-due_date").prefetch_related("children__person"))
    running = next((one for one in rows if one.ended_on is None), None)
    held = _day(running.due_date) if running else _("No pregnancy open")
    due = _row(_("Due date"), _day(referral.due_date), held, candidate.findings[Field.DUE] if running else None)
    yield _due_apart(due, referral, running) if running else replace(due, match=_("New pregnancy"))
    earlier = [one for one in rows if one.ended_on]
    if earlier:
        days = ", ".join(_("ended %(day)s") % {"day": _day(one.ended_on)} for one in earlier)
        yield Row(_("Earlier pregnancies"), "", days, _("Only on record"))


def _due_apart(row: Row, referral: Referral, running: Pregnancy) -> Row:
    """Two days near enough to speak of one pregnancy are still two days: how far apart they are."""
    if not referral.due_date or not running.due_date or referral.due_date == running.due_date:
        return row
    days = abs((referral.due_date - running.due_date).days)
    apart = ngettext("%(num)s day apart", "%(num)s days apart", days) % {"num": days}
    return replace(row, match=f"{row.match}, {apart}" if row.differs else apart)


def _takeable(referral: Referral, candidate: Candidate, person: Person, today: date) -> Iterator[tuple[str, str]]:
    told = f"{referral.given_name} {referral.family_name}"
    if told != person.full_name:
        yield "name", _("The name %(name)s, as the name in use") % {"name": told}
    address = _told_address(referral)
    if address and address != _held_address(person, today):
        yield "address", _("The address %(address)s") % {"address": address}
    if referral.phone and candidate.findings[Field.PHONE] != Finding.SAME:
        yield "phone", _("The phone number %(phone)s") % {"phone": referral.phone}


def _address(told: str, held: str, postcode: Finding, lines: Finding) -> Row:
    if told == held:
        return _row(_("Address"), told, held, Finding.SAME if told else None)
    near = Finding.SIMILAR if postcode == Finding.SAME or lines in LIKE else Finding.DIFFERENT
    return _row(_("Address"), told, held, near if told and held else None)


def _names(person: Person) -> str:
    others = {str(row) for row in person.names.all()} - {person.full_name}
    also = _(" (also %(names)s)") % {"names": ", ".join(sorted(others))} if others else ""
    return f"{person.full_name}{also}"


def _told_address(referral: Referral) -> str:
    if referral.no_fixed_abode:
        return _("No fixed abode")
    return ", ".join(part for part in (referral.address, referral.postcode) if part)


def _held_address(person: Person, today: date) -> str:
    current = person.addresses.filter(holds_on(today, starts="valid_from", ends="valid_to")).last()
    if current is None:
        return ""
    if current.no_fixed_abode:
        return _("No fixed abode")
    return ", ".join(part for part in (current.lines, current.postcode) if part)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _row(label: str, told: str, held: str, finding: Finding | None) -> Row:
    words: dict[Any, str] = {
        Finding.SAME: _("Same"),
        Finding.SIMILAR: _("Similar"),
        Finding.PART: _("Given name alike, family name different"),
        Finding.KIN: _("Family name alike, given name different"),
        Finding.DIFFERENT: _("Different"),
    }
    match = words.get(finding, "")
    if not match and bool(told) != bool(held):
        match = _("Only in the referral") if told else _("Only on record")
    return Row(label, told, held, match, differs=finding in (Finding.DIFFERENT, Finding.PART, Finding.KIN))
