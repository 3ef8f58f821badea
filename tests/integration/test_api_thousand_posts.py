"""Posts shuffled, repeated and several at once, against a running server (a thousand of them in the full run)."""

import http.client
import json
import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import local
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from activity.history import event_model_of
from activity.models import ReceivedKey
from families.nhs_numbers import synthetic
from referrals.models import Referral, SourceRecord, SystemMessage
from tests.factories import families as make
from tests.factories.systems import agency_of, bearer, credential_of, system_of

pytestmark = pytest.mark.django_db(transaction=True)

VERSIONS, REPEATS = 2, 2
AT_ONCE = 6
_mine = local()


def message(number, version):
    """What a system tells of a pregnancy, and tells again with another phone number."""
    sent = timezone.now().replace(microsecond=0) - timedelta(days=1) + timedelta(hours=version)
    return {
        "source_reference": f"MAT-{number:04d}",
        "sent_at": sent.isoformat(),
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
        "given_name": f"Megan{number}",
        "family_name": "Sampl",
        "nhs_number": synthetic(5000 + number),
        "phone": f"07700 9{number:04d}{version}",
        "reason": "Low mood.",
    }


def post(server, token, key, body):
    """Send one; each thread keeps a connection of its own. Returns key, status and answer."""
    place = urlsplit(server)
    if not hasattr(_mine, "line"):
        _mine.line = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, **bearer(token)}
    _mine.line.request("POST", "/api/v1/referrals/", json.dumps(body), headers)
    answer = _mine.line.getresponse()
    return key, answer.status, json.loads(answer.read())


@pytest.mark.parametrize("pregnancies", [15, pytest.param(250, marks=pytest.mark.full)])
def test_shuffled_and_repeated_posts_leave_each_referral_once(live_server, settings, pregnancies):
    settings.API_REQUESTS_A_MINUTE = 100_000
    team = make.team_offering()
    system = system_of(agency_of(team))
    tokens = [credential_of(system)[1] for _ in range(2)]
    sent = {
        f"{number}-{version}": message(number, version) for number in range(pregnancies) for version in range(VERSIONS)
    }
    posts = [key for key in sent for _ in range(REPEATS)]
    random.Random(8).shuffle(posts)
    assert len(posts) == 4 * pregnancies
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(lambda one: post(live_server.url, tokens[one[0] % 2], one[1], sent[one[1]]), enumerate(posts))
        )

    by_key = defaultdict(list)
    for key, status, answer in answers:
        assert status in (200, 201), answer
        by_key[key].append((status, answer))
    assert all(found == [found[0]] * REPEATS for found in by_key.values())
    assert sum(status == 201 for found in by_key.values() for status, _answer in found[:1]) == pregnancies

    assert Referral.objects.count() == SourceRecord.objects.count() == pregnancies
    assert SystemMessage.objects.count() == ReceivedKey.objects.count() == pregnancies * VERSIONS
    phones = dict(Referral.objects.values_list("given_name", "phone"))
    assert phones == {f"Megan{number}": f"07700 9{number:04d}1" for number in range(pregnancies)}
    assert Referral.objects.values("reference").distinct().count() == pregnancies
    renewed = SystemMessage.objects.filter(outcome="updated").count()
    assert event_model_of(Referral).objects.count() == pregnancies + renewed
    assert renewed + SystemMessage.objects.filter(outcome="older").count() == pregnancies
