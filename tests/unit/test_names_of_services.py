"""What differs between services stands in their definition files, and nowhere in code or pages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from families.definitions.loading import read_toml, service_files

ROOT = Path(__file__).resolve().parents[2]
APPS = ["ui", "activity", "accounts", "families", "referrals", "outcomes", "reporting", "jigso_cms"]
INVENTED = "jigso_cms/demo"
"""The demonstration is the year of one service, and its people have that service's jobs."""

EXAMPLES = {
    ("referrals/api_examples.py", "community_midwife"),
    ("referrals/uploads/columns.py", "community_midwife"),
}
"""What an example for other systems shows: a text for readers, on which nothing depends."""


WORDS_OF_CODE = {"other", "self", "manager", "closure", "panel", "first_contact", "hand_over", "end_scores"}
"""Keys that code also says for its own ends: a role, a page, an event that every clock may start from."""


def names_of_services() -> set[str]:
    """Return the keys by which the shipped files call their services, slots, professions, clocks and sources."""
    found = set()
    for path in service_files():
        data = read_toml(path)
        found.add(data["slug"])
        for part in ("slots", "clocks", "professions", "referral_sources", "meetings"):
            found |= {one["key"] for one in data.get(part, [])}
    return found - WORDS_OF_CODE


def strings(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the texts that a file computes with. What stands alone as a sentence is a docstring."""
    tree = ast.parse(path.read_text())
    sentences = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sentences:
            yield node.value, node.lineno


def places_in_code(names: set[str], paths: Iterator[Path]) -> set[tuple[str, str]]:
    """Return file and key wherever code compares with, or asks for, one service's own word."""
    return {(path.relative_to(ROOT).as_posix(), text) for path in paths for text, _ in strings(path) if text in names}


def code() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if INVENTED not in path.as_posix() and "migrations" not in path.parts:
                yield path


def test_the_keys_of_the_shipped_services_are_known():
    assert {"jig-so", "midwife", "parent_worker"} <= names_of_services()


def test_no_code_says_the_name_of_a_service_a_slot_or_a_clock():
    assert places_in_code(names_of_services(), code()) <= EXAMPLES


def test_no_page_says_the_name_of_a_service_a_slot_or_a_clock():
    said = re.compile("|".join(rf"""["']{re.escape(name)}["']""" for name in sorted(names_of_services())))
    assert [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for found in said.finditer(path.read_text())
    ] == []


@pytest.mark.parametrize("line", ['if slot == "midwife": pass', 'rows.filter(slot__in=["parent_worker"])'])
def test_the_rule_would_notice(tmp_path, monkeypatch, line):
    monkeypatch.setattr("tests.unit.test_names_of_services.ROOT", tmp_path)
    (tmp_path / "wrong.py").write_text(f'"""A midwife\'s page."""\n{line}\n')

    assert len(places_in_code(names_of_services(), iter([tmp_path / "wrong.py"]))) == 1
