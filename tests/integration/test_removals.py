"""Rates of removal: who is in each numerator and denominator, to the day."""

from datetime import date, timedelta

import pytest

from families.actions.cases import open_case
from families.actions.losses import record_loss
from families.actions.separations import record_return, record_separation
from families.definition_of import rules_of
from families.models import Birth, Case, Child, Closure, Person
from outcomes import removals
from outcomes.canonical import Fingerprint, canonical
from outcomes.reading.one_case import outcome_of
from outcomes.reading.removals import removal_result
from tests.factories.families import antenatal_case, born, partner_case, team_offering

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)
AS_OF = date(2023, 6, 1)
OPENED = date(2021, 3, 1)


@pytest.fixture
def team():
    return team_offering()


def case_of(team, *, opened: date = OPENED, fetuses: int = 1) -> Case:
    return antenatal_case(team, on=opened + timedelta(days=28), opened_on=opened, fetuses=fetuses)


def child_of(case: Case, on: date | None = date(2021, 7, 1), order: int = 1) -> Child:
    child = case.pregnancy.children.get(birth_order=order)
    if on:
        born(child, on=on)
    return Child.objects.select_related("person").get(pk=child.pk)


def removed(case: Case, age: int = 3, basis: str = "interim_care_order", *, child: Child | None = None, **more):
    child = child or child_of(case)
    return record_separation(
        child=child,
        definition=rules_of(case),
        separated_on=child.person.date_of_birth + timedelta(days=age),
        basis=basis,
        carer="foster",
        by=None,
        **more,
    )


def result(team, *, as_of: date = AS_OF, first: date = FIRST, last: date = LAST):
    return removal_result(team.services.get(), first, last, as_of, Fingerprint())


def shares(found) -> dict[str, tuple[int, int]]:
    return {one["key"]: (one["share"]["n"], one["share"]["of"]) for one in found["denominators"]}


@pytest.mark.parametrize(("age", "band"), [(0, "0-6"), (6, "0-6"), (7, "7-13"), (13, "7-13"), (14, "14-364")])
def test_the_age_at_first_separation_falls_into_one_band(team, age, band):
    removed(case_of(team), age)
    bands = {one["band"]: one["children"] for one in result(team)["separations"]["bands"]}
    assert bands == {**dict.fromkeys(bands, 0), band: 1}


def test_a_birth_that_joined_records_date_after_the_removal_breaks_no_figure(team):
    case = case_of(team)
    row = removed(case, 0)
    Birth.objects.filter(child=row.child).update(born_on=row.separated_on + timedelta(days=1))
    found = result(team)
    assert {one["band"]: one["children"] for one in found["separations"]["bands"]}["0-6"] == 1
    assert shares(found)["families_open"] == shares(found)["live_births"] == (1, 1)
    assert outcome_of(case).result["children"][0]["band"] == "0-6"


@pytest.mark.parametrize(("age", "in_first_year"), [(364, 1), (365, 0)])
def test_the_first_year_ends_before_the_365th_day(team, age, in_first_year):
    case = case_of(team)
    born_on = date(2021, 3, 20)
    removed(case, age, child=child_of(case, born_on))
    found = result(team)
    assert found["separations"]["all"] == 1
    assert shares(found)["families_open"] == (in_first_year, 1)


@pytest.mark.parametrize("basis", ["neonatal_care", "parent_and_baby_placement", "informal_kinship"])
def test_what_is_no_removal_is_not_counted(team, basis):
    removed(case_of(team), 3, basis)
    found = result(team)
    assert found["separations"]["all"] == 0
    assert shares(found) == {"families_open": (0, 1), "live_births": (0, 1), "open_to_social_services": (0, 0)}


def test_a_child_who_still_lives_with_one_parent_is_not_removed(team):
    removed(case_of(team), 3, from_all_resident_parents=False)
    assert result(team)["separations"]["all"] == 0


def test_only_the_first_removal_counts_whatever_came_before_and_after(team):
    case = case_of(team)
    child = child_of(case)
    home = removed(case, 0, "neonatal_care", child=child)
    record_return(separation=home, returned_on=child.person.date_of_birth + timedelta(days=5), by=None)
    first = removed(case, 20, child=child)
    record_return(separation=first, returned_on=child.person.date_of_birth + timedelta(days=60), by=None)
    removed(case, 100, child=child)
    separations = result(team)["separations"]
    assert (separations["all"], separations["returned_home"]) == (1, 1)
    assert {one["band"] for one in separations["bands"] if one["children"]} == {"14-364"}


def test_a_baby_removed_from_the_ward_is_removed_on_the_day_of_the_order(team):
    case = case_of(team)
    child = child_of(case)
    removed(case, 0, "neonatal_care", child=child)
    removed(case, 9, child=child, never_went_home=True)
    separations = result(team)["separations"]
    assert (separations["all"], separations["never_went_home"]) == (1, 1)
    assert {one["band"] for one in separations["bands"] if one["children"]} == {"7-13"}


def test_a_removal_in_an_earlier_year_keeps_a_later_one_out(team):
    case = case_of(team)
    child = child_of(case, date(2021, 3, 5))
    first = removed(case, 10, child=child)
    record_return(separation=first, returned_on=date(2021, 3, 28), by=None)
    removed(case, 60, child=child)
    assert result(team)["separations"]["all"] == 0


def test_never_went_home_stands_beside_the_bands(team):
    removed(case_of(team), 2, never_went_home=True)
    removed(case_of(team), 2)
    separations = result(team)["separations"]
    assert (separations["all"], separations["never_went_home"]) == (2, 1)


def test_twins_are_two_children_of_one_family(team):
    case = case_of(team, fetuses=2)
    for order in (1, 2):
        removed(case, 1, child=child_of(case, order=order))
    found = result(team)
    assert shares(found)["live_births"] == (2, 2)
    assert shares(found)["families_open"] == (2, 1)
    assert found["denominators"][0]["share"]["low"] is None


def test_a_family_counts_once_however_many_cases_it_has(team):
    case = case_of(team)
    partner_case(case)
    removed(case)
    assert shares(result(team)) == {
        "families_open": (1, 1), "live_births": (1, 1), "open_to_social_services": (0, 0),
    }  # fmt: skip


def test_families_are_in_from_the_first_to_the_last_day_that_a_case_was_open(team):
    case = case_of(team, opened=date(2020, 6, 1))
    Case.objects.filter(pk=case.pk).update(closed_on=FIRST, stage="closed")
    service = team.services.get()
    assert removals.families_open(service, FIRST, LAST).count() == 1
    assert removals.families_open(service, FIRST + timedelta(days=1), LAST).count() == 0
    case_of(team, opened=LAST)
    assert removals.families_open(service, FIRST, LAST).count() == 2


def test_a_removal_after_the_case_closed_is_counted(team):
    case = case_of(team)
    child = child_of(case)
    Case.objects.filter(pk=case.pk).update(closed_on=date(2021, 8, 1), stage="closed")
    removed(case, 120, child=child)
    assert shares(result(team))["families_open"] == (1, 1)


def closed(case: Case, on: date) -> Case:
    Case.objects.filter(pk=case.pk).update(closed_on=on, stage="closed")
    case.refresh_from_db()
    return case


def opened_anew(case: Case, on: date) -> Case:
    return open_case(
        family=case.family, client=case.client, service_version=case.service_version, team=case.team,
        pregnancy=case.pregnancy, referred_on=on, opened_on=on, by=None,
    )  # fmt: skip


def test_a_removal_after_closure_stays_one_though_the_family_was_referred_again(team):
    case = case_of(team)
    child = child_of(case)
    removed(closed(case, date(2021, 8, 1)), 120, child=child)
    opened_anew(case, date(2022, 1, 3))
    assert result(team)["after_closure"]["children"] == 1


@pytest.mark.parametrize(("age", "after"), [(31, 0), (32, 1), (40, 0)])
def test_a_removal_while_a_reopened_case_was_closed_is_one_after_closure(team, age, after):
    case = case_of(team)
    removed(case, age)
    Closure.objects.create(
        case=case, reason="goals_met", asked_on=date(2021, 8, 1), signed_on=date(2021, 8, 1),
        reopened_on=date(2021, 8, 10),
    )  # fmt: skip
    assert result(team)["after_closure"]["children"] == after


def test_a_removal_before_any_case_was_opened_is_counted_and_said(team):
    case = case_of(team, opened=date(2021, 9, 1))
    removed(case, 3)
    found = result(team)
    assert (found["before_opening"], found["after_closure"]["children"]) == (1, 0)
    assert shares(found)["families_open"] == (1, 1)


def test_a_child_who_came_home_and_left_again_is_not_left_at_home(team):
    case = case_of(team)
    child = child_of(case)
    first = removed(case, 20, child=child)
    record_return(separation=first, returned_on=date(2021, 9, 1), by=None)
    assert result(team)["separations"]["removed_again"] == 0
    removed(case, 100, child=child)
    separations = result(team)["separations"]
    assert (separations["all"], separations["returned_home"], separations["removed_again"]) == (1, 1, 1)
    earlier = result(team, as_of=date(2021, 10, 8))["separations"]
    assert (earlier["returned_home"], earlier["removed_again"], earlier["still_home"]) == (1, 0, 1)


@pytest.mark.parametrize(("again", "home"), [(None, (1, 1)), (AS_OF, (1, 0)), (AS_OF + timedelta(days=1), (1, 1))])
def test_a_return_that_failed_is_not_read_as_a_child_at_home(team, again, home):
    case = case_of(team)
    child = child_of(case)
    first = removed(case, 20, child=child)
    record_return(separation=first, returned_on=date(2021, 9, 1), by=None)
    if again:
        removed(case, (again - child.person.date_of_birth).days, child=child)
    separations = result(team)["separations"]
    assert (separations["returned_home"], separations["still_home"]) == home


@pytest.mark.parametrize(("died", "still"), [(AS_OF, 0), (AS_OF + timedelta(days=1), 1)])
def test_who_died_after_a_return_is_not_at_home(team, died, still):
    case = case_of(team)
    away = removed(case, 3)
    record_return(separation=away, returned_on=date(2021, 9, 1), by=None)
    Person.objects.filter(pk=away.child.person_id).update(died_on=died)
    separations = result(team)["separations"]
    assert (separations["returned_home"], separations["still_home"]) == (1, still)


def cohort_of(team, **more):
    return result(team, **more)["denominators"][1]


def came_on(case: Case, on: date) -> Case:
    Case.objects.filter(pk=case.pk).update(opened_on=on, referred_on=on)
    return case


@pytest.mark.parametrize(("age", "counted"), [(364, 1), (365, 0)])
def test_who_came_after_the_first_year_was_not_followed_and_stands_apart(team, age, counted):
    """Whom somebody removed in that year would seldom have come: they would make removals look rare."""
    case = case_of(team)
    child = child_of(case)
    came_on(case, child.person.date_of_birth + timedelta(days=age))
    found = cohort_of(team)
    assert (found["share"]["of"], found["came_late"], found["gone_before"]) == (counted, 1 - counted, 0)
    assert (found["after_birth"]["of"], found["earlier"]["without"]["of"]) == (counted, counted)


@pytest.mark.parametrize(("opened_at", "counted"), [(3, (1, 1, 0)), (4, (0, 0, 1))])
def test_who_came_when_already_separated_stands_apart_and_who_went_on_that_day_does_not(team, opened_at, counted):
    case = case_of(team)
    child = child_of(case)
    removed(case, 3, child=child)
    came_on(case, child.person.date_of_birth + timedelta(days=opened_at))
    found = result(team)
    cohort = found["denominators"][1]
    assert (cohort["share"]["n"], cohort["share"]["of"], cohort["gone_before"]) == counted
    assert shares(found)["families_open"] == (1, 1)
    [quarter] = [one for one in found["over_time"]["quarters"] if one["of"] or one["apart"]]
    assert (quarter["n"], quarter["of"], quarter["apart"]) == counted


def test_who_came_home_and_then_to_the_service_had_its_first_separation_before_it(team):
    case = case_of(team)
    child = child_of(case)
    record_return(separation=removed(case, 3, child=child), returned_on=date(2021, 8, 1), by=None)
    removed(case, 200, child=child)
    came_on(case, date(2021, 9, 1))
    assert (cohort_of(team)["share"]["n"], cohort_of(team)["gone_before"]) == (0, 1)


def test_who_was_referred_before_the_birth_and_again_later_was_there_all_along(team):
    case = case_of(team)
    child_of(case)
    opened_anew(closed(case, date(2021, 8, 1)), date(2022, 9, 1))
    found = cohort_of(team)
    assert (found["share"]["of"], found["came_late"], found["after_birth"]["of"]) == (1, 0, 0)


@pytest.mark.parametrize(("age", "unseen"), [(364, 1), (365, 0)])
def test_whose_case_closed_before_the_end_of_the_year_is_counted_and_said(team, age, unseen):
    case = case_of(team)
    child = child_of(case)
    closed(case, child.person.date_of_birth + timedelta(days=age))
    gone = case_of(team)
    removed(gone)
    closed(gone, date(2021, 8, 1))
    found = cohort_of(team)
    assert (found["share"]["of"], found["out_of_sight"]) == (2, unseen)
    assert cohort_of(team, as_of=date(2022, 6, 30))["out_of_sight"] == 0


def test_a_death_after_the_period_changes_nothing_in_it(team):
    for died in (LAST, LAST + timedelta(days=1)):
        case = case_of(team)
        child = child_of(case)
        status(case, date(2021, 5, 1), None)
        record_loss(child=child, kind="neonatal_death", lost_on=died, by=None)
    social = result(team)["denominators"][2]
    assert (social["share"]["of"], social["died"]) == (1, 1)


def test_children_separated_before_the_period_are_said_where_they_cannot_be_counted_again(team):
    case = case_of(team)
    child = child_of(case, date(2021, 3, 5))
    status(case, date(2021, 3, 6), None)
    removed(case, 4, child=child)
    social = result(team)["denominators"][2]
    assert (social["share"]["n"], social["share"]["of"], social["before"]) == (0, 1, 1)


def test_a_quarter_not_followed_to_its_end_shows_the_least_its_share_can_be(team):
    case = case_of(team)
    removed(case, 3, child=child_of(case, date(2022, 2, 1)))
    child_of(case_of(team), date(2022, 2, 2))
    [quarter] = [one for one in result(team, as_of=date(2022, 6, 1))["over_time"]["quarters"] if one["of"]]
    assert (quarter["n"], quarter["of"], quarter["unresolved"], quarter["high"]) == (1, 2, 1, None)


def test_a_late_quarter_of_removed_children_alone_moves_no_limits(team):
    """Whom nobody removed would be waited for, so who was removed is waited for too."""
    case = case_of(team)
    removed(case, 3, child=child_of(case, date(2022, 2, 1)))
    child_of(case_of(team), date(2021, 5, 1))
    for as_of, centre in ((date(2023, 3, 30), 0.0), (date(2023, 3, 31), 0.5)):
        chart = result(team, as_of=as_of)["over_time"]
        assert chart["centre"] == centre
        [*_earlier, last] = chart["quarters"]
        assert (last["n"], last["of"], last["high"] is None) == (1, 1, centre == 0)


def test_what_came_after_the_day_counted_as_of_is_not_known_yet(team):
    removed(case_of(team), 100)
    died = child_of(case_of(team))
    record_loss(child=died, kind="neonatal_death", lost_on=date(2021, 9, 1), by=None)
    cohort = result(team, as_of=date(2021, 8, 1))["denominators"][1]
    assert (cohort["share"]["n"], cohort["share"]["of"], cohort["unresolved"], cohort["died"]) == (0, 2, 2, 0)


def test_another_service_and_another_partnership_are_not_counted(team):
    from tests.factories.accounts import PartnershipFactory

    removed(case_of(team_offering(partnership=PartnershipFactory())))
    assert shares(result(team)) == {
        "families_open": (0, 0), "live_births": (0, 0), "open_to_social_services": (0, 0),
    }  # fmt: skip


def test_a_birth_cohort_is_followed_past_the_end_of_the_year(team):
    case = case_of(team)
    removed(case, 300, child=child_of(case, date(2022, 3, 1)))
    found = result(team)
    assert shares(found)["live_births"] == (1, 1)
    assert shares(found)["families_open"] == (0, 1)


def test_the_unresolved_are_shown_and_widen_what_may_come(team):
    child_of(case_of(team), date(2021, 7, 1))
    child_of(case_of(team), date(2021, 7, 2))
    [_families, cohort, _social] = result(team, as_of=date(2022, 7, 1))["denominators"]
    assert cohort["unresolved"] == 1
    assert (cohort["share"]["n"], cohort["share"]["of"], cohort["most"]["n"]) == (0, 2, 1)
    [_families, cohort, _social] = result(team, as_of=date(2022, 7, 2))["denominators"]
    assert cohort["unresolved"] == 0


def test_losses_and_deaths_stand_apart(team):
    lost = case_of(team)
    record_loss(child=child_of(lost, None), kind="miscarriage", lost_on=date(2021, 4, 20), by=None)
    died = case_of(team)
    record_loss(child=child_of(died), kind="neonatal_death", lost_on=date(2021, 7, 9), by=None)
    found = result(team)
    assert found["lost"] == {"miscarriage": 1, "neonatal_death": 1}
    assert found["denominators"][1]["died"] == 1
    assert shares(found)["live_births"] == (0, 0)


def test_children_open_to_social_services_on_any_day_of_the_period_unborn_too(team):
    unborn = case_of(team)
    earlier = case_of(team)
    taken = case_of(team)
    for case, starts, ends in (
        (unborn, date(2022, 3, 31), None),
        (earlier, date(2021, 3, 2), date(2021, 3, 31)),
        (taken, date(2021, 3, 2), date(2021, 4, 1)),
    ):
        status(case, starts, ends)
    removed(taken, 4)
    found = result(team)
    assert shares(found)["open_to_social_services"] == (1, 2)


def status(case: Case, starts: date, ends: date | None) -> None:
    from families.models import Status

    child = case.pregnancy.children.get()
    Status.objects.create(
        family=case.family, person=child.person, kind="care_and_support", open_to_social_services=True,
        starts=starts, ends=ends,
    )  # fmt: skip


def test_the_published_rate_has_its_wilson_interval(team):
    for number in range(10):
        case = case_of(team)
        if number < 2:
            removed(case)
    share = result(team)["denominators"][0]["share"]
    assert (share["n"], share["of"]) == (2, 10)
    assert (round(share["low"], 3), round(share["high"], 3)) == (0.057, 0.51)


def test_the_same_rows_give_the_same_bytes_and_fingerprint(team):
    case = case_of(team)
    removed(case)
    service = team.services.get()
    prints = []
    for _time in range(2):
        taken = Fingerprint()
        prints.append((canonical(removal_result(service, FIRST, LAST, AS_OF, taken)), taken.hexdigest()))
    assert prints[0] == prints[1]
    removed(case_of(team))
    taken = Fingerprint()
    removal_result(service, FIRST, LAST, AS_OF, taken)
    assert taken.hexdigest() != prints[0][1]
