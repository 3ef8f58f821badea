"""The draft checks itself: what is not known, what is unlike the periods before, what records lack."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from activity.models import AccessEntry
from families.models import Case, Exclusion, Person, Pregnancy
from referrals.models import Referral
from reporting.counting import gaps_counted, rows_of
from reporting.documents import scope_of_return
from reporting.indicators.registry import lines_of
from reporting.models import Return
from reporting.periods import previous
from tests.factories import families as make
from tests.factories.crowds import referrals_like
from tests.factories.referrals import referral_to
from tests.integration.returns.return_pages import last_quarter, page

pytestmark = pytest.mark.django_db


def counts(client: Client, made_for: Return) -> dict[str, int]:
    answer = client.get(page("checks", made_for))
    assert answer.status_code == 200
    return {one.key: one.count for one in answer.context["gaps"]}


def test_what_is_missing_is_listed_and_is_gone_once_it_is_put_right(
    client: Client, team: Team, made_for: Return, another: Callable[[], Case]
) -> None:
    case, whole = another(), another()
    Person.objects.filter(pk=case.client_id).update(language="")
    Person.objects.filter(pk=whole.client_id).update(language="cy")
    client.force_login(make.manager(team))
    assert counts(client, made_for)["language_choice"] == 1
    answer = client.get(page("gap", made_for, "language_choice"))
    (row,) = answer.context["rows"].rows
    assert (row.reference, row.href) == (case.reference, reverse("families:person_edit", args=[case.client_id]))
    assert client.get(row.href).status_code == 200
    assert case.client.family_name not in answer.content.decode()
    Person.objects.filter(pk=case.client_id).update(language="en")
    assert "language_choice" not in counts(client, made_for)


def test_the_number_of_every_gap_is_that_of_its_rows(made_for: Return, another: Callable[[], Case]) -> None:
    case = another()
    Pregnancy.objects.filter(pk=case.pregnancy_id).update(due_date=None)
    scope = scope_of_return(made_for)
    gaps = [one for one in lines_of(scope.definition).values() if one.gap]
    found = gaps_counted(scope, gaps)
    assert {one.key: len(rows_of(scope, one, lacking=True)) for one in gaps} == {
        one.key: found.get(one.key, 0) for one in gaps
    }
    assert found["second_slot_in_time"] == 1
    assert {"care_leavers", "annex_age"} & found.keys()


def test_every_link_to_mend_is_an_address(made_for: Return) -> None:
    some = made_for.pk
    gaps = [one.gap for one in lines_of(scope_of_return(made_for).definition).values() if one.gap]
    assert len(gaps) > 15
    for gap in gaps:
        assert reverse(gap.mend, kwargs={gap.part: some})
        assert not gap.without_case or reverse(gap.without_case, args=[some])


def test_a_record_that_the_reader_may_not_open_has_no_link(
    client: Client, maker: User, team: Team, made_for: Return, another: Callable[[], Case]
) -> None:
    case, withheld = another(), another()
    Person.objects.update(language="")
    Exclusion.objects.create(family=withheld.family, user=maker, reason="Named in it", starts=timezone.localdate())
    client.force_login(maker)
    answer = client.get(page("gap", made_for, "language_choice"))
    (row,) = answer.context["rows"].rows
    assert (row.reference, row.href, answer.context["rows"].restricted) == (case.reference, "", 1)
    assert b"Ask its team" in answer.content
    assert withheld.reference not in answer.content.decode()
    entry = AccessEntry.objects.filter(subject_id=str(made_for.pk)).latest("pk")
    assert (entry.kind, entry.detail["part"], entry.detail["figure"]) == ("opened", "missing", "language_choice")


def test_a_referral_without_a_case_is_put_right_where_it_lies(client: Client, team: Team, made_for: Return) -> None:
    referral = referral_to(team, received_on=last_quarter().first)
    Referral.objects.filter(pk=referral.pk).update(due_date=None)
    client.force_login(make.manager(team))
    (row,) = client.get(page("gap", made_for, "gestation_at_referral")).context["rows"].rows
    assert row.href == reverse("referrals:referral", args=[referral.pk])


def test_a_line_unlike_the_four_periods_before_is_named_with_them(
    client: Client, maker: User, team: Team, made_for: Return, another: Callable[[], Case]
) -> None:
    old = another()
    long_ago = last_quarter().first - timedelta(days=500)
    client.force_login(maker)
    referral = referral_to(team, received_on=last_quarter().last)
    referrals_like(referral, 15)
    young = client.get(page("checks", made_for))
    assert (young.context["before"], young.context["apart"]) == ((), [])
    assert b"has not run for four periods" in young.content
    # A period in which the service had only begun is no measure for a whole one.
    begun = [last_quarter()]
    while len(begun) < 5:
        begun.append(previous(begun[-1]))
    late = begun[-1].first + timedelta(days=1)
    Case.objects.filter(pk=old.pk).update(referred_on=late, opened_on=late)
    assert client.get(page("checks", made_for)).context["before"] == ()
    Case.objects.filter(pk=old.pk).update(referred_on=long_ago, opened_on=long_ago)
    answer = client.get(page("checks", made_for))
    assert next(one.label for one in answer.context["before"]) == previous(last_quarter()).label
    found = {one.key: (one.value, [value for value, _n, _of in one.earlier]) for one in answer.context["apart"]}
    assert found["referrals_received"] == ("16", ["0", "0", "0", "0"])
    assert "families_open" not in found


def test_what_is_not_known_is_said_on_the_draft_and_in_the_check(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    referral = referral_to(team, received_on=last_quarter().first)
    Referral.objects.filter(pk=referral.pk).update(due_date=None)
    client.force_login(maker)
    found = {one.key: (one.unknown, one.of) for one in client.get(page("checks", made_for)).context["unknown"]}
    assert found == {"gestation_at_referral": (1, "1"), "referred_early": (1, "1")}
    assert b"2 lines have rows that are not known" in client.get(page("return", made_for)).content


@pytest.mark.parametrize("gap", ["cases_opened", "no_such_line"])
def test_a_line_in_which_nothing_can_be_missing_is_not_found(
    client: Client, maker: User, made_for: Return, gap: str
) -> None:
    client.force_login(maker)
    assert client.get(page("gap", made_for, gap)).status_code == 404


def test_the_check_asks_as_often_of_many_records_as_of_few(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    client.force_login(maker)
    referral = referral_to(team, received_on=last_quarter().first)
    asked = []
    for more in (1, 40):
        referrals_like(referral, more)
        client.get(page("checks", made_for))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("checks", made_for))
        asked.append(len(queries))
    assert asked[0] == asked[1]
