"""Page numbers and marks that no list gave out: every paginated address answers, and shows no fault."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import user_with
from tests.factories.families import manager, worked_case

pytestmark = pytest.mark.django_db
MARKS = (
    "9" * 400,
    "99999999999999999999",
    "-1",
    "0",
    "1e9",
    "\u0663",
    "²",
    "\x00",
    "x" * 5000,
    "../../etc",
    "' OR 1=1",
)
NAMES = ("page", "after", "before", "cursor", "list", "kind")
LISTS = (
    "families:caseload", "families:board", "families:clocks", "families:today", "families:closures",
    "referrals:inbox", "outcomes:runs", "reporting:returns", "accounts:notifications", "api_cases", "api_visits",
)  # fmt: skip


@pytest.mark.parametrize("name", [*NAMES[:1], *(pytest.param(name, marks=pytest.mark.full) for name in NAMES[1:])])
def test_a_huge_or_senseless_mark_is_no_fault_on_any_list(name):
    case, *_workers = worked_case()
    boss, client = manager(case.team), Client()
    client.force_login(boss)
    pages = [reverse(route) for route in LISTS]
    pages.append(reverse("families:timeline", args=[case.pk]))
    for page in pages:
        for mark in MARKS:
            assert client.get(page, {name: mark}).status_code in (200, 302, 404), (page, name, mark[:20])


def test_a_referrers_own_list_bears_a_mark_it_did_not_give():
    case, *_workers = worked_case()
    client = Client()
    client.force_login(user_with("referrer", team=case.team))
    for mark in MARKS:
        assert client.get(reverse("referrals:mine"), {"before": mark}).status_code == 200
