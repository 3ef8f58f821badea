"""Evaluation forms: with a name or without, and the line of the return that they feed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from families.models import Case
from outcomes.actions.evaluations import is_satisfied, rule_of
from outcomes.models import Evaluation
from outcomes.periods import periods_between
from reporting.counting import figures_of
from reporting.indicators.registry import indicator
from reporting.reading.rows import page_of_rows
from reporting.scope import scope_of
from tests.factories.accounts import user_with
from tests.factories.families import worked_case
from tests.sql import STATEMENTS

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def setting(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def sent(**changes):
    day = {f"answered_on-{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    return {"answer_satisfied": "very", "answer_helped": "no", "way": "alone", **day} | changes


def test_a_family_answers_on_a_phone_and_the_answers_stand_under_its_case(client, setting):
    case, nurse = setting
    client.post(reverse("outcomes:evaluation_new", args=[case.pk]), sent(own_words="She listened.", may_quote="on"))
    row = Evaluation.objects.get()
    assert (row.case, row.satisfied, row.may_quote, row.entered_by) == (case, True, True, nurse)
    page = client.get(reverse("outcomes:evaluations", args=[case.pk])).content.decode()
    for text in ("Very happy", "She listened.", "May be quoted"):
        assert text in page


def test_an_anonymous_form_names_neither_family_nor_worker_anywhere(client, setting):
    case, nurse = setting
    client.post(reverse("outcomes:evaluation_anonymous"), sent(own_words="Come more often"))
    row = Evaluation.objects.get()
    assert (row.case, row.entered_by) == (None, None)
    assert "Come more often" not in client.get(reverse("outcomes:evaluations", args=[case.pk])).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM outcomes_evaluationevent e")
        [(kept,)] = cursor.fetchall()
    assert str(case.pk) not in kept
    assert nurse.name not in kept


def test_words_are_shown_to_others_only_where_they_may_be_quoted(client, setting):
    case, _nurse = setting
    client.post(reverse("outcomes:evaluation_new", args=[case.pk]), sent(own_words="Between us", may_quote=""))
    client.post(reverse("outcomes:evaluation_anonymous"), sent(own_words="Tell everybody", may_quote="on"))
    client.force_login(user_with(Role.RETURNS_ADMIN, team=case.team))
    page = client.get(reverse("outcomes:evaluations_of_service")).content.decode()
    assert "Tell everybody" in page
    assert "Between us" not in page
    assert "2 of 2 who answered that" in page
    assert case.client.family_name not in page


@pytest.mark.parametrize(
    ("answers", "counts"),
    [
        ({"satisfied": "very", "helped": "no"}, True),
        ({"satisfied": "not_very", "helped": "a_little"}, True),
        ({"satisfied": "not_very", "helped": "no"}, False),
        ({"helped": "no"}, False),
        ({"listened": "always"}, None),
        ({}, None),
    ],
    ids=["happy", "helped", "neither", "one-no", "another-question", "nothing"],
)
def test_satisfied_or_helped_is_what_the_definition_counts(setting, answers, counts):
    case, _nurse = setting
    assert is_satisfied(rule_of(case.service_version), answers) is counts


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_satisfied": "ecstatic"}, "answer_satisfied"),
        ({"way": ""}, "way"),
        ({"answered_on-year": "2999"}, "answered_on"),
        ({"answered_on-year": "2001"}, "answered_on"),
        ({"own_words": "x" * 4001}, "own_words"),
        ({"answer_satisfied": "", "answer_helped": ""}, "__all__"),
    ],
    ids=["unknown-answer", "no-way", "future", "before-referral", "long", "nothing-answered"],
)
def test_bad_input_is_refused_at_its_field(client, setting, changes, field):
    case, _nurse = setting
    answer = client.post(reverse("outcomes:evaluation_new", args=[case.pk]), sent(**changes))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not Evaluation.objects.exists()


def test_sent_twice_it_counts_once(client, setting):
    case, _nurse = setting
    for _twice in range(2):
        client.post(
            reverse("outcomes:evaluation_new", args=[case.pk]), sent(key="0a0e1f9e-1f5c-4d2b-8a94-3f3a0d6f0c44")
        )
    assert Evaluation.objects.count() == 1


def test_a_closed_case_can_still_be_asked(client, setting):
    case, _nurse = setting
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY, stage="closed")
    assert client.post(reverse("outcomes:evaluation_new", args=[case.pk]), sent()).status_code == 302


def evaluated(case, on, **answers):
    rule = rule_of(case.service_version)
    return Evaluation.objects.create(
        service_version=case.service_version, case=case if answers.pop("named", True) else None, answered_on=on,
        way="alone", answers=answers, satisfied=is_satisfied(rule, answers),
    )  # fmt: skip


def test_line_40_counts_the_satisfied_of_those_who_answered_with_a_name_or_without(setting):
    case, nurse = setting
    quarter = next(one for one in periods_between(TODAY, TODAY) if "-q" in one.key)
    for answers in ({"satisfied": "very"}, {"helped": "a_little", "named": False}, {"helped": "no"},
                    {"listened": "always"}):  # fmt: skip
        evaluated(case, quarter.first, **answers)
    evaluated(case, quarter.first - timedelta(days=1), satisfied="very")
    scope = scope_of(case.service_version.service, quarter)
    line = indicator("satisfied_or_helped")
    figure = figures_of(scope, [line])[line.key]
    assert (figure.numerator, figure.denominator, figure.unknown) == (2, 3, 1)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[line.key], {"first": quarter.first, "last": quarter.last})
        assert cursor.fetchone() == (2, 3, 1)
    rows = page_of_rows(scope, line, nurse, 1).rows
    assert sorted(row.reference for row in rows) == sorted([case.reference] * 3 + ["–"])


def test_what_a_family_answered_is_never_changed_and_no_quote_stands_without_words(setting):
    case, _nurse = setting
    row = evaluated(case, TODAY, satisfied="very")
    for values in ({"answers": {}}, {"words": "Better"}, {"satisfied": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Evaluation.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(may_quote=True)
