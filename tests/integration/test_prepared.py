"""Queries whose SQL is written once: the same rows as ever, and nothing of one reader left for the next."""

from datetime import date
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from activity.prepared import Among, AnyOf, Prepared, Taking, Together
from activity.prepared_condition import PreparedCondition
from families.models import Case, Milestone, Person, Visit
from families.querysets.case import Reader
from families.querysets.one_case import case_shown_to
from tests.factories.families import antenatal_case, midwife, team_offering, worked_case

pytestmark = pytest.mark.django_db


def of_team(team: UUID, today: date) -> QuerySet[Case, Case]:
    return Case.objects.open_on(today).filter(team=team).select_related("client").order_by("reference")


def test_it_gives_the_rows_of_the_queryset_each_time_for_other_values(django_assert_num_queries):
    first, second = team_offering(), team_offering()
    mine, theirs = [antenatal_case(first), antenatal_case(first)], [antenatal_case(second)]
    ask, today = Prepared(of_team), timezone.localdate()
    assert ask(team=first.pk, today=today) == mine
    with django_assert_num_queries(1):
        found = ask(team=second.pk, today=today)
        assert [case.client.pk for case in found] == [case.client_id for case in theirs]
    assert ask(team=uuid4(), today=today) == []


def test_a_list_of_ids_may_be_of_any_length():
    cases = [antenatal_case(team_offering()) for _number in range(3)]

    def among(ids: list[UUID]) -> QuerySet[Case, tuple[UUID]]:
        return Case.objects.filter(AnyOf("pk", ids)).values_list("pk")

    ask = Prepared(among)
    for some in (cases, cases[:1], []):
        assert {pk for (pk,) in ask(ids=[case.pk for case in some])} == {case.pk for case in some}


def test_questions_among_what_a_first_one_found_are_one_statement_and_ask_it_anew_each_time(django_assert_num_queries):
    first, second = team_offering(), team_offering()
    mine, theirs = [antenatal_case(first), antenatal_case(first)], [antenatal_case(second)]

    def found(team: UUID) -> QuerySet[Case, tuple[UUID]]:
        return Case.objects.filter(team=team).values_list("pk")

    def cases() -> QuerySet[Case, Case]:
        return Case.objects.filter(Among("pk")).select_related("client").order_by("reference")

    def clocks(today: date) -> QuerySet[Milestone, Milestone]:
        return Milestone.objects.filter(Among("case"), due_on__gte=today)

    ask, today = Together(among=found, cases=cases, clocks=clocks), timezone.localdate()
    for team, expected in ((first, mine), (second, theirs)):
        ask(team=team.pk, today=today)
        with django_assert_num_queries(1):
            rows = ask(team=team.pk, today=today)
        assert (rows["cases"], rows["cases"][0].client) == (expected, expected[0].client)
        waiting = Milestone.objects.filter(case__in=expected, due_on__gte=today)
        assert {(one.pk, one.due_on, str(one.sum)) for one in rows["clocks"]} == {
            (one.pk, one.due_on, str(one.sum)) for one in waiting
        }
    assert ask(team=uuid4(), today=today) == {"cases": [], "clocks": []}


def test_a_question_may_take_as_many_values_as_are_known_when_it_is_made():
    case, other = antenatal_case(team_offering()), antenatal_case(team_offering())

    def build(**values: UUID) -> QuerySet[Case, Case]:
        return Case.objects.filter(team__in=values.values()).order_by("pk")

    ask = Prepared(Taking(build, one=UUID, two=UUID))
    assert ask(one=case.team_id, two=other.team_id) == sorted([case, other], key=lambda one: one.pk)
    assert ask(one=case.team_id, two=uuid4()) == [case]


def test_a_day_or_an_id_that_would_stand_for_ever_is_refused():
    def today_for_ever(team: UUID) -> QuerySet[Case, Case]:
        return Case.objects.open_on(timezone.localdate()).filter(team=team)

    def one_for_ever(today: date) -> QuerySet[Case, Case]:
        return Case.objects.open_on(today).filter(team__in=[uuid4()])

    with pytest.raises(ValueError, match="for ever"):
        Prepared(today_for_ever)(team=uuid4())
    with pytest.raises(ValueError, match="for ever"):
        Prepared(one_for_ever)(today=timezone.localdate())


def test_each_thread_asks_over_a_connection_of_its_own():
    seen: list[list[Case]] = []
    ask = Prepared(of_team)
    ask(team=uuid4(), today=timezone.localdate())

    def elsewhere() -> None:
        seen.append(ask(team=uuid4(), today=timezone.localdate()))
        connection.close()

    other = Thread(target=elsewhere)
    other.start()
    other.join()
    assert seen == [[]]


def test_the_gate_for_one_case_lets_in_whom_the_gate_for_lists_lets_in():
    case, nurse, parent = worked_case()
    stranger = midwife(team_offering())
    for user in (nurse, parent, stranger):
        listed = Case.objects.visible_to(user).filter(pk=case.pk).first()
        assert case_shown_to(user, case.pk) == listed
    assert case_shown_to(stranger, case.pk) is None


def in_force(today: date) -> QuerySet[Case, Case]:
    return Case.objects.open_on(today)


def test_a_condition_is_the_same_wherever_it_stands_in_a_query():
    case, nurse, parent = worked_case()
    stranger = midwife(team_offering())
    for user in (nurse, parent, stranger):
        reader = Reader.of(user)
        long, short = Case.objects.through_the_gate(reader), Case.objects.open_to(reader)
        assert list(short) == list(long)
        assert short.select_related("family", "child__person").filter(family__partnership__isnull=False).count() == (
            long.count()
        )
        for gate in (long, short):
            own = gate.filter(client=OuterRef("pk"), pk__in=gate.values("pk"))
            assert Person.objects.filter(Exists(own)).exists() == (user != stranger)
            assert Case.objects.exclude(pk__in=gate.values("pk")).filter(pk=case.pk).exists() == (user == stranger)
            assert not Visit.objects.filter(visit_cases__case__in=gate).exists()


def test_a_condition_is_asked_with_other_values_each_time():
    case = antenatal_case(team_offering())
    open_on = PreparedCondition(in_force, reads=["opened_on", "closed_on", "merged_into"])
    assert Case.objects.filter(open_on(today=timezone.localdate())).get() == case
    assert not Case.objects.filter(open_on(today=date(1999, 12, 31))).exists()
    assert Case.objects.exclude(open_on(today=date(1999, 12, 31))).get() == case


def test_a_condition_that_reads_more_than_it_says_is_refused():
    with pytest.raises(ValueError, match="reads more of a row than opened_on, merged_into"):
        PreparedCondition(in_force, reads=["opened_on", "merged_into"])(today=timezone.localdate())


def test_a_day_that_would_stand_in_a_condition_for_ever_is_refused():
    def today_for_ever() -> QuerySet[Case, Case]:
        return Case.objects.open_on(timezone.localdate())

    with pytest.raises(ValueError, match="for ever"):
        PreparedCondition(today_for_ever, reads=["opened_on", "closed_on", "merged_into"])()


def test_as_many_values_may_be_taken_as_a_question_needs():
    takes = {f"day{number}": date for number in range(40)}

    def build(**days: date) -> QuerySet[Case, Case]:
        return Case.objects.filter(opened_on__in=list(days.values()))

    case = antenatal_case(team_offering())
    days = {name: case.opened_on if name == "day37" else date(1999, 1, 1) for name in takes}
    assert Prepared(Taking(build, **takes))(**days) == [case]
