"""Structured papers: sections from the definition file, drafts, signatures, versions, the clocks they meet."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile

from activity.edits import StaleEdit
from activity.history import event_model_of
from activity.models import AccessEntry, Notification
from families.actions.meetings import SubjectDecision, record_meeting
from families.actions.papers import (
    countersign_paper,
    return_paper,
    revise_paper,
    sign_paper,
    start_paper,
    state_of,
    write_section,
)
from families.actions.reports import ask_report
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, PaperIsSigned, PaperNotReady
from families.models import Milestone, Paper, PaperSection, PaperVersion, Task
from tests.factories.families import allocated, antenatal_case, manager, midwife, partner_case, team_offering, visit_row
from tests.factories.families import worked_case as worked
from tests.factories.papers import begun, signed, signed_paper, written
from tests.pdf_ua import faults_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return team_offering()


@pytest.fixture
def case_and_midwife(team):
    case, nurse, _parent = worked(team)
    return case, nurse


def url(name, **parts):
    return reverse(f"families:{name}", kwargs=parts)


def test_a_paper_begins_with_the_sections_of_the_definition_and_what_is_known(case_and_midwife):
    case, nurse = case_and_midwife
    visit_row(case, nurse)
    version = begun(case, "conference_report", by=nurse)
    kind = rules_of(case).paper("conference_report")
    assert list(version.sections.values_list("key", flat=True)) == [one.key for one in kind.sections]
    texts = dict(version.sections.values_list("key", "text"))
    assert "Ffion Sampl" in texts["family"]
    assert "1 visit took place" in texts["engagement"]
    assert texts["worries"] == ""


def test_a_case_has_one_paper_of_a_kind_and_says_so(case_and_midwife):
    case, nurse = case_and_midwife
    begun(case, "birth_plan", by=nurse)
    with pytest.raises(AlreadyRecorded):
        start_paper(case=case, kind="birth_plan", by=nurse)
    with pytest.raises(PaperNotReady):
        start_paper(case=case, kind="horoscope", by=nurse)


def test_each_edit_of_a_section_is_kept_as_a_version_of_it(case_and_midwife):
    case, nurse = case_and_midwife
    section = begun(case, "birth_plan", by=nurse).sections.get(key="wishes")
    for text in ("A pool", "A pool, and music"):
        section = write_section(section=section, text=text, expected_version=section.version, by=nurse)
    told = event_model_of(PaperSection).objects.filter(pgh_obj=section.pk).order_by("pgh_id")
    assert [row.text for row in told] == ["", "A pool", "A pool, and music"]
    assert section.version == 3


def test_two_who_write_in_one_section_see_both_texts_and_either_can_be_kept(client, case_and_midwife, team):
    case, nurse = case_and_midwife
    version = begun(case, "birth_plan", by=nurse)
    section = version.sections.get(key="wishes")
    write_section(section=section, text="Theirs: a pool", expected_version=1, by=manager(team))
    client.force_login(nurse)
    page = url("paper_section", paper_id=version.paper_id, section="wishes")
    answer = client.post(page, {"text": "Mine: music", "version": "1"})
    assert answer.status_code == 409
    assert "Theirs: a pool" in answer.text
    assert "Mine: music" in answer.text
    section.refresh_from_db()
    assert section.text == "Theirs: a pool"
    assert client.post(page, {"text": "Mine: music", "version": "2"}).status_code == 302
    section.refresh_from_db()
    assert section.text == "Mine: music"
    write_section(section=section, text="Theirs again", expected_version=3, by=manager(team))
    client.post(page, {"text": "Dropped", "version": "3", "theirs": "1"})
    section.refresh_from_db()
    assert section.text == "Theirs again"


def test_different_sections_are_written_at_once_without_a_conflict(case_and_midwife, team):
    case, nurse = case_and_midwife
    version = begun(case, "birth_plan", by=nurse)
    for key in ("wishes", "who"):
        write_section(section=version.sections.get(key=key), text=key, expected_version=1, by=manager(team))
    with pytest.raises(StaleEdit):
        write_section(section=version.sections.get(key="who"), text="late", expected_version=1, by=nurse)


def test_an_empty_section_stands_in_the_way_of_signing_and_is_named(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = begun(case, "birth_plan", by=nurse)
    client.force_login(nurse)
    page = url("paper_sign", paper_id=version.paper_id)
    answer = client.post(page, {"seen": state_of(list(version.sections.all())), "dated": timezone.localdate()})
    assert answer.status_code == 400
    assert "What the parents want" in answer.text.split("Nothing that you entered")[1]


def test_what_was_written_after_reading_is_not_signed_unread(case_and_midwife, team):
    case, nurse = case_and_midwife
    version = written(begun(case, "birth_plan", by=nurse), by=nurse)
    seen = state_of(list(version.sections.all()))
    section = version.sections.get(key="wishes")
    write_section(section=section, text="Something else", expected_version=section.version, by=manager(team))
    with pytest.raises(PaperNotReady, match="written in this paper since"):
        sign_paper(version=version, dated=timezone.localdate(), seen=seen, by=nurse)


CHANGES = {
    "text": "UPDATE families_papersection SET text = 'other' WHERE of_id = %s",
    "section": "DELETE FROM families_papersection WHERE of_id = %s",
    "signature": "UPDATE families_paperversion SET signed_at = NULL, signed_by_id = NULL, dated = NULL WHERE id = %s",
    "day": "UPDATE families_paperversion SET dated = dated - 1 WHERE id = %s",
    "version": "DELETE FROM families_paperversion WHERE id = %s",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_itself_keeps_a_signed_paper_as_it_was(case_and_midwife, change):
    case, nurse = case_and_midwife
    version = signed_paper(case, "birth_plan", by=nurse)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [version.pk])
    with pytest.raises(PaperIsSigned):
        write_section(section=version.sections.first(), text="x", expected_version=2, by=nurse)


def test_a_section_cannot_be_slipped_into_a_signed_paper(case_and_midwife):
    case, nurse = case_and_midwife
    version = signed_paper(case, "birth_plan", by=nurse)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperSection.objects.create(of=version, key="more", text="slipped in")


def test_the_second_signature_is_another_persons_and_a_managers(client, case_and_midwife, team):
    case, nurse = case_and_midwife
    boss = manager(team)
    version = signed_paper(case, "safety_plan", by=boss)
    with pytest.raises(PaperNotReady, match="Somebody else"):
        countersign_paper(version=version, by=boss)
    client.force_login(nurse)
    page = url("paper_countersign", paper_id=version.paper_id)
    assert client.post(page).status_code == 404
    second = manager(team)
    client.force_login(second)
    assert client.post(page).status_code == 302
    version.refresh_from_db()
    assert version.countersigned_by == second
    draft = begun(case, "outline_plan", by=nurse)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersion.objects.filter(pk=draft.pk).update(countersigned_at=timezone.now(), countersigned_by=boss)


def test_a_paper_is_sent_back_to_its_author_with_the_reason_and_counts_for_nothing_until_signed_anew(
    client, case_and_midwife, team
):
    case, nurse = case_and_midwife
    version = signed_paper(case, "safety_plan", by=nurse)
    page = url("paper_return", paper_id=version.paper_id)
    client.force_login(nurse)
    assert client.post(page, {"reason": "x"}).status_code == 404
    client.force_login(manager(team))
    assert client.post(page, {"reason": " "}).status_code == 400
    assert client.post(page, {"reason": "Nobody is named for the night"}).status_code == 302
    draft = version.paper.versions.get(number=2)
    assert dict(draft.sections.values_list("key", "text")) == dict(version.sections.values_list("key", "text"))
    assert (draft.task.assigned_to, draft.task.done_on) == (nurse, None)
    assert Notification.objects.filter(user=nurse, kind="paper").exists()
    assert not PaperVersion.objects.signed().filter(paper=version.paper).exists()
    assert client.post(page, {"reason": "Again"}).status_code == 400
    file = url("paper_file", paper_id=version.paper_id, number=1, ending="docx")
    assert "Sent back to the author" in [one.text for one in WordFile(BytesIO(client.get(file).content)).paragraphs]
    client.force_login(nurse)
    shown = client.get(url("paper", paper_id=version.paper_id)).content.decode()
    assert "Nobody is named for the night" in shown
    sections = list(draft.sections.all())
    sign_paper(version=draft, dated=timezone.localdate(), seen=state_of(sections), by=nurse)
    assert Task.objects.get(title__startswith="Sent back").done_on
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperVersion.objects.filter(pk=version.pk).update(returned_reason="Something else")


def test_a_paper_whose_author_has_left_is_sent_back_to_those_who_hold_the_case(case_and_midwife, team):
    case, nurse = case_and_midwife
    version = signed_paper(case, "safety_plan", by=nurse)
    nurse.memberships.update(ends=timezone.localdate() - timedelta(days=1))
    draft = return_paper(version=version, reason="Nobody is named for the night", by=manager(team))
    assert draft.task.assigned_to is None
    told = Notification.objects.filter(kind="paper", text__contains="sent back")
    others = case.allocations.exclude(worker=nurse).values_list("worker", flat=True)
    assert set(told.values_list("user", flat=True)) == set(others) != set()
    assert not told.filter(text__contains="to you").exists()


def test_managers_are_told_that_a_paper_waits_for_them_without_a_name(case_and_midwife, team):
    case, nurse = case_and_midwife
    boss = manager(team)
    signed_paper(case, "safety_plan", by=nurse)
    told = Notification.objects.get(user=boss)
    assert "second signature" in told.text
    assert "Sampl" not in told.text


def test_a_worker_of_another_role_may_write_and_not_sign(client, case_and_midwife, team):
    case, nurse = case_and_midwife
    nursery = midwife(team)
    nursery.profession = "nursery_nurse"
    nursery.save()
    allocated(case, "nursery_nurse", nursery)
    version = written(begun(case, "pre_birth_assessment", by=nurse), by=nurse)
    client.force_login(nursery)
    assert client.get(url("paper_section", paper_id=version.paper_id, section="risks")).status_code == 200
    assert client.get(url("paper_sign", paper_id=version.paper_id)).status_code == 403


def test_the_outline_plan_that_is_signed_meets_the_clock_that_waits_for_it(case_and_midwife):
    case, nurse = case_and_midwife
    child = case.pregnancy.children.get()
    held = timezone.localdate() - timedelta(days=3)
    record_meeting(
        case=case, kind="initial_conference", held_on=held, about=[child.person],
        decisions=[SubjectDecision(child.person, "register", ("neglect",))], by=nurse,
    )  # fmt: skip
    clock = Milestone.objects.get(case=case, rule="outline_plan")
    assert clock.met_on is None
    signed_paper(case, "outline_plan", by=nurse, dated=timezone.localdate() - timedelta(days=1))
    clock.refresh_from_db()
    assert clock.met_on == timezone.localdate() - timedelta(days=1)


def test_the_assessment_that_is_signed_meets_its_clock_of_42_working_days(case_and_midwife):
    case, nurse = case_and_midwife
    child = case.pregnancy.children.get()
    start = timezone.localdate() - timedelta(days=7)
    start_status(
        family=case.family, person=child.person, definition=rules_of(case), kind="assessment", starts=start, by=nurse
    )
    clock = Milestone.objects.get(case=case, rule="assessment")
    assert clock.met_on is None
    signed_paper(case, "pre_birth_assessment", by=nurse)
    clock.refresh_from_db()
    assert clock.met_on == timezone.localdate()


def test_a_fathers_paper_holds_nothing_of_the_mothers_record(client, case_and_midwife):
    case, nurse = case_and_midwife
    visit_row(case, nurse)
    his = partner_case(case)
    allocated(his, "parent_worker", nurse_of(his))
    version = begun(his, "conference_report", by=nurse)
    texts = " ".join(version.sections.values_list("text", flat=True))
    assert "Dylan Prawf" in texts
    assert "the baby" in texts
    for hers in ("Ffion", "Sampl", "1 visit", str(case.pregnancy.due_date.year) + ")"):
        assert hers not in texts
    client.force_login(manager(his.team))
    page = client.get(url("paper", paper_id=version.paper_id)).text
    assert "Ffion" not in page
    assert "Sampl" not in page


def nurse_of(case):
    worker = midwife(case.team)
    worker.profession = "parent_worker"
    worker.save()
    return worker


def test_the_side_of_a_parent_who_is_kept_apart_is_not_there_for_the_other_sides_worker(client, case_and_midwife):
    case, nurse = case_and_midwife
    his = partner_case(case)
    his_worker = nurse_of(his)
    allocated(his, "parent_worker", his_worker)
    case.family.parents_kept_apart = True
    case.family.save()
    hers = begun(case, "safety_plan", by=nurse)
    client.force_login(his_worker)
    assert client.get(url("paper", paper_id=hers.paper_id)).status_code == 404
    assert client.get(url("papers", case_id=case.pk)).status_code == 404
    assert client.get(url("papers", case_id=his.pk)).status_code == 200


def test_a_letter_to_the_family_is_in_the_clients_language_and_has_no_address_where_post_is_unsafe(case_and_midwife):
    from families.models import ContactChannel

    case, nurse = case_and_midwife
    case.client.language = "cy"
    case.client.save()
    version = begun(case, "family_letter", by=nurse)
    assert version.language == "cy"
    assert "1 Heol Prawf" in version.sections.get(key="to").text
    other = antenatal_case(case.team, given_name="Nia")
    ContactChannel.objects.create(person=other.client, channel="post", safe="no", valid_from=other.opened_on)
    to = begun(other, "family_letter", by=nurse).sections.get(key="to").text
    assert "Heol" not in to
    assert "By hand" in to


def test_a_version_is_a_pdf_and_a_word_file_and_both_are_in_the_read_log(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = signed_paper(case, "conference_report", by=nurse, text="#strong[x] \\ = nothing is read as markup")
    client.force_login(nurse)
    parts = {"paper_id": version.paper_id, "number": 1}
    pdf = client.get(url("paper_file", **parts, ending="pdf"))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment; filename=")
    assert faults_of(pdf.content) == []
    assert pdf.content == client.get(url("paper_file", **parts, ending="pdf")).content
    word = WordFile(BytesIO(client.get(url("paper_file", **parts, ending="docx")).content))
    lines = [one.text for one in word.paragraphs]
    assert "#strong[x] \\ = nothing is read as markup" in lines
    assert any(nurse.name in line for line in lines)
    assert client.get(url("paper_file", **parts, ending="exe")).status_code == 404
    assert AccessEntry.objects.filter(kind="exported", reference=case.reference).count() == 3


def test_what_stood_above_a_signed_paper_stays_when_the_name_changes(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = signed_paper(case, "birth_plan", by=nurse)
    assert version.heading["name"] == "Ffion Sampl"
    client.force_login(nurse)
    case.client.family_name = "Arall"
    case.client.save()
    parts = {"paper_id": version.paper_id, "number": 1, "ending": "docx"}
    word = WordFile(BytesIO(client.get(url("paper_file", **parts)).content))
    assert any("Ffion Sampl" in one.text for one in word.paragraphs)


def test_a_double_press_begins_one_paper(client, case_and_midwife):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    given = {"key": "0192aaaa-0000-7000-8000-000000000001", "kind": "birth_plan"}
    page = url("paper_new", case_id=case.pk)
    assert [client.post(page, given).status_code for _turn in range(2)] == [302, 302]
    assert Paper.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("text", ["x" * 1_000_000, "nul \x00 byte"], ids=["a megabyte", "NUL"])
def test_a_text_that_cannot_be_kept_comes_back_with_its_reason(client, case_and_midwife, text):
    case, nurse = case_and_midwife
    version = begun(case, "birth_plan", by=nurse)
    client.force_login(nurse)
    answer = client.post(
        url("paper_section", paper_id=version.paper_id, section="wishes"), {"text": text, "version": "1"}
    )
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert text[-100:].replace("\x00", "") in answer.text.replace("\x00", "")


def test_nothing_is_begun_or_signed_on_a_closed_case_or_in_the_future(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = written(begun(case, "birth_plan", by=nurse), by=nurse)
    client.force_login(nurse)
    seen = state_of(list(version.sections.all()))
    later = timezone.localdate() + timedelta(days=1)
    page = url("paper_sign", paper_id=version.paper_id)
    assert "cannot be in the future" in client.post(page, {"seen": seen, "dated": later}).text
    type(case).objects.filter(pk=case.pk).update(stage="closed", closed_on=timezone.localdate())
    assert client.post(page, {"seen": seen, "dated": timezone.localdate()}).status_code == 409
    assert client.get(url("paper", paper_id=version.paper_id)).status_code == 200


def test_a_paper_and_the_list_ask_the_same_number_of_questions_however_many_versions(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = signed_paper(case, "outline_plan", by=nurse)
    client.force_login(nurse)
    pages = [url("papers", case_id=case.pk), url("paper", paper_id=version.paper_id)]

    def asked():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    asked()
    few = asked()
    for _turn in range(5):
        signed(revise_paper(paper=version.paper, by=nurse), by=nurse)
        ask_report(case=case, kind="parenting_assessment", asked_of="Dr Ffug", asked_on=timezone.localdate(), by=nurse)
    assert asked() == few


def test_a_draft_is_thrown_away_and_what_was_signed_stays(client, case_and_midwife):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    mistake = begun(case, "formulation", by=nurse)
    assert client.post(url("paper_discard", paper_id=mistake.paper_id)).status_code == 302
    assert not Paper.objects.filter(pk=mistake.paper_id).exists()
    assert event_model_of(PaperSection).objects.filter(of_id=mistake.pk, pgh_label="delete").exists()
    kept = signed_paper(case, "birth_plan", by=nurse)
    revise_paper(paper=kept.paper, by=nurse)
    assert client.post(url("paper_discard", paper_id=kept.paper_id)).status_code == 302
    assert list(kept.paper.versions.values_list("number", flat=True)) == [1]
    client.post(url("paper_discard", paper_id=kept.paper_id))
    assert kept.paper.versions.count() == 1


def test_a_letter_is_a_pdf_and_a_word_file_with_its_sender_and_without_headings(client, case_and_midwife):
    case, nurse = case_and_midwife
    version = signed_paper(case, "family_letter", by=nurse, text="Dear Ffion,\n\nUntil Thursday.")
    client.force_login(nurse)
    parts = {"paper_id": version.paper_id, "number": 1}
    assert faults_of(client.get(url("paper_file", **parts, ending="pdf")).content) == []
    word = WordFile(BytesIO(client.get(url("paper_file", **parts, ending="docx")).content))
    assert [one.text for one in word.paragraphs[-2:]] == [nurse.name, case.team.name]
    assert not [one for one in word.paragraphs if one.style.name.startswith("Heading")]
