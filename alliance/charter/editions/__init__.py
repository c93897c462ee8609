"""Editions that come with the product: rules offered to this alliance, and the charters of other bodies."""

from pathlib import Path

HERE = Path(__file__).parent


def shipped(body: str = "ai-alliance") -> str:
    """The YAML text of the shipped charter of a body; `FileNotFoundError` when there is none."""
    return (HERE / f"{body}.yaml").read_text("utf-8")


def shipped_bodies() -> list[str]:
    """The bodies whose charters are shipped, by name."""
    return sorted(path.stem for path in HERE.glob("*.yaml"))
