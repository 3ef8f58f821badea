"""The people of an accepted referral: registered, or taken from the record that they turned out to have."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.families import register_family
from families.actions.holding import hold
from families.actions.numbers import stands_on_kept_record
from families.actions.people import (
    add_to_family,
    record_address,
    record_channel,
    record_name,
    register_person,
)
from families.actions.rows import change
from families.actions.safety import add_safety_flag
from families.definitions import ServiceDefinition
from families.models import Family, Person, PersonName
from families.models.choices import Answer, Channel, YesNoUnknown
from families.querysets.dated import holds_on
from referrals.errors import RecordHidden
from referrals.matching.names import folded
from referrals.models import CareLeaver, MatchDecision, Referral

REVIEW_SAFETY_AFTER = timedelta(days=28)  # our own choice: looked at again at the first visits, in four weeks
FLAG_LENGTH = 200
BY_PHONE = (Channel.CALL, Channel.TEXT, Channel.VOICEMAIL)


def client_of(referral: Referral, match: MatchDecision | None, by: User) -> Person:
    """The client's record, with what the referral adds to it."""
    if match:
        hold(match.person)
        person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=match.person_id)
        _complete(person, referral, set(match.take), by)
        return person
    try:
        with transaction.atomic():
            person = register_person(
                partnership=referral.partnership,
                given_name=referral.given_name,
                family_name=referral.family_name,
                on=referral.received_on,
                date_of_birth=referral.date_of_birth,
                nhs_number=referral.nhs_number,
                language=referral.language,
                interpreter_needed=referral.interpreter_needed,
                by=by,
            )
    except IntegrityError as taken:  # the number is on a record that the search may not show to this user
        raise RecordHidden from taken
    _record_care_leaver(person, referral)
    _record_address(person, referral, by)
    _record_channels(person, referral, by)
    return person


def mother_of(referral: Referral, match: MatchDecision | None, by: User) -> Person:
    """The mother of whom a father's referral speaks: her record where it is known, else her name alone."""
    if match:
        hold(match.person)
        return Person.objects.get(pk=match.person_id)
    return register_person(
        partnership=referral.partnership,
        given_name=referral.mother_given_name,
        family_name=referral.mother_family_name,
        on=referral.received_on,
        date_of_birth=referral.mother_date_of_birth,
        by=by,
    )


def family_of(mother: Person, referral: Referral, definition: ServiceDefinition, by: User) -> Family:
    """The family in which she is the mother today; a new one where there is none."""
    as_mother = [one.key for one in definition.relations if one.group == "mother"]
    here = holds_on(referral.received_on, starts="valid_from", ends="valid_to")
    held = mother.memberships.filter(here, relation__in=as_mother).select_related("family")
    found = held.order_by("-valid_from", "-id").first()
    if found:
        return found.family
    name = mother.family_name or referral.family_name
    family = register_family(partnership=referral.partnership, name=name, on=referral.received_on, by=by)
    add_to_family(family=family, person=mother, relation=as_mother[0], from_day=referral.received_on, by=by)
    return family


def join_as_partner(
    person: Person, family: Family, referral: Referral, definition: ServiceDefinition, by: User
) -> None:
    """Give the father his place in the family."""
    relation = next(one.key for one in definition.relations if one.group == "partner")
    add_to_family(family=family, person=person, relation=relation, from_day=referral.received_on, by=by)


def flag_safety(person: Person, family: Family, referral: Referral, on: date, by: User) -> None:
    """What must be known before contact becomes a flag of this person, looked at again in four weeks."""
    text = referral.safety.strip() or (_("See the referral before any contact.") if referral.never_alone else "")
    if not text:
        return
    shown = str(text)
    if len(shown) > FLAG_LENGTH:
        shown = str(_("%(start)s… (read the referral)")) % {"start": shown[: FLAG_LENGTH - 40]}
    add_safety_flag(
        family=family,
        person=person,
        text=shown,
        lone_worker=referral.never_alone,
        agreed_on=on,
        review_on=on + REVIEW_SAFETY_AFTER,
        by=by,
    )


def _complete(person: Person, referral: Referral, take: set[str], by: User) -> None:
    """Fill silences of the record; what differs is taken over only where somebody chose so."""
    silent = {
        name: getattr(referral, name)
        for name in ("date_of_birth", "nhs_number", "language")
        if not getattr(person, name) and getattr(referral, name)
    }
    if person.interpreter_needed == YesNoUnknown.UNKNOWN:
        silent["interpreter_needed"] = referral.interpreter_needed
    if "nhs_number" in silent:
        silent["nhs_number_doubted"] = stands_on_kept_record(person.partnership, referral.nhs_number, by)
    try:
        with transaction.atomic():
            change(person, **silent)
    except IntegrityError as taken:
        raise RecordHidden from taken
    if person.care_leaver_answer == Answer.NOT_ASKED:
        _record_care_leaver(person, referral)
    _take_name(person, referral, "name" in take, by)
    if "address" in take:
        _record_address(person, referral, by)
    if "phone" in take:
        _record_channels(person, referral, by)


def _take_name(person: Person, referral: Referral, in_use: bool, by: User) -> None:
    """Another name is kept as an alias, or becomes the name in use; a name on record stays as it is."""
    told = (folded(referral.given_name), folded(referral.family_name))
    on_record = {(folded(one.given_name), folded(one.family_name)) for one in person.names.all()}
    now = (folded(person.given_name), folded(person.family_name))
    if told == now or (told in on_record and not in_use):
        return
    usual = person.names.filter(kind=PersonName.Kind.USUAL, valid_to=None).first()
    later = usual and usual.valid_from >= referral.received_on
    record_name(
        person=person,
        given_name=referral.given_name,
        family_name=referral.family_name,
        kind=PersonName.Kind.USUAL if in_use and not later else PersonName.Kind.ALIAS,
        from_day=referral.received_on,
        by=by,
    )


def _record_care_leaver(person: Person, referral: Referral) -> None:
    answers = {
        CareLeaver.YES: (Answer.GIVEN, "yes"),
        CareLeaver.NO: (Answer.GIVEN, "no"),
        CareLeaver.PREFER_NOT_TO_SAY: (Answer.PREFER_NOT_TO_SAY, ""),
    }
    answer = answers.get(CareLeaver(referral.care_leaver))
    if answer:
        change(person, care_leaver_answer=answer[0], care_leaver=answer[1])


def _record_address(person: Person, referral: Referral, by: User) -> None:
    if not (referral.address or referral.postcode or referral.no_fixed_abode):
        return
    current = person.addresses.filter(valid_to=None).first()
    if current and (current.valid_from >= referral.received_on or _same_address(current, referral)):
        return
    record_address(
        person=person,
        from_day=referral.received_on,
        lines=referral.address,
        postcode=referral.postcode,
        no_fixed_abode=referral.no_fixed_abode,
        by=by,
    )


def _same_address(current: object, referral: Referral) -> bool:
    held = (current.lines, current.postcode, current.no_fixed_abode)  # type: ignore[attr-defined]
    return held == (referral.address, referral.postcode, referral.no_fixed_abode)


def _record_channels(person: Person, referral: Referral, by: User) -> None:
    if referral.phone:
        for channel in BY_PHONE:
            _record_channel(person, referral, channel, referral.phone, by)
    if referral.safety_asked and not referral.no_fixed_abode and (referral.address or referral.postcode):
        _record_channel(person, referral, Channel.POST, "", by)


def _record_channel(person: Person, referral: Referral, channel: str, value: str, by: User) -> None:
    safe = YesNoUnknown.YES if channel in referral.safe_channels else YesNoUnknown.NO
    record_channel(
        person=person,
        channel=channel,
        value=value,
        from_day=referral.received_on,
        safe=safe if referral.safety_asked else YesNoUnknown.UNKNOWN,
        safe_times=referral.safe_times if channel in referral.safe_channels else "",
        by=by,
    )
