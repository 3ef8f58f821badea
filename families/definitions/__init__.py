"""Service definitions: readable TOML in, one frozen and hashed whole out. Imports no Django."""

from families.definitions.loading import (
    DefinitionProblems,
    Problem,
    load_service_version,
    read_service_version,
    service_files,
)
from families.definitions.schema import ServiceDefinition
from families.definitions.stored import canonical_json, from_data, sha256, to_data

__all__ = [
    "DefinitionProblems",
    "Problem",
    "ServiceDefinition",
    "canonical_json",
    "from_data",
    "load_service_version",
    "read_service_version",
    "service_files",
    "sha256",
    "to_data",
]
