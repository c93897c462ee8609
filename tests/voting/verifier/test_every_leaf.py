"""Whatever one value of a record is changed to: it is found, unless it is a word, or in none of the files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from alliance.voting import verify
from tests.voting.verifier.folders import Files, summed, with_record
from tests.voting.verifier.test_tampering import BASES

NOT_IN_THE_BALLOTS = {
    ("input", "digest"),  # of the file as it was read, which is not published
    ("options", "lot", "source"),  # where an order comes from that no seed gives
    ("options", "cap", "limit"),
    ("options", "cap", "size"),
    ("options", "cap", "least"),
    ("options", "cap", "sitting"),
    ("options", "eligible"),
}
"""Settings that other values would leave without effect: what is right stands in the charter."""


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all values that hold no others, empty lists and objects among them."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = False
    for key, value in inside:
        found = True
        yield from leaves(value, (*path, key))
    if not found:
        yield path


def others(value: Any) -> list[Any]:
    """Values of another kind, and a near one of the same kind."""
    near = {bool: not value, int: (value or 0) + 1 if isinstance(value, int) else 0}.get(type(value))
    if isinstance(value, str):
        near = f"{value}1"
    kinds: list[Any] = [near, None, 7, "7", [], {}, ["7"], {"7": 7}, True, "9" * 30]
    return [each for each in kinds if json.dumps(each) != json.dumps(value)]


def at(record: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        record = record[key]
    return record


def is_compared(path: tuple[Any, ...]) -> bool:
    """Whether a wrong value is to be found: words are not compared, nor what is in none of the files."""
    if path[-1] == "sentence" or "left_out" in path:
        return False
    if path[0] == "rule" or path[1:] == ("rule",):
        return path[:2] in {("rule", "passes"), ("rule", "quorum"), ("rule", "options")}
    return path not in NOT_IN_THE_BALLOTS and path[:2] != ("options", "ratios")


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_every_value_is_compared(base: Callable[[], Files]) -> None:
    record = json.loads(base()["record.json"])
    missed = []
    for path in leaves(record):
        for other in others(at(record, path)):

            def change(changed: Any, path: tuple[Any, ...] = path, other: Any = other) -> None:
                at(changed, path[:-1])[path[-1]] = other

            try:
                verify.check(with_record(base(), change))
                missed.append((path, other))
            except (verify.Wrong, verify.CannotTell):
                pass
    unexpected = [(path, other) for path, other in missed if is_compared(path)]
    assert not unexpected


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.__name__)
def test_no_file_brings_it_down(base: Callable[[], Files]) -> None:
    """Bytes changed, doubled or taken out anywhere: a sentence or agreement, never an exception."""
    chance, ballots = Random(base.__name__), [name for name in base() if name.endswith((".blt", ".json"))]
    found = 0
    for _ in range(200):
        name = chance.choice(ballots)
        data = base()[name]
        at, length = chance.randrange(len(data)), chance.choice((1, 1, 2, 9))
        new = chance.choice(
            (b"", b"0", b"9", b"\\", b'"', b"\n", b"\xff", b"1 2", data[at : at + length] * 2)
        )
        forged = summed({**base(), name: data[:at] + new + data[at + length :]})
        try:
            verify.check(forged)
        except (verify.Wrong, verify.CannotTell):
            found += 1
    assert found > 100


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, '{"schema":' + "9" * 5000 + "}", '"\\ud800"'])
def test_odd_json(text: str) -> None:
    with pytest.raises(verify.Wrong, match=r"^record\.json"):
        verify.check(summed({**BASES[0](), "record.json": text.encode()}))
