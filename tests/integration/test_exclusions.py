"""Information governance keeps a user away from a family without seeing the record."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from families.models import Case, Exclusion
from tests.factories.accounts import PartnershipFactory, user_with
from tests.factories.families import team_offering, worked_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def governed(client):
    case, owner, _parent = worked_case()
    client.force_login(user_with(Role.INFORMATION_GOVERNANCE, team=case.team))
    return case, owner


def exclude(client, **words):
    return client.post(reverse("families:exclusions"), words)


def test_an_excluded_owner_loses_sight_of_the_case_until_the_exclusion_ends(client, governed):
    case, owner = governed
    answer = exclude(client, reference=case.reference.lower(), email=owner.email.upper(), reason="Alleged abuser")
    assert answer.status_code == 302
    assert not Case.objects.visible_to(owner).exists()
    assert exclude(client, reference=case.reference, email=owner.email, reason="Again").status_code == 400

    row = Exclusion.objects.get()
    page = client.get(reverse("families:exclusions")).content.decode()
    assert owner.name in page
    assert case.client.full_name not in page
    Exclusion.objects.update(starts="2026-01-01")
    client.post(reverse("families:exclusion_end", kwargs={"exclusion_id": row.pk}))
    assert Case.objects.visible_to(owner).exists()


@pytest.mark.parametrize("field", ["reference", "email"])
def test_what_is_unknown_or_elsewhere_is_said_at_its_field(client, governed, field):
    case, owner = governed
    elsewhere = user_with(Role.PRACTITIONER, team=team_offering(partnership=PartnershipFactory()))
    words = {"reference": case.reference, "email": owner.email, "reason": "Why"}
    for wrong in {"reference": ["JS-99-99999"], "email": ["nobody@example.org", elsewhere.email]}[field]:
        answer = exclude(client, **{**words, field: wrong})
        assert answer.status_code == 400
        assert not Exclusion.objects.exists()
