"""Reading a service's TOML file, laying it over the statutory layer, and finding every fault at once."""

import tomllib
from pathlib import Path
from typing import Any

import cattrs
from attrs import frozen

from families.definitions.front_door import KIND, front_door_problems
from families.definitions.limits import limit_problems
from families.definitions.references import reference_problems
from families.definitions.schema import ServiceDefinition
from families.definitions.stored import Definition, class_of
from families.definitions.structuring import converter, faults

SERVICES = Path(__file__).resolve().parent.parent / "services"
STATUTORY = SERVICES / "statutory"


@frozen
class Problem:
    """One fault: the file, the dotted path in it, and what is wrong."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.message}" if self.path else f"{self.file}: {self.message}"


class DefinitionProblems(ValueError):
    """Everything that is wrong with a definition file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def service_files() -> tuple[Path, ...]:
    """The definition files that the product ships, by name."""
    return tuple(sorted(SERVICES.glob("*.toml")))


def casework_files() -> tuple[Path, ...]:
    """Those of them that define casework, and no front door."""
    return tuple(path for path in service_files() if read_toml(path).get("kind") != KIND)


def load_service_version(path: Path) -> ServiceDefinition:
    """Read the definition file of a casework service; :class:`DefinitionProblems` names every fault in it."""
    return read_service_version(read_toml(path), file=path.name)


def load_definition(path: Path) -> Definition:
    """Read a definition file of whichever kind; :class:`DefinitionProblems` names every fault in it."""
    data = read_toml(path)
    if data.get("kind") == KIND:
        return _structured(data, list(front_door_problems(data)), path.name)
    return read_service_version(data, file=path.name)


def read_service_version(data: dict[str, Any], *, file: str) -> ServiceDefinition:
    """The definition in ``data`` with the layer of its jurisdiction merged in."""
    merged = merge(_statutory(data), data)
    found: ServiceDefinition = _structured(merged, reference_problems(merged), file)
    return found


def _structured(data: dict[str, Any], references: list[tuple[str, str]], file: str) -> Any:
    problems = [Problem(file, path, what) for path, what in [*references, *limit_problems(data)]]
    try:
        definition = converter.structure(data, class_of(data))
    except cattrs.BaseValidationError as error:
        problems = [Problem(file, path, what) for path, what in faults(error)] + problems
    if problems:
        raise DefinitionProblems(problems)
    return definition


def read_toml(path: Path) -> dict[str, Any]:
    """The file as plain data; what TOML itself refuses is one problem."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionProblems([Problem(path.name, "", f"cannot be read: {error}")]) from error


def _statutory(data: dict[str, Any]) -> dict[str, Any]:
    layers = {path.stem: path for path in STATUTORY.glob("*.toml")}
    named = data.get("jurisdiction")
    return read_toml(layers[named]) if isinstance(named, str) and named in layers else {}


def merge(statutory: dict[str, Any], service: dict[str, Any]) -> dict[str, Any]:
    """The service's sections over the statutory ones; an entry with the same key replaces it."""
    merged = dict(service)
    for section, entries in statutory.items():
        own = service.get(section, [])
        if not isinstance(own, list):
            continue  # the wrong shape is reported where it is structured
        keys = [entry.get("key") for entry in own if isinstance(entry, dict)]
        merged[section] = [entry for entry in entries if entry["key"] not in keys] + own
    return merged
