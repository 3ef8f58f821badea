"""A booking by form, by program, by file and by telephone: the same rows, the same history, whoever told it."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ForeignKey
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.history import event_model_of
from families.models import (
    Address,
    Case,
    Child,
    Consent,
    ContactChannel,
    DueDateEstimate,
    FamilyMember,
    Person,
    PersonName,
    Pregnancy,
)
from referrals.actions.accepting import accept_referral
from referrals.models import Decision, Referral, Screening, Upload
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory
from tests.factories.referrals import referrer
from tests.factories.systems import bearer, token_for
from tests.integration.test_referrals_sending import booking, days
from tests.integration.test_uploads import sheet

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
TOLD = {
    "source": "community_midwife",
    "referrer_name": "Ann Ffug",
    "given_name": "Megan",
    "family_name": "Sampl",
    "nhs_number": "999 000 0050",
    "postcode": "sa13sn",
    "phone": "07700 900142",
    "interpreter_needed": "no",
    "care_leaver": "not_asked",
    "due_date_source": "scan",
    "gestation": "12+3",
    "reason": "Low mood, insecure housing.",
    "consent": "given",
}
DIFFER = {"id", "entered_at", "changed_at", "received_at", "referrer_agency", "screened_on", "duplicates_searched_at"}
"""When exactly, and what an agency is called: a form knows the referrer's employer, a program has to say it."""

ROWS = (
    Referral, Screening, Decision, Person, PersonName, Address, ContactChannel, FamilyMember, Pregnancy,
    DueDateEstimate, Child, Case, Consent,
)  # fmt: skip


def by_form(team):
    client = Client()
    client.force_login(referrer(team, name="Ann Ffug"))
    assert client.post("/referrals/new/", booking()).status_code == 302


def by_program(team):
    sent = TOLD | {
        "source_reference": "MAT-1",
        "sent_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "scanned_on": TODAY().isoformat(),
        "safety_asked": True,
        "safe_channels": ["call", "text"],
    }
    headers = bearer(token_for(team)) | {"Idempotency-Key": str(uuid.uuid4())}
    answer = Client().post("/api/v1/referrals/", sent, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content


def by_file(team):
    client = Client()
    client.force_login(referrer(team, name="Ann Ffug"))
    row = TOLD | {"scanned_on": TODAY().isoformat(), "safety_asked": "yes", "safe_channels": "call; text"}
    sent = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("referrals.csv", sheet(row), "text/csv")}
    assert client.post(reverse("referrals:upload_new"), sent).status_code == 302
    client.post(reverse("referrals:upload_confirm", args=[Upload.objects.get().pk]))


def by_telephone(team):
    client = Client()
    client.force_login(make.manager(team, name="Carys Ffug"))
    assert client.post("/referrals/new/", booking(**days("received_on", TODAY()))).status_code == 302


WAYS = (by_form, by_program, by_file, by_telephone)


def what_came_of(way):
    """Take the booking in this way and accept it; every row that was made, and every entry of their histories."""
    known = {model: set(model._base_manager.values_list("pk", flat=True)) for model in ROWS}
    team = make.team_offering(partnership=PartnershipFactory())
    boss = make.manager(team)
    way(team)
    accept_referral(referral=Referral.objects.get(team=team), by=boss)
    rows, history = {}, {}
    for model in ROWS:
        made = model._base_manager.exclude(pk__in=known[model]).order_by("pk")
        rows[model.__name__] = [facts_of(row) for row in made]
        events = event_model_of(model).objects.filter(pgh_obj_id__in=[row.pk for row in made]).order_by("pgh_id")
        history[model.__name__] = [one.pgh_label for one in events]
        assert all(one.pgh_context["user"] for one in events)
    return rows, history


def facts_of(row):
    """What a row says, without its own id and whom and what it points to."""
    fields = [one for one in row._meta.concrete_fields if not isinstance(one, ForeignKey) and one.name not in DIFFER]
    return {one.name: getattr(row, one.attname) for one in fields}


def test_each_way_in_ends_in_the_same_rows_and_the_same_history():
    found = {way.__name__: what_came_of(way) for way in WAYS}
    rows, history = found["by_form"]
    assert rows["Case"]
    assert rows["Referral"][0]["safe_channels"] == ["call", "text"]
    assert history["Referral"][0] == "insert"
    for name, (others, theirs) in found.items():
        assert others == rows, name
        assert theirs == history, name
