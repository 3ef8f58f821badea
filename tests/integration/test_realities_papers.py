"""The realities and wishes of paper work, end to end: R15, R19 and W1."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from activity.drafts import find_draft
from families.actions.births import Newborn, record_births
from families.actions.losses import record_loss
from families.actions.papers import revise_paper, write_section
from families.errors import PaperNotReady
from families.gestation import Gestation
from families.models import VisitNote
from families.reading.papers import current_alerts
from tests.factories.families import antenatal_case, visit_row, worked_case
from tests.factories.papers import begun, signed, signed_paper

pytestmark = pytest.mark.django_db


def page_of(name, version, **parts):
    return reverse(f"families:{name}", kwargs={"paper_id": version.paper_id, **parts})


def test_r15_the_hospital_alert_has_versions_acknowledged_by_the_unit_and_holds_until_birth(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    first = signed_paper(case, "hospital_alert", by=nurse, text="Ring the social worker.")
    assert first.task.title.startswith("Labour ward")
    given = {"unit": "Labour ward", "by_whom": "Sister Ffug", "acknowledged_on": timezone.localdate()}
    assert client.post(page_of("paper_acknowledge", first), given).status_code == 302
    first.task.refresh_from_db()
    assert first.task.done_on

    assert client.post(page_of("paper_revise", first)).status_code == 302
    second = first.paper.versions.get(number=2)
    section = second.sections.get(key="visitors")
    assert section.text == "Ring the social worker."
    write_section(section=section, text="Her aunt only.", expected_version=1, by=nurse)
    assert [line.standing.version for line in current_alerts(case)] == [first], "until the second is signed"
    assert "The unit has version 1" in client.get(page_of("paper", first)).text
    assert client.post(page_of("paper_acknowledge", first), given | {"by_whom": "Night staff"}).status_code == 302
    assert first.acknowledgements.filter(by_whom="Night staff").exists(), "the version that stands, not the draft"
    second = signed(second, by=nurse)
    assert [line.latest.state.words for line in current_alerts(case)] == ["Signed, not acknowledged yet"]
    record = client.get(reverse("families:case", args=[case.pk])).text
    assert "Not acknowledged yet" in record, "whoever opens the case sees what the unit does not know yet"
    shown = client.get(page_of("paper_version", first, number=1)).text
    assert "Sister Ffug" in shown
    assert "Her aunt only." not in shown

    child = case.pregnancy.children.get()
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, timezone.localdate())], by=nurse)
    case = type(case).objects.for_reading().get(pk=case.pk)
    assert current_alerts(case) == []
    second.task.refresh_from_db()
    assert second.task.cancelled_on, "nobody rings the unit about an alert that has ended"
    assert "Ended with the birth" in client.get(page_of("paper", first)).text
    with pytest.raises(PaperNotReady, match="Ended with the birth"):
        revise_paper(paper=first.paper, by=nurse)


def test_r15_a_loss_stops_the_alert_and_a_surviving_twin_keeps_it(client):
    case, nurse, _parent = worked_case(fetuses=2)
    version = signed_paper(case, "hospital_alert", by=nurse)
    first, second = case.pregnancy.children.order_by("birth_order")
    record_loss(child=first, kind="miscarriage", lost_on=timezone.localdate(), by=nurse)
    case = type(case).objects.for_reading().get(pk=case.pk)
    assert len(current_alerts(case)) == 1
    record_loss(child=second, kind="miscarriage", lost_on=timezone.localdate(), by=nurse)
    case = type(case).objects.for_reading().get(pk=case.pk)
    assert current_alerts(case) == []
    client.force_login(nurse)
    shown = client.get(page_of("paper", version)).text
    assert "Stopped on" in shown
    assert "Ended with the birth" not in shown


def test_r19_a_signed_note_is_corrected_by_addendum_and_a_signed_paper_by_a_new_version(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    visit = visit_row(case, nurse, note="She has two sisters.")
    note = VisitNote.objects.get(visit_case__visit=visit)
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitNote.objects.filter(pk=note.pk).update(text="She has three sisters.")
    add = reverse("families:note_add", kwargs={"visit_id": visit.pk, "note_id": note.pk})
    assert client.post(add, {"text": "Three sisters, not two."}).status_code == 302
    page = client.get(reverse("families:visit", kwargs={"visit_id": visit.pk})).text
    assert page.index("She has two sisters.") < page.index("Three sisters, not two.")

    paper = signed_paper(case, "birth_plan", by=nurse, text="Her mother drives.")
    section = page_of("paper_section", paper, section="place")
    assert client.post(section, {"text": "Her aunt drives.", "version": "2"}).status_code == 400
    client.post(page_of("paper_revise", paper))
    second = paper.paper.versions.get(number=2)
    write_section(section=second.sections.get(key="place"), text="Her aunt drives.", expected_version=1, by=nurse)
    signed(second, by=nurse)
    assert "Her mother drives." in client.get(page_of("paper_version", paper, number=1)).text
    assert "Her aunt drives." in client.get(page_of("paper", paper)).text


def test_w1_the_text_of_a_paper_outlives_an_expired_session_on_the_server(client):
    case, nurse, _parent = worked_case()
    version = begun(case, "birth_plan", by=nurse)
    client.force_login(nurse)
    page = page_of("paper_section", version, section="wishes")
    token = client.get(page).text.split('name="draft_token" value="')[1].split('"')[0]
    client.logout()
    answer = client.post(page, {"text": "An hour of writing", "version": "1", "draft_token": token})
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]
    client.force_login(nurse)
    again = client.get(page).text
    assert "An hour of writing" in again
    assert version.sections.get(key="wishes").text == "", "not in the record before it is saved"
    client.post(page, {"text": "An hour of writing", "version": "1"})
    assert version.sections.get(key="wishes").text == "An hour of writing"
    section = version.sections.get(key="wishes")
    assert find_draft(user=nurse, kind="paper-section", subject_id=str(section.pk)) is None


def test_w1_a_colleague_who_saved_meanwhile_is_not_overwritten_by_the_text_that_was_kept(client):
    case, nurse, parent = worked_case()
    version = begun(case, "birth_plan", by=nurse)
    client.force_login(nurse)
    page = page_of("paper_section", version, section="wishes")
    token = client.get(page).text.split('name="draft_token" value="')[1].split('"')[0]
    client.logout()
    client.post(page, {"text": "Mine", "version": "1", "draft_token": token})
    write_section(section=version.sections.get(key="wishes"), text="Theirs", expected_version=1, by=parent)
    client.force_login(nurse)
    shown = client.get(page).text
    assert 'name="version" id="id_version" value="1"' in shown
    assert client.post(page, {"text": "Mine", "version": "1"}).status_code == 409


def test_a_birth_leaves_the_papers_that_do_not_end_with_it():
    case = antenatal_case(gestation=Gestation(39 * 7))
    child = case.pregnancy.children.get()
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, timezone.localdate())], by=None)
    case = type(case).objects.for_reading().get(pk=case.pk)
    begun(case, "safety_plan", by=None)
    with pytest.raises(PaperNotReady):
        begun(case, "birth_plan", by=None)
