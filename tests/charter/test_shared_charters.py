"""The real charters, as far as the grammar goes: every passing condition and quorum in them can be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alliance.charter.grammar import parse_condition, state, to_data
from alliance.charter.grammar.source import read_yaml

CHARTERS = Path(__file__).parents[3] / "shared" / "charters"
CONDITIONS = {"passes", "quorum", "option_stays_if", "option_stays_if_constitutional", "support"}
LISTS = {"void_if"}

pytestmark = pytest.mark.skipif(not CHARTERS.is_dir(), reason="the example charters are not here")


def conditions_in(data: Any) -> Iterator[Any]:
    match data:
        case dict():
            for word, value in data.items():
                if word in CONDITIONS and isinstance(value, dict):
                    yield value
                elif word in LISTS:
                    yield from value
                elif word == "when" and isinstance(value, dict):
                    yield value
                else:
                    yield from conditions_in(value)
        case list():
            for value in data:
                yield from conditions_in(value)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("apache", 4),
        ("board-election", 3),
        ("cncf-toc", 12),
        ("extras", 10),
        ("lfai-tac", 5),
        ("oasis-tc", 2),
        ("w3c", 4),
    ],
)
def test_every_condition_is_read_and_told(name: str, count: int) -> None:
    found = list(conditions_in(read_yaml((CHARTERS / f"{name}.yaml").read_text("utf-8")).data))
    for data in found:
        condition = parse_condition(data)
        assert to_data(condition) == data
        assert state(condition)
    assert len(found) == count
