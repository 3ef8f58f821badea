"""Nothing typed about a visit is lost, and nothing is overwritten unseen."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activity.models.draft import Draft
from families.models import NoteAddendum, Visit, VisitNote
from tests.factories.families import (
    visit_row,
    worked_case,
)
from tests.integration.visit_answers import answers, new, text_of, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(client):
    """A case, its midwife signed in, and its parent worker."""
    case, nurse, parent = worked_case()
    client.force_login(nurse)
    return case, nurse, parent


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


def test_a_draft_is_thrown_away(client, setting):
    case, _nurse, _parent = setting
    client.post(new(case), answers(case, draft="1"))
    client.post(reverse("families:visit_discard", args=[Visit.objects.get().pk]))
    assert not Visit.objects.exists()
    assert not Draft.objects.exists()
