"""The fixture's files, read into plain rows. Facts name their sources; the rest is invented and says so."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@cache
def document(name: str) -> Any:  # noqa: ANN401 -- whatever the file holds
    """The content of ``data/<name>.yaml``."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))


def words(cell: str) -> list[str]:
    """The entries of a cell in which several stand, divided by semicolons."""
    return [each.strip() for each in cell.split(";") if each.strip()]


def markdown(play: Mapping[str, Any]) -> str:
    """A proposal's text: its sections under their headings."""
    headings = {
        "purpose": "Purpose",
        "change": "What would change",
        "scope": "Scope",
        "plan": "Who and by when",
    }
    return "\n".join(f"## {title}\n\n{play[key].strip()}\n" for key, title in headings.items() if key in play)
