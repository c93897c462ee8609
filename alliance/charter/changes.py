"""What one edition of a charter changed in another, rule by rule, in sentences."""

from dataclasses import dataclass
from typing import Literal

from alliance.charter.grammar import Charter


@dataclass(frozen=True, slots=True)
class Change:
    """A rule or a body that came, went or reads differently; `old` and `new` are sentences, one a line."""

    kind: Literal["added", "removed", "changed"]
    title: str
    old: str
    new: str


def changes(old: Charter, new: Charter) -> list[Change]:
    """Every body and rule that is not the same in both, in the order of the new charter, what went last."""
    before, after = _told(old), _told(new)
    found = []
    for key, (title, text) in after.items():
        if key not in before:
            found.append(Change("added", title, "", text))
        elif before[key] != (title, text):
            found.append(Change("changed", title, before[key][1], text))
    gone = [Change("removed", title, text, "") for key, (title, text) in before.items() if key not in after]
    return found + gone


def _told(charter: Charter) -> dict[str, tuple[str, str]]:
    bodies = {f"body {slug}": (body.name, "\n".join(body.sentences)) for slug, body in charter.bodies.items()}
    rules = {f"rule {slug}": (rule.title, "\n".join(rule.sentences)) for slug, rule in charter.rules.items()}
    return bodies | rules
