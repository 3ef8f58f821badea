"""The random histories call actions by the words that these have: one that does not would never do what it says."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import tests.histories

ROOMS = sorted(one.stem for one in Path(tests.histories.__file__).parent.glob("*.py") if one.stem != "__init__")
TRIED = {"tries", "attempt"}


def tried_in(module: ModuleType) -> Iterator[tuple[str, list[str]]]:
    """Every action that a history tries, by its name, with the words it is called with."""
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in TRIED and call.args[0].id in vars(module):
                yield call.args[0].id, [one.arg for one in call.keywords if one.arg]


@pytest.mark.parametrize("room", ROOMS)
def test_a_history_calls_each_action_by_its_own_words(room: str) -> None:
    module = import_module(f"tests.histories.{room}")
    for action, words in tried_in(module):
        known = inspect.signature(getattr(module, action)).parameters
        assert set(words) <= set(known), f"{room}: {action}"


def test_actions_are_tried_in_the_histories() -> None:
    found = {action for room in ROOMS for action, _words in tried_in(import_module(f"tests.histories.{room}"))}
    assert {"cancel_meeting", "record_births", "record_visit"} <= found
