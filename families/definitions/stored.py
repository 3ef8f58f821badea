"""Definitions as plain data: what a service version stores, and the hash that seals it."""

import hashlib
import json
from datetime import date
from typing import Any

from families.definitions.front_door import KIND, FrontDoorDefinition
from families.definitions.schema import ServiceDefinition
from families.definitions.structuring import converter

Definition = ServiceDefinition | FrontDoorDefinition


def to_data(definition: object) -> dict[str, Any]:
    """The whole definition as JSON-ready data, dates as ISO text."""
    data: dict[str, Any] = converter.unstructure(definition)
    return data


def class_of(data: dict[str, Any]) -> type[Definition]:
    """Which kind of definition the data hold: casework, unless they say otherwise."""
    return FrontDoorDefinition if data.get("kind") == KIND else ServiceDefinition


def from_data(data: dict[str, Any]) -> Definition:
    """The definition that :func:`to_data` wrote."""
    found: Definition = converter.structure(data, class_of(data))
    return found


def canonical_json(definition: object) -> str:
    """One text for one meaning: sorted keys, no spaces, real letters."""
    return json.dumps(_plain(definition), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(definition: object) -> str:
    """Hex digest of the canonical text."""
    return hashlib.sha256(canonical_json(definition).encode()).hexdigest()


def _plain(value: object) -> object:
    return value if isinstance(value, dict | list | str | date) else to_data(value)
