"""The reference pages of the documentation, made from the code itself."""

import importlib
import importlib.util
import inspect
import json
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from alliance.audit.kinds import EventKind, all_kinds
from alliance.audit.subscribers import name_of
from alliance.charter.grammar.schema import charter_schema
from alliance.kernel.actor import Interface
from alliance.kernel.lifecycle import Lifecycle
from alliance.notifications import kinds as notices
from alliance.web.operations import Operation

NOTE = "<!-- Written by `python manage.py generate_docs`: change the code, not this page. -->\n"


def pages() -> dict[str, str]:
    """File name below ``docs/`` -> its whole text."""
    return {
        "lifecycle.md": lifecycle_page(),
        "events.md": events_page(),
        "notices.md": notices_page(),
        "operations.md": operations_page(),
        "charter.schema.json": charter_schema_file(),
    }


def charter_schema_file() -> str:
    """The grammar of charters as JSON Schema, for editors."""
    return f"{json.dumps(charter_schema(), indent=1, ensure_ascii=False)}\n"


def lifecycle_page() -> str:
    """Every lifecycle as a diagram and as tables."""
    parts = [
        "# Lifecycles",
        (
            "Each is declared once in an app's `states.py`; no other move is possible. "
            "A changed state without an event of the same transaction is refused by the database."
        ),
    ]
    for lifecycle in lifecycles():
        parts.append(f"## {lifecycle.noun.capitalize()}")
        parts.append(_diagram(lifecycle))
        parts.append(
            _table(
                ("From", "Move", "To"),
                (
                    (lifecycle.state(source).label, f"`{move}`", lifecycle.state(target).label)
                    for source, move, target in lifecycle
                ),
            )
        )
        final = [state.label for state in lifecycle.states if lifecycle.is_final(state.name)]
        parts.append(
            f"Begins as: {lifecycle.state(lifecycle.initial).label}. Ends as: {', '.join(final) or 'never'}."
        )
    return _page(parts)


def _diagram(lifecycle: Lifecycle) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {state.name}' for state in lifecycle.states]
    lines.append(f"    [*] --> {lifecycle.initial}")
    lines += [f"    {source} --> {target}: {move}" for source, move, target in lifecycle]
    lines += [f"    {state.name} --> [*]" for state in lifecycle.states if lifecycle.is_final(state.name)]
    return "\n".join([*lines, "```"])


def lifecycles() -> list[Lifecycle]:
    """Every lifecycle that an app declares in its ``states``, in the order of the apps."""
    return [
        value
        for module in _modules("states")
        for value in vars(module).values()
        if isinstance(value, Lifecycle)
    ]


def events_page() -> str:
    """Every kind of event: its words, who may read it, and what follows from it."""
    subscriptions: Mapping[str, Sequence[object]] = import_string(settings.SUBSCRIPTIONS)
    known = {each.name: each for each in all_kinds()}
    parts = [
        "# Events",
        (
            "An event is written in the transaction that made it true, and never changed. "
            "The words follow the name of whoever did it. What follows is delivered by the outbox: "
            "reactions change something; notices tell people ([notices.md](notices.md))."
        ),
    ]
    for module in _modules("events"):
        declared = [each for each in vars(module).values() if isinstance(each, EventKind)]
        parts.append(f"## {module.__name__.removesuffix('.events')}")
        parts.append((module.__doc__ or "").strip())
        parts.append(
            _table(
                ("Event", "Words", "Readers", "What follows"),
                (
                    (
                        f"`{each}`",
                        each.phrase,
                        str(known[each.name].visibility),
                        _consequences(each, subscriptions),
                    )
                    for each in declared
                ),
            )
        )
    return _page(parts)


def _consequences(kind: EventKind, subscriptions: Mapping[str, Sequence[object]]) -> str:
    names = [name_of(each) for each in subscriptions.get(kind.name, ())]  # type: ignore[arg-type]
    return ", ".join(f"`{name.rsplit('.', 1)[-1]}`" for name in names)


def notices_page() -> str:
    """Every kind of notice: to whom, and whether its mail can be switched off."""
    topics: dict[str, list[type[notices.NoticeKind]]] = {}
    for kind in notices.all_kinds():
        topics.setdefault(kind.topic, []).append(kind)
    parts = [
        "# Notices",
        (
            "Each stands in the inbox of the person told, and is mailed as well: duties always, "
            "personal notices unless switched off, news only when switched on."
        ),
    ]
    for topic, kinds in topics.items():
        parts.append(f"## {topic}")
        parts.append(
            _table(
                ("Notice", "When", "Told", "Urgency"),
                ((f"`{each.kind}`", each.label, _first_line(each), each.urgency.label) for each in kinds),
            )
        )
    return _page(parts)


def _first_line(kind: type[notices.NoticeKind]) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]


def operations_page() -> str:
    """Every operation with its address at each door."""
    parts = [
        "# Operations",
        (
            "One action each, offered with the same rule, the same form and the same words in the portal, "
            "in the REST API and in the admin."
        ),
    ]
    for module in _modules("operations"):
        declared: Sequence[Operation] = getattr(module, "OPERATIONS", ())
        if not declared:
            continue
        parts.append(f"## {module.__name__.removesuffix('.operations')}")
        parts.append(
            _table(
                ("Operation", "What it does", "Portal", "API", "Admin"),
                ((f"`{each.name}`", each.summary, *_doors(each)) for each in declared),
            )
        )
    return _page(parts)


def _doors(operation: Operation) -> tuple[str, str, str]:
    route = operation.route().replace("<", "{").replace(">", "}")
    return (
        f"`/{route}`" if Interface.PORTAL in operation.doors else operation.not_offered,
        f"`POST /api/v1/{route}`" if Interface.API in operation.doors else operation.not_offered,
        "yes" if Interface.ADMIN in operation.doors else operation.not_offered,
    )


def _modules(name: str) -> list[ModuleType]:
    """That module of every app of ours that has one."""
    ours = [
        each.name
        for each in apps.get_app_configs()
        if each.name.split(".")[0] in {"alliance", "members", "projects"}
    ]
    return [
        importlib.import_module(f"{app}.{name}") for app in ours if importlib.util.find_spec(f"{app}.{name}")
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _page(parts: Iterable[str]) -> str:
    return NOTE + "\n" + "\n\n".join(part for part in parts if part) + "\n"
