"""What a referral by API costs, as a multiple of a bare signed-in view measured in the same run."""

import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from bench.test_pages import median_seconds
from families.nhs_numbers import synthetic
from tests.factories.families import manager, team_offering
from tests.factories.systems import bearer, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls("bench.urls")]

BUDGET = 2
_serial = count()


def referral() -> dict[str, object]:
    """A booking of somebody else each time."""
    number = next(_serial)
    return {
        "source_reference": f"MAT-{number}",
        "sent_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
        "given_name": f"Megan{number}",
        "family_name": "Sampl",
        "date_of_birth": "1999-03-04",
        "nhs_number": synthetic(number),
        "due_date_source": "scan",
        "scanned_on": timezone.localdate().isoformat(),
        "gestation": "12+3",
        "reason": "Low mood.",
        "consent": "given",
    }


def test_a_referral_by_api_as_a_multiple_of_a_bare_view(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    team = team_offering()
    boss, program, token = Client(), Client(), token_for(team)
    boss.force_login(manager(team))

    def send() -> None:
        headers = bearer(token) | {"Idempotency-Key": str(uuid.uuid4())}
        answer = program.post("/api/v1/referrals/", referral(), content_type="application/json", headers=headers)
        assert answer.status_code == 201, answer.content

    assert boss.get("/bare/").status_code == 200
    bare = median_seconds(lambda: boss.get("/bare/"))
    sent = median_seconds(send)
    with capsys.disabled():
        print(f"\nbare view B: {1000 * bare:.1f} ms")
        print(f"referral by API  {1000 * sent:.1f} ms  {sent / bare:5.1f} × B   budget {BUDGET} × B")
