"""Two records of one person become one, and come apart again: what moves, what collides, what is refused."""

from datetime import timedelta

import pytest
from attrs import evolve
from django.utils import timezone

from activity.keys import new_id
from activity.models import Notification
from families.actions.gate import restrict
from families.actions.merging import PreviewIsOld, fingerprint_of, merge_people, preview_merge
from families.actions.merging_undo import undo_merge
from families.checking import drifted
from families.errors import CannotMerge, CannotUndoMerge
from families.merging.pairs import Choices, default_choices
from families.merging.references import unhandled
from families.merging.rules import NotAllSeen
from families.models import (
    Address,
    Case,
    Exclusion,
    Family,
    Merge,
    Person,
    ServiceVersion,
    VisitCase,
    VisitPerson,
)
from families.reading.caseload import find_cases
from families.reading.person import read_person
from families.timeline.reading import read_timeline
from families.workload import loads_of
from outcomes.periods import year_of, year_period
from reporting.drafts import figures_now
from reporting.scope import scope_of
from tests.factories.families import (
    allocated,
    antenatal_case,
    manager,
    midwife,
    parent_worker,
    partner_case,
    team_offering,
    visit_row,
)

pytestmark = pytest.mark.django_db


OPENED = timezone.localdate() - timedelta(days=35)


OPENED = timezone.localdate() - timedelta(days=35)


def two_records(team=None):
    """Two midwives referred one mother: two families, two cases."""
    team = team or team_offering()
    one = antenatal_case(team, given_name="Ffion", family_name="Sampl")
    other = antenatal_case(team, given_name="Fion", family_name="Sampel", opened_on=OPENED)
    return one, other, manager(team)


def merged(one, other, by, **chosen):
    choices = evolve(default_choices(one.client, other.client), **chosen)
    return merge_people(kept=one.client, merged=other.client, choices=choices, why="Same NHS card", by=by)


def test_every_reference_to_what_a_merge_joins_is_handled():
    assert unhandled() == []


def test_two_cases_of_one_mother_become_one_case():
    one, other, boss = two_records()
    first, second = midwife(one.team), midwife(one.team)
    allocated(one, "midwife", first)
    allocated(other, "midwife", second)
    visit = visit_row(other, second)
    merge = merged(one, other, boss)
    assert Case.objects.filter(team=one.team).count() == 1
    assert Person.objects.filter(pk=other.client_id).exists() is False
    assert Family.objects.filter(partnership=one.partnership).count() == 1
    one.refresh_from_db()
    assert one.stage == "antenatal"
    assert VisitCase.objects.get(visit=visit).case == one
    assert [row.worker for row in one.allocations.all()] == [first]
    undo_merge(merge=merge, why="They are cousins", by=boss)
    assert Case.objects.filter(team=one.team).count() == 2
    one.refresh_from_db()
    assert one.stage == "allocated"


def test_the_preview_is_the_merge_itself():
    one, other, boss = two_records()
    visit_row(other, midwife(one.team))
    choices = default_choices(one.client, other.client)
    shown = preview_merge(kept=one.client, merged=other.client, choices=choices, by=boss)
    assert Merge.objects.count() == 0
    assert Case.objects.filter(pk=other.pk).exists()
    merge = merge_people(
        kept=one.client, merged=other.client, choices=choices, why="Same card", expected=shown.fingerprint, by=boss
    )
    assert fingerprint_of(merge.rows.all()) == shown.fingerprint


def test_a_preview_that_is_old_merges_nothing():
    one, other, boss = two_records()
    choices = default_choices(one.client, other.client)
    shown = preview_merge(kept=one.client, merged=other.client, choices=choices, by=boss)
    visit_row(other, midwife(one.team))
    with pytest.raises(PreviewIsOld):
        merge_people(
            kept=one.client, merged=other.client, choices=choices, why="Same", expected=shown.fingerprint, by=boss
        )
    assert Merge.objects.count() == 0


def test_nobody_is_merged_twice():
    one, other, boss = two_records()
    merged(one, other, boss)
    with pytest.raises(CannotMerge):
        merge_people(
            kept=one.client, merged=Person.with_merged.get(pk=other.client_id), choices=Choices(), why="Again", by=boss
        )


def test_an_allocation_of_a_free_slot_moves_and_one_of_a_taken_slot_is_set_aside():
    one, other, boss = two_records()
    first, second, parent = midwife(one.team), midwife(one.team), parent_worker(one.team)
    allocated(one, "midwife", first)
    aside = allocated(other, "midwife", second)
    allocated(other, "parent_worker", parent)
    merge = merged(one, other, boss)
    assert {row.worker for row in one.allocations.all()} == {first, parent}
    assert merge.rows.get(fate="aside", model="families.Allocation").row_id == str(aside.pk)
    loads = loads_of([second], {}, timezone.localdate())
    assert loads[second.pk].cases == 0
    assert Notification.objects.filter(user=second, kind="merge").exists()


def test_both_in_one_visit_are_seen_as_one():
    one, other, boss = two_records()
    visit = visit_row(one, midwife(one.team))
    VisitPerson.objects.create(visit=visit, person=one.client, seen=False)
    VisitPerson.objects.create(visit=visit, person=other.client, seen=True, seen_alone=True)
    merge = merged(one, other, boss)
    row = VisitPerson.objects.get(visit=visit, person=one.client)
    assert (row.seen, row.seen_alone) == (True, True)
    undo_merge(merge=merge, why="Two people", by=boss)
    assert VisitPerson.objects.get(pk=row.pk).seen is False
    assert VisitPerson.objects.filter(visit=visit, person=other.client, seen=True).exists()


def test_the_other_number_and_the_other_name_still_find_her():
    one, other, boss = two_records()
    Person.objects.filter(pk=one.client_id).update(nhs_number="9990000050")
    Person.objects.filter(pk=other.client_id).update(nhs_number="9990000069")
    for case in (one, other):
        case.client.refresh_from_db()
    merged(one, other, boss, nhs_number="merged")
    today = timezone.localdate()
    assert Person.objects.get(pk=one.client_id).nhs_number == "9990000069"
    for words in ("9990000050", "9990000069", "Sampel", other.reference):
        assert [case.pk for case in find_cases(boss, words, today)] == [one.pk], words


def test_overlapping_addresses_are_both_shown_until_somebody_decides():
    one, other, boss = two_records()
    Address.objects.filter(person=other.client).update(lines="2 Heol Arall", confidential=True)
    merged(one, other, boss)
    one.client.refresh_from_db()
    assert {row.lines for row in read_person(one.client, boss).addresses} == {"1 Heol Prawf", "2 Heol Arall"}


def test_the_earlier_referral_counts_and_the_family_counts_once():
    one, other, boss = two_records()
    merged(one, other, boss)
    one.refresh_from_db()
    assert (one.referred_on, one.opened_on) == (OPENED, OPENED)
    scope = scope_of(one.service_version.service, year_period(year_of(timezone.localdate())))
    found = figures_now(scope)
    assert found["families_open"].numerator == 1
    assert found["pregnant_women"].numerator == 1


def test_a_restriction_of_either_side_holds_for_both_and_is_put_back():
    one, other, boss = two_records()
    colleague = midwife(one.team)
    restrict(family=other.family, named=[], reason="Staff", on=timezone.localdate(), by=boss)
    merge = merged(one, other, boss)
    assert not Case.objects.visible_to(colleague).exists()
    undo_merge(merge=merge, why="Two people", by=boss)
    assert list(Case.objects.visible_to(colleague)) == [one]


@pytest.mark.parametrize("families", ["one", "apart"])
def test_an_exclusion_of_either_side_holds_for_both_and_is_put_back(families):
    one, other, boss = two_records()
    out = midwife(one.team)
    Exclusion.objects.create(family=other.family, user=out, reason="Alleged", starts=timezone.localdate())
    merge = merged(one, other, boss, families=families)
    assert not Case.objects.visible_to(out).exists()
    undo_merge(merge=merge, why="Two people", by=boss)
    assert list(Case.objects.visible_to(out)) == [one]
    assert Exclusion.objects.count() == 1


def test_an_exclusion_made_since_holds_on_both_sides_after_the_undo():
    one, other, boss = two_records()
    out = midwife(one.team)
    merge = merged(one, other, boss)
    Exclusion.objects.create(family=one.family, user=out, reason="Alleged", starts=timezone.localdate())
    undo_merge(merge=merge, why="Two people", by=boss)
    assert not Case.objects.visible_to(out).exists()


def test_parents_kept_apart_on_one_side_are_kept_apart_on_both_until_the_undo():
    one, other, boss = two_records()
    Family.objects.filter(pk=other.family_id).update(parents_kept_apart=True)
    merge = merged(one, other, boss)
    assert Family.objects.get(pk=one.family_id).parents_kept_apart is True
    undo_merge(merge=merge, why="Two people", by=boss)
    assert Family.objects.get(pk=one.family_id).parents_kept_apart is False
    assert Family.objects.get(pk=other.family_id).parents_kept_apart is True


def test_only_who_manages_and_sees_both_may_merge():
    team = team_offering()
    one, other, boss = two_records(team)
    elsewhere = antenatal_case(team_offering(partnership=team.partnership), given_name="Fion")
    for case, by in ((other, midwife(team)), (elsewhere, boss)):
        with pytest.raises(NotAllSeen):
            merged(one, case, by)
    Exclusion.objects.create(family=other.family, user=boss, reason="Alleged", starts=timezone.localdate())
    with pytest.raises(NotAllSeen):
        merged(one, other, boss)


def test_the_unborn_twins_and_mothers_of_each_other_cannot_be_merged():
    team = team_offering()
    boss, case = manager(team), antenatal_case(team, fetuses=2)
    first, second = case.pregnancy.children.order_by("birth_order")
    for kept, gone in ((case.client, first.person), (first.person, second.person)):
        with pytest.raises(CannotMerge):
            merge_people(kept=kept, merged=gone, choices=Choices(), why="Same", by=boss)
    father = partner_case(case).client
    with pytest.raises(CannotMerge):
        merge_people(kept=case.client, merged=father, choices=Choices(), why="Same", by=boss)


def test_a_twin_whom_only_the_other_record_knows_becomes_the_next_baby():
    one, other, boss = two_records()
    baby = other.pregnancy.children.get()
    choices = default_choices(one.client, other.client)
    merge = merged(one, other, boss, children={**choices.children, baby.pk: None})
    assert [child.birth_order for child in one.pregnancy.children.order_by("birth_order")] == [1, 2]
    undo_merge(merge=merge, why="Two people", by=boss)
    assert (one.pregnancy.children.get().birth_order, other.pregnancy.children.get()) == (1, baby)


def test_open_cases_of_two_services_are_refused_in_words():
    one, other, boss = two_records()
    version = ServiceVersion.objects.exclude(service=one.service_version.service).first()
    if version is None:
        pytest.skip("one service is shipped")
    Case.objects.filter(pk=other.pk).update(service_version=version)
    with pytest.raises(CannotMerge, match="two services"):
        merged(one, other, boss)


def test_a_chain_is_undone_in_reverse_order():
    team = team_offering()
    one, other, boss = two_records(team)
    third = antenatal_case(team, given_name="Ffi", family_name="Sampl")
    first = merged(one, other, boss)
    second = merged(third, one, boss)
    assert [case.pk for case in find_cases(boss, other.reference, timezone.localdate())] in ([], [third.pk])
    with pytest.raises(CannotUndoMerge):
        undo_merge(merge=first, why="Two people", by=boss)
    undo_merge(merge=second, why="Two people", by=boss)
    undo_merge(merge=first, why="Two people", by=boss)
    assert Case.objects.filter(team=team).count() == 3
    with pytest.raises(CannotUndoMerge):
        undo_merge(merge=first, why="Again", by=boss)


def test_a_visit_written_since_stays_follows_or_goes_where_it_is_chosen_to():
    one, other, boss = two_records()
    worker = midwife(one.team)
    closed = Case.objects.get(pk=other.pk)
    closed.pk, closed.reference, closed.stage, closed.closed_on = new_id(), "OLD", "closed", closed.opened_on
    closed.save(force_insert=True)
    merge = merged(one, other, boss)
    stays, goes = visit_row(one, worker), visit_row(one, worker)
    follows = visit_row(Case.objects.get(pk=closed.pk), worker)
    person = VisitPerson.objects.create(visit=follows, person=one.client)
    chosen = VisitPerson.objects.create(visit=goes, person=one.client)
    undo_merge(merge=merge, why="Two people", chosen=[f"families.VisitCase:{goes.visit_cases.get().pk}"], by=boss)
    assert stays.visit_cases.get().case == one
    assert goes.visit_cases.get().case == other
    assert VisitPerson.objects.get(pk=chosen.pk).person == other.client
    assert follows.visit_cases.get().case == closed
    assert VisitPerson.objects.get(pk=person.pk).person == other.client


def test_what_somebody_changed_since_is_left_and_said():
    one, other, boss = two_records()
    Person.objects.filter(pk=one.client_id).update(language="")
    Person.objects.filter(pk=other.client_id).update(language="cy")
    for case in (one, other):
        case.client.refresh_from_db()
    merge = merged(one, other, boss)
    Person.objects.filter(pk=one.client_id).update(language="pl")
    found = undo_merge(merge=merge, why="Two people", by=boss)
    assert Person.objects.get(pk=one.client_id).language == "pl"
    assert [row.model for row in found.rows if row.back == "left"] == ["families.Person"]


def test_nothing_is_deleted_and_the_actor_stands_in_the_history():
    one, other, boss = two_records()
    before = {model: model._base_manager.count() for model in (Person, Case, Family, Address, VisitCase)}
    merged(one, other, boss)
    assert {model: model._base_manager.count() for model in before} == before


def test_stored_clocks_and_stages_follow_from_the_rows_after_merge_and_undo():
    one, other, boss = two_records()
    allocated(other, "parent_worker", parent_worker(one.team))
    visit_row(other, midwife(one.team))
    merge = merged(one, other, boss)
    assert list(drifted()) == []
    undo_merge(merge=merge, why="Two people", by=boss)
    assert list(drifted()) == []


def test_the_merge_and_its_undo_stand_on_the_timeline():
    one, other, boss = two_records()
    undo_merge(merge=merged(one, other, boss), why="Two people", by=boss)
    titles = [entry.title for entry in read_timeline(one, boss).entries if entry.kind == "merge"]
    assert titles == ["Merge undone: Fion Sampel, Ffion Sampl", "Fion Sampel merged into Ffion Sampl"]
