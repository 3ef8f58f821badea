"""What is known of a possible match stands beside it: as far as the reader may see, and in as many queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.gate import restrict
from families.models import Family, Separation, Status
from referrals.intake import rules_of
from referrals.reading.known import read_known
from tests.factories import families as make
from tests.factories.referrals import referral_to, same_person_as

DAY = timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(client, team):
    user = make.manager(team)
    client.force_login(user)
    return user


def earlier_child(team, *, given_name="Efan", removed=True, away=True):
    """A case of years ago whose child was taken and is looked after."""
    case = make.antenatal_case(team, on=TODAY() - 900 * DAY, opened_on=TODAY() - 900 * DAY)
    child = case.pregnancy.children.get()
    make.born(child, on=TODAY() - 700 * DAY)
    type(case.pregnancy).objects.filter(pk=case.pregnancy_id).update(ended_on=TODAY() - 700 * DAY)
    type(child.person).objects.filter(pk=child.person_id).update(given_name=given_name, family_name="Sampl")
    if removed:
        Separation.objects.create(
            child=child, separated_on=TODAY() - 690 * DAY, basis="care_order", carer="foster", counts_as_removal=True
        )
    if away:
        Status.objects.create(
            family=case.family, person=child.person, kind="care_order", starts=TODAY() - 690 * DAY, looked_after=True
        )
    return case


def known_to(user, team, *people):
    return read_known(people, user, rules_of(team.services.get(), TODAY()).definition, TODAY())


def test_earlier_pregnancy_removal_and_care_stand_beside_the_match(client, team, carys):
    case = earlier_child(team)
    referral = referral_to(team, **same_person_as(case))
    for name in ("referral", "accept"):
        page = client.get(reverse(f"referrals:{name}", args=[referral.pk])).content.decode()
        for words in ("1 child removed earlier", "1 child looked after now", "Efan", "Earlier pregnancy, ended"):
            assert words in page
    known = known_to(carys, team, case.client)[case.client_id]
    assert (known.removed, known.looked_after, len(known.pregnancies)) == (1, 1, 1)


def test_a_return_home_is_told_with_the_removal(team, carys):
    from families.models import ReturnHome

    case = earlier_child(team, away=False)
    ReturnHome.objects.create(separation=Separation.objects.get(), returned_on=TODAY() - 600 * DAY)
    (child,) = known_to(carys, team, case.client)[case.client_id].children
    assert child.removals[0].returned_on == TODAY() - 600 * DAY
    assert not child.looked_after


def test_a_removal_from_the_father_in_another_family_is_told_unless_they_are_kept_apart(team, carys):
    hers, elsewhere = make.antenatal_case(team), earlier_child(team)
    his = make.partner_case(hers).client
    from families.models import FamilyMember

    FamilyMember.objects.create(family=elsewhere.family, person=his, relation="father", valid_from=TODAY() - 900 * DAY)
    assert known_to(carys, team, hers.client)[hers.client_id].removed == 1
    Family.objects.filter(pk=hers.family_id).update(parents_kept_apart=True)
    assert known_to(carys, team, hers.client) == {}


def test_a_restricted_family_is_absent_and_nothing_says_so(client, team, carys):
    case = earlier_child(team)
    restrict(family=case.family, named=[], reason="Staff", on=TODAY(), by=make.manager(team))
    assert known_to(carys, team, case.client) == {}
    referral = referral_to(team, **same_person_as(case))
    assert "Efan" not in client.get(reverse("referrals:referral", args=[referral.pk])).content.decode()


def test_a_separation_that_is_no_removal_counts_for_none(team, carys):
    case = earlier_child(team, away=False)
    Separation.objects.update(counts_as_removal=False)
    known = known_to(carys, team, case.client)[case.client_id]
    assert (known.removed, known.looked_after) == (0, 0)


def test_more_matches_ask_no_more_of_the_database(team, carys, django_assert_max_num_queries):
    cases = [earlier_child(team, given_name=f"Efan{number}") for number in range(4)]
    counts = []
    known_to(carys, team, cases[0].client)  # what a process asks once is asked
    for some in (cases[:1], cases):
        with django_assert_max_num_queries(24) as seen:
            found = known_to(carys, team, *(case.client for case in some))
        assert len(found) == len(some)
        counts.append(len(seen))
    assert counts[0] == counts[1]
