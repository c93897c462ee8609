"""What changed between two versions of a text: paragraphs first, then words within a paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Literal

Change = Literal["same", "added", "removed", "changed"]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_ALIKE = 0.4
_MOST_WORDS = 3000
_AROUND = 3
_FEWEST_FOLDED = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words that stayed, was added or was removed."""

    kind: Change
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with its runs; ``kind`` is ``changed`` when it holds more than one sort of run."""

    kind: Change
    spans: tuple[Span, ...]


def word_diff(old: str, new: str) -> tuple[Paragraph, ...]:
    """Compare two texts.

    Args:
        old: the earlier text.
        new: the later text.

    Returns:
        The paragraphs in reading order. Joining the spans that are not ``added`` gives ``old`` back,
        joining those that are not ``removed`` gives ``new``, line by line without trailing blanks.
    """
    before, after = _lines(old), _lines(new)
    return tuple(_paragraphs(before, after))


def changed_count(paragraphs: Sequence[Paragraph]) -> int:
    """How many paragraphs are not the same."""
    return sum(paragraph.kind != "same" for paragraph in paragraphs)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs that follow each other; `is_far` when they are unchanged and nothing near them changed."""

    paragraphs: tuple[Paragraph, ...]
    is_far: bool


def stretches(paragraphs: Sequence[Paragraph]) -> list[Stretch]:
    """The same paragraphs, those far from any change apart, so that a page may fold them."""
    near = {
        beside
        for at, paragraph in enumerate(paragraphs)
        if paragraph.kind != "same"
        for beside in range(at - _AROUND, at + _AROUND + 1)
    }
    found: list[Stretch] = []
    for is_far, run in groupby(enumerate(paragraphs), key=lambda each: each[0] not in near):
        parts = tuple(paragraph for _, paragraph in run)
        found.append(Stretch(parts, is_far=is_far and len(parts) >= _FEWEST_FOLDED))
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def _paragraphs(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from (_whole("same", line) for line in before[i1:i2])
        else:
            yield from _rewritten(before[i1:i2], after[j1:j2])


def _rewritten(before: list[str], after: list[str]) -> Iterator[Paragraph]:
    for old, new in zip_longest(before, after):
        if new is None:
            yield _whole("removed", old)
        elif old is None:
            yield _whole("added", new)
        else:
            yield from _line_pair(old, new)


def _line_pair(old: str, new: str) -> Iterator[Paragraph]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(before), len(after)) > _MOST_WORDS or matcher.ratio() < _ALIKE:
        yield _whole("removed", old)
        yield _whole("added", new)
        return
    yield Paragraph("changed", tuple(_spans(matcher, before, after)))


def _spans(matcher: "SequenceMatcher[str]", before: list[str], after: list[str]) -> Iterator[Span]:
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield Span("same", "".join(before[i1:i2]))
            continue
        if i2 > i1:
            yield Span("removed", "".join(before[i1:i2]))
        if j2 > j1:
            yield Span("added", "".join(after[j1:j2]))


def _whole(kind: Change, line: str) -> Paragraph:
    return Paragraph(kind, (Span(kind, line),))
