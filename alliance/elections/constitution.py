"""A body as its charter describes it, at an instant."""

from datetime import datetime

from alliance.charter.grammar import Body as Constitution
from alliance.charter.queries import edition_in_force
from alliance.elections.models import Body


def constitution_of(body: Body, at: datetime) -> Constitution | None:
    """The body in the edition that holds then; None when no charter in force describes it."""
    edition = edition_in_force(at, body.charter_body)
    return None if edition is None else edition.charter.bodies.get(body.charter_id)
