"""Two people press the button at the same moment: one of them is told, and one row is left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.models import Case, Exclusion, VisitNote
from tests.at_once import at_once
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.factories.referrals import referral_to
from tests.integration.visit_answers import answers

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_managers_who_accept_one_referral_open_one_case():
    team = make.team_offering()
    referral = referral_to(team)
    url = reverse("referrals:accept", args=[referral.pk])
    assert at_once(*((make.manager(team), url, {}) for _person in range(2))) == [302, 400]
    assert Case.objects.count() == 1


def test_two_workers_who_sign_one_visit_leave_one_note():
    case, nurse, parent = make.worked_case()
    visit = make.visit_row(case, nurse, parent, outcome="planned", note="")
    url = reverse("families:visit_log", args=[visit.pk])
    told = at_once(*((user, url, answers(case, note=f"Written by {user.name}")) for user in (nurse, parent)))
    assert told[0] == 302
    assert told[1] in (400, 409)
    assert VisitNote.objects.count() == 1


def test_two_managers_who_allocate_one_slot_are_not_shown_a_fault():
    team = make.team_offering()
    case = make.antenatal_case(team)
    nurse, today = make.midwife(team), timezone.localdate()
    data = {
        "slot": "midwife", "worker": str(nurse.pk),
        "starts-day": today.day, "starts-month": today.month, "starts-year": today.year,
    }  # fmt: skip
    url = reverse("families:allocate", args=[case.pk])
    told = at_once(*((make.manager(team), url, data) for _person in range(2)))
    assert told == [302, 400]
    assert case.allocations.count() == 1


def test_two_who_end_one_exclusion_end_it_once_and_neither_meets_a_fault():
    case, owner, _parent = make.worked_case()
    yesterday = timezone.localdate() - timedelta(days=1)
    exclusion = Exclusion.objects.create(
        family=case.family, user=owner, reason="Alleged", starts=yesterday - timedelta(days=9)
    )
    governors = [user_with("information_governance", team=case.team) for _person in range(2)]
    url = reverse("families:exclusion_end", args=[exclusion.pk])
    told = at_once(*((user, url, {}) for user in governors))
    assert told[0] == 302
    assert told[1] in (302, 400, 404, 409)
    exclusion.refresh_from_db()
    assert exclusion.ends == yesterday
