"""Bad addresses, bad documents, and pages that must stay nowhere."""

import base64
import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from tests.factories import families as make
from tests.factories.accounts import user_with

pytestmark = pytest.mark.django_db

ODD = ["\x00", "9" * 5000, "-1", "0001-01-01", "9999-12-31", "2027-02-29", "²", "٣", "{{7*7}}", "'", "x" * 3000]
ASKED = {
    "families:today": ["day"],
    "families:caseload": ["whose", "page"],
    "families:clocks": ["after"],
    "families:board": ["after"],
    "referrals:inbox": ["list", "after"],
    "referrals:new": ["to"],
    "outcomes:runs": ["service", "period", "before"],
    "reporting:returns": ["service", "period", "page"],
    "accounts:notifications": ["page"],
}


@pytest.fixture
def case():
    return make.worked_case()


@pytest.fixture
def boss(case):
    client = Client()
    client.force_login(make.manager(case[0].team))
    return client


@pytest.fixture
def nurse(case):
    client = Client()
    client.force_login(case[1])
    return client


@pytest.mark.parametrize("route", sorted(ASKED))
def test_an_odd_question_in_an_address_is_no_fault(boss, route):
    for name in ASKED[route]:
        for value in ODD:
            answer = boss.get(f"{reverse(route)}?{urlencode({name: value})}")
            assert answer.status_code in (200, 400, 404), (name, value[:20])


@pytest.mark.parametrize(
    "route", ["families:timeline", "families:meeting_new", "outcomes:assessment_new", "outcomes:scores"]
)
def test_an_odd_question_about_a_case_is_no_fault(nurse, case, route):
    for asked in ("kind", "page", "tool", "after"):
        for value in ODD:
            answer = nurse.get(f"{reverse(route, args=[case[0].pk])}?{urlencode({asked: value})}")
            assert answer.status_code in (200, 404), (asked, value[:20])


def test_an_odd_question_of_the_access_log_is_no_fault(case):
    client = Client()
    client.force_login(user_with(Role.INFORMATION_GOVERNANCE, team=case[0].team))
    for name in ("email", "reference", "kind", "before", "first-year"):
        for value in ODD:
            answer = client.get(f"{reverse('accounts:access_log')}?{urlencode({name: value})}")
            assert answer.status_code in (200, 400), (name, value[:20])


def test_an_autosave_with_a_nul_in_its_key_is_no_fault(nurse, case):
    page = nurse.get(reverse("families:visit_new", args=[case[0].pk]))
    data = {"draft_token": page.context["draft_token"], "key": "a\x00b", "note": "a\x00b"}
    assert nurse.post(reverse("families:draft_save"), data).status_code == 200


@pytest.mark.parametrize(
    "back",
    ["nowhere", "families:case", "//evil.example/x", "https://evil.example", "\\\\evil.example", "javascript:alert(1)"],
)
def test_a_ticked_task_leads_back_into_the_site_alone(nurse, case, back):
    task = make.TaskFactory(case=case[0])
    answer = nurse.post(reverse("families:task_done", args=[task.pk]), {"next": back})
    assert answer.url == reverse("families:case", args=[case[0].pk])


@pytest.mark.parametrize("path", ["/language/", "/account/sign-in/"])
def test_a_way_back_out_of_the_site_is_not_taken(client, case, path):
    from tests.factories.accounts import PASSWORD

    for back in ("//evil.example/x", "https://evil.example/", "/\\evil.example", "https:evil.example"):
        sent = {"next": back, "language": "cy", "login": case[1].email, "password": PASSWORD}
        answer = Client().post(path, sent)
        assert answer.status_code in (200, 302)
        assert "evil" not in answer.headers.get("Location", "")


CURSORS = ["p=nonsense", "p=" + "9" * 50, "o=-1&p=x", "r=1&p=\x00", "o=99999999999"]


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("path", ["/api/v1/cases/", "/api/v1/visits/"])
def test_a_cursor_that_was_never_given_out_is_not_found(nurse, path, cursor):
    mark = base64.b64encode(cursor.encode()).decode()
    assert nurse.get(path, {"cursor": mark}).status_code in (200, 404)


BODIES = [
    "[" * 100_000,
    '{"a":' * 100_000,
    json.dumps({"note": [[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}),
    "null", "[]", '"x"', "1", "1e999", "", "{", "\x00", '{"id": "\\ud800"}', '{"minutes": 1e999}', '{"minutes": NaN}',
    '{"minutes": ' + "9" * 6000 + "}", '{"note": {"a": 1}, "seen": "x", "topics": {"a": 1}, "colleagues": 7}',
    '{"happened_at": "0001-01-01T00:00:00+14:00"}', '{"seen": [null, 1, []]}',
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_a_document_that_is_none_is_refused(nurse, number):
    answer = nurse.post("/api/v1/visits/", BODIES[number], content_type="application/json")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_another_kind_of_document_is_not_taken(nurse, kind):
    assert nurse.post("/api/v1/visits/", "x", content_type=kind).status_code in (400, 415)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2027-02-29T10:00:00Z"])
def test_a_time_that_cannot_be_is_refused(nurse, case, moment):
    body = {
        "id": "01890000-0000-7000-8000-000000000000", "case": str(case[0].pk), "outcome": "done", "place": "home",
        "concern": "none", "happened_at": moment, "note": "x", "seen": [{"person": str(case[0].client_id)}],
    }  # fmt: skip
    answer = nurse.post("/api/v1/visits/", body, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_bytes_that_are_no_text_are_no_fault(nurse):
    sent = b"words=%ff%fe%00&words=\xff"
    answer = nurse.post(reverse("families:search"), sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400)


def test_a_file_where_none_is_asked_for_is_no_fault(nurse, case):
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("x.exe", b"MZ")
    answer = nurse.post(reverse("families:visit_new", args=[case[0].pk]), {"note": upload, "key": upload})
    assert answer.status_code == 400


def test_pages_of_somebody_signed_in_are_kept_nowhere(nurse, case):
    for url in (reverse("families:case", args=[case[0].pk]), reverse("families:today"), "/api/v1/cases/"):
        assert nurse.get(url).headers["Cache-Control"] == "no-store"


def test_every_page_carries_the_headers_that_keep_strangers_out(nurse, case):
    headers = nurse.get(reverse("families:case", args=[case[0].pk])).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_another_host_name_is_refused(client):
    assert client.get("/account/sign-in/", headers={"host": "evil.example"}).status_code == 400


def test_signing_in_changes_the_session(client, case):
    from tests.factories.accounts import PASSWORD

    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    client.post("/account/sign-in/", {"login": case[1].email, "password": PASSWORD})
    assert client.session.session_key != before


def test_who_is_shut_out_is_out_at_once(nurse, case):
    type(case[1]).objects.filter(pk=case[1].pk).update(is_active=False)
    assert nurse.get(reverse("families:today")).status_code == 302


def test_asking_for_a_password_tells_nobody_who_has_an_account(case):
    answers = [
        Client().post("/account/password/reset/", {"email": email}) for email in (case[1].email, "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url


@pytest.mark.parametrize("clock", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0001-01-01 00:00"])
def test_a_mad_clock_of_a_device_does_not_make_the_visit_unreadable(nurse, case, clock):
    from families.models import Visit
    from tests.integration.visit_answers import answers, new

    nurse.post(new(case[0]), answers(case[0], device_at=clock))
    assert Visit.objects.get().device_at is None
    assert nurse.get(reverse("families:timeline", args=[case[0].pk])).status_code == 200
