"""BLT, the ballot file of Hill, Wichmann and Woodall (Algorithm 123, 1987), as it is found in use.

The first line gives the numbers of candidates and seats, a negative number withdraws a candidate, each
ballot is `weight candidate ... 0`, a lone 0 ends the ballots, names and a title follow. Understood besides:
`=` for equal ranks, `-` for a skipped one and `(id)` before a ballot (OpenSTV), `[nick ...]`, `[tie ...]`,
`[withdrawn ...]` and `/* */` (Droop), decimal weights, `#` comments, commas and semicolons as spreadsheets
leave them, names without quotes, with doubled quotes, or with the party in quotes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from alliance.voting.methods.formats import blt_plain
from alliance.voting.methods.formats.box import BallotBox, Ranking
from alliance.voting.methods.formats.problems import ProfileError, shown
from alliance.voting.methods.formats.text import (
    MOST_CANDIDATES,
    MOST_SEATS,
    check_names,
    decoded,
    number,
    weight_in_millionths,
)
from alliance.voting.methods.profile import Profile

_TOKEN = re.compile(r"[^\s,;]+")
_PIECE = re.compile(r'"((?:[^"]|"")*)"|([^"]+)')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_C_COMMENT = re.compile(r'("(?:\\.|[^"\n])*")|/\*.*?\*/', re.DOTALL)
_IN_QUOTES = re.compile(r'"(?:\\.|[^"])*("|$)')
_AFTER_THE_END = re.compile(r"(?:\d+\s+)*0")
_BALLOT_ID = re.compile(r"\(([^)]*)\)\s*")
_WITHDRAWN = re.compile(r"-(\d{1,9})")
_NAME_IN_COMMENT = re.compile(r"\s*#\s*ALTERNATIVE NAME \d+:(.*)")
_ESCAPE = re.compile(r'\\(["\\])')
_HIDDEN = {'"': "\ue000", "\\": "\ue001"}
_MOST_KNOWN = 50_000  # beyond it, hardly any ranking comes again, and memory is better spent
_FURTHER_LINES = 2  # Wichmann's source and comment, after the title
_CUT_OFF = "The file seems cut off: get the whole of it."

Line: TypeAlias = tuple[int, str]
"""The number of a line and what it says."""


def read(data: bytes, encoding: str = "utf-8") -> Profile:
    """The ballots of a BLT file. Raises `ProfileError`."""
    plain = _fast(data) if encoding == "utf-8" else None
    return plain or careful(decoded(data, encoding))


def _fast(data: bytes) -> Profile | None:
    data = data.replace(b"\r\n", b"\n") if b"\r" in data else data
    ballots = blt_plain.read(data)
    if ballots is None:
        return None
    try:
        frame = careful(decoded(data[: ballots.start] + data[ballots.end :]), is_frame=True)
    except ProfileError:
        return None
    equals = data.find(b"=", ballots.start, ballots.end)
    return replace(
        frame,
        places=ballots.places,
        level=ballots.level,
        weights=ballots.weights,
        equals_line=data.count(b"\n", 0, equals) + 1 if equals >= 0 else None,
    )


def careful(text: str, *, is_frame: bool = False) -> Profile:
    """The ballots of a BLT text, read line by line; a frame may be without ballots. Raises `ProfileError`."""
    reader = _Reader(iter(_lines(text)))
    reader.read_head()
    reader.read_ballots()
    names, title = reader.names_and_title()
    if not len(reader.box) and not is_frame:
        raise ProfileError(
            reader.first_line + 1,
            "there are no ballots.",
            "Between the first line and the lone 0 belong ballots.",
        )
    places, level = reader.box.matrices(len(names))
    weights, scale = reader.box.weights()
    return Profile(
        candidates=tuple(names),
        places=places,
        weights=weights,
        seats=reader.seats,
        title=title,
        level=level,
        scale=scale,
        withdrawn=frozenset(reader.withdrawn),
        tie_order=reader.tie_order,
        equals_line=reader.equals_line,
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, without comments, each with its number."""
    if "/*" in text:
        text = _C_COMMENT.sub(lambda found: found[1] or "\n" * found[0].count("\n") or " ", text)
    has_comments, ended = "#" in text, False
    for count, written in enumerate(text.split("\n"), start=1):
        line = _without_comment(written, ended=ended) if has_comments else written
        if line.strip(" \t,;"):
            ended = ended or line.strip('" \t,;') == "0"
            yield count, line.strip()


def _without_comment(line: str, *, ended: bool) -> str:
    """A line up to its `#`; within quotes and in a name without quotes, it is a sign like any other.

    Once the ballots have ended, a comment may name a candidate, as in files that once were PrefLib's.
    """
    if ended and (named := _NAME_IN_COMMENT.match(line)):
        return named[1]
    if line.lstrip()[:1].isalpha():
        return line
    plain = _IN_QUOTES.sub(lambda found: "x" * len(found[0]), line)
    found = re.search(r"(?:^|\s)#", plain)
    return line[: found.start()] if found else line


@dataclass
class _Reader:
    """The state of reading: what the lines so far have said."""

    lines: Iterator[tuple[int, str]]
    first_line: int = 0
    last_line: int = 1
    candidates: int = 0
    seats: int = 0
    withdrawn: set[int] = field(default_factory=set)
    tie_order: tuple[int, ...] | None = None
    box: BallotBox = field(default_factory=BallotBox)
    waiting: list[tuple[int, str]] = field(default_factory=list)
    nicks: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    ended_by_line: bool | None = None
    equals_line: int | None = None

    def _next(self) -> tuple[int, str] | None:
        found = self.waiting.pop() if self.waiting else next(self.lines, None)
        self.last_line = self.last_line if found is None else found[0]
        return found

    def read_head(self) -> None:
        first = self._next()
        tokens = [] if first is None else list(_TOKEN.finditer(first[1]))
        if first is None or len(tokens) < 2:
            raise ProfileError(1, "a BLT file begins with two numbers, candidates and seats.", "Add them.")
        line = self.first_line = first[0]
        self.candidates = number(tokens[0][0].strip('"'), MOST_CANDIDATES, "a number of candidates", line)
        self.seats = number(tokens[1][0].strip('"'), MOST_SEATS, "a number of seats", line)
        self._put_back(line, first[1][tokens[1].end() :])
        while (found := self._next()) is not None:
            line, text = found
            if text.startswith("["):
                self._instruction(line, text)
            elif text.startswith("-"):
                self._withdraw(line, text)
            else:
                self.waiting.append(found)
                return

    def _put_back(self, line: int, rest: str) -> None:
        if rest.strip('", ;\t'):
            self.waiting.append((line, rest.strip()))

    def _withdraw(self, line: int, text: str) -> None:
        tokens = list(_TOKEN.finditer(text))
        if line != self.first_line and not all(_WITHDRAWN.fullmatch(each[0]) for each in tokens):
            raise ProfileError(
                line,
                f"the weight {shown(tokens[0][0])} is negative.",
                "A ballot counts at least once; withdrawn candidates have a line of their own.",
            )
        for token in tokens:
            found = _WITHDRAWN.fullmatch(token[0])
            if found is None:
                self._put_back(line, text[token.start() :])
                return
            self.withdrawn.add(self._candidate(found[1], line))

    def _instruction(self, line: int, text: str) -> None:
        inner, closed, rest = text[1:].partition("]")
        word, *arguments = inner.split() or [""]
        if not closed:
            raise ProfileError(line, f"{shown(text)} is not closed.", "End it with ].")
        if word == "nick":
            if len(set(arguments)) != self.candidates or len(arguments) != self.candidates:
                raise ProfileError(
                    line,
                    f"there are {len(set(arguments))} nicks for {self.candidates} candidates.",
                    "Give each one.",
                )
            self.nicks = {nick: position for position, nick in enumerate(arguments)}
        elif word == "tie":
            order = tuple(self._candidate(each, line) for each in arguments)
            if len(set(order)) != len(order) or len(order) != self.candidates:
                raise ProfileError(
                    line, "the tie order does not name every candidate once.", "Name each one."
                )
            self.tie_order = order
        elif word == "withdrawn":
            self.withdrawn.update(self._candidate(each, line) for each in arguments)
        elif word != "droop":  # arguments for that program, such as its arithmetic
            raise ProfileError(line, f"{shown(inner)} is not understood.", "Use nick, tie or withdrawn.")
        self._put_back(line, rest)

    def read_ballots(self) -> None:
        while (found := self._next()) is not None:
            line, text = found
            weight, _, ranking = text.partition(" ")
            known = self.known.get(ranking)
            if known is not None and weight.isascii() and weight.isdigit() and int(weight[:13]) > 0:
                self.box.add(known, weight_in_millionths(weight, line))
            elif self._ballots_of(line, text):
                return
        raise ProfileError(
            self.last_line, "the 0 that ends the ballots is missing after this line.", _CUT_OFF
        )

    def _ballots_of(self, line: int, text: str) -> bool:
        """Read the ballots of a line; whether the 0 that ends them all was met."""
        if "=" in text:
            text = re.sub(r"\s*=\s*", "=", text)
        whole, count, position = text, 0, 0
        while (token := _TOKEN.search(text, position)) is not None:
            if token[0].startswith("(") and (identifier := _BALLOT_ID.match(text, token.start())):
                position = identifier.end()
                continue
            weight = token[0].strip('"')
            if not weight:
                position = token.end()
                continue
            if weight == "0":
                rest = text[token.end() :].strip('", ;\t')
                if rest[:1].isdigit():
                    raise ProfileError(line, "the ballot's weight is 0.", "Take the ballot out.")
                self._put_back(line, text[token.end() :])
                return True
            if (token[0].startswith('"') and not weight[0].isdigit()) or weight[0].isalpha():
                raise ProfileError(
                    line,
                    f"{shown(text)} is where a ballot should begin.",
                    "End the ballots with a line that holds only 0.",
                )
            millionths = weight_in_millionths(weight, line)
            ranking, position = self._ranking(line, text, token.end())
            if self.equals_line is None and any(len(equals) > 1 for equals in ranking):
                self.equals_line = line
            which = self.box.number_of(ranking)
            self.box.add(which, millionths)
            count += 1
        head, _, rest = whole.partition(" ")
        if count == 1 and head.isdigit() and len(self.known) < _MOST_KNOWN:
            self.known[rest] = which
        return False

    def _ranking(self, line: int, text: str, position: int) -> tuple[Ranking, int]:
        """The ranking that begins at a position, and where the text goes on."""
        ranking: list[tuple[int, ...]] = []
        ends_with_line = True
        for token in _TOKEN.finditer(text, position):
            word = token[0].strip('"')
            position = token.end()
            if word == "0":
                ends_with_line = False
                break
            if word not in {"-", ""}:
                ranking.append(tuple(self._candidate(each, line) for each in word.split("=")))
        if self.ended_by_line not in {None, ends_with_line}:
            raise ProfileError(line, "the ballot does not end with 0.", "Add the 0, or get the whole file.")
        self.ended_by_line = ends_with_line
        self._check_single(line, ranking)
        return tuple(ranking), position

    def _check_single(self, line: int, ranking: Sequence[tuple[int, ...]]) -> None:
        seen: set[int] = set()
        for candidate in (each for equals in ranking for each in equals):
            if candidate in seen:
                raise ProfileError(
                    line,
                    f"candidate {candidate + 1} stands twice on this ballot.",
                    "Correct the ballot, or take out the second place.",
                )
            seen.add(candidate)

    def _candidate(self, token: str, line: int) -> int:
        if token in self.nicks:
            return self.nicks[token]
        if token.startswith("-"):
            raise ProfileError(
                line, f"{shown(token)} is negative.", "Withdrawn candidates stand before the ballots."
            )
        if not (
            token.isascii() and token.isdigit() and len(token) < 9 and 1 <= int(token) <= self.candidates
        ):
            raise ProfileError(
                line,
                f"there is no candidate {shown(token)}.",
                f"Candidates have the numbers 1 to {self.candidates}, as the first line says.",
            )
        return int(token) - 1

    def names_and_title(self) -> tuple[list[str], str]:
        rest = [*reversed(self.waiting), *self.lines]
        if len(rest) >= self.candidates and not self._is_on_one_line(rest):
            named = [(line, _name(text)) for line, text in rest]
        else:
            named = [(line, _name(each)) for line, text in rest for each in _QUOTED.findall(_hidden(text))]
        for line, name in named:
            if _AFTER_THE_END.fullmatch(name):
                raise ProfileError(
                    line,
                    f"{shown(name)} stands after the 0 that ends the ballots.",
                    "Move that 0 below all ballots.",
                )
        if len(named) < self.candidates:
            raise ProfileError(
                rest[-1][0] if rest else self.last_line,
                f"the file names {len(named)} of its {self.candidates} candidates.",
                _CUT_OFF,
            )
        named = self._without_notes(named, rest)
        if len(named) > self.candidates + 1 + _FURTHER_LINES:
            raise ProfileError(
                named[self.candidates][0],
                f"more names than the {self.candidates} candidates of the first line.",
                "Correct the number on the first line.",
            )
        names = [name for _, name in named[: self.candidates]]
        check_names(names, [line for line, _ in named[: self.candidates]])
        return names, named[self.candidates][1] if len(named) > self.candidates else ""

    def _without_notes(
        self, named: list[tuple[int, str]], rest: list[tuple[int, str]]
    ) -> list[tuple[int, str]]:
        """Names and title; where those are in quotes, lines without quotes after them are notes."""
        notes = {line for line, text in rest[self.candidates + 1 :] if not text.startswith('"')}
        in_quotes = all(text.startswith('"') for _, text in rest[: self.candidates])
        return [each for each in named if each[0] not in notes] if in_quotes else named

    def _is_on_one_line(self, rest: Sequence[tuple[int, str]]) -> bool:
        return len(rest) == 1 and len(_QUOTED.findall(_hidden(rest[0][1]))) == self.candidates + 1


def _hidden(text: str) -> str:
    """Escaped quotes as signs that no file has, so that only real quotes are seen."""
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def _name(text: str) -> str:
    """A candidate's name: pieces in quotes of their own, such as the party, follow after a space."""
    name = " ".join(_unquoted(_hidden(text).strip(" \t,;")).split())
    return name.replace("\ue000", '"').replace("\ue001", "\\")


def _unquoted(text: str) -> str:
    text = text.strip()
    if '"' not in text or not (text.startswith('"') or text.endswith('"')):
        return text
    pieces = [_piece(found) for found in _PIECE.finditer(text)]
    return " ".join(each.replace('"', "") if each == text else _unquoted(each) for each in pieces)


def _piece(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1].replace('""', '"')
    return found[2].replace('"', "").strip(" \t,;")
