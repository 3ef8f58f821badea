"""Distance-travelled tools as files: domains, scales, words for the steps. Imports no Django.

A tool's version is immutable once it is used: the caller stores the whole with its hash and refuses
a changed file of the same version.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import cattrs
from attrs import frozen

from families.definitions import DefinitionProblems, Problem, canonical_json, sha256
from families.definitions.loading import read_toml
from families.definitions.structuring import converter, faults
from families.labels import Label, by_key

TOOLS = Path(__file__).resolve().parent / "tools"
NO_WORDS = Label("")
WORDS = ("question", "descriptors")
"""What of an area belongs to whoever wrote the tool; its label is a name of the service's own."""
KEY, NAME, MOST_STEPS = 40, 120, 100
"""How long a key and a name may be, and how many steps of a scale a screen can show."""

__all__ = [
    "Descriptor",
    "DomainDefinition",
    "Scale",
    "ToolDefinition",
    "canonical_json",
    "from_data",
    "load_tool",
    "sha256",
    "to_data",
    "tool_files",
]


@frozen(kw_only=True)
class Scale:
    """Whole numbers from ``minimum`` to ``maximum``; ``direction`` 1 where higher is better, else −1.

    A change of ``threshold`` or more counts as improved or declined.
    """

    minimum: int
    maximum: int
    direction: Literal[1, -1]
    threshold: int

    @property
    def best(self) -> int:
        """The score above which nothing can improve."""
        return self.maximum if self.direction == 1 else self.minimum

    @property
    def worst(self) -> int:
        """The score than which nothing is worse."""
        return self.minimum if self.direction == 1 else self.maximum

    @property
    def ticks(self) -> tuple[int, ...]:
        """A few scores for the axis of a chart, from the least to the most, both of them among them."""
        length = self.maximum - self.minimum
        pieces = next((number for number in (3, 4, 5, 2) if length % number == 0), min(3, length))
        return tuple(self.minimum + round(length * piece / pieces) for piece in range(pieces + 1))


@frozen(kw_only=True)
class Descriptor:
    """What a score means, in words for the family."""

    score: int
    text: Label


@frozen(kw_only=True)
class DomainDefinition:
    """One thing that the tool asks about, and the themes of the return that it counts towards.

    ``reliability`` is the test-retest r of a validated tool; without it no reliable change is reported.
    A licensed tool has neither question nor descriptors here: its paper is read beside the screen.
    """

    key: str
    label: Label
    themes: tuple[Literal["parenting", "child_development", "wellbeing", "family_dynamics"], ...]
    question: Label = NO_WORDS
    descriptors: tuple[Descriptor, ...] = ()
    reliability: float | None = None


@frozen(kw_only=True)
class ToolDefinition:
    """One version of a tool. ``wording`` says whether its words may be shown, ``licence`` why.

    Words of a ``licensed`` tool are refused when it is loaded: only its scores are recorded.
    """

    slug: str
    version: str
    name: Label
    licence: Label
    wording: Literal["own", "licensed"]
    languages: tuple[Literal["en", "cy"], ...]
    respondents: tuple[Literal["worker", "parent", "joint"], ...]
    answered_share: float
    scale: Scale
    domains: tuple[DomainDefinition, ...]

    def domain(self, key: str) -> DomainDefinition:
        """The domain of that key; KeyError where there is none."""
        return by_key(self.domains, key)


def tool_files() -> tuple[Path, ...]:
    """The tools that the product ships, by name."""
    return tuple(sorted(TOOLS.glob("*.toml")))


def load_tool(path: Path) -> ToolDefinition:
    """Read one tool; :class:`DefinitionProblems` names every fault with its dotted path."""
    data = read_toml(path)
    problems = [Problem(path.name, where, what) for where, what in _inner_problems(data)]
    try:
        tool = converter.structure(data, ToolDefinition)
    except cattrs.BaseValidationError as error:
        problems = [Problem(path.name, where, what) for where, what in faults(error)] + problems
    if problems:
        raise DefinitionProblems(problems)
    return tool


def to_data(tool: ToolDefinition) -> dict[str, Any]:
    """The tool as JSON-ready data."""
    data: dict[str, Any] = converter.unstructure(tool)
    return data


def from_data(data: dict[str, Any]) -> ToolDefinition:
    """The tool that :func:`to_data` wrote."""
    return converter.structure(data, ToolDefinition)


def _inner_problems(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    bounds = _bounds(data.get("scale"))
    if bounds and bounds[0] >= bounds[1]:
        yield "scale", "has no length"
    elif bounds and bounds[1] - bounds[0] > MOST_STEPS:
        yield "scale", f"has more than {MOST_STEPS} steps"
    yield from _too_long(data)
    share = data.get("answered_share")
    if isinstance(share, float) and not 0 < share <= 1:
        yield "answered_share", "is not a share between 0 and 1"
    domains = data.get("domains")
    seen: list[object] = []
    for index, domain in enumerate(domains if isinstance(domains, list) else []):
        if not isinstance(domain, dict):
            continue
        if domain.get("key") in seen:
            yield f"domains[{index}].key", f"“{domain.get('key')}” is there twice"
        seen.append(domain.get("key"))
        yield from _words_out_of_place(f"domains[{index}]", domain, data.get("wording"))
        if bounds:
            yield from _off_the_scale(f"domains[{index}]", domain, *bounds)


def _too_long(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and keys that no row could hold."""
    name, domains = data.get("name"), data.get("domains")
    named = [("slug", data.get("slug"), KEY), ("version", data.get("version"), KEY)]
    named.append(("name.en", name.get("en") if isinstance(name, dict) else None, NAME))
    for index, domain in enumerate(domains if isinstance(domains, list) else []):
        named.append((f"domains[{index}].key", domain.get("key") if isinstance(domain, dict) else None, KEY))
    for where, text, most in named:
        if isinstance(text, str) and len(text) > most:
            yield where, f"is longer than {most} letters"


def _words_out_of_place(path: str, domain: dict[str, Any], wording: object) -> Iterator[tuple[str, str]]:
    """Words where the licence allows none, and none where they are our own."""
    if wording == "licensed":
        for name in WORDS:
            if domain.get(name):
                yield f"{path}.{name}", "holds words of a licensed tool: take them out, it is recorded by score only"
    elif wording == "own" and "question" not in domain:
        yield f"{path}.question", "is missing"


def _bounds(scale: Any) -> tuple[int, int] | None:
    low, high = (scale.get("minimum"), scale.get("maximum")) if isinstance(scale, dict) else (None, None)
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


def _off_the_scale(path: str, domain: dict[str, Any], low: int, high: int) -> Iterator[tuple[str, str]]:
    descriptors = domain.get("descriptors")
    for index, one in enumerate(descriptors if isinstance(descriptors, list) else []):
        score = one.get("score") if isinstance(one, dict) else None
        if isinstance(score, int) and not low <= score <= high:
            yield f"{path}.descriptors[{index}].score", f"{score} is not on the scale of {low} to {high}"
