"""The votes on a motion as the motion bar draws them, with the threshold where it can be drawn."""

from collections.abc import Mapping
from typing import Any

from alliance.charter.grammar import MotionRule

DRAWN = frozenset({"cast", "participated", "eligible"})
"""Bases that the bar shows; a threshold on any other has no place on it."""


def bar_of(rule: MotionRule, tally: Mapping[str, int]) -> dict[str, Any]:
    """The arguments of the component `motion_bar` for a tally under a rule."""
    line = rule.threshold if rule.threshold and rule.threshold.base in DRAWN else None
    return {
        "in_favour": tally["for"],
        "against": tally["against"],
        "abstained": tally["abstain"],
        "not_voted": tally["eligible"] - tally["participated"],
        "threshold": line.fraction if line else None,
        "base": line.base if line else "cast",
        "strict": bool(line and line.strict),
    }
