"""Who may adopt a charter, and when."""

from datetime import UTC, datetime

from alliance.charter.grammar import Charter
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, not_now, permit


def may_adopt(by: Actor) -> Verdict:
    """Staff enter what the members have adopted."""
    return permit(by.is_staff or by.is_system, "Only staff may enter an adopted charter.")


def is_next_edition(charter: Charter, latest: CharterEdition | None, at: datetime) -> Verdict:
    """Whether the charter may follow the latest edition: not before it, and not with effect on the past.

    The first edition of a body may be in force already when it is entered.
    """
    if latest is None:
        return YES
    since, today = charter.heading.in_force_since, at.astimezone(UTC).date()
    if since < today:
        return not_now(
            f"A new edition cannot be in force since {since}, before the day it is adopted ({today})."
        )
    if since < latest.in_force_since:
        return not_now(f"Edition {latest.label} comes into force on {latest.in_force_since}, after {since}.")
    return YES


def is_new_label(charter: Charter, *, known: bool) -> Verdict:
    """Whether the edition's label is still free."""
    heading = charter.heading
    return not_now(f"Edition {heading.edition} of {heading.id} was adopted before.") if known else YES
