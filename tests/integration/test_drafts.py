"""Nothing typed is lost: not with the session, not by signing in elsewhere."""

import pytest
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse

from activity import drafts
from activity.models import Draft
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def page():
    """Any page that wants a signed-in user and takes a form."""
    return reverse("accounts:me")


def test_saving_again_replaces_the_text_and_counts_the_version(user):
    first = drafts.save_draft(user_id=user.pk, kind="visit-note", subject_id="1", data={"note": "a"})
    second = drafts.save_draft(user_id=user.pk, kind="visit-note", subject_id="1", data={"note": "b"})
    assert (second.pk, second.version, second.data) == (first.pk, 2, {"note": "b"})


def test_a_draft_is_found_by_its_writer_only(user):
    drafts.save_draft(user_id=user.pk, kind="visit-note", data={"note": "a"})
    assert drafts.find_draft(user=user, kind="visit-note").data == {"note": "a"}
    assert drafts.find_draft(user=UserFactory(), kind="visit-note") is None
    assert drafts.discard_draft(user=user, kind="visit-note") is True
    assert drafts.discard_draft(user=user, kind="visit-note") is False


def test_a_form_posted_after_the_session_ended_is_kept_and_leads_to_sign_in(client, user, page):
    token = drafts.draft_token(user=user, kind="visit-note", subject_id="7")
    posted = {"note": "half a page\x00", "seen": ["a", "b"], "draft_token": token, "password": "secret"}
    response = client.post(page, posted)
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={page.replace('/', '%2F')}"
    kept = drafts.find_draft(user=user, kind="visit-note", subject_id="7")
    assert kept.data == {"note": "half a page", "seen": ["a", "b"]}


def test_a_megabyte_of_text_is_kept(client, user, page):
    text = "ŵ" * 1_000_000
    client.post(page, {"note": text, "draft_token": drafts.draft_token(user=user, kind="visit-note")})
    assert Draft.objects.get().data["note"] == text


def test_a_form_made_before_signing_in_elsewhere_is_kept_though_its_csrf_token_is_old(user, page):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    token = drafts.draft_token(user=user, kind="visit-note")
    response = browser.post(page, {"note": "typed here", "draft_token": token, "csrfmiddlewaretoken": "old"})
    assert response.status_code == 403
    assert drafts.find_draft(user=user, kind="visit-note").data == {"note": "typed here"}
    assert b"typed here" not in response.content


@pytest.mark.parametrize(
    "token", ["", "forged", signing.dumps(["x"], salt="activity.drafts")], ids=["none", "forged", "of another kind"]
)
def test_a_bad_token_keeps_nothing(client, page, token):
    response = client.post(page, {"note": "a", "draft_token": token})
    assert response.status_code == 302
    assert not Draft.objects.exists()


def test_a_token_is_good_for_a_day(user, time_machine):
    time_machine.move_to("2026-03-01T10:00:00Z")
    token = drafts.draft_token(user=user, kind="visit-note")
    time_machine.move_to("2026-03-02T09:59:00Z")
    assert drafts.read_token(token).user_id == str(user.pk)
    time_machine.move_to("2026-03-02T10:01:00Z")
    assert drafts.read_token(token) is None


def test_a_token_of_somebody_shut_out_keeps_nothing():
    gone = UserFactory(is_active=False)
    token = drafts.draft_token(user=gone, kind="visit-note")
    request = RequestFactory().post("/", {"note": "a", "draft_token": token})
    assert drafts.rescue(request.POST) is None
    assert not Draft.objects.exists()
