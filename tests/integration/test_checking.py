"""The nightly check reports what does not follow from the rows, and mends nothing."""

from datetime import timedelta

import pytest

from activity.models import Notification
from families.checking import drifted, report_drift
from families.models import Case, Milestone
from tests.factories.families import manager, worked_case

pytestmark = pytest.mark.django_db


def test_a_case_made_by_the_actions_has_not_drifted():
    worked_case()
    assert list(drifted()) == []
    assert report_drift() == 0


@pytest.mark.parametrize("fault", ["stage", "due day", "missing clock"])
def test_what_was_changed_behind_the_actions_is_reported_and_left(fault):
    case, _owner, _parent = worked_case()
    boss = manager(case.team)
    row = case.milestones.filter(met_on=None).first()
    if fault == "stage":
        Case.objects.filter(pk=case.pk).update(stage="postnatal")
    elif fault == "due day":
        Milestone.objects.filter(pk=row.pk).update(due_on=row.due_on + timedelta(days=3))
    else:
        Milestone.objects.filter(pk=row.pk).delete()
    assert report_drift() == 1
    assert case.reference in Notification.objects.get(user=boss, kind="drift").text
    assert [found.pk for found in drifted()] == [case.pk]
