"""The house, checked: what the import contracts cannot say."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from alliance.audit.kinds import all_kinds
from alliance.audit.subscribers import name_of
from alliance.charter import actions as charter
from alliance.elections import actions as elections
from alliance.subscriptions import SUBSCRIPTIONS
from alliance.voting import actions as voting
from members import actions as members
from projects import actions as projects

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("alliance", "members", "projects")
EDGES = (
    "views",
    "api",
    "admin",
    "tasks",
    "reactions",
    "notices",
    "urls",
    "serializers",
    "forms",
    "operations",
)
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
# Edges that write what is not governed: a person's own theme, time zone, session and sign-in.
UNGOVERNED = {"alliance/web/views.py"}


def sources(*parts: str) -> list[Path]:
    """Production files whose module, or a package around it, is named like one of ``parts``."""
    found = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    return [path for path in found if path.stem in parts or set(path.parent.parts) & set(parts)]


def actions() -> list[Callable[..., object]]:
    found: list[Callable[..., object]] = []
    for module in (members, projects, voting, charter, elections):
        for name, value in vars(module).items():
            if (
                inspect.isfunction(value)
                and value.__module__.startswith(module.__name__)
                and not name.startswith("_")
                and "by" in inspect.signature(value).parameters
            ):
                found.append(value)
    return found


@pytest.mark.parametrize("action", actions(), ids=lambda action: action.__name__)
def test_actions_take_keywords_with_by_and_at_and_say_what_they_do(action):
    parameters = inspect.signature(action).parameters
    assert {"by", "at"} <= set(parameters)
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in parameters.values())
    assert inspect.getdoc(action)


@pytest.mark.parametrize("path", sources(*EDGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_edges_change_nothing_themselves(path):
    if str(path.relative_to(ROOT)) in UNGOVERNED:
        return
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.func.attr}()"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and not (node.func.attr == "update" and isinstance(node.func.value, ast.Name | ast.Dict))
    ]
    assert calls == []


@pytest.mark.parametrize(
    "path", sources("actions", "rules", "queries", "models", "states", "events"), ids=str
)
def test_below_the_edge_nobody_reads_the_clock_or_a_request(path):
    text = path.read_text(encoding="utf-8")
    assert "timezone.now(" not in text
    assert "datetime.now(" not in text
    assert "HttpRequest" not in text


def test_subscriptions_name_declared_kinds_and_each_subscriber_once():
    declared = {kind.name for kind in all_kinds()}
    assert set(SUBSCRIPTIONS) <= declared
    for kind, subscribers in SUBSCRIPTIONS.items():
        names = [name_of(subscriber) for subscriber in subscribers]
        assert len(names) == len(set(names)), kind


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_god_file():
    longest = max(
        sources(*[path.stem for path in ROOT.glob("*/*.py")]), key=lambda path: path.read_text().count("\n")
    )
    assert longest.read_text(encoding="utf-8").count("\n") < 600
