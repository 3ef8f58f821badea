"""Logging a visit through the pages."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activity.models import AccessEntry
from activity.models.draft import Draft
from families.models import Case, Goal, NoteAddendum, Task, Visit, VisitNote
from families.models.choices import Stage
from tests.factories.families import (
    GoalFactory,
    TaskFactory,
    allocated,
    at,
    member,
    midwife,
    partner_case,
    team_offering,
    visit_row,
    worked_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(client):
    """A case, its midwife signed in, and its parent worker."""
    case, nurse, parent = worked_case()
    client.force_login(nurse)
    return case, nurse, parent


def answers(case, **changes):
    """A usual visit, yesterday at ten."""
    day = timezone.localdate() - timedelta(days=1)
    usual = {
        "key": str(uuid.uuid4()),
        "note_version": "0",
        "outcome": "done",
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "time": "10:00",
        "place": "home",
        "length": "60",
        "seen": [str(case.client_id)],
        "alone": "yes",
        "topics": ["housing"],
        "concern": "none",
        "note": "Ffion felt proper kicks on Sunday night. We agreed that I ring housing today.",
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


HIS = {
    "case0-include": "on",
    "case0-note": "Dylan wants work.",
    "case0-concern": "none",
    "case0-note_version": "0",
}


def new(case):
    return reverse("families:visit_new", args=[case.pk])


def text_of(response):
    return response.content.decode()


def token_in(response):
    return response.context["draft_token"]


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
    assert set(response.context["form"].errors) == {"outcome", "seen", "concern"}
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
    assert client.get(new(case)).status_code == 403
    response = client.post(new(case), answers(case))
    assert response.status_code == 400
    assert "This case is closed" in text_of(response)
    assert Draft.objects.filter(user=nurse).exists()
    assert not Visit.objects.exists()


def test_what_is_typed_is_saved_while_it_is_typed_and_found_again(client, setting):
    case, _nurse, _parent = setting
    token = token_in(client.get(new(case)))
    half = {"draft_token": token, "note": "Half a thou", "outcome": "no_access"}
    saved = client.post(reverse("families:draft_save"), half, headers={"HX-Request": "true"})
    assert "Saved at" in text_of(saved)
    again = client.get(new(case))
    assert again.context["form"]["note"].value() == "Half a thou"
    assert again.context["form"]["outcome"].value() == "no_access"
    assert not Visit.objects.exists()


def test_an_autosave_that_arrives_after_signing_leaves_no_draft_behind(client, setting):
    case, _nurse, _parent = setting
    sent = answers(case, draft_token=token_in(client.get(new(case))))
    client.post(new(case), sent)
    late = client.post(reverse("families:draft_save"), sent)
    assert "sent already" in text_of(late)
    assert not Draft.objects.exists()


def test_a_visit_that_was_begun_is_found_again_on_the_day_page(client, setting):
    case, _nurse, _parent = setting
    token = token_in(client.get(new(case)))
    client.post(reverse("families:draft_save"), {"draft_token": token, "note": "Half"})
    page = client.get(reverse("families:today"))
    assert [one.case for one in page.context["page"].typed] == [case]
    assert new(case) in text_of(page)


def test_nobody_writes_or_reads_a_colleagues_draft(client, setting):
    case, _nurse, parent = setting
    token = token_in(client.get(new(case)))
    client.post(reverse("families:draft_save"), {"draft_token": token, "note": "Mine"})
    client.force_login(parent)
    refused = client.post(reverse("families:draft_save"), {"draft_token": token, "note": "Not mine"})
    assert refused.status_code == 422
    assert client.get(new(case)).context["form"]["note"].value() == ""


def test_a_session_that_ends_in_the_middle_of_a_note_keeps_the_text(client, setting):
    case, nurse, _parent = setting
    token = token_in(client.get(new(case)))
    client.logout()
    response = client.post(new(case), answers(case, draft_token=token, note="Written at the end"))
    assert response.status_code == 302
    client.force_login(nurse)
    assert client.get(new(case)).context["form"]["note"].value() == "Written at the end"


def test_an_autosave_after_the_session_ended_leads_to_the_page_and_not_to_the_address_of_autosaves(client, setting):
    case, _nurse, _parent = setting
    token = token_in(client.get(new(case)))
    client.logout()
    response = client.post(
        reverse("families:draft_save"),
        {"draft_token": token, "note": "Still typing"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{new(case)}"},
    )
    assert response.status_code == 204
    assert new(case).replace("/", "%2F") in response.headers["HX-Redirect"]
    assert Draft.objects.get().data["note"] == "Still typing"


def test_a_draft_of_an_unplanned_visit_is_kept_with_its_gaps(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, draft="1", outcome=None, concern=None, seen=None))
    visit = Visit.objects.get()
    assert response.url == reverse("families:case", args=[case.pk])
    assert visit.outcome == "draft"
    form = client.get(reverse("families:visit_log", args=[visit.pk])).context["form"]
    assert form["note"].value() == answers(case)["note"]
    assert form["topics"].value() == ["housing"]


def test_two_editors_of_a_draft_see_both_texts_and_either_may_be_kept(client, setting):
    case, nurse, parent = setting
    visit = visit_row(case, nurse, parent, outcome="planned", note="")
    page = reverse("families:visit_log", args=[visit.pk])
    client.post(page, answers(case, draft="1", note="Text of the midwife"))
    client.force_login(parent)
    conflict = client.post(page, answers(case, draft="1", note="Text of the parent worker"))
    assert conflict.status_code == 409
    assert "Text of the midwife" in text_of(conflict)
    assert "Text of the parent worker" in text_of(conflict)
    version = conflict.context["form"]["note_version"].value()
    client.post(page, answers(case, draft="1", note="Text of the parent worker", note_version=version))
    assert VisitNote.objects.get().text == "Text of the parent worker"


def test_after_a_conflict_the_colleagues_text_may_be_kept(client, setting):
    case, nurse, parent = setting
    visit = visit_row(case, nurse, parent, outcome="planned", note="")
    page = reverse("families:visit_log", args=[visit.pk])
    client.post(page, answers(case, draft="1", note="Theirs"))
    client.force_login(parent)
    client.post(page, answers(case, draft="1", note="Mine"))
    client.post(page, {"theirs": "1"})
    assert client.get(page).context["form"]["note"].value() == "Theirs"


def test_an_old_autosave_does_not_overwrite_what_a_colleague_saved_since(client, setting):
    case, nurse, parent = setting
    visit = visit_row(case, nurse, parent, outcome="planned", note="")
    page = reverse("families:visit_log", args=[visit.pk])
    client.force_login(parent)
    opened = client.get(page)
    client.post(reverse("families:draft_save"), answers(case, draft_token=token_in(opened), note="Mine, old"))
    client.force_login(nurse)
    client.post(page, answers(case, draft="1", note="Theirs, new"))
    client.force_login(parent)
    form = client.get(page).context["form"]
    sent = answers(case, note=form["note"].value(), note_version=form["note_version"].value())
    assert client.post(page, sent).status_code == 409
    assert VisitNote.objects.get().text == "Theirs, new"


def test_signing_is_undone_and_the_answers_come_back(client, setting):
    case, _nurse, _parent = setting
    client.post(new(case), answers(case, concern="safeguarding"))
    visit = Visit.objects.get()
    assert client.get(reverse("families:visit", args=[visit.pk])).context["page"].undo_until
    response = client.post(reverse("families:visit_undo", args=[visit.pk]))
    assert response.url == reverse("families:visit_log", args=[visit.pk])
    form = client.get(response.url).context["form"]
    assert form["outcome"].value() == "done"
    assert form["seen"].value() == [str(case.client_id)]
    assert form["alone"].value() == "yes"
    assert form["note"].value() == answers(case)["note"]
    sent = answers(case, note_version=form["note_version"].value(), note="Better words")
    client.post(response.url, sent)
    assert VisitNote.objects.get().text == "Better words"
    assert Visit.objects.get().outcome == "done"


def test_undo_is_offered_for_ten_minutes(client, setting):
    case, nurse, _parent = setting
    client.post(new(case), answers(case))
    visit = Visit.objects.get()
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        client.force_login(nurse)
        assert client.get(reverse("families:visit", args=[visit.pk])).context["page"].undo_until is None
        client.post(reverse("families:visit_undo", args=[visit.pk]))
    assert VisitNote.objects.get().signed_at is not None


def test_an_addition_stands_under_the_signed_note(client, setting):
    case, nurse, _parent = setting
    client.post(new(case), answers(case))
    note = VisitNote.objects.get()
    page = reverse("families:note_add", args=[Visit.objects.get().pk, note.pk])
    assert client.post(page, {"text": " "}).status_code == 400
    client.post(page, {"text": "It was her sister's flat."})
    assert NoteAddendum.objects.get().written_by == nurse
    shown = text_of(client.get(reverse("families:visit", args=[Visit.objects.get().pk])))
    assert shown.index("proper kicks") < shown.index("It was her sister&#39;s flat.")


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


def test_a_visit_is_planned_and_then_logged(client, setting):
    case, nurse, parent = setting
    day = timezone.localdate() + timedelta(days=2)
    plan = {
        "key": str(uuid.uuid4()),
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "time": "14:30",
        "place": "clinic",
        "length": "45",
        "workers": [str(nurse.pk), str(parent.pk)],
        "cases": [str(case.pk)],
    }
    client.post(reverse("families:visit_plan", args=[case.pk]), plan)
    visit = Visit.objects.get()
    assert (visit.planned_for, visit.place, visit.minutes) == (at(day, 14, 30), "clinic", 45)
    with time_machine.travel(at(day, 16)):
        client.force_login(nurse)
        form = client.get(reverse("families:visit_log", args=[visit.pk])).context["form"]
        assert form["colleagues"].value() == [str(parent.pk)]
        assert form["time"].value() == "14:30"


def test_a_visit_cannot_be_planned_for_the_past(client, setting):
    case, nurse, _parent = setting
    plan = answers(case, workers=[str(nurse.pk)], cases=[str(case.pk)])
    response = client.post(reverse("families:visit_plan", args=[case.pk]), plan)
    assert response.status_code == 400
    assert "day" in response.context["form"].errors


def test_a_planned_visit_is_cancelled_by_somebody(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse, outcome="planned", note="", when=timezone.now() + timedelta(days=1))
    page = reverse("families:visit_cancel", args=[visit.pk])
    assert client.post(page, {}).status_code == 400
    client.post(page, {"cancelled_by": "family", "reason": "A cold"})
    visit.refresh_from_db()
    assert (visit.outcome, visit.cancelled_by, visit.reason) == ("cancelled", "family", "A cold")


def test_cancelling_can_be_said_on_the_form_of_the_visit(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse, outcome="planned", note="")
    sent = answers(case, outcome="cancelled", cancelled_by="service", seen=None, concern=None, note="")
    client.post(reverse("families:visit_log", args=[visit.pk]), sent)
    visit.refresh_from_db()
    assert (visit.outcome, visit.cancelled_by) == ("cancelled", "service")


def test_booking_another_day_after_no_access_leads_to_the_plan(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, outcome="no_access", next_try="book", seen=None, alone=None))
    assert response.url == reverse("families:visit_plan", args=[case.pk])


def test_a_draft_is_thrown_away(client, setting):
    case, _nurse, _parent = setting
    client.post(new(case), answers(case, draft="1"))
    client.post(reverse("families:visit_discard", args=[Visit.objects.get().pk]))
    assert not Visit.objects.exists()
    assert not Draft.objects.exists()


def test_a_task_is_added_and_done(client, setting):
    case, _nurse, parent = setting
    client.post(reverse("families:task_new", args=[case.pk]), {"title": "Ring housing", "assigned_to": str(parent.pk)})
    task = Task.objects.get()
    assert task.assigned_to == parent
    client.post(reverse("families:task_done", args=[task.pk]), {"version": "1"})
    task.refresh_from_db()
    assert task.done_on == timezone.localdate()


def test_a_task_of_a_stranger_is_not_there(client, setting):
    case, _nurse, _parent = setting
    task = TaskFactory(case=case)
    client.force_login(midwife(team_offering()))
    assert client.post(reverse("families:task_done", args=[task.pk])).status_code == 404


def goal_answers(**changes):
    day = timezone.localdate()
    return {
        "title": "A home of her own",
        "their_words": "A door that locks",
        "agreed_on-day": day.day,
        "agreed_on-month": day.month,
        "agreed_on-year": day.year,
    } | changes


def test_a_goal_is_added_in_the_familys_words(client, setting):
    case, _nurse, _parent = setting
    client.post(reverse("families:goal_new", args=[case.pk]), goal_answers())
    assert Goal.objects.get().their_words == "A door that locks"


def test_two_edits_of_one_goal_show_both(client, setting):
    case, _nurse, _parent = setting
    goal = GoalFactory(case=case)
    page = reverse("families:goal_edit", args=[goal.pk])
    client.post(page, goal_answers(version="1", title="A flat"))
    conflict = client.post(page, goal_answers(version="1", title="A house"))
    assert conflict.status_code == 409
    assert "A flat" in text_of(conflict)
    assert "A house" in text_of(conflict)
    client.post(page, goal_answers(version=conflict.context["form"]["version"].value(), title="A house"))
    assert Goal.objects.get().title == "A house"


def test_somebody_of_the_family_can_be_seen_with_the_mother(client, setting):
    case, _nurse, _parent = setting
    gran = member(case.family, "grandparent", given_name="Mair")
    client.post(new(case), answers(case, seen=[str(case.client_id), str(gran.pk)], others_seen="A neighbour"))
    assert set(Visit.objects.get().people.values_list("person", flat=True)) == {case.client_id, gran.pk}
    assert json.dumps(Visit.objects.get().others_seen) == '"A neighbour"'


def test_nobody_from_another_family_can_be_ticked_as_seen(client, setting):
    case, _nurse, _parent = setting
    other, _one, _two = worked_case(case.team)
    response = client.post(new(case), answers(case, seen=[str(other.client_id)]))
    assert "seen" in response.context["form"].errors
