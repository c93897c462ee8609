"""The result record: one JSON document from which pages, certificate, CSV and text report are all drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict, Unpack

if TYPE_CHECKING:
    from alliance.voting.methods.catalogue import Method
    from alliance.voting.methods.profile import Profile, ScoreSheet

SCHEMA: Final = "alliance.count/1"


class Transfer(TypedDict):
    """Votes that moved in a round; `source` or `target` is None for the pile of the non-transferable."""

    source: str
    target: str | None
    votes: str


class Tie(TypedDict):
    """A tie that was met: `at` what was to be decided, `between` the tied, `chosen` who was taken for it.

    `broken_by` is how, in words; None when the tie stands. `is_decisive` tells whether another outcome of the
    lot elects other people.
    """

    at: str
    round: NotRequired[int]
    between: list[str]
    chosen: list[str]
    broken_by: str | None
    is_lot: bool
    is_decisive: NotRequired[bool]


class Round(TypedDict):
    """One stage of a count: what was done, and where every vote is afterwards.

    `event` is one of `first preferences`, `surplus`, `exclusion`, `election`, `comparison`. `subjects` are
    those it was done to. `votes` are decimals as strings with the method's own number of places, for every
    candidate who is not excluded; `exhausted` are votes of ballots without a further choice, `loss` what
    rounding cut off: votes + exhausted + loss is the number of valid votes in every round.
    `keep` (Meek) is the share of each ballot that those elected so far keep, with which it was counted.
    """

    number: int
    event: str
    subjects: list[str]
    votes: dict[str, str]
    exhausted: str
    loss: str
    quota: NotRequired[str]
    value: NotRequired[str]
    keep: NotRequired[dict[str, str]]
    transfers: list[Transfer]
    elected: list[str]
    excluded: list[str]
    sentence: str


class Pairwise(TypedDict):
    """`matrix[a][b]` ballots prefer candidate a to b, in the order of `candidates`, as strings of decimals.

    `paths` are the strengths of the strongest paths, between all candidates or `path_candidates`, and
    `left_out` has a sentence for each defeat that was not counted, where the method has them.
    """

    candidates: list[str]
    matrix: list[list[str]]
    strength: NotRequired[str]
    paths: NotRequired[list[list[str]]]
    path_candidates: NotRequired[list[str]]
    left_out: NotRequired[list[str]]


class CapStep(TypedDict):
    """A candidate passed over because the own group is full."""

    candidate: str
    group: str
    limit: int
    round: NotRequired[int]
    sentence: str


class Undecided(TypedDict):
    """Seats that stay open until a lot is drawn between those who are tied for them."""

    seats: int
    between: list[str]


class Found(TypedDict, total=False):
    """What a method may find, besides who is elected.

    `quota` has `value` and `formula`; `totals` are votes, approvals or points by candidate; `order` all
    candidates from the first to the last, equals in a list of their own; `vacant` counts seats for which
    nobody is left; `dropped` are options that failed a condition, each with `candidate` and `sentence`.
    """

    quota: dict[str, str] | None
    rounds: list[Round]
    pairwise: Pairwise | None
    totals: dict[str, str] | None
    order: list[str | list[str]] | None
    undecided: Undecided | None
    vacant: int
    ties: list[Tie]
    caps: list[CapStep]
    dropped: list[dict[str, Any]]
    sentence: str


class CountRecord(Found):
    """How an election was counted and came out; every method fills in what it has."""

    schema: str
    method: dict[str, Any]
    options: dict[str, Any]
    input: dict[str, Any]
    elected: list[str]


def count_record(
    method: Method,
    ballots: Profile | ScoreSheet,
    options: Mapping[str, Any],
    *,
    valid: int,
    elected: Sequence[str],
    **found: Unpack[Found],
) -> CountRecord:
    """The record of a count, complete: what a method does not find is empty.

    `options` are the settings the count was made with; `valid` the votes with a usable choice, times the
    scale of the ballots; `elected` the names in order of election; `found` every other part of the record.
    """
    total = int(ballots.weights.sum())
    record: CountRecord = {
        "schema": SCHEMA,
        "method": {"name": method.name, "version": method.version, "title": method.title},
        "options": dict(options),
        "input": {
            "title": ballots.title,
            "candidates": list(ballots.candidates),
            "withdrawn": ballots.names(sorted(ballots.withdrawn)),
            "ballots": decimal(total, ballots.scale),
            "valid": decimal(valid, ballots.scale),
            "blank": decimal(total - valid, ballots.scale),
            "digest": ballots.digest,
        },
        "quota": None,
        "rounds": [],
        "pairwise": None,
        "totals": None,
        "order": None,
        "elected": list(elected),
        "undecided": None,
        "vacant": 0,
        "ties": [],
        "caps": [],
        "dropped": [],
        "sentence": "",
    }
    record.update(found)  # type: ignore[typeddict-item]  # a part of the same keys
    return record


def decimal(value: int, scale: int, places: int | None = None) -> str:
    """`value / scale` as decimal text, cut, not rounded; `scale` is a power of ten.

    With `places` None, as many decimals as the scale has, without trailing zeros.
    """
    digits = len(str(scale)) - 1 if places is None else places
    whole, part = divmod(value * 10**digits // scale, 10**digits)
    text = f"{whole}.{part:0{digits}d}" if digits else str(whole)
    return text.rstrip("0").rstrip(".") if places is None and digits else text


def canonical_json(record: Mapping[str, Any]) -> str:
    """The one JSON text of a record: keys sorted, no spaces, no floats, UTF-8 as it is."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


WORDS: Final = frozenset({"sentence", "title", "formula", "left_out"})
"""The parts of a record that tell in words what its other parts say."""


def figures(record: Any) -> Any:  # noqa: ANN401 - any part of a record
    """The record without its words: equal for equal results, however a later version tells them."""
    if isinstance(record, Mapping):
        return {name: figures(part) for name, part in record.items() if name not in WORDS}
    return [figures(part) for part in record] if isinstance(record, list | tuple) else record


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(record).encode()).hexdigest()
