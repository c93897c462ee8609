"""Editions that come with the product."""

from pathlib import Path


def shipped(body: str = "ai-alliance") -> str:
    """The YAML text of the shipped charter of a body; `FileNotFoundError` when there is none."""
    return (Path(__file__).parent / f"{body}.yaml").read_text("utf-8")
