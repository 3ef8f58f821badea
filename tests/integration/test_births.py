"""Births: the same child row goes on, and everything that hangs on it."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from activity.models import Notification
from families.actions.births import Newborn, add_expected_baby, record_births
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.gestation import Gestation
from families.models import Birth, Case, Child, Person, Status, Task
from families.models.choices import ChildState, Stage
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
TERM = Gestation(39 * 7)


def children(case: Case) -> list[Child]:
    return list(case.pregnancy.children.select_related("person").order_by("birth_order"))


def deliver(case: Case, *babies: Newborn) -> list[Birth]:
    return record_births(pregnancy=case.pregnancy, babies=babies, by=None)


def test_the_child_row_of_the_pregnancy_takes_the_date_of_birth() -> None:
    case, *_ = make.worked_case(gestation=TERM)
    child = children(case)[0]
    deliver(case, Newborn(child, TODAY(), weight=3210, place="Singleton"))
    again = children(case)[0]
    assert (again.pk, again.state, again.person.date_of_birth) == (child.pk, ChildState.BORN, TODAY())
    assert again.birth.gestation_days == TERM.days
    case.refresh_from_db()
    assert case.stage == Stage.POSTNATAL
    assert case.pregnancy.__class__.objects.get(pk=case.pregnancy_id).ended_on == TODAY()


def test_hand_over_is_due_twenty_eight_days_after_birth_for_each_twin() -> None:
    case, *_ = make.worked_case(gestation=TERM, fetuses=2)
    first, second = children(case)
    yesterday = TODAY() - timedelta(days=1)
    concealed = "Concealed pregnancy"
    deliver(
        case,
        Newborn(first, yesterday, time(23, 52), before_referral_reason=concealed),
        Newborn(second, TODAY(), time(0, 0)),
    )
    due = dict(case.milestones.waiting().filter(rule="hand_over").values_list("child_id", "due_on"))
    assert due == {
        first.pk: yesterday + timedelta(days=28),
        second.pk: TODAY() + timedelta(days=28),
    }


def test_a_second_twin_may_stay_unborn_and_the_pregnancy_goes_on() -> None:
    case, *_ = make.worked_case(gestation=TERM, fetuses=2)
    first, second = children(case)
    deliver(case, Newborn(first, TODAY()))
    case.pregnancy.refresh_from_db()
    assert case.pregnancy.ended_on is None
    assert Child.objects.get(pk=second.pk).state == ChildState.UNBORN


def test_a_register_entry_of_the_unborn_goes_on_after_birth() -> None:
    case, *_ = make.worked_case(gestation=TERM)
    child = children(case)[0]
    start_status(
        family=case.family, person=child.person, definition=rules_of(case), kind="child_protection",
        starts=TODAY() - timedelta(days=10), categories=["neglect"], by=None,
    )  # fmt: skip
    deliver(case, Newborn(child, TODAY()))
    assert Status.objects.get(person=child.person).ends is None


@pytest.mark.parametrize(
    ("days", "field"),
    [(1, "born_on"), (-200, "born_on")],
    ids=["tomorrow", "at ten weeks"],
)
def test_an_impossible_day_is_refused_at_its_field(days: int, field: str) -> None:
    case, *_ = make.worked_case(gestation=TERM)
    with pytest.raises(DateImpossible) as refused:
        deliver(case, Newborn(children(case)[0], TODAY() + timedelta(days=days), before_referral_reason="x"))
    assert refused.value.field == field
    assert not Birth.objects.exists()


def test_the_same_baby_is_not_born_twice() -> None:
    case, *_ = make.worked_case(gestation=TERM)
    deliver(case, Newborn(children(case)[0], TODAY()))
    with pytest.raises(AlreadyRecorded):
        deliver(case, Newborn(children(case)[0], TODAY()))
    assert Birth.objects.count() == 1


def test_birth_before_referral_asks_for_its_reason_and_then_passes() -> None:
    case = make.antenatal_case(gestation=Gestation(40 * 7), opened_on=TODAY())
    child, before = children(case)[0], TODAY() - timedelta(days=9)
    with pytest.raises(DateImpossible) as refused:
        deliver(case, Newborn(child, before))
    assert refused.value.field == "before_referral_reason"
    deliver(case, Newborn(child, before, before_referral_reason="Concealed pregnancy"))
    assert Birth.objects.get().before_referral_reason == "Concealed pregnancy"


def test_a_baby_without_any_worker_makes_an_urgent_task_once() -> None:
    case = make.antenatal_case(gestation=TERM, fetuses=2)
    first, second = children(case)
    deliver(case, Newborn(first, TODAY()))
    deliver(case, Newborn(second, TODAY()))
    assert list(Task.objects.values_list("urgent", "due_on")) == [(True, TODAY())]


def test_workers_are_told_without_a_name() -> None:
    case, nurse, parent = make.worked_case(gestation=TERM)
    record_births(pregnancy=case.pregnancy, babies=[Newborn(children(case)[0], TODAY())], by=nurse)
    assert [row.user for row in Notification.objects.filter(kind="birth")] == [parent]
    assert "Sampl" not in Notification.objects.get(kind="birth").text


def test_a_further_baby_can_be_expected_until_the_pregnancy_ends() -> None:
    case, *_ = make.worked_case(gestation=TERM)
    added = add_expected_baby(pregnancy=case.pregnancy, by=None)
    assert added.birth_order == 2
    deliver(case, *(Newborn(child, TODAY()) for child in children(case)))
    with pytest.raises(AlreadyRecorded):
        add_expected_baby(pregnancy=case.pregnancy, by=None)


def test_a_baby_is_not_born_before_its_mother() -> None:
    case, *_ = make.worked_case(gestation=TERM)
    case.pregnancy.estimates.all().delete()
    type(case.pregnancy).objects.filter(pk=case.pregnancy_id).update(due_date=None)
    Person.objects.filter(pk=case.client_id).update(date_of_birth=TODAY() - timedelta(days=10))
    with pytest.raises(DateImpossible, match="mother"):
        deliver(case, Newborn(children(case)[0], TODAY() - timedelta(days=20), before_referral_reason="x"))
