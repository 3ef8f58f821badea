"""The ledger of practical help."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from families.actions.practical_help import HelpTold, ask_help
from families.models import Case, PracticalHelp
from families.reading.practical_help import read_ledger
from families.timeline.reading import read_timeline
from tests.factories.families import worked_case

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def setting(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    return case, nurse


def sent(**changes):
    told = {"kind": "daf", "what": "Cooker", "asked_of": "DAF", "state": "asked", "amount_asked": "320.50",
            **day("asked_on", TODAY - timedelta(days=3))}  # fmt: skip
    return told | changes


def day(name, on):
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


AWARDED = {"state": "awarded", "amount_awarded": "300", **day("decided_on", TODAY)}


def test_a_request_is_added_answered_and_summed(client, setting):
    case, _nurse = setting
    client.post(reverse("families:help_new", args=[case.pk]), sent())
    entry = PracticalHelp.objects.get()
    page = reverse("families:help_edit", args=[entry.pk])
    assert client.post(page, sent(version="1", **AWARDED)).status_code == 302
    text = client.get(reverse("families:practical_help", args=[case.pk])).content.decode()
    assert "£320.50" in text
    assert "£300" in text
    total = read_ledger(case).total
    assert (total.asked, total.awarded, total.pounds_awarded) == (1, 1, Decimal(300))


def test_sent_twice_it_is_in_the_ledger_once(client, setting):
    case, _nurse = setting
    for _twice in range(2):
        client.post(reverse("families:help_new", args=[case.pk]), sent(key="0a0e1f9e-1f5c-4d2b-8a94-3f3a0d6f0c22"))
    assert PracticalHelp.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "yacht"}, "kind"),
        ({"what": ""}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"what": "a\x00b"}, "what"),
        ({"amount_asked": "-1"}, "amount_asked"),
        ({"amount_asked": "1e9"}, "amount_asked"),
        (day("asked_on", TODAY + timedelta(days=1)), "asked_on"),
        (day("asked_on", TODAY - timedelta(days=900)), "asked_on"),
        ({"asked_on-day": "31", "asked_on-month": "2"}, "asked_on"),
        ({"state": "awarded"}, "decided_on"),
        ({"state": "refused", "amount_awarded": "5", **day("decided_on", TODAY)}, "amount_awarded"),
        ({"state": "refused", **day("decided_on", TODAY - timedelta(days=5))}, "decided_on"),
        ({"amount_awarded": "5"}, "state"),
    ],
    ids=[
        "kind", "empty", "long", "nul", "negative", "huge", "future", "before-referral", "no-such-day",
        "no-decision-day", "refused-with-amount", "decided-before", "asked-with-amount",
    ],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field(client, setting, changes, field):
    case, _nurse = setting
    answer = client.post(reverse("families:help_new", args=[case.pk]), sent(**changes))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not PracticalHelp.objects.exists()


def test_two_editors_of_a_request_see_both_versions_and_either_can_be_kept(client, setting):
    case, nurse = setting
    entry = ask_help(case=case, told=HelpTold(kind="daf", what="Cooker", asked_on=TODAY), by=nurse)
    page = reverse("families:help_edit", args=[entry.pk])
    mine = {"kind": "daf", "state": "asked", "version": "1", **day("asked_on", TODAY)}
    client.post(page, mine | {"what": "Theirs"})
    conflict = client.post(page, mine | {"what": "Mine"})
    assert conflict.status_code == 409
    for text in ("Theirs", "Mine"):
        assert text in conflict.content.decode()
    version = conflict.context["form"]["version"].value()
    client.post(page, mine | {"what": "Mine", "version": version})
    entry.refresh_from_db()
    assert entry.what == "Mine"


def test_a_closed_case_takes_no_more_requests(client, setting):
    case, _nurse = setting
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY, stage="closed")
    assert client.post(reverse("families:help_new", args=[case.pk]), sent()).status_code == 409
    assert client.get(reverse("families:practical_help", args=[case.pk])).status_code == 200


def test_the_timeline_tells_when_it_was_asked_for_and_what_came_of_it(setting):
    case, nurse = setting
    ask_help(
        case=case,
        told=HelpTold(
            kind="daf", what="Cooker", asked_on=TODAY - timedelta(days=3), amount_asked=Decimal(320),
            state="awarded", decided_on=TODAY, amount_awarded=Decimal("300.5"),
        ),
        by=nurse,
    )  # fmt: skip
    entries = [one for one in read_timeline(case, nurse).entries if one.kind == "help"]
    assert [one.title for one in entries] == ["Awarded: Cooker", "Asked for: Cooker"]
    assert "£300.50" in entries[0].text
    assert "£320" in entries[1].text


@pytest.mark.parametrize(
    "values",
    [
        {"state": "awarded"},
        {"decided_on": TODAY},
        {"state": "refused", "decided_on": TODAY - timedelta(days=9)},
        {"state": "refused", "decided_on": TODAY, "amount_awarded": 5},
        {"amount_asked": -1},
    ],
    ids=["no-day", "day-while-asked", "before", "refused-with-amount", "negative"],
)
def test_the_database_refuses_what_does_not_fit(setting, values):
    case, _nurse = setting
    told = {"case": case, "kind": "daf", "what": "x", "asked_on": TODAY - timedelta(days=3)}
    PracticalHelp.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticalHelp.objects.create(**told, **values)
