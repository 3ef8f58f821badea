"""Logging a visit through the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import AccessEntry
from activity.models.draft import Draft
from families.models import Case, Visit, VisitCase, VisitNote
from families.models.choices import Stage
from tests.factories.families import (
    allocated,
    at,
    member,
    midwife,
    partner_case,
    team_offering,
    visit_row,
    worked_case,
)
from tests.integration.visit_answers import answers, new, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(client):
    """A case, its midwife signed in, and its parent worker."""
    case, nurse, parent = worked_case()
    client.force_login(nurse)
    return case, nurse, parent


def test_the_form_opens_with_what_is_known_and_asks_for_what_was_found(client, setting):
    case, _nurse, parent = setting
    form = client.get(new(case)).context["form"]
    assert form["place"].value() == "home"
    assert form["length"].value() == "60"
    assert [form[name].value() for name in ("outcome", "seen", "alone", "concern")] == [None] * 4
    assert (str(parent.pk), parent.name) in form.fields["colleagues"].choices


def test_the_unborn_baby_can_be_seen_and_the_lost_one_is_not_named(client):
    case, nurse, _parent = worked_case(fetuses=2)
    client.force_login(nurse)
    lost = case.pregnancy.children.last()
    type(lost).objects.filter(pk=lost.pk).update(state="lost")
    offered = client.get(new(case)).context["form"].fields["seen"].choices
    assert len(offered) == 2
    assert str(lost.person_id) not in dict(offered)


def test_opening_the_form_asks_as_often_in_a_large_team_and_after_many_visits(
    client, setting, django_assert_max_num_queries
):
    case, nurse, _parent = setting
    for number in range(8):
        midwife(case.team)
        member(case.family, "sibling", given_name=f"Sampl{number}")
        visit_row(case, nurse)
    client.get(new(case))
    with django_assert_max_num_queries(18):
        client.get(new(case))


def test_a_usual_visit_is_signed_in_one_step(client, setting):
    case, nurse, parent = setting
    response = client.post(new(case), answers(case, colleagues=[str(parent.pk)]))
    visit = Visit.objects.get()
    assert response.url == reverse("families:visit", args=[visit.pk])
    assert visit.happened_at == at(timezone.localdate() - timedelta(days=1), 10)
    assert {row.worker for row in visit.workers.all()} == {nurse, parent}
    note = VisitNote.objects.get()
    assert note.signed_by == nurse
    case.refresh_from_db()
    assert case.stage == Stage.ANTENATAL


def test_signing_says_all_that_is_missing_at_once_and_loses_nothing(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, seen=None, concern=None, outcome=None))
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"outcome", "concern"}
    assert "Ffion felt proper kicks" in text_of(response)
    assert not Visit.objects.exists()


def test_a_double_click_makes_one_visit(client, setting):
    case, _nurse, _parent = setting
    sent = answers(case)
    first, second = client.post(new(case), sent), client.post(new(case), sent)
    assert first.url == second.url
    assert Visit.objects.count() == 1


def test_a_form_sent_again_with_other_words_is_refused_and_kept(client, setting):
    case, _nurse, _parent = setting
    sent = answers(case)
    client.post(new(case), sent)
    response = client.post(new(case), sent | {"note": "Something else was said."})
    assert response.status_code == 400
    assert "Something else was said." in text_of(response)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": "x" * 1_048_576}, "note"),
        ({"note": "before\x00after"}, "note"),
        ({"day-year": str(timezone.localdate().year + 1)}, "day"),
        ({"day-day": "31", "day-month": "2"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"place": "on the moon"}, "place"),
        ({"length": "other", "minutes": "100000"}, "minutes"),
    ],
    ids=["1 MB", "NUL", "future", "31 February", "25 o'clock", "unknown place", "too long"],
)
def test_bad_input_is_refused_at_its_field_and_the_text_is_kept(client, setting, changes, field):
    case, nurse, _parent = setting
    response = client.post(new(case), answers(case, **changes))
    assert response.status_code == 400
    assert field in response.context["form"].errors
    kept = changes.get("note", answers(case)["note"]).replace("\x00", "")
    assert kept in text_of(response)
    assert Draft.objects.get(user=nurse).data["note"] == [kept]


def test_a_visit_from_before_the_case_is_refused_at_the_day(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, **{"day-year": "2019"}))
    assert "day" in response.context["form"].errors


def test_a_case_that_was_closed_meanwhile_refuses_the_visit_and_keeps_the_text(client, setting):
    case, nurse, _parent = setting
    Case.objects.filter(pk=case.pk).update(stage=Stage.CLOSED, closed_on=timezone.localdate())
    assert client.get(new(case)).status_code == 409
    response = client.post(new(case), answers(case))
    assert response.status_code == 400
    assert "This case is closed" in text_of(response)
    assert Draft.objects.filter(user=nurse).exists()
    assert not Visit.objects.exists()


def test_a_partners_record_is_offered_only_where_it_may_be_seen(client, setting):
    case, _nurse, _parent = setting
    his = partner_case(case)
    assert [form.case for form in client.get(new(case)).context["form"].others] == [his]
    case.family.parents_kept_apart = True
    case.family.save()
    assert client.get(new(case)).context["form"].others == []


def test_one_visit_for_two_records_has_a_note_for_each(client, setting):
    case, _nurse, _parent = setting
    his = partner_case(case)
    more = {
        "case0-include": "on",
        "case0-note": "Dylan wants work.",
        "case0-concern": "none",
        "case0-note_version": "0",
    }
    client.post(new(case), answers(case, **more))
    assert VisitNote.objects.get(visit_case__case=his).text == "Dylan wants work."
    assert Visit.objects.count() == 1


def test_the_reader_of_one_record_sees_nothing_of_the_other(client, setting):
    case, _nurse, _parent = setting
    his = partner_case(case)
    more = {
        "case0-include": "on",
        "case0-note": "Dylan wants work.",
        "case0-concern": "none",
        "case0-note_version": "0",
    }
    client.post(new(case), answers(case, **more))
    visit = Visit.objects.get()
    case.family.parents_kept_apart = True
    case.family.save()
    his_worker = midwife(team_offering())
    allocated(his, "midwife", his_worker)
    client.force_login(his_worker)
    shown = text_of(client.get(reverse("families:visit", args=[visit.pk])))
    assert "Dylan wants work." in shown
    assert "proper kicks" not in shown
    assert "Ffion" not in shown


def test_a_visit_of_a_stranger_is_not_there(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse)
    client.force_login(midwife(team_offering()))
    for name in ("visit", "visit_log"):
        assert client.get(reverse(f"families:{name}", args=[visit.pk])).status_code == 404
    assert client.get(new(case)).status_code == 404


def test_opening_a_visit_is_remembered(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse)
    client.get(reverse("families:visit", args=[visit.pk]))
    entry = AccessEntry.objects.filter(subject_id=str(visit.pk)).get()
    assert (str(entry.user_id), entry.reference) == (str(nurse.pk), case.reference)


def test_somebody_of_the_family_can_be_seen_with_the_mother(client, setting):
    case, _nurse, _parent = setting
    gran = member(case.family, "grandparent", given_name="Mair")
    client.post(new(case), answers(case, seen=[str(case.client_id), str(gran.pk)], others_seen="A neighbour"))
    assert set(Visit.objects.get().people.values_list("person", flat=True)) == {case.client_id, gran.pk}
    assert VisitCase.objects.get().others_seen == "A neighbour"


def test_nobody_from_another_family_can_be_ticked_as_seen(client, setting):
    case, _nurse, _parent = setting
    other, _one, _two = worked_case(case.team)
    response = client.post(new(case), answers(case, seen=[str(other.client_id)]))
    assert "seen" in response.context["form"].errors
