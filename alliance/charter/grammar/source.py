"""Reading YAML into plain data, remembering on which line each part stands.

A strict part of YAML: text, whole numbers, true, false, null, lists and mappings. Decimals, dates and the
words yes and no stay text, so that nothing is read as something its author did not mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path: TypeAlias = tuple[str | int, ...]

LONGEST: Final = 300_000
MOST_NODES: Final = 20_000
DEEPEST: Final = 40
INTEGER: Final = re.compile(r"[0-9]{1,18}")
WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a charter: on which line, in which clause, what, and what to do about it."""

    line: int
    path: Path
    message: str
    repair: str

    def __str__(self) -> str:
        where = f"Line {self.line}" + (f", {path_text(self.path)}" if self.path else "")
        return f"{where}: {self.message} {self.repair}".rstrip()


class CharterError(ValueError):
    """A charter cannot be read; `problems` are in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Document:
    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def path_text(path: Path) -> str:
    """ "rules.two-thirds.ballot.passes.gte[1]"."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


def read_yaml(source: str) -> Document:
    """The data of a YAML text with its lines; raises `CharterError` with one problem."""
    if len(source) > LONGEST:
        raise CharterError(
            [Problem(1, (), f"The text has more than {LONGEST:,} characters.", "Make it shorter.")]
        )
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = f"This is not YAML: {error.problem or error.context}."
        raise CharterError([Problem(line, (), reason, "Check indentation, quotes and brackets.")]) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else "a character that is not allowed"
        raise CharterError([Problem(1, (), f"This is not YAML: {reason}.", "Write plain text.")]) from error
    if node is None:
        raise CharterError([Problem(1, (), "The text is empty.", "Write a charter, bodies and rules.")])
    reader = _Reader()
    return Document(reader.read(node, ()), reader.lines)


class _Reader:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.nodes = 0

    def read(self, node: Node, path: Path) -> Any:  # noqa: ANN401
        self.nodes += 1
        if self.nodes > MOST_NODES or len(path) > DEEPEST:
            raise _error(
                node, path, "The text is too large or nested too deep.", "Split it, and avoid aliases."
            )
        self.lines[path] = _line(node)
        match node:
            case ScalarNode():
                return _scalar(node)
            case SequenceNode(value=items):
                return [self.read(item, (*path, index)) for index, item in enumerate(items)]
            case MappingNode(value=pairs):
                return self._mapping(pairs, path)
            case _:
                raise _error(node, path, "This cannot be read.", "Use text, numbers, lists and mappings.")

    def _mapping(self, pairs: list[tuple[Node, Node]], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, body in pairs:
            if not isinstance(key, ScalarNode):
                raise _error(key, path, "A key must be a word.", "Write key: value.")
            name: str = key.value
            if name in found:
                raise _error(key, (*path, name), f"“{name}” stands here twice.", "Keep one of the two.")
            found[name] = self.read(body, (*path, name))
            self.lines[(*path, name)] = _line(key)
        return found


def _scalar(node: ScalarNode) -> str | int | bool | None:
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in WORDS:
        return WORDS[text]
    return int(text) if INTEGER.fullmatch(text) else text


def _line(node: Node) -> int:
    line: int = node.start_mark.line
    return line + 1


def _error(node: Node, path: Path, message: str, repair: str) -> CharterError:
    return CharterError([Problem(_line(node), path, message, repair)])
