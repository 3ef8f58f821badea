"""Accepting a referral: people, family, pregnancy, child and case in one transaction, or nothing."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.cases import open_case
from families.actions.consents import record_consent
from families.actions.numbers import tell_of_two_records
from families.actions.services import version_in_force
from families.days import today
from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.errors import AlreadyRecorded
from families.models import Case, Family, Person, Pregnancy, ServiceVersion
from referrals.actions.concluding import conclude, lock, note_screening
from referrals.actions.expecting import deliver, pregnancy_of
from referrals.actions.registering import client_of, family_of, flag_safety, join_as_partner, mother_of
from referrals.errors import DuplicatesOpen, NotReady, RecordHidden
from referrals.matching.candidates import search_for
from referrals.models import ClientKind, ConsentAnswer, Decision, MatchDecision, Referral
from referrals.rules import missing_for_acceptance

Part = MatchDecision.Part
Matches = dict[str, MatchDecision]


@transaction.atomic
def accept_referral(*, referral: Referral, why: str = "", asked_about_hidden: str = "", by: User) -> Case:
    """Open the case under the service version in force today, or join the open case about the same pregnancy.

    ``why`` is needed where the family refused; ``asked_about_hidden`` where records that ``by`` may not
    open look alike. Raises ``AlreadyDecided``, ``NotYourInbox``, ``NotReady``, ``DuplicatesOpen``,
    ``RecordHidden``, or what a date or an open case forbids; then nothing at all has been written.
    """
    referral = lock(referral, by)
    matches = _check_ready(referral, why, asked_about_hidden, by)
    note_screening(referral, by)
    version = version_in_force(service=referral.service, on=today())
    case = _case_of(referral, matches, version, by)
    words = " ".join(part for part in (why.strip(), asked_about_hidden.strip()) if part)
    known = {"case": case, "person": case.client}
    conclude(referral=referral, kind=Decision.Kind.ACCEPTED, why=words[:500], by=by, also=known)
    return case


def _check_ready(referral: Referral, why: str, asked_about_hidden: str, by: User) -> Matches:
    missing = missing_for_acceptance(referral)
    if missing:
        text = _("Still missing: %(what)s.") % {"what": "; ".join(str(one.text) for one in missing)}
        raise NotReady(text, field=missing[0].field)
    if referral.consent == ConsentAnswer.REFUSED and not why.strip():
        raise NotReady(_("The family said no. Say why the referral is accepted all the same."), field="why")
    search = search_for(referral, by)
    if search.undecided:
        raise DuplicatesOpen
    if search.hidden and not asked_about_hidden.strip():
        raise NotReady(
            _("A record that you may not open looks like this person. Say whom you asked, and the answer."),
            field="asked_about_hidden",
        )
    return _matches(referral, {one.person.pk for one in search.shown if one.person})


def _matches(referral: Referral, visible: set) -> Matches:
    rows = referral.match_decisions.filter(verdict=MatchDecision.Verdict.SAME)
    found = {row.part: row for row in rows}
    if any(row.person_id not in visible for row in found.values()):
        raise RecordHidden
    return found


def _case_of(referral: Referral, matches: Matches, version: ServiceVersion, by: User) -> Case:
    definition = definition_of(version)
    client = client_of(referral, matches.get(Part.CLIENT), by)
    is_partner = referral.client_kind == ClientKind.PARTNER
    mother = mother_of(referral, matches.get(Part.MOTHER), by) if is_partner else client
    family = family_of(mother, referral, definition, by)
    if is_partner:
        join_as_partner(client, family, referral, definition, by)
    pregnancy = pregnancy_of(mother, family, referral, by)
    case = _open(referral, client, family, pregnancy, version, by)
    flag_safety(client, family, referral, today(), by)
    _record_consent(case, client, definition, referral, by)
    deliver(pregnancy, referral, by)
    tell_of_two_records(person=client, by=by)
    case.refresh_from_db()
    return case


def _open(
    referral: Referral, client: Person, family: Family, pregnancy: Pregnancy, version: ServiceVersion, by: User
) -> Case:
    """The case; where two referred the same mother, the one that the first referral opened."""
    running = Case.objects.filter(client=client, pregnancy=pregnancy, closed_on=None).first()
    if running is None:
        return open_case(
            family=family,
            client=client,
            service_version=version,
            team=referral.team,
            pregnancy=pregnancy,
            referred_on=referral.received_on,
            opened_on=today(),
            by=by,
        )
    joinable = Case.objects.visible_to(by).filter(pk=running.pk, team=referral.team).exists()
    if not joinable:
        raise AlreadyRecorded(_("Another team has an open case about this pregnancy. Decline this as a duplicate."))
    return running


def _record_consent(case: Case, client: Person, definition: ServiceDefinition, referral: Referral, by: User) -> None:
    """The answer at the referral, as the first consent that the service needs."""
    needed = next((one for one in definition.consents if one.required), None)
    if needed is None or referral.consent == ConsentAnswer.NOT_ASKED:
        return
    if case.consents.filter(person=client, kind=needed.key).exists():
        return
    record_consent(
        case=case,
        person=client,
        kind=needed.key,
        answer=referral.consent,
        answered_on=referral.received_on,
        by=by,
    )
