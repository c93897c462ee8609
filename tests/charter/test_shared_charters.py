"""The charters of real bodies: all of them are read, rule by rule, and told without a word of the grammar."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from alliance.charter.grammar import Charter, parse_charter, parse_condition, state, to_data
from alliance.charter.grammar.source import read_yaml
from tests.charter.charters import REAL, all_charters, real_charters

CONDITIONS = {"passes", "quorum", "option_stays_if", "option_stays_if_constitutional", "support"}
LISTS = {"void_if"}
KEYS = re.compile(r"\w_\w|[{}\[\]]|\bNone\b|  |\.\.|,\.")


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


def sentences_of(charter: Charter) -> list[str]:
    told = list(charter.affiliation.sentences) if charter.affiliation else []
    for part in (*charter.bodies.values(), *charter.rules.values(), *charter.reviews):
        told += part.sentences
    return told + [each.sentence for criteria in charter.criteria.values() for each in criteria]


def models_in(value: object) -> Iterator[BaseModel]:
    match value:
        case BaseModel():
            yield value
            for name in type(value).model_fields:
                yield from models_in(getattr(value, name))
        case Mapping():
            for each in value.values():
                yield from models_in(each)
        case tuple():
            for each in value:
                yield from models_in(each)


def read(path: Path) -> Charter:
    return parse_charter(path.read_text("utf-8"))


def test_all_seven_are_there() -> None:
    assert [path.stem for path in real_charters()] == [
        "apache", "board-election", "cncf-toc", "extras", "lfai-tac", "oasis-tc", "w3c",
    ]  # fmt: skip


@pytest.mark.parametrize("path", all_charters(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_rule_is_read_and_told(path: Path) -> None:
    charter = read(path)
    assert list(charter.rules) == list(read_yaml(path.read_text("utf-8")).data["rules"])
    for rule in charter.rules.values():
        assert rule.sentences
        assert rule.path
    told = sentences_of(charter)
    assert [each for each in told if KEYS.search(each)] == []
    assert [each for each in told if not each.strip("– ")[:1].isupper() and not each[:1].isdigit()] == []
    assert [each for each in told if each[-1] not in ".:”"] == []


@pytest.mark.parametrize("path", all_charters(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_read_cannot_be_changed(path: Path) -> None:
    charter = read(path)
    for model in models_in(charter):
        name = next(iter(type(model).model_fields), None)
        if name is not None:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(model, name, None)
        for field in type(model).model_fields:
            assert not isinstance(getattr(model, field), list | dict | set), f"{type(model)}.{field}"
    assert isinstance(charter.rules, MappingProxyType)


@pytest.mark.parametrize("path", all_charters(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_plain_data_makes_an_equal_charter(path: Path) -> None:
    charter = read(path)
    data = charter.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert Charter.model_validate(data) == charter


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
    found = list(conditions_in(read_yaml((REAL / f"{name}.yaml").read_text("utf-8")).data))
    for data in found:
        condition = parse_condition(data)
        assert to_data(condition) == data
        assert state(condition)
    assert len(found) == count
