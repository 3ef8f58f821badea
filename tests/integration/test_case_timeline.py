"""The timeline as pages: newest first, each entry once, no more read than shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.births import Newborn, record_births
from families.models import Consent
from families.timeline.reading import KEY, read_timeline
from tests.factories.families import at, visit_row, worked_case

pytestmark = pytest.mark.django_db


def all_pages(case, user, **chosen):
    read = read_timeline(case, user, **chosen)
    found = list(read.entries)
    while read.older:
        read = read_timeline(case, user, before=read.older, **chosen)
        found += read.entries
    return found


def busy_case():
    """Twelve visits, three at one moment, among what else begins a case."""
    case, nurse, _parent = worked_case()
    yesterday = at(timezone.localdate() - timedelta(days=1))
    for number in range(12):
        visit_row(case, nurse, when=yesterday - timedelta(days=number // 3))
    return case, nurse


@pytest.mark.parametrize("most", [1, 2, 5])
def test_pages_of_any_length_hold_every_entry_once_and_in_order(most):
    case, nurse = busy_case()
    whole = read_timeline(case, nurse, most=100)
    assert len(whole.entries) >= 12
    assert not whole.older
    assert all_pages(case, nurse, most=most) == list(whole.entries)
    assert [one.at for one in whole.entries] == sorted((one.at for one in whole.entries), reverse=True)


def test_a_kind_is_chosen_in_the_database_and_an_unknown_one_holds_nothing():
    case, nurse = busy_case()
    assert {one.kind for one in all_pages(case, nurse, most=5, kind="visit")} == {"visit"}
    assert all(one.key for one in all_pages(case, nurse, most=5, kind=KEY))
    assert read_timeline(case, nurse, kind="nonsense").entries == ()


@pytest.mark.parametrize(
    "before", ["x", "_", "2026-02-31T00:00_1_2", "9999-99-99", "\x00", "2026-01-01T00:00_0_0" * 99]
)
def test_a_mark_that_is_none_of_ours_begins_at_the_newest(client, before):
    case, nurse = busy_case()
    assert read_timeline(case, nurse, most=3, before=before) == read_timeline(case, nurse, most=3)
    client.force_login(nurse)
    url = reverse("families:timeline", kwargs={"case_id": case.pk})
    assert client.get(url, {"before": before, "kind": "\x00"}).status_code == 200


def test_a_birth_is_named_and_a_key_event():
    case, nurse = busy_case()
    child = case.pregnancy.children.get()
    today = timezone.localdate()
    record_births(pregnancy=case.pregnancy, babies=[Newborn(child, today, before_referral_reason="x")], by=nurse)
    case.refresh_from_db()
    (birth,) = [one for one in read_timeline(case, nurse).entries if one.kind == "birth"]
    assert birth.key
    assert birth.all_day
    assert timezone.localdate(birth.at) == today
    assert birth.by == nurse.name


def test_a_consent_says_of_whom_and_by_whom():
    case, nurse = busy_case()
    Consent.objects.filter(case=case).delete()
    row = Consent(case=case, person=case.client, kind="sharing", answer="given", answered_on=timezone.localdate())
    row.entered_by = nurse
    row.save()
    (entry,) = [one for one in read_timeline(case, nurse).entries if one.kind == "consent"]
    assert entry.text == case.client.full_name
    assert entry.by == nurse.name


@pytest.mark.parametrize("visits", [5, 60])
def test_it_asks_one_question_whatever_the_visits(visits, django_assert_max_num_queries):
    case, nurse, _parent = worked_case()
    for number in range(visits):
        visit_row(case, nurse, when=timezone.now() - timedelta(hours=number + 1))
    case.refresh_from_db()
    case.client, case.service_version, case.pregnancy.due_date  # noqa: B018  # fetched before
    with django_assert_max_num_queries(3):
        read_timeline(case, nurse)
