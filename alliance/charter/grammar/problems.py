"""What is wrong with a charter, in words: the line, the place, and a repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from alliance.charter.grammar.source import Document, Path, Problem
from alliance.charter.grammar.words import ONE_OF

LONGEST_SHOWN = 40


def problems_of(error: ValidationError, document: Document, words: Iterable[str]) -> Iterator[Problem]:
    """The errors of validation as problems; `words` are those that may be meant by a misspelt one."""
    known = sorted(words)
    seen = set()
    for each in error.errors(include_url=False):
        context = each.get("ctx", {})
        kind = each["type"]
        last_is_new = kind in ("missing", "extra_forbidden")
        path = (*_place(each["loc"], document, last_is_new=last_is_new), *context.get("path", ()))
        if path in seen:
            continue
        seen.add(path)
        message, repair = _in_words(kind, each["msg"], path, context, each.get("input"), known)
        yield Problem(document.line_of(path), path, message, repair)


def _place(location: Path, document: Document, *, last_is_new: bool) -> Path:
    """The path in the text: the steps that stand there, without those of the models' own."""
    path: Path = ()
    for index, step in enumerate(location):
        if (*path, step) in document.lines or (last_is_new and index == len(location) - 1):
            path = (*path, step)
    return path


def _in_words(  # noqa: C901  # one line per kind of error
    kind: str, message: str, path: Path, context: Mapping[str, Any], given: object, known: list[str]
) -> tuple[str, str]:
    last = path[-1] if path else ""
    match kind:
        case "condition":
            return context["message"], context["repair"]
        case "missing":
            return f"“{last}” is missing.", f"Add {last}: with its value."
        case "extra_forbidden":
            if last in known:
                return f"“{last}” does not belong here.", "Leave it out, or write it where it belongs."
            close = get_close_matches(str(last), known, n=1)
            split = "Put a text with a comma in quotes." if given is None and " " in str(last) else ""
            repair = f"Did you mean “{close[0]}”?" if close else "Leave it out."
            return f"“{_shown(last)}” is not known here.", split or repair
        case "literal_error":
            return _unknown_word(given, str(context["expected"]))
        case "one_of":
            return _unknown_part(given, message.removeprefix(ONE_OF))
        case "model_type" | "dict_type" | "mapping_type" | "model_attributes_type":
            return "Here words with values are needed.", "Write word: value, one on each line."
        case "tuple_type" | "list_type":
            return "Here a list is needed.", "Write it as [a, b]."
        case "string_type":
            return "Here a text is needed.", "Write it in quotes."
        case "string_pattern_mismatch":
            shown = _shown(given if isinstance(given, str) else last)
            return f"“{shown}” is not a short name.", "Use small letters, digits and hyphens: two-thirds."
        case _:
            text = message.removeprefix("Value error, ").removesuffix(".")
            return f"{text}.", ""


def _unknown_word(given: object, expected: str) -> tuple[str, str]:
    words = expected.replace("'", "")
    close = get_close_matches(str(given), words.replace(" or ", ", ").split(", "), n=1)
    meant = f"Did you mean “{close[0]}”? " if close else ""
    return "This word is not known here.", f"{meant}Use {words}."


def _unknown_part(given: object, words: str) -> tuple[str, str]:
    if not isinstance(given, Mapping):
        return "Here words with values are needed.", f"Begin with one of {words}."
    wrong = next(iter(given), "")
    close = get_close_matches(str(wrong), words.split(", "), n=1)
    repair = f"Did you mean “{close[0]}”?" if close else f"Begin with one of {words}."
    return f"“{_shown(wrong)}” is not known here." if wrong else "Something is missing here.", repair


def _shown(given: object) -> str:
    text = str(given)
    return f"{text[:LONGEST_SHOWN]}…" if len(text) > LONGEST_SHOWN else text


def words_of(model: type[BaseModel]) -> frozenset[str]:
    """Every word of a model and of the models within it."""
    found: set[str] = set()
    seen: set[type[BaseModel]] = set()
    _collect(model, found, seen)
    return frozenset(found)


def _collect(annotation: Any, found: set[str], seen: set[type[BaseModel]]) -> None:  # noqa: ANN401
    for part in getattr(annotation, "__args__", ()):
        _collect(part, found, seen)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        for name, field in annotation.model_fields.items():
            found.add(field.alias or name)
            _collect(field.annotation, found, seen)
