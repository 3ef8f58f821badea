"""The read log is written with the answer, and a refusal outlives what is rolled back."""

import pytest
from django.db import transaction

from activity.context import acting
from activity.models import AccessEntry
from activity.readlog import Kind, record_access, record_refusal, write_pending_refusals
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_entry_knows_who_opened_what_in_which_request():
    user, team = UserFactory(), TeamFactory()
    with acting(user=user, request_id="r-1", view="accounts:team"):
        record_access(kind=Kind.OPENED, subject=team, reference="js-26-00001", detail={"rows": 1})
    entry = AccessEntry.objects.get()
    assert (entry.user_id, entry.email, entry.request_id) == (user.pk, user.email, "r-1")
    assert (entry.subject_type, entry.subject_id) == ("accounts.Team", str(team.pk))
    assert (entry.reference, entry.view, entry.detail) == ("JS-26-00001", "accounts:team", {"rows": 1})


def test_an_entry_disappears_with_the_answer_it_belongs_to():
    with transaction.atomic():
        record_access(kind=Kind.OPENED, subject=TeamFactory())
        transaction.set_rollback(True)
    assert not AccessEntry.objects.exists()


def test_a_refusal_stays_when_the_request_is_rolled_back():
    user = UserFactory()
    with acting(user=user, cache={}):
        with transaction.atomic():
            record_refusal(reference="js-26-00002", detail={"why": "excluded"})
            transaction.set_rollback(True)
        assert write_pending_refusals() == 1
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.reference, entry.user_id) == (Kind.REFUSED, "JS-26-00002", user.pk)


def test_an_unknown_kind_is_not_written():
    with pytest.raises(ValueError, match="peeked"):
        record_access(kind="peeked")


def test_the_log_is_searched_by_user_reference_and_london_day():
    from datetime import UTC, date, datetime

    user = UserFactory()
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 July in London
    AccessEntry.objects.create(kind=Kind.OPENED, at=late, user_id=user.pk, reference="JS-26-00003")
    found = AccessEntry.objects.by_user(user.pk).about(" js-26-00003 ")
    assert found.between(date(2026, 7, 2), date(2026, 7, 2)).count() == 1
    assert found.between(date(2026, 7, 1), date(2026, 7, 1)).count() == 0
    assert found.older_than(found.get().pk).count() == 0
