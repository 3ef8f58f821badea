"""The description of the API is sound OpenAPI, and its examples are what it describes."""

import pytest
import time_machine
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from referrals.api_examples import BOOKING
from referrals.models import Referral
from tests.factories import families as make
from tests.factories.systems import bearer, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client):
    token = token_for(make.team_offering())
    return client.get("/api/v1/schema/", headers=bearer(token)).json()


def test_the_description_is_valid_openapi(schema):
    validate_schema(schema)


def test_a_credential_is_described_as_a_bearer_token(schema):
    assert schema["components"]["securitySchemes"]["credential"]["scheme"] == "bearer"
    for path, method in (("/api/v1/referrals/", "post"), ("/api/v1/referrals/{referral_id}/", "get")):
        assert schema["paths"][path][method]["security"] == [{"credential": []}]


def test_every_error_is_described_as_a_problem_document(schema):
    answers = schema["paths"]["/api/v1/referrals/"]["post"]["responses"]
    for code in ("400", "401", "403", "413", "415", "422", "429"):
        found = answers[code]["content"]["application/problem+json"]["schema"]
        assert found == {"$ref": "#/components/schemas/Problem"}


def examples(node):
    """Yield (schema, value) for every example under a node of the description."""
    if isinstance(node, dict):
        if "examples" in node and "schema" in node:
            for one in node["examples"].values():
                yield node["schema"], one["value"]
        for inner in node.values():
            yield from examples(inner)


def test_every_example_is_what_its_schema_says(schema):
    found = list(examples(schema["paths"]))
    assert len(found) >= 6
    for reference, value in found:
        Draft202012Validator({**reference, "components": schema["components"]}).validate(value)


def test_the_example_of_a_booking_is_taken(client):
    with time_machine.travel("2026-04-09T12:00:00Z"):
        token = token_for(make.team_offering())
        headers = bearer(token) | {"Idempotency-Key": "k"}
        answer = client.post("/api/v1/referrals/", BOOKING, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.json()
    assert Referral.objects.get().safe_times == "before 3pm"
