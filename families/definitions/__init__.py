"""Service definitions: readable TOML in, one frozen and hashed whole out. Imports no Django."""

from families.definitions.front_door import FrontDoorDefinition
from families.definitions.loading import (
    DefinitionProblems,
    Problem,
    casework_files,
    load_definition,
    load_service_version,
    read_service_version,
    service_files,
)
from families.definitions.schema import ServiceDefinition
from families.definitions.stored import Definition, canonical_json, from_data, sha256, to_data

__all__ = [
    "Definition",
    "DefinitionProblems",
    "FrontDoorDefinition",
    "Problem",
    "ServiceDefinition",
    "canonical_json",
    "casework_files",
    "from_data",
    "load_definition",
    "load_service_version",
    "read_service_version",
    "service_files",
    "sha256",
    "to_data",
]
