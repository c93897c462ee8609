"""The JSON Schema for editors accepts every charter, and refuses what the grammar refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from alliance.charter.grammar.schema import charter_schema
from alliance.charter.grammar.source import read_yaml
from tests.charter.charters import SAMPLE, all_charters

SCHEMA = charter_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert "condition-tally" in SCHEMA["$defs"]


@pytest.mark.parametrize("charter", all_charters(), ids=lambda charter: charter.stem)
def test_it_accepts_every_charter(charter: Path) -> None:
    data = read_yaml(charter.read_text("utf-8")).data
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("passes: {gt: [for, {frac: 1/2, of: cast}]}", "passes: {gt: [for, {frac: 1/2, of: casts}]}"),
        ("passes: {gt: [for, {frac: 1/2, of: cast}]}", "passes: {gt: [for]}"),
        ("passes: {gt: [for, {frac: 1/2, of: cast}]}", "passes: for"),
        ('clause: "3.1"', 'claus: "3.1"'),
        ("vote_unit: organization", "vote_unit: colour"),
        ("{min: P3D, default: P14D, max: P60D}", "{min: 3 days, default: P14D, max: P60D}"),
        ("  membership:", "  The Membership:"),
    ],
)
def test_it_refuses(old: str, new: str) -> None:
    assert old in SAMPLE
    assert not VALIDATOR.is_valid(read_yaml(SAMPLE.replace(old, new, 1)).data)


def test_the_schema_in_the_documentation_is_the_grammars_own() -> None:
    written: dict[str, Any] = json.loads(
        (Path(__file__).parents[2] / "docs" / "charter.schema.json").read_text("utf-8")
    )
    assert written == SCHEMA
