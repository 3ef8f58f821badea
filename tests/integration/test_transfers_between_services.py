"""A case that another service takes over: it ends here, goes on there, and what is written later lands there."""

from datetime import timedelta
from uuid import uuid4

import attrs
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.actions.closures import reopen_case
from families.actions.gate import restrict
from families.actions.services import keep_versions
from families.actions.transfers import accept_transfer, ask_transfer
from families.definition_of import rules_of
from families.errors import CannotReopen, CannotTransfer
from families.models import (
    AgencyContact,
    Case,
    Exclusion,
    Goal,
    Meeting,
    MeetingCase,
    Service,
    Status,
    Task,
    Transfer,
)
from families.querysets.case import Reader
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def moving():
    """A case of one service with much ahead of it, its people, and the manager of another service's team."""
    case, nurse, _parent = make.worked_case(opened_on=TODAY() - timedelta(days=60))
    rules = attrs.evolve(rules_of(case), slug="connecting", version="1", reference_prefix="CF")
    keep_versions(partnership=case.partnership, definitions=[rules], by=None)
    other = make.team_offering(slug="connecting")
    return case, nurse, make.manager(case.team), make.manager(other)


def entered(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name, case):
    return reverse(f"families:{name}", args=[case.pk])


def connecting() -> Service:
    return Service.objects.get(slug="connecting")


def asked(case, boss, receiver, service=None) -> Transfer:
    team, service = receiver.memberships.get().team, service or connecting()
    to = {"to_team": f"{team.pk} {service.pk}", "reason": "Steps on", "summary": "Due soon", "key": str(uuid4())}
    assert entered(boss).post(url("transfer_new", case), to).status_code == 302
    return Transfer.objects.waiting().get()


def accepted(transfer, receiver):
    page = reverse("families:transfer", args=[transfer.pk])
    return entered(receiver).post(page, {"version": transfer.version, "answer": "accept"})


def test_w5_after_another_service_accepts_the_case_goes_on_there_with_what_lies_ahead(moving):
    case, nurse, boss, receiver = moving
    visit = make.visit_row(case, nurse, outcome="planned", when=make.at(TODAY() + timedelta(days=2)))
    make.visit_row(case, nurse, note="What was done here")
    task = Task.objects.create(case=case, title="Ring", assigned_to=nurse)
    goal = Goal.objects.create(case=case, title="A home", agreed_on=TODAY())
    meeting = Meeting.objects.create(family=case.family, kind="core_group", scheduled_for=make.at(TODAY(), 23))
    MeetingCase.objects.create(meeting=meeting, case=case)
    AgencyContact.objects.create(case=case, role="social_worker", name="Catrin Ffug", starts=TODAY())
    transfer = asked(case, boss, receiver)
    assert Case.objects.count() == 1
    assert accepted(transfer, receiver).status_code == 302
    case.refresh_from_db()
    made = Case.objects.exclude(pk=case.pk).get()
    closure = case.closures.get()
    assert (case.stage, closure.is_transfer, closure.asked_by, closure.signed_by) == ("closed", True, boss, receiver)
    assert (made.team, made.service_version.service, made.reference[:2]) == (transfer.to_team, connecting(), "CF")
    assert made.pregnancy_id == case.pregnancy_id
    for row in (task, goal, meeting.meeting_cases.get(), visit.visit_cases.get()):
        row.refresh_from_db()
        assert row.case_id == made.pk, row
    assert task.assigned_to is None
    assert not visit.workers.exists()
    assert made.agency_contacts.get().name == "Catrin Ffug"
    assert not case.allocations.filter(ends=None).exists()
    # The old record is read there and written on by nobody; what comes now is written in the new case.
    read = entered(receiver).get(url("case", case)).content.decode()
    assert "Another service works with this family now" in read
    assert "What was done here" in entered(receiver).get(url("timeline", case)).content.decode()
    assert entered(receiver).post(url("task_new", case), {"title": "Late"}).status_code == 409
    refused = entered(nurse).get(url("visit_new", case))
    assert refused.status_code == 409
    assert "write in its case there" in refused.content.decode()
    page = entered(receiver).get(url("case", made)).content.decode()
    assert "Taken over from another service" in page
    assert case.reference in page
    assert entered(nurse).get(url("case", made)).status_code == 404
    assert entered(boss).get(url("case", case)).status_code == 200
    with pytest.raises(CannotReopen):
        reopen_case(case=case, reason="Back", by=boss)


def test_only_a_manager_offers_a_case_to_another_service_and_somebody_else_takes_it(moving):
    case, nurse, boss, receiver = moving
    team = receiver.memberships.get().team
    assert "as a case of" not in entered(nurse).get(url("transfer_new", case)).content.decode()
    with pytest.raises(CannotTransfer):
        ask_transfer(case=case, to_team=team, to_service=connecting(), reason="x", summary="y", by=nurse)
    make.manager(team)
    boss.memberships.create(team=team, roles=["manager"], starts=TODAY())
    transfer = ask_transfer(case=case, to_team=team, to_service=connecting(), reason="x", summary="y", by=boss)
    with pytest.raises(CannotTransfer, match="Somebody else has to take"):
        accept_transfer(transfer=transfer, expected_version=1, by=boss)
    case.refresh_from_db()
    assert case.closed_on is None


def test_the_register_goes_on_and_the_closing_says_that_it_was_known(moving):
    case, _nurse, boss, receiver = moving
    baby = case.pregnancy.children.get().person
    Status.objects.create(
        family=case.family, person=baby, kind="child_protection", on_register=True, open_to_social_services=True,
        categories=["neglect"], starts=TODAY(),
    )  # fmt: skip
    assert accepted(asked(case, boss, receiver), receiver).status_code == 302
    assert case.closures.get().register_acknowledged
    assert Status.objects.get().ends is None
    made = Case.objects.exclude(pk=case.pk).get()
    assert "On the register" in entered(receiver).get(url("case", made)).content.decode()


def test_the_old_record_is_read_by_the_team_that_has_the_case_now_and_not_by_one_that_passed_it_on(moving):
    case, _nurse, boss, receiver = moving
    transfer = asked(case, boss, receiver)
    accepted(transfer, receiver)
    theirs, third = make.midwife(transfer.to_team), make.team_offering(slug="connecting", partnership=case.partnership)
    now = make.midwife(third)
    assert [entered(one).get(url("case", case)).status_code for one in (theirs, now)] == [200, 404]
    Case.objects.filter(came_by=transfer).update(team=third)
    assert [entered(one).get(url("case", case)).status_code for one in (theirs, now)] == [404, 200]


def handed_on(case, boss, receiver, service=None) -> Case:
    """The case that it goes on in, after ``receiver`` took it over for their team."""
    transfer = asked(case, boss, receiver, service)
    assert accepted(transfer, receiver).status_code == 302
    transfer.refresh_from_db()
    return transfer.to_case


@pytest.fixture
def twice(moving):
    """Three services: the cases there, and the managers of their teams. The last one has the case now."""
    case, _nurse, boss, receiver = moving
    rules = attrs.evolve(rules_of(case), slug="staying", version="1", reference_prefix="ST")
    keep_versions(partnership=case.partnership, definitions=[rules], by=None)
    last = make.manager(make.team_offering(slug="staying", partnership=case.partnership))
    second = handed_on(case, boss, receiver)
    third = handed_on(second, receiver, last, Service.objects.get(slug="staying"))
    return (case, second, third), (boss, receiver, last)


def opens(user, cases) -> list[int]:
    return [entered(user).get(url("case", one)).status_code for one in cases]


def reads(user, cases) -> list[bool]:
    """Which of the cases the gate opens, in one statement."""
    seen = set(Case.objects.visible_to(user).filter(pk__in=[one.pk for one in cases]).values_list("pk", flat=True))
    return [one.pk in seen for one in cases]


def test_who_has_a_case_reads_it_back_through_every_service_and_who_passed_it_on_only_their_own(twice):
    cases, (boss, receiver, last) = twice
    first, second, third = cases
    worker = make.midwife(third.team)
    assert opens(worker, (first, second)) == [200, 200]
    assert opens(receiver, (first, second)) == [404, 200]
    assert reads(last, cases) == reads(worker, cases) == [True, True, True]
    assert reads(make.midwife(second.team), cases) == [False, True, False]
    assert reads(boss, cases) == [True, False, False]
    page = entered(worker).get(url("case", third)).content.decode()
    assert page.index(f"Read {second.reference}") < page.index(f"Read {first.reference}")
    own = entered(receiver).get(url("case", second)).content.decode()
    assert "Taken over from another service" in own
    assert url("case", first) not in own + entered(receiver).get(url("timeline", second)).content.decode()
    assert "It has been handed on again since" in entered(boss).get(url("case", first)).content.decode()


def test_a_team_that_gets_its_case_back_reads_what_the_others_wrote_meanwhile(twice):
    (first, second, third), (boss, receiver, last) = twice
    home = handed_on(third, last, boss, first.service_version.service)
    assert home.team_id == first.team_id
    everywhere = (first, second, third, home)
    assert reads(make.midwife(first.team), everywhere) == [True, True, True, True]
    assert reads(last, everywhere) == [False, False, True, False]
    assert reads(receiver, everywhere) == [False, True, False, False]


def test_what_keeps_people_out_keeps_them_out_of_the_whole_past(twice):
    cases, (_boss, _receiver, last) = twice
    worker, owner = make.midwife(cases[-1].team), make.midwife(cases[-1].team)
    make.allocated(cases[-1], "midwife", owner)
    family = type(cases[0].family).objects.filter(pk=cases[0].family_id)
    family.update(parents_kept_apart=True)
    assert [reads(one, cases) for one in (worker, owner, last)] == [[False] * 3, [True] * 3, [True] * 3]
    family.update(parents_kept_apart=False)
    restrict(family=cases[0].family, named=[owner], reason="Relative", on=TODAY(), by=last)
    assert [reads(one, cases) for one in (worker, owner)] == [[False] * 3, [True] * 3]
    Exclusion.objects.create(family=cases[0].family, user=owner, reason="Alleged", starts=TODAY())
    assert reads(owner, cases) == [False] * 3


def test_the_database_itself_keeps_where_a_case_goes_on(twice):
    (first, second, third), _bosses = twice
    rows = Transfer.objects.order_by("entered_at")
    assert [one.goes_on_in for one in rows] == [third, third]
    Transfer.objects.filter(case=first).update(goes_on_in=second)
    assert [one.goes_on_in for one in rows.all()] == [third, third]
    # As a merge and its undoing move them, whichever row comes first.
    Transfer.objects.filter(case=second).update(case=make.antenatal_case(third.team))
    assert [one.goes_on_in for one in rows.all()] == [second, third]
    Transfer.objects.filter(to_case=third).update(case=second)
    assert [one.goes_on_in for one in rows.all()] == [third, third]
    past = Transfer.pgh_event_model.objects.filter(case=first, goes_on_in=third)
    assert past.exists()


def test_the_gate_stays_one_statement_that_walks_no_chain(twice, django_assert_num_queries):
    cases, (_boss, _receiver, last) = twice
    asked = Case.objects.open_to(Reader.of(last)).filter(pk__in=[one.pk for one in cases])
    with django_assert_num_queries(1):
        assert len(asked) == 3
    assert "RECURSIVE" not in str(asked.query)


def test_parents_kept_apart_stay_apart_in_the_record_that_was_handed_over(moving):
    case, _nurse, boss, receiver = moving
    transfer = asked(case, boss, receiver)
    accepted(transfer, receiver)
    colleague = make.midwife(transfer.to_team)
    assert entered(colleague).get(url("case", case)).status_code == 200
    type(case.family).objects.filter(pk=case.family_id).update(parents_kept_apart=True)
    assert entered(colleague).get(url("case", case)).status_code == 404
    assert entered(receiver).get(url("case", case)).status_code == 200
