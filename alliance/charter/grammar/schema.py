"""The grammar as JSON Schema, with which editors check and complete a charter while it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from alliance.charter.grammar.charters import Charter
from alliance.charter.grammar.conditions import TALLIES
from alliance.charter.grammar.measures import MEASURES
from alliance.charter.grammar.reading import COMPARISONS
from alliance.charter.grammar.words import ACTIVITY, BASES, CONDITION, NUMBER

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
COUNTED: Final[Mapping[str, Collection[str]]] = {
    "tally": TALLIES,
    "activity": ACTIVITY,
    "measure": MEASURES,
    "base": BASES,
}
FRACTION: Final = r"^[0-9]{1,18}(\s*/\s*[0-9]{1,18})?$"


def charter_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a charter as it is written in YAML.

    It says what can be said of the form; names, examples and the order of times are checked when a charter is
    read.
    """
    written = Charter.model_json_schema(by_alias=True, mode="validation")
    definitions = {**written.pop("$defs"), **_definitions()}
    form: dict[str, Any] = _linked({**written, "$defs": dict(sorted(definitions.items()))})
    return {"$schema": DIALECT, "title": "Charter", **form}


def _definitions() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, names in COUNTED.items():
        found[f"{CONDITION}-{kind}"] = _condition(kind)
        found[f"{NUMBER}-{kind}"] = _number(kind, names)
    return found


def _linked(node: Any) -> Any:  # noqa: ANN401
    """Marks of conditions and numbers become references, maps closed, titles made from names left out."""
    match node:
        case {"condition": str() as kind}:
            return _ref(CONDITION, kind)
        case {"number": str() as kind}:
            return _ref(NUMBER, kind)
        case dict():
            closed = {"additionalProperties": False} if "patternProperties" in node else {}
            kept = {word: part for word, part in node.items() if word != "title" or not isinstance(part, str)}
            return {**closed, **{word: _linked(part) for word, part in kept.items()}}
        case list():
            return [_linked(part) for part in node]
        case _:
            return node


def _ref(what: str, kind: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{what}-{kind}"}


def _one(**parts: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }


def _several(kind: str, what: str) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": _ref(what, kind)}


def _condition(kind: str) -> dict[str, Any]:
    sides = {"type": "array", "minItems": 2, "maxItems": 2, "items": _ref(NUMBER, kind)}
    return {
        "description": "A condition: all, any or not over comparisons of two numbers.",
        "oneOf": [
            _one(all=_several(kind, CONDITION)),
            _one(any=_several(kind, CONDITION)),
            _one(**{"not": _ref(CONDITION, kind)}),
            *(_one(**{op: sides}) for op in COMPARISONS),
        ],
    }


def _number(kind: str, names: Collection[str]) -> dict[str, Any]:
    inner = _ref(NUMBER, kind)
    classes = _one(by={"type": "string"}, where=_ref(CONDITION, kind))
    in_class = {"type": "object", "minProperties": 1, "maxProperties": 1}
    return {
        "description": "A number: whole, an exact fraction, a name of what is counted, or worked out.",
        "oneOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": FRACTION},
            {"enum": sorted(names)},
            _one(frac={"type": ["string", "integer"]}, of=inner),
            _one(times={"type": ["string", "integer"]}, of=inner),
            _one(sqrt=inner),
            _one(ceil=inner),
            _one(min=_several(kind, NUMBER)),
            _one(max=_several(kind, NUMBER)),
            _one(classes=classes),
            _one(in_class=in_class, tally={"enum": sorted(names)}),
        ],
    }
