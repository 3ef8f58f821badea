"""Separations, returns, hand-overs and consent: what may follow what."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activity.errors import RuleBroken
from families.actions.births import Newborn, record_births
from families.actions.consents import log_sharing, record_consent
from families.actions.hand_overs import record_hand_over, waiting_for_hand_over
from families.actions.safety import add_safety_flag, edit_safety_flag
from families.actions.separations import (
    age_in_days,
    correct_separation,
    open_separation_on,
    record_return,
    record_separation,
)
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.gestation import Gestation
from families.models import Case, Child, Consent, Separation, Task
from families.reading.separations import apart_now
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def ago(days: int) -> date:
    return TODAY() - timedelta(days=days)


@pytest.fixture
def case() -> Case:
    case, *_ = make.worked_case(gestation=Gestation(40 * 7), on=ago(20), opened_on=ago(100))
    record_births(pregnancy=case.pregnancy, babies=[Newborn(baby(case), ago(20))], by=None)
    return case


def baby(case: Case) -> Child:
    return case.pregnancy.children.select_related("person", "pregnancy").get(birth_order=1)


def separate(case: Case, day: date, **details: object) -> Separation:
    given = {"basis": "interim_care_order", "carer": "foster", "by": None, **details}
    return record_separation(child=baby(case), definition=rules_of(case), separated_on=day, **given)  # type: ignore[arg-type]


def test_the_basis_says_whether_it_counts_as_a_removal(case: Case) -> None:
    assert separate(case, ago(18)).counts_as_removal
    record_return(separation=Separation.objects.get(), returned_on=ago(15), by=None)
    assert not separate(case, ago(14), basis="neonatal_care").counts_as_removal


def test_age_is_counted_in_days_from_the_day_of_birth(case: Case) -> None:
    assert [age_in_days(baby(case), ago(days)) for days in (20, 14, 0)] == [0, 6, 20]


@pytest.mark.parametrize("days", [21, -1], ids=["before birth", "tomorrow"])
def test_a_separation_cannot_be_before_birth_or_in_the_future(case: Case, days: int) -> None:
    with pytest.raises(DateImpossible) as refused:
        separate(case, ago(days))
    assert refused.value.field == "separated_on"


def test_an_unborn_child_cannot_be_separated() -> None:
    case, *_ = make.worked_case()
    with pytest.raises(DateImpossible, match="unborn"):
        separate(case, TODAY())


def test_a_baby_removed_from_neonatal_care_never_went_home(case: Case) -> None:
    """The commonest way: nobody has to write down a return that there never was."""
    ward = separate(case, ago(20), basis="neonatal_care")
    with pytest.raises(AlreadyRecorded, match="Record the return"):
        separate(case, ago(15), basis="informal_kinship")
    with pytest.raises(AlreadyRecorded, match="on this day"):
        separate(case, ago(20), never_went_home=True)
    removal = separate(case, ago(11), never_went_home=True)
    held = [open_separation_on(baby(case), ago(day)) for day in (20, 12, 11, 0)]
    assert held == [ward, ward, removal, removal]
    assert [row for row, _words in apart_now(case)] == [removal]
    with pytest.raises(DateImpossible, match="left again"):
        record_return(separation=ward, returned_on=ago(5), by=None)
    with pytest.raises(AlreadyRecorded, match="between them"):
        correct_separation(
            separation=ward, expected_version=ward.version, definition=rules_of(case), by=make.midwife(case.team),
            changes={"separated_on": ago(20), "basis": "care_order", "carer": "foster", "never_went_home": False},
        )  # fmt: skip
    record_return(separation=removal, returned_on=ago(3), by=None)
    assert (open_separation_on(baby(case), ago(0)), apart_now(case)) == (None, [])


def test_a_second_separation_waits_for_the_return_from_the_first(case: Case) -> None:
    first = separate(case, ago(18))
    with pytest.raises(AlreadyRecorded, match="Record the return"):
        separate(case, ago(10))
    record_return(separation=first, returned_on=ago(12), by=None)
    with pytest.raises(DateImpossible):
        separate(case, ago(13))
    assert separate(case, ago(10)).pk


def test_a_return_follows_its_separation_and_happens_once(case: Case) -> None:
    separation = separate(case, ago(10))
    with pytest.raises(DateImpossible) as refused:
        record_return(separation=separation, returned_on=ago(11), by=None)
    assert refused.value.field == "returned_on"
    record_return(separation=separation, returned_on=ago(5), by=None)
    with pytest.raises(AlreadyRecorded):
        record_return(separation=separation, returned_on=ago(4), by=None)


def test_who_returned_home_has_been_home(case: Case) -> None:
    record_return(separation=separate(case, ago(18), never_went_home=True), returned_on=ago(15), by=None)
    with pytest.raises(RuleBroken) as refused:
        separate(case, ago(10), never_went_home=True)
    assert refused.value.field == "never_went_home"


def test_a_separation_comes_to_light_after_closure(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(stage="closed", closed_on=ago(5))
    assert separate(case, ago(2)).pk


def test_a_baby_is_handed_over_once_and_its_clock_is_met(case: Case) -> None:
    details = {"case": case, "child": baby(case), "to": "Health visitor", "by": None}
    with pytest.raises(DateImpossible):
        record_hand_over(done_on=ago(21), **details)
    assert waiting_for_hand_over(case) == [baby(case)]
    row = record_hand_over(done_on=ago(1), **details)
    assert row.slot == rules_of(case).hand_over_slot
    assert case.milestones.get(rule="hand_over").met_on == ago(1)
    assert waiting_for_hand_over(case) == []
    with pytest.raises(AlreadyRecorded):
        record_hand_over(done_on=ago(1), **details)


def test_the_unborn_is_not_handed_over() -> None:
    case, *_ = make.worked_case()
    with pytest.raises(DateImpossible):
        record_hand_over(case=case, child=baby(case), done_on=TODAY(), to="Health visitor", by=None)


def consent(case: Case, answer: str, day: date) -> Consent:
    return record_consent(case=case, person=case.client, kind="service", answer=answer, answered_on=day, by=None)


def test_withdrawing_consent_erases_nothing_and_starts_a_review(case: Case) -> None:
    consent(case, "given", ago(50))
    consent(case, "withdrawn", ago(1))
    assert list(Consent.objects.values_list("answer", flat=True)) == ["given", "withdrawn"]
    assert Task.objects.get(case=case).urgent


def test_only_a_consent_that_was_given_is_withdrawn(case: Case) -> None:
    with pytest.raises(RuleBroken) as refused:
        consent(case, "withdrawn", ago(1))
    assert refused.value.field == "answer"
    consent(case, "given", ago(5))
    with pytest.raises(DateImpossible):
        consent(case, "withdrawn", ago(6))


def test_sharing_says_who_allowed_it(case: Case) -> None:
    boss = make.manager(case.team)
    entry = log_sharing(
        case=case, shared_on=ago(1), what="Birth plan", to_whom="Maternity unit", why="Safe discharge",
        basis="Public task", allowed_by=boss, by=boss,
    )  # fmt: skip
    assert entry.allowed_by == boss


def test_a_safety_flag_is_looked_at_again_after_it_was_agreed(case: Case) -> None:
    boss = make.manager(case.team)
    details = {"family": case.family, "text": "Two workers", "agreed_on": ago(1), "by": boss}
    with pytest.raises(DateImpossible) as refused:
        add_safety_flag(review_on=ago(2), **details)
    assert refused.value.field == "review_on"
    flag = add_safety_flag(review_on=TODAY() + timedelta(days=30), **details)
    with pytest.raises(DateImpossible):
        edit_safety_flag(flag=flag, expected_version=1, changes={"ended_on": ago(2)}, by=boss)
    assert edit_safety_flag(flag=flag, expected_version=1, changes={"ended_on": TODAY()}, by=boss).ended_on
