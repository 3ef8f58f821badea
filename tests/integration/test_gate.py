"""Who may know of a case: the one gate, rule by rule."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from activity.models import AccessEntry, Notification
from families.actions.cases import cover_allocation
from families.actions.gate import NothingToOpen, break_glass, restrict
from families.models import BreakGlass, Case, Exclusion, Family, Person
from tests.factories.accounts import PartnershipFactory, user_with
from tests.factories.families import (
    allocated,
    antenatal_case,
    manager,
    midwife,
    parent_worker,
    partner_case,
    team_offering,
    worked_case,
)

pytestmark = pytest.mark.django_db


def sees(user, case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def test_the_whole_team_sees_an_unrestricted_case():
    case, owner, _parent = worked_case()
    assert sees(owner, case)
    assert sees(midwife(case.team), case)
    assert sees(manager(case.team), case)


@pytest.mark.parametrize(
    "role", [Role.RETURNS_ADMIN, Role.EVALUATOR, Role.REFERRER, Role.INFORMATION_GOVERNANCE, Role.SYSTEM_ADMIN]
)
def test_roles_without_casework_see_no_case(role):
    case, _owner, _parent = worked_case()
    assert not sees(user_with(role, team=case.team), case)


def test_another_team_sees_a_case_only_while_it_is_allocated_to_it():
    case = antenatal_case()
    outsider = midwife(team_offering())
    assert not sees(outsider, case)
    allocation = allocated(case, "midwife", outsider)
    assert sees(outsider, case)
    allocation.ends = timezone.localdate() - timedelta(days=1)
    allocation.save()
    assert not sees(outsider, case)


def test_cover_opens_a_case_for_its_days_and_no_longer():
    case, owner, _parent = worked_case()
    outsider = midwife(team_offering())
    today = timezone.localdate()
    allocation = case.allocations.get(worker=owner)
    cover = cover_allocation(
        allocation=allocation, worker=outsider, starts=today, ends=today + timedelta(days=7), reason="Leave", by=owner
    )
    assert sees(outsider, case)
    cover.starts, cover.ends = today - timedelta(days=9), today - timedelta(days=1)
    cover.save()
    assert not sees(outsider, case)
    allocation.refresh_from_db()
    assert allocation.worker == owner


def test_a_restriction_leaves_only_the_people_named():
    case, owner, parent = worked_case()
    boss = manager(case.team)
    restrict(family=case.family, named=[owner], reason="Works for the council", on=timezone.localdate(), by=boss)
    assert sees(owner, case)
    assert sees(boss, case)
    assert not sees(parent, case)
    assert not Person.objects.visible_to(parent).filter(pk=case.client_id).exists()
    assert not Family.objects.visible_to(parent).exists()


def test_an_exclusion_beats_allocation_naming_and_broken_glass():
    case, owner, _parent = worked_case()
    restrict(family=case.family, named=[owner], reason="Relative", on=timezone.localdate(), by=manager(case.team))
    Exclusion.objects.create(family=case.family, user=owner, reason="Alleged", starts=timezone.localdate())
    now = timezone.now()
    BreakGlass.objects.create(case=case, user=owner, reason="x", starts_at=now, ends_at=now + timedelta(hours=1))
    assert not sees(owner, case)
    with pytest.raises(NothingToOpen):
        break_glass(reference=case.reference, reason="I must see it", by=owner)


def test_breaking_the_glass_opens_for_an_hour_and_tells_the_manager(time_machine):
    case, _owner, parent = worked_case()
    boss = manager(case.team)
    restrict(family=case.family, named=[], reason="Relative", on=timezone.localdate(), by=boss)
    assert not sees(parent, case)
    break_glass(reference=case.reference.lower(), reason="Child at the door", by=parent)
    assert sees(parent, case)
    assert AccessEntry.objects.filter(kind="broke_glass", reference=case.reference).exists()
    assert Notification.objects.filter(user=boss, kind="glass_broken").exists()
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert not sees(parent, case)


def test_glass_in_another_partnership_does_not_break():
    case, _owner, _parent = worked_case()
    stranger = midwife(team_offering(partnership=PartnershipFactory()))
    with pytest.raises(NothingToOpen):
        break_glass(reference=case.reference, reason="Curious", by=stranger)


def test_parents_kept_apart_are_each_seen_by_their_own_worker_alone():
    hers, her_midwife, _parent = worked_case()
    his = partner_case(hers)
    his_worker = parent_worker(hers.team)
    allocated(his, "parent_worker", his_worker)
    assert sees(his_worker, hers)
    assert sees(her_midwife, his)

    Family.objects.filter(pk=hers.family_id).update(parents_kept_apart=True)
    assert not sees(his_worker, hers)
    assert not sees(her_midwife, his)
    assert sees(his_worker, his)
    assert sees(her_midwife, hers)
    people = Person.objects.visible_to(his_worker)
    assert not people.filter(pk=hers.client_id).exists()
    assert people.filter(pk=his.client_id).exists()
    assert sees(manager(hers.team), hers)
    assert sees(manager(hers.team), his)


def test_a_membership_that_has_ended_opens_nothing():
    case, _owner, _parent = worked_case()
    former = midwife(case.team)
    yesterday = timezone.localdate() - timedelta(days=1)
    former.memberships.update(starts=yesterday - timedelta(days=9), ends=yesterday)
    assert not sees(type(former).objects.get(pk=former.pk), case)
