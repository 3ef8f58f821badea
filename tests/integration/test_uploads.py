"""Referrals by file: seen before they are sent, sent together or not at all, and told only what one may know."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activity.history import event_model_of
from families.nhs_numbers import synthetic
from referrals.actions import uploads
from referrals.models import Referral, Upload, UploadedReferral, UploadFile, UploadRow
from referrals.tasks import drop_old_uploads
from referrals.uploads.columns import COLUMNS, template
from tests.factories import families as make
from tests.factories.referrals import referral_to, referrer, same_person_as, second_team
from tests.integration.test_referrals_sending import booking

pytestmark = pytest.mark.django_db

NEW = "/referrals/upload/"
TODAY = timezone.localdate


def row(number=0, **changes):
    """A complete row; every number is somebody else."""
    return {
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
        "given_name": f"{GIVEN[number % len(GIVEN)]}",
        "family_name": f"{FAMILY[number % len(FAMILY)]}{number}",
        "date_of_birth": f"{1980 + number % 25}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "nhs_number": synthetic(9000 + number),
        "postcode": "SA1 3SN",
        "due_date_source": "scan",
        "scanned_on": TODAY().isoformat(),
        "gestation": "12+3",
        "safety_asked": "yes",
        "safe_channels": "call;text",
        "reason": "Low mood, insecure housing.",
        "consent": "given",
    } | changes


GIVEN = ["Ffion", "Nerys", "Catrin", "Lowri", "Mared", "Haf", "Gwenno"]
FAMILY = ["Sampl", "Treial", "Prawf", "Esgus", "Rhith"]


def sheet(*rows, delimiter=",", encoding="utf-8", names=None):
    out = io.StringIO()
    names = names or list(dict.fromkeys(name for one in rows for name in one))
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def team():
    return make.team_offering()


@pytest.fixture
def ann(client, team):
    user = referrer(team, name="Ann Ffug")
    client.force_login(user)
    return user


@pytest.fixture
def carys(client, team):
    user = make.manager(team, name="Carys Ffug")
    client.force_login(user)
    return user


def put(client, body, name="referrals.csv", **details):
    data = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile(name, body, "text/csv")} | details
    return client.post(NEW, data)


def preview(client, *rows, to="", **details):
    """Upload rows; return the upload and what its page says."""
    answer = put(client, sheet(*rows, **details), **({"to": to} if to else {}))
    assert answer.status_code == 302, answer.content.decode()
    upload = Upload.objects.latest("id")
    return upload, client.get(answer.url).content.decode()


def confirm(client, upload):
    answer = client.post(reverse("referrals:upload_confirm", args=[upload.pk]), follow=True)
    upload.refresh_from_db()
    return answer.content.decode()


def decide(client, upload, **choices):
    return client.post(reverse("referrals:upload_decide", args=[upload.pk]), choices)


def test_nothing_is_written_before_it_is_confirmed_and_then_everything(client, ann, team):
    upload, page = preview(client, row(1), row(2), row(3))
    assert "Send 3 referrals" in page
    assert not Referral.objects.exists()
    result = confirm(client, upload)
    assert Referral.objects.count() == 3
    assert all(one.reference in result for one in Referral.objects.all())
    assert {(one.sent_by, one.entered_by, one.team) for one in Referral.objects.all()} == {(ann, ann, team)}
    assert list(UploadedReferral.objects.values_list("number", flat=True)) == [2, 3, 4]


def test_the_file_is_gone_once_it_is_sent(client, ann):
    upload, _page = preview(client, row(1))
    assert UploadFile.objects.exists()
    confirm(client, upload)
    assert not UploadFile.objects.exists()
    assert not UploadRow.objects.exists()
    assert upload.state == "done"
    history = str(list(event_model_of(Upload).objects.values()))
    assert row(1)["family_name"] not in history


def test_form_and_file_end_in_the_same_row_and_the_same_history(client, ann):
    client.post("/referrals/new/", booking())
    told = {
        "source": "community_midwife", "referrer_name": "Ann Ffug", "given_name": "Megan", "family_name": "Sampl",
        "nhs_number": "999 000 0050", "postcode": "sa13sn", "phone": "07700 900142", "safety_asked": "yes",
        "safe_channels": "call; text", "interpreter_needed": "no", "care_leaver": "not_asked",
        "due_date_source": "scan", "scanned_on": TODAY().isoformat(), "gestation": "12+3",
        "reason": "Low mood, insecure housing.", "consent": "given",
    }  # fmt: skip
    upload, _page = preview(client, told)
    decide(client, upload, **{"row-2": "send"})
    confirm(client, upload)
    differ = {"id", "entered_at", "changed_at", "received_at", "reference"}
    by_form, by_file = (
        {name: value for name, value in one.items() if name not in differ}
        for one in Referral.objects.order_by("id").values()
    )
    assert by_form == by_file | {"referrer_agency": by_form["referrer_agency"]}
    events = event_model_of(Referral).objects.order_by("pgh_id")
    assert [one.pgh_label for one in events] == ["insert", "insert"]
    assert {one.pgh_context["user"] for one in events} == {str(ann.pk)}


def test_one_wrong_row_keeps_all_of_them_back(client, ann):
    upload, page = preview(client, row(1), row(2, postcode="SWANSEA"), row(3, nhs_number="999 000 0051"))
    assert "This is not a postcode" in page
    assert "This is not an NHS number" in page
    assert "Put the rows right" in page
    assert "wrong, or not decided" in confirm(client, upload)
    assert not Referral.objects.exists()


def test_what_is_missing_is_a_warning_and_can_be_sent(client, ann):
    upload, page = preview(client, row(1, consent="", safety_asked="no", due_date_source=""))
    assert "Accepted with a warning" in page
    assert "Whether the family agrees" in page
    confirm(client, upload)
    assert Referral.objects.get().consent == "not_asked"


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"date_of_birth": "12 March 1999"}, "date_of_birth", "is not a date such as"),
        ({"date_of_birth": "30/02/1999"}, "date_of_birth", "is not a day of the calendar"),
        ({"date_of_birth": "36231"}, "date_of_birth", "is not a date such as"),
        ({"given_name": "=cmd|' /C calc'!A0"}, "given_name", "This is a formula"),
        ({"reason": "@SUM(A1)"}, "reason", "This is a formula"),
        ({"family_name": "-A1"}, "family_name", "This is a formula"),
        ({"source": "stranger"}, "source", "Select a valid choice"),
        ({"safe_channels": "pigeon"}, "safe_channels", "Select a valid choice"),
        ({"no_fixed_abode": "perhaps"}, "no_fixed_abode", "Say yes or no"),
        ({"given_name": ""}, "given_name", "Fill in"),
        ({"reason": "x" * 20_001}, "reason", "20000 characters or fewer"),
        ({"fetuses": "nine"}, "fetuses", "Write a number"),
        ({"client_kind": "partner"}, "mother_family_name", "Name the mother"),
        ({"born_on": "2020-01-01"}, "born_on", "older than the service is for"),
        ({"phone": "ring Mam"}, "phone", "Write a phone number"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(client, ann, changes, column, message):
    upload, _page = preview(client, row(1), row(2, **changes))
    wrong = upload.lines.get(number=3)
    assert wrong.level == "wrong"
    assert any(one["column"] == column and message in one["text"] for one in wrong.findings), wrong.findings
    assert upload.lines.get(number=2).level == "good"


def test_a_phone_number_with_its_country_is_no_formula(client, ann):
    upload, _page = preview(client, row(1, phone="+44 7700 900142"))
    assert upload.lines.get().level == "good"


def test_british_dates_are_read(client, ann):
    upload, _page = preview(client, row(1, date_of_birth="4/3/1999"))
    confirm(client, upload)
    assert Referral.objects.get().date_of_birth.isoformat() == "1999-03-04"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV file"),
        (b"dear team,\nplease help", "No heading is known"),
        (sheet(row(1))[: sheet(row(1)).index(b"\n") + 1], "no rows"),
        (sheet(row(1))[: sheet(row(1)).index(b"insecure")], "half a file"),
        (sheet({"given_name": "A", "family_name": "B"}), "These columns are missing: source, reason"),
        (sheet(row(1)).replace(b"gestation", b"given_name"), "stand there twice: given_name"),
        (b"\x81\x8d\x8f", "cannot be read"),
        (b"\xff\xfea", "middle of a letter"),
    ],
)
def test_a_file_that_is_none_of_referrals_is_refused_at_its_field(client, ann, body, message):
    answer = put(client, body)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert not Upload.objects.exists()
    assert not UploadFile.objects.exists()


def test_without_a_file_one_is_asked_for(client, ann):
    assert "Choose a file" in client.post(NEW, {}).content.decode()


def test_a_row_with_too_few_cells_is_told_as_cut_off(client, ann):
    body = sheet(row(1), row(2)).rstrip()
    answer = put(client, body[: body.rindex(b",")])
    page = client.get(answer.url).content.decode()
    assert "13 cells, the heading has 14" in page
    assert Upload.objects.get().lines.get(number=3).level == "wrong"


def test_columns_that_are_not_known_are_left_out_and_named(client, ann):
    _upload, page = preview(client, row(1, shoe_size="5"))
    assert "shoe_size" in page
    assert "Send 1 referral" in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(client, ann, encoding, delimiter):
    upload, page = preview(client, row(1, family_name="Llŷr"), encoding=encoding, delimiter=delimiter)
    assert upload.lines.get().cells["family_name"] == "Llŷr"
    assert "Windows-1252" not in page


def test_an_older_encoding_is_read_and_said(client, ann):
    upload, page = preview(client, row(1, given_name="Siân"), encoding="cp1252")
    assert upload.lines.get().cells["given_name"] == "Siân"
    assert "read as Windows-1252" in page
    assert "Siân" in page


def test_too_many_rows_are_refused(client, ann, settings):
    settings.UPLOAD_MOST_ROWS = 3
    answer = put(client, sheet(*(row(number) for number in range(4))))
    assert "more than 3 rows" in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_hundred_thousand_rows_are_refused_and_not_waited_for(client, ann):
    line = b"community_midwife,Megan,Sampl,Low mood."
    answer = put(client, b"\n".join([b"source,given_name,family_name,reason", *[line] * 100_000]))
    assert answer.status_code == 400
    assert "more than 10,000 rows" in answer.content.decode()
    assert not Upload.objects.exists()


def test_too_large_a_file_is_refused(client, ann, settings):
    settings.UPLOAD_MOST_BYTES = 100
    assert "larger than" in put(client, sheet(row(1))).content.decode()


def test_the_template_can_be_filled_in_and_sent(client, ann):
    answer = client.get("/referrals/upload/template.csv")
    assert answer.content.decode() == template(by_team=False)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    body = answer.content.replace(b"2026-04-09", TODAY().isoformat().encode())
    upload = put(client, body)
    assert Upload.objects.get().lines.get().level == "good", Upload.objects.get().lines.get().findings
    assert "Send 1 referral" in client.get(upload.url).content.decode()


def test_every_column_is_explained(client, ann):
    page = client.get(NEW).content.decode()
    assert all(column.name in page and column.about for column in COLUMNS)
    assert "community_midwife (Community midwife)" in page


def test_two_rows_of_one_person_have_to_be_decided(client, ann):
    upload, page = preview(client, row(1), row(2), row(1, given_name="Fion"))
    assert "Row 2 of this file" in page
    assert "Decide first" in page
    assert "not decided yet" in confirm(client, upload)
    decide(client, upload, **{"row-4": "leave"})
    confirm(client, upload)
    assert Referral.objects.count() == 2


def test_all_rows_may_be_left_out(client, ann, team):
    referral_to(team, sent_by=ann, **TOLD)
    upload, _page = preview(client, row(1))
    decide(client, upload, **{"row-2": "leave"})
    page = client.get(reverse("referrals:upload", args=[upload.pk])).content.decode()
    assert "Finish without sending any" in page
    assert "No row was sent" in confirm(client, upload)
    assert Referral.objects.count() == 1


TOLD = {name: row(1)[name] for name in ("given_name", "family_name", "nhs_number")}


def test_a_referrer_is_told_of_the_own_referrals_and_of_nobody_elses(client, ann, team):
    case = make.antenatal_case(team, given_name="Megan", family_name="Cyfrinach")
    person = case.client
    person.nhs_number = synthetic(4242)
    person.save()
    waiting = referral_to(
        team, sent_by=referrer(team), given_name="Haf", family_name="Arall", nhs_number=synthetic(4343)
    )
    own = referral_to(team, sent_by=ann, given_name="Nia", family_name="Hun", nhs_number=synthetic(4444))
    upload, page = preview(
        client,
        row(1, given_name="Megan", family_name="Cyfrinach", nhs_number=synthetic(4242)),
        row(2, given_name="Haf", family_name="Arall", nhs_number=synthetic(4343)),
        row(3, given_name="Nia", family_name="Hun", nhs_number=synthetic(4444)),
    )
    assert list(upload.lines.values_list("level", flat=True)) == ["good", "good", "alike"]
    assert own.reference in page
    assert waiting.reference not in page
    assert case.reference not in page


def test_a_manager_is_told_of_waiting_referrals_and_records_that_she_may_see(client, carys, team):
    case = make.antenatal_case(team, given_name="Megan", family_name="Hysbys")
    waiting = referral_to(team, given_name="Haf", family_name="Arall", nhs_number=synthetic(4343))
    other = second_team(team)
    elsewhere = referral_to(other, given_name="Eira", family_name="Draw", nhs_number=synthetic(4545))
    same = same_person_as(case)
    born = same["date_of_birth"]
    upload, page = preview(
        client,
        row(1, given_name=same["given_name"], family_name=same["family_name"],
            date_of_birth=born.isoformat() if born else "", nhs_number=same["nhs_number"] or ""),
        row(2, given_name="Haf", family_name="Arall", nhs_number=synthetic(4343)),
        row(3, given_name="Eira", family_name="Draw", nhs_number=synthetic(4545)),
        to=f"jig-so.{team.slug}",
    )  # fmt: skip
    assert "On record: Megan Hysbys" in page
    assert waiting.reference in page
    assert elsewhere.reference not in page
    assert upload.by_team


def test_a_manager_gives_the_day_on_which_the_team_was_told(client, carys):
    day = TODAY() - timedelta(days=3)
    upload, _page = preview(client, row(1, received_on=day.isoformat()), row(2))
    confirm(client, upload)
    found = Referral.objects.order_by("reference")
    assert [one.received_on for one in found] == [day, TODAY()]
    assert {(one.sent_by, one.entered_by) for one in found} == {(None, carys)}


def test_confirmed_twice_it_is_sent_once(client, ann):
    upload, _page = preview(client, row(1))
    confirm(client, upload)
    confirm(client, upload)
    assert Referral.objects.count() == 1


def test_the_same_form_sent_twice_is_one_upload(client, ann):
    key, body = str(uuid.uuid4()), sheet(row(1))
    first, second = put(client, body, key=key), put(client, body, key=key)
    assert first.url == second.url
    assert Upload.objects.count() == 1


def test_what_has_changed_since_the_preview_is_shown_again(client, ann, team):
    upload, _page = preview(client, row(1), row(2))
    referral_to(team, sent_by=ann, **TOLD)
    page = confirm(client, upload)
    assert "Something has changed since you looked" in page
    assert Referral.objects.count() == 1
    assert upload.state == "ready"
    decide(client, upload, **{"row-2": "send"})
    confirm(client, upload)
    assert Referral.objects.count() == 3


def test_of_two_uploads_of_the_same_people_the_second_is_shown_the_first(client, ann):
    first, _page = preview(client, row(1))
    second, _page = preview(client, row(1))
    confirm(client, first)
    assert "Something has changed since you looked" in confirm(client, second)
    assert Referral.objects.count() == 1


def test_a_referrer_who_may_no_longer_send_sends_nothing(client, ann, team):
    upload, _page = preview(client, row(1))
    team.services.clear()
    uploads.confirm_upload(upload=upload, by=ann)
    upload.refresh_from_db()
    assert (upload.state, Referral.objects.count()) == ("ready", 0)
    assert "no longer send" in upload.fault


def test_a_failure_in_the_last_row_writes_nothing(client, ann, monkeypatch):
    upload, _page = preview(client, row(1), row(2))
    receive, calls = uploads.receive_referral, []

    def failing(**details):
        calls.append(details)
        if len(calls) == 2:
            raise uploads.RuleBroken("no more")
        return receive(**details)

    monkeypatch.setattr(uploads, "receive_referral", failing)
    assert "no more" in confirm(client, upload)
    assert not Referral.objects.exists()
    assert upload.state == "ready"


def test_an_upload_is_its_uploaders_alone(client, ann, team):
    upload, _page = preview(client, row(1))
    for other in (referrer(team), make.manager(team)):
        client.force_login(other)
        assert client.get(reverse("referrals:upload", args=[upload.pk])).status_code == 404
        for name in ("upload_decide", "upload_confirm", "upload_discard"):
            assert client.post(reverse(f"referrals:{name}", args=[upload.pk])).status_code == 404
    assert not Referral.objects.exists()


def test_a_file_can_be_thrown_away(client, ann):
    upload, _page = preview(client, row(1))
    client.post(reverse("referrals:upload_discard", args=[upload.pk]))
    upload.refresh_from_db()
    assert (upload.state, UploadRow.objects.count(), UploadFile.objects.count()) == ("discarded", 0, 0)
    assert "finished" in confirm(client, upload)
    assert not Referral.objects.exists()


def test_a_file_that_nobody_sends_is_deleted_after_a_day(client, ann):
    upload, _page = preview(client, row(1))
    assert drop_old_uploads() == 0
    UploadFile.objects.update(stored_at=timezone.now() - timedelta(hours=25))
    assert drop_old_uploads() == 1
    upload.refresh_from_db()
    assert (upload.state, UploadRow.objects.count(), UploadFile.objects.count()) == ("expired", 0, 0)
    assert "Deleted after a day" in client.get(reverse("referrals:upload", args=[upload.pk])).content.decode()


def test_choices_that_are_none_are_passed_over(client, ann):
    upload, _page = preview(client, row(1), row(1))
    decide(client, upload, **{"row-3": "burn", "row-x": "send", "row-99999999999": "send", "row-2": "send"})
    assert not upload.lines.exclude(choice="").exists()


@pytest.mark.parametrize("rows", [3, 40])
def test_the_preview_asks_as_often_however_many_rows_there_are(client, ann, django_assert_max_num_queries, rows):
    upload, _page = preview(client, *(row(number) for number in range(rows)))
    with django_assert_max_num_queries(20):
        client.get(reverse("referrals:upload", args=[upload.pk]))


@pytest.mark.parametrize("rows", [3, 40])
def test_checking_asks_as_often_however_many_rows_there_are(carys, team, django_assert_max_num_queries, rows):
    from referrals.destinations import destinations_for

    body = sheet(*(row(number) for number in range(rows)))
    with django_assert_max_num_queries(40):
        uploads.begin_upload(destination=destinations_for(carys, TODAY())[0], name="x.csv", body=body, by=carys)
