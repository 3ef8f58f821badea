"""docker-compose.yml against the schema of the specification, and against our own promises."""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from jigso_cms.local.environment import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SCHEMA = json.loads((ROOT / "tests/data/compose-spec.schema.json").read_text())
OURS = ("web", "worker", "beat", "migrate")


def test_the_file_is_valid_by_the_specification() -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(COMPOSE)


def test_the_schema_would_notice_a_mistake() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate({**COMPOSE, "services": {"web": {"image": 3}}})


def test_all_parts_are_there() -> None:
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_what_runs_for_long_has_a_health_check(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_what_a_part_waits_for_exists_and_is_told_apart(name: str) -> None:
    for other, how in COMPOSE["services"][name]["depends_on"].items():
        checked = "healthcheck" in COMPOSE["services"][other]
        assert checked or how["condition"] == "service_completed_successfully"


def values(node: Any) -> list[tuple[str, str]]:
    """List every environment variable of the file."""
    return [pair for part in node["services"].values() for pair in part.get("environment", {}).items()]


def test_secrets_come_from_the_environment() -> None:
    for name, value in values(COMPOSE):
        if re.search("PASSWORD|SECRET", name):
            assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value), name
        if name.endswith("_URL") and "@" in value:
            assert re.search(r":\$\{[A-Z_]+:\?[^}]+\}@", value), name


def test_only_the_migration_knows_the_owner() -> None:
    knowing = {
        name for name, part in COMPOSE["services"].items() if "DATABASE_OWNER_URL" in part.get("environment", {})
    }
    assert knowing == {"migrate"}


def test_the_image_runs_as_an_ordinary_user() -> None:
    users = re.findall(r"^USER (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users
    assert users[-1] not in ("root", "0")
