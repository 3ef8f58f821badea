"""Files of a case: told by their content, made harmless, served only through the gate, withdrawn and never gone."""

import socket
import struct
import threading
import zipfile
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from activity.models import AccessEntry
from families.actions.documents import take_document
from families.actions.reports import ask_report, receive_report
from families.errors import DateImpossible, FileRefused
from families.files import sniffing
from families.files.sniffing import examine, safe_name
from families.files.store import store
from families.models import Document, Milestone
from tests.factories.families import manager, midwife, worked_case

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def case_and_midwife():
    case, nurse, _parent = worked_case()
    return case, nurse


def picture(kind="JPEG", size=(40, 30), **how):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def packed(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return out.getvalue()


def word_file(**more):
    return packed(**{"[Content_Types]_xml": "<Types/>", "word__document_xml": "<w/>", **more})


def given(body=PDF, name="plan.pdf", **changes):
    told = {"kind": "birth_plan", "title": "A plan", "dated": timezone.localdate()}
    return {**told, "file": SimpleUploadedFile(name, body, "application/pdf"), **changes}


def page(name, **parts):
    return reverse(f"families:{name}", kwargs=parts)


def filed(case, by, body=PDF, **changes):
    told = {"title": "A plan", "kind": "birth_plan", "dated": timezone.localdate(), "name": "plan.pdf"}
    return take_document(case=case, body=body, by=by, **{**told, **changes})


def test_a_file_is_kept_outside_every_address_and_served_only_as_an_attachment(client, case_and_midwife, settings):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    assert client.post(page("document_new", case_id=case.pk), given()).status_code == 302
    found = Document.objects.get(case=case)
    assert (found.content_type, found.size, found.name) == ("application/pdf", len(PDF), "plan.pdf")
    assert found.sha256 == sha256(PDF).hexdigest()
    kept = store().path(found.storage_key)
    assert kept.startswith(settings.STORAGES["documents"]["OPTIONS"]["location"])
    assert str(settings.STATIC_ROOT) not in kept
    answer = client.get(page("document_file", document_id=found.pk))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    entry = AccessEntry.objects.filter(kind="exported").latest("id")
    assert entry.detail["document"] == str(found.pk)
    assert entry.reference == case.reference


def test_a_colleague_of_another_team_and_an_expired_session_get_nothing(client, case_and_midwife):
    case, nurse = case_and_midwife
    found = filed(case, nurse)
    address = page("document_file", document_id=found.pk)
    assert client.get(address).status_code == 302
    client.force_login(midwife(worked_case()[0].team))
    assert client.get(address).status_code == 404


def test_place_and_camera_are_taken_out_of_a_picture_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by the camera
    exif[0x0110] = "Camera of somebody"
    exif.get_ifd(0x8825)[2] = (51.0, 37.0, 0.0)
    kept = examine(picture(exif=exif))
    assert b"Camera of somebody" not in kept.body
    drawn = Image.open(BytesIO(kept.body))
    assert (kept.content_type, kept.ending, drawn.size) == ("image/jpeg", "jpg", (30, 40))
    assert not drawn.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hides_behind_a_picture_is_gone(kind):
    polyglot = picture(kind) + b"<script>alert(1)</script>" + packed(a="b")
    kept = examine(polyglot)
    assert b"script" not in kept.body
    assert b"PK\x03\x04" not in kept.body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PDF, "pdf"),
        (picture("PNG"), "png"),
        (word_file(), "docx"),
        (packed(**{"[Content_Types]_xml": "<Types/>", "xl__workbook_xml": "<x/>"}), "xlsx"),
        (packed(mimetype="application/vnd.oasis.opendocument.text", content_xml="<x/>"), "odt"),
    ],
    ids=["pdf", "png", "docx", "xlsx", "odt"],
)
def test_the_content_says_what_it_is_and_gives_the_ending(body, kind):
    kept = examine(body)
    assert kept.ending == kind
    assert safe_name("holiday.exe", kept.ending) == f"holiday.{kind}"


BAD = {
    "nothing at all": b"",
    "a program": b"MZ\x90\x00" + b"\0" * 200,
    "a drawing that runs scripts": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a page that says it is a PDF later": b"<html>%PDF-1.7",
    "an archive of anything": packed(a="b"),
    "a Word file with macros": word_file(word__vbaProject_bin="x"),
    "half an archive": word_file()[:60],
    "half a picture": picture(size=(400, 400))[:300],
    "the head of a picture": b"\xff\xd8\xff\xe0 and nothing",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_what_is_not_allowed_is_refused_with_a_reason_at_the_field(client, case_and_midwife, body):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    answer = client.post(page("document_new", case_id=case.pk), given(body, "report.pdf", title="Kept title"))
    assert answer.status_code == 400
    assert 'id="id_file-error"' in answer.text
    assert "Kept title" in answer.text
    assert not Document.objects.exists()


def test_a_picture_that_unfolds_into_gigabytes_is_refused_before_it_is_unfolded():
    bomb = bytearray(picture("PNG"))
    bomb[16:24] = struct.pack(">II", 60_000, 60_000)  # the head says so; the rest need not agree
    with pytest.raises(FileRefused, match=r"pixels|damaged"):
        examine(bytes(bomb))
    with pytest.raises(FileRefused, match="pixels"):
        examine(picture("PNG", size=(9_000, 5_000)))


def test_an_office_file_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(sniffing, "MOST_UNPACKED", 100_000)
    with pytest.raises(FileRefused, match="unpacks"):
        examine(word_file(word__media=b"0" * 200_000))


def test_a_hundred_megabytes_are_refused_before_a_byte_is_read(client, case_and_midwife):
    case, nurse = case_and_midwife
    client.force_login(nurse)

    class Unread(BytesIO):
        def read(self, *_args):
            raise AssertionError("the body was read")

    answer = client.generic(
        "POST", page("document_new", case_id=case.pk), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=100 * 1024 * 1024, **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "10 MB" in answer.text


def test_a_file_a_little_too_large_is_refused_at_its_field(client, case_and_midwife, settings):
    settings.DOCUMENT_MOST_BYTES = 1024 * 1024
    case, nurse = case_and_midwife
    client.force_login(nurse)
    answer = client.post(page("document_new", case_id=case.pk), given(PDF + b"0" * 1024 * 1024))
    assert answer.status_code == 400
    assert "larger than 1 MB" in answer.text


NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "C:\\Users\\x\\report.final.pdf": "report.final.pdf",
    "a\x00b.pdf": "b.pdf",
    "gpj.\u202efdp.exe": "gpj.fdp.pdf",
    "\u200bplan\u2066.pdf": "plan.pdf",
    "cynllun gŵyl.pdf": "cynllun gŵyl.pdf",
    '"; rm -rf *.pdf': "rm -rf.pdf",
    "": "document.pdf",
    "...": "document.pdf",
    "x" * 400: "x" * 80 + ".pdf",
}


@pytest.mark.parametrize("name", NAMES, ids=[f"name{place}" for place in range(len(NAMES))])
def test_a_name_holds_no_folder_nothing_invisible_and_no_turned_letters(name):
    assert safe_name(name, "pdf") == NAMES[name]


def test_the_same_form_sent_twice_files_one_document(client, case_and_midwife):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    key = {"key": "0192aaaa-0000-7000-8000-000000000002"}
    for _turn in range(2):
        assert client.post(page("document_new", case_id=case.pk), given(**key)).status_code == 302
    assert Document.objects.filter(case=case).count() == 1


def test_what_cannot_be_written_into_the_case_leaves_no_file_behind(case_and_midwife, monkeypatch):
    case, nurse = case_and_midwife
    kept = []
    monkeypatch.setattr("families.actions.documents.renew_case", lambda **_given: kept[0])
    before = set(store().listdir("")[0])
    with pytest.raises(IndexError):
        filed(case, nurse)
    folders = set(store().listdir("")[0]) - before
    assert all(store().listdir(one)[1] == [] for one in folders)
    assert not Document.objects.exists()


def test_a_document_is_withdrawn_for_a_reason_listed_and_opens_to_nobody(client, case_and_midwife):
    case, nurse = case_and_midwife
    found = filed(case, nurse)
    client.force_login(nurse)
    address = page("document_withdraw", document_id=found.pk)
    assert client.post(address, {"version": "1", "reason": ""}).status_code == 400
    assert client.post(address, {"version": "7", "reason": "Wrong case"}).status_code == 409
    assert client.post(address, {"version": "1", "reason": "Wrong case"}).status_code == 302
    listed = client.get(page("papers", case_id=case.pk)).text
    assert "Wrong case" in listed
    for reader in (nurse, manager(case.team)):
        client.force_login(reader)
        assert client.get(page("document_file", document_id=found.pk)).status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=found.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=found.pk).update(withdrawn_reason="Other")


def test_a_clock_that_a_document_had_met_waits_again_when_it_is_withdrawn(client, case_and_midwife):
    from families.actions.meetings import SubjectDecision, record_meeting

    case, nurse = case_and_midwife
    child = case.pregnancy.children.get()
    record_meeting(
        case=case, kind="initial_conference", held_on=timezone.localdate(), about=[child.person],
        decisions=[SubjectDecision(child.person, "register", ("neglect",))], by=nurse,
    )  # fmt: skip
    found = filed(case, nurse, kind="outline_plan")
    assert Milestone.objects.get(case=case, rule="outline_plan").met_on == timezone.localdate()
    client.force_login(nurse)
    client.post(page("document_withdraw", document_id=found.pk), {"version": "1", "reason": "Not the plan"})
    assert Milestone.objects.get(case=case, rule="outline_plan").met_on is None


@contextmanager
def clamd(answer):
    """A scanner that listens and answers; yields its address and what it was sent."""
    server = socket.create_server(("127.0.0.1", 0))
    heard = []

    def listen():
        line, _from = server.accept()
        with line:
            taken = b""
            while not taken.endswith(b"\0\0\0\0"):
                taken += line.recv(65536)
            heard.append(taken)
            line.sendall(answer)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", heard
    finally:
        server.close()
        thread.join(timeout=5)


def test_the_scanner_is_asked_where_there_is_one(case_and_midwife, settings):
    case, nurse = case_and_midwife
    with clamd(b"stream: OK\0") as (settings.CLAMD, heard):
        filed(case, nurse)
    assert heard[0].startswith(b"zINSTREAM\0" + struct.pack("!I", len(PDF)) + PDF)


def test_what_the_scanner_finds_is_not_kept(case_and_midwife, settings):
    case, nurse = case_and_midwife
    with (
        clamd(b"stream: Eicar-Test-Signature FOUND\0") as (settings.CLAMD, _heard),
        pytest.raises(FileRefused, match="virus scanner refuses"),
    ):
        filed(case, nurse)
    assert not Document.objects.exists()


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.ctl", "no port"], ids=["closed", "socket", "wrong"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(case_and_midwife, settings, where):
    case, nurse = case_and_midwife
    settings.CLAMD = where
    with pytest.raises(FileRefused, match="could not be looked at"):
        filed(case, nurse)


def test_a_report_is_asked_for_reminded_of_and_received_with_its_document(client, case_and_midwife):
    case, nurse = case_and_midwife
    client.force_login(nurse)
    told = {"kind": "parenting_assessment", "asked_of": "Dr Ffug", "asked_on": timezone.localdate(), "why": ""}
    assert client.post(page("report_ask", case_id=case.pk), told).status_code == 302
    report = case.reports.get()
    assert report.due_on > report.asked_on
    assert report.task.due_on == report.due_on
    assert report.task.assigned_to == nurse
    found = filed(case, nurse, kind="parenting_assessment", title="The assessment")
    came = {"version": "1", "received_on": timezone.localdate(), "outcome": "Can parent with help.",
            "document": str(found.pk)}  # fmt: skip
    assert client.post(page("report", report_id=report.pk), came).status_code == 302
    report.refresh_from_db()
    report.task.refresh_from_db()
    assert (report.document, bool(report.task.done_on)) == (found, True)
    assert "Can parent with help." in client.get(page("papers", case_id=case.pk)).text


def test_a_report_that_is_late_is_overdue_on_the_page_and_among_the_tasks(client, case_and_midwife):
    case, nurse = case_and_midwife
    day = timezone.localdate()
    report = ask_report(
        case=case, kind="psychological_assessment", asked_of="Dr Ffug", asked_on=day.replace(year=day.year - 1),
        due_on=day.replace(year=day.year - 1), by=nurse,
    )  # fmt: skip
    client.force_login(nurse)
    assert "Overdue since" in client.get(page("papers", case_id=case.pk)).text
    assert report.task.title in client.get(reverse("families:today")).text


def test_two_who_write_what_came_see_both_and_a_report_cannot_come_before_it_was_asked_for(client, case_and_midwife):
    case, nurse = case_and_midwife
    day = timezone.localdate()
    report = ask_report(case=case, kind="family_group_conference", asked_of="FGC", asked_on=day, by=nurse)
    with pytest.raises(DateImpossible):
        receive_report(
            report=report, expected_version=1, received_on=day.replace(year=day.year - 1), outcome="x", document=None,
            by=nurse,
        )  # fmt: skip
    receive_report(
        report=report, expected_version=1, received_on=day, outcome="Theirs", document=None, by=manager(case.team)
    )
    client.force_login(nurse)
    answer = client.post(
        page("report", report_id=report.pk), {"version": "1", "received_on": day, "outcome": "Mine", "document": ""}
    )
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert client.post(
        page("report", report_id=report.pk), {"version": "2", "received_on": day, "outcome": "Mine", "document": ""}
    ).status_code == 302  # fmt: skip


def test_a_report_that_is_called_off_asks_for_the_reason_and_reminds_nobody(client, case_and_midwife):
    case, nurse = case_and_midwife
    report = ask_report(
        case=case, kind="family_group_conference", asked_of="FGC", asked_on=timezone.localdate(), by=nurse
    )
    client.force_login(nurse)
    address = page("report_call_off", report_id=report.pk)
    assert client.post(address, {"version": "1", "reason": ""}).status_code == 400
    assert client.post(address, {"version": "1", "reason": "She does not want it"}).status_code == 302
    report.refresh_from_db()
    report.task.refresh_from_db()
    assert report.task.cancelled_on
    assert "She does not want it" in client.get(page("papers", case_id=case.pk)).text


def test_a_document_of_another_case_cannot_be_named_as_what_came(client, case_and_midwife):
    case, nurse = case_and_midwife
    other, its_nurse, _parent = worked_case()
    foreign = filed(other, its_nurse)
    report = ask_report(case=case, kind="parenting_assessment", asked_of="X", asked_on=timezone.localdate(), by=nurse)
    client.force_login(nurse)
    came = {"version": "1", "received_on": timezone.localdate(), "outcome": "x", "document": str(foreign.pk)}
    assert client.post(page("report", report_id=report.pk), came).status_code == 400


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_photo_as_an_iphone_takes_it_is_refused_with_what_to_do(brand):
    with pytest.raises(FileRefused, match="Most Compatible"):
        examine(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 100)
