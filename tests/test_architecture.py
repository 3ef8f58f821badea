"""The house keeps its shape: the order of imports, the rooms, declared access, typed functions."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver
from django_linear_migrations.apps import MigrationDetails, check_max_migration_files

from accounts.access import PUBLIC, SIGNED_IN, declared_by
from accounts.roles import Permission

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT = {
    "ui": set(),
    "activity": {"ui"},
    "accounts": {"ui", "activity"},
    "families": {"ui", "activity", "accounts"},
    "referrals": {"ui", "activity", "accounts", "families"},
    "outcomes": {"ui", "activity", "accounts", "families"},
    "reporting": {"ui", "activity", "accounts", "families", "referrals", "outcomes"},
}
PRODUCT = [*MAY_IMPORT, "jigso_cms"]
PURE = [
    "families/gestation.py",
    "families/working_days.py",
    "families/clocks",
    "outcomes/statistics",
]


def sources(app: str) -> list[Path]:
    """Return the Python files of an app, its migrations left out."""
    return [path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of what a file imports, inside functions too, but not for types only."""
    tree = ast.parse(path.read_text())
    skipped = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def forbidden_imports(app: str, names: Iterator[str] | list[str]) -> list[str]:
    """Return those of the imported names that lie in an app which this one may not know."""
    allowed = MAY_IMPORT[app] | {app}
    return [name for name in names if name.split(".")[0] in set(PRODUCT) - allowed]


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the site with its pattern."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, where)
        else:
            yield where, pattern


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_an_app_imports_only_what_stands_below_it(app):
    found = {str(path.relative_to(ROOT)): forbidden_imports(app, imported(path)) for path in sources(app)}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_rule_of_imports_would_notice():
    assert forbidden_imports("families", ["referrals.models.Referral"]) == ["referrals.models.Referral"]
    assert forbidden_imports("referrals", ["outcomes.models"]) == ["outcomes.models"]
    assert forbidden_imports("outcomes", ["referrals.actions"]) == ["referrals.actions"]
    assert forbidden_imports("activity", ["jigso_cms.settings"]) == ["jigso_cms.settings"]
    assert forbidden_imports("reporting", ["families.models", "django.db"]) == []


def view_modules() -> list[Path]:
    """Return the modules that answer requests."""
    return [path for app in MAY_IMPORT for path in sources(app) if "views" in path.parts or path.stem == "api"]


def test_a_view_touches_no_model_of_another_app():
    found = {}
    for path in view_modules():
        own = path.relative_to(ROOT).parts[0]
        others = [
            name
            for name in imported(path)
            if name.split(".")[0] in set(PRODUCT) - {own} and ".models" in f".{name.split('.', 1)[-1]}."
        ]
        if others:
            found[str(path.relative_to(ROOT))] = others
    assert found == {}


@pytest.mark.parametrize("path", PURE)
def test_pure_arithmetic_imports_no_django(path):
    files = [ROOT / path] if path.endswith(".py") else sources(path)
    assert all(file.exists() for file in files)
    assert files
    found = [name for file in files for name in imported(file)]
    assert found
    assert [name for name in found if name.split(".")[0] == "django"] == []


def test_every_route_declares_who_may_ask():
    found = dict(routes(get_resolver().url_patterns))
    assert len(found) > 20
    known = {*Permission, PUBLIC, SIGNED_IN}
    undeclared = [where for where, route in found.items() if declared_by(route.callback) not in known]
    assert undeclared == []


def test_what_is_public_is_this_list_and_no_more():
    found = dict(routes(get_resolver().url_patterns))
    public = {route.name for route in found.values() if declared_by(route.callback) == PUBLIC}
    assert public <= {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "accessibility",
        "calendar_feed",
        "health",
        "help",
        "live",
        "ready",
        "set_language",
    }


def test_every_api_view_enforces_what_it_declares():
    from accounts.api import DeclaredPermission

    for where, route in routes(get_resolver().url_patterns):
        view = getattr(route.callback, "cls", None)
        if view is not None:
            assert DeclaredPermission in view.permission_classes, where


def test_migrations_are_complete_and_linear(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert [str(error) for error in check_max_migration_files()] == []


def test_the_rule_of_linear_migrations_would_notice(db, monkeypatch):
    monkeypatch.setattr(MigrationDetails, "names", {"0002_something_else"})
    assert {error.id for error in check_max_migration_files()} == {"dlm.E003"}


def untyped(path: Path) -> list[str]:
    """Return the public functions of a file without a return type or with an untyped argument."""
    found = []
    tree = ast.parse(path.read_text())
    for holder in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]:
        for node in holder.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_private(node.name):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                bare = [a.arg for a in given if a.annotation is None and a.arg not in ("self", "cls")]
                if node.returns is None or bare:
                    found.append(f"{path.relative_to(ROOT)}:{node.name}")
    return found


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_public_function_is_untyped():
    assert [name for app in PRODUCT for path in sources(app) for name in untyped(path)] == []


def test_no_function_is_longer_than_fifty_lines_and_no_file_than_three_hundred():
    found = []
    for app in PRODUCT:
        for path in sources(app):
            text = path.read_text()
            if len(text.splitlines()) >= 300:
                found.append(str(path.relative_to(ROOT)))
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50:
                    found.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert found == []


def reads_definitions(tree: ast.AST) -> list[str]:
    """The functions that fetch service versions beside other rows, and with each the whole definition."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    beside = re.compile(r"select_related\([^)]*service_version")
    return [one.name for one in functions if beside.search(text := ast.unparse(one)) and "__definition" not in text]


def test_a_definition_is_not_read_once_a_row():
    """It is a tenth of a megabyte, and each process keeps it: five hundred cases would bring fifty megabytes."""
    found = [
        (path.name, name)
        for app in PRODUCT
        for path in sources(app)
        for name in reads_definitions(ast.parse(path.read_text()))
    ]
    assert found == []
    assert reads_definitions(ast.parse("def some():\n    return cases.select_related('team', 'service_version')")) == [
        "some"
    ]


def test_no_test_runs_celery_eagerly():
    places = [*ROOT.glob("jigso_cms/**/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "pyproject.toml"]
    switched_on = re.compile(r"always_eager['\"\]]*\s*=\s*(True|1)", re.IGNORECASE)
    assert [str(path) for path in places if switched_on.search(path.read_text())] == []
    assert switched_on.search("CELERY_TASK_ALWAYS_EAGER = " + "True")
    from jigso_cms.celery import app

    assert not app.conf.task_always_eager
