"""The factories make cases that the product itself would accept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from families.models.choices import Stage
from tests.factories.families import antenatal_case, born, partner_case, visit_row, worked_case

pytestmark = pytest.mark.django_db


def test_a_new_case_is_accepted_and_has_clocks():
    case = antenatal_case()
    assert case.stage == Stage.ACCEPTED
    assert case.milestones.waiting().exists()


def test_a_case_with_its_workers_is_allocated():
    case, midwife, _parent_worker = worked_case()
    assert case.stage == Stage.ALLOCATED
    assert case.allocations.filter(worker=midwife, slot="midwife").exists()


def test_a_visit_that_was_done_makes_it_antenatal_and_a_birth_postnatal():
    case, midwife, _parent_worker = worked_case()
    visit_row(case, midwife)
    case.refresh_from_db()
    assert case.stage == Stage.ANTENATAL
    born(case.pregnancy.children.get(), on=timezone.localdate() - timedelta(days=1))
    case.refresh_from_db()
    assert case.stage == Stage.POSTNATAL


def test_a_father_has_a_case_of_his_own_about_the_same_pregnancy():
    case = antenatal_case(fetuses=2)
    his = partner_case(case)
    assert his.pregnancy == case.pregnancy
    assert his.client != case.client
    assert case.pregnancy.children.count() == 2
