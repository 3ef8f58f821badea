"""Families at every stage, from the shipped definition files on. All of them are invented.

Plain rows have a factory; what the product itself builds in steps (a case with its pregnancy,
clocks and stage) is made by the product's own actions, so that a test never meets a case that
could not exist.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import factory
from django.utils import timezone

from accounts.models import Partnership, Team, User
from accounts.roles import Role
from families.actions.cases import allocate, open_case
from families.actions.people import add_to_family, record_address, register_person
from families.actions.pregnancies import record_due_date, start_pregnancy
from families.actions.references import next_reference
from families.actions.renew import renew_case, renew_pregnancy
from families.actions.services import keep_versions, offer_to_teams, version_in_force
from families.definitions import Definition, load_definition, service_files
from families.gestation import Gestation
from families.models import (
    Allocation,
    Birth,
    Case,
    Child,
    Family,
    Goal,
    Person,
    Pregnancy,
    Service,
    ServiceVersion,
    Task,
    Visit,
    VisitCase,
    VisitNote,
    VisitWorker,
)
from families.models.choices import ChildState, VisitOutcome
from tests.factories.accounts import PartnershipFactory, TeamFactory, user_with

SERVICE = "jig-so"
TWENTY_WEEKS = Gestation(140)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    partnership = factory.SubFactory(PartnershipFactory)
    given_name = factory.Sequence(lambda n: f"Sampl{n}")
    family_name = factory.Sequence(lambda n: f"Prawf{n}")


class GoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Goal

    title = "A home of her own"
    their_words = "Somewhere with a door that locks"
    agreed_on = factory.LazyFunction(timezone.localdate)


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Task

    title = "Ring the housing office"


@cache
def shipped_definitions() -> tuple[Definition, ...]:
    """The shipped files, read once: reading them anew for each test took longer than most tests."""
    return tuple(load_definition(path) for path in service_files())


def service_version(partnership: Partnership, *, slug: str = SERVICE, on: date | None = None) -> ServiceVersion:
    """Return the version in force of a shipped service, loaded for the partnership if it is new there."""
    service = Service.objects.filter(partnership=partnership, slug=slug).first()
    if service is None:
        keep_versions(partnership=partnership, definitions=shipped_definitions(), by=None)
        service = Service.objects.get(partnership=partnership, slug=slug)
    return version_in_force(service=service, on=on or timezone.localdate())


def team_offering(slug: str = SERVICE, **details: Any) -> Team:
    """Return a team that takes referrals for a service; of the partnership there is, if there is one."""
    details.setdefault("partnership", Partnership.objects.order_by("pk").first() or PartnershipFactory())
    team = TeamFactory(**details)
    version = service_version(team.partnership, slug=slug)
    offer_to_teams(service=version.service, teams=[team])
    return team


def midwife(team: Team, **details: Any) -> User:
    """Return a practitioner of the team who may fill the midwife's slot."""
    return user_with(Role.PRACTITIONER, team=team, profession="midwife", **details)


def parent_worker(team: Team, **details: Any) -> User:
    """Return a practitioner of the team who may fill the parent worker's slot."""
    return user_with(Role.PRACTITIONER, team=team, profession="parent_worker", **details)


def manager(team: Team, **details: Any) -> User:
    """Return a manager of the team."""
    return user_with(Role.MANAGER, team=team, profession="manager", **details)


def family_of(team: Team, *, name: str = "Sampl") -> Family:
    """Return a family without members."""
    reference = next_reference(partnership=team.partnership, prefix="F", on=timezone.localdate())
    return Family.objects.create(partnership=team.partnership, reference=reference, name=name)


def member(family: Family, relation: str, *, given_name: str, on: date | None = None, **details: Any) -> Person:
    """Return a new person with a place in the family since ``on`` (a year ago by default)."""
    since = on or timezone.localdate() - timedelta(days=365)
    family_name = details.pop("family_name", family.name)
    person = register_person(
        partnership=family.partnership,
        given_name=given_name,
        family_name=family_name,
        on=since,
        by=None,
        **details,
    )
    add_to_family(family=family, person=person, relation=relation, from_day=since, by=None)
    return person


def pregnancy_of(mother: Person, family: Family, *, gestation: Gestation, on: date, fetuses: int = 1) -> Pregnancy:
    """Return a pregnancy that stands at ``gestation`` on the day ``on``, dated by a scan of that day."""
    pregnancy = start_pregnancy(family=family, mother=mother, fetuses=fetuses, on=on, booked_on=on, by=None)
    record_due_date(pregnancy=pregnancy, method="scan", recorded_on=on, basis_on=on, scan_gestation=gestation, by=None)
    pregnancy.refresh_from_db()
    return pregnancy


def antenatal_case(
    team: Team | None = None,
    *,
    gestation: Gestation = TWENTY_WEEKS,
    on: date | None = None,
    opened_on: date | None = None,
    fetuses: int = 1,
    given_name: str = "Ffion",
    family_name: str = "Sampl",
) -> Case:
    """Return the open case of a mother whose pregnancy stands at ``gestation`` on ``on`` (today by default).

    It was referred four weeks before ``on`` unless ``opened_on`` says otherwise; nobody is allocated.
    """
    team = team or team_offering()
    today = on or timezone.localdate()
    opened = opened_on or today - timedelta(days=28)
    family = family_of(team, name=family_name)
    mother = member(family, "mother", given_name=given_name, date_of_birth=date(1999, 3, 4), language="en")
    record_address(person=mother, from_day=opened, lines="1 Heol Prawf", postcode="SA1 1AA", by=None)
    pregnancy = pregnancy_of(mother, family, gestation=gestation, on=today, fetuses=fetuses)
    return open_case(
        family=family,
        client=mother,
        service_version=service_version(team.partnership, on=opened),
        team=team,
        pregnancy=pregnancy,
        referred_on=opened,
        opened_on=opened,
        by=None,
    )


def allocated(case: Case, slot: str, worker: User, *, starts: date | None = None) -> Allocation:
    """Give a slot of the case to a worker, from the case's opening by default."""
    return allocate(case=case, slot=slot, worker=worker, starts=starts or case.opened_on, by=None)


def worked_case(team: Team | None = None, **details: Any) -> tuple[Case, User, User]:
    """Return a case with its midwife and its parent worker, all of one team."""
    team = team or team_offering()
    case = antenatal_case(team, **details)
    nurse, parent = midwife(team), parent_worker(team)
    allocated(case, "midwife", nurse)
    allocated(case, "parent_worker", parent)
    case.refresh_from_db()
    return case, nurse, parent


def partner_case(case: Case, *, given_name: str = "Dylan", family_name: str = "Prawf") -> Case:
    """Return the open case of the father in the same family, about the same pregnancy."""
    father = member(case.family, "father", given_name=given_name, family_name=family_name)
    return open_case(
        family=case.family,
        client=father,
        service_version=case.service_version,
        team=case.team,
        pregnancy=case.pregnancy,
        referred_on=case.referred_on,
        opened_on=case.opened_on,
        by=None,
    )


def born(child: Child, *, on: date, **details: Any) -> Birth:
    """Let an unborn child be born on a day."""
    birth = Birth.objects.create(child=child, born_on=on, **details)
    Child.objects.filter(pk=child.pk).update(state=ChildState.BORN)
    Person.objects.filter(pk=child.person_id).update(given_name="Bach", family_name="Sampl", date_of_birth=on)
    renew_pregnancy(pregnancy=child.pregnancy, by=None)
    return birth


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a London time of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def visit_row(
    case: Case,
    *workers: User,
    outcome: str = VisitOutcome.DONE,
    when: datetime | None = None,
    note: str = "Seen at home, all well.",
    signed: bool = True,
    **details: Any,
) -> Visit:
    """Return a visit of one case with its workers and, unless it is still planned, a note."""
    moment = when or timezone.now() - timedelta(hours=2)
    happened = outcome in (VisitOutcome.DONE, VisitOutcome.NO_ACCESS)
    visit = Visit.objects.create(
        planned_for=moment, happened_at=moment if happened else None, outcome=outcome, minutes=60, place="home",
        **details,
    )  # fmt: skip
    visit_case = VisitCase.objects.create(visit=visit, case=case)
    VisitWorker.objects.bulk_create(VisitWorker(visit=visit, worker=worker) for worker in workers)
    if happened and note:
        author = workers[0] if workers else None
        stamp = {"signed_at": timezone.now(), "signed_by": author} if signed and author else {}
        VisitNote.objects.create(visit_case=visit_case, text=note, entered_by=author, **stamp)
    renew_case(case=case, by=None)
    return visit


def many_visits(case: Case, worker: User, *, number: int, note: str = "Seen at home, all well.") -> list[Visit]:
    """Return that many signed visits of a case, a day apart, made in bulk and without renewing the clocks."""
    moments = [timezone.now() - timedelta(days=days, hours=2) for days in range(number)]
    visits = Visit.objects.bulk_create(
        Visit(planned_for=one, happened_at=one, outcome=VisitOutcome.DONE, minutes=60, place="home") for one in moments
    )
    rows = VisitCase.objects.bulk_create(VisitCase(visit=one, case=case) for one in visits)
    VisitWorker.objects.bulk_create(VisitWorker(visit=one, worker=worker) for one in visits)
    VisitNote.objects.bulk_create(
        VisitNote(visit_case=row, text=note, entered_by=worker, signed_at=moment, signed_by=worker)
        for row, moment in zip(rows, moments, strict=True)
    )
    return visits
