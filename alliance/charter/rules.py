"""Who may adopt a charter, and when."""

from datetime import UTC, date, datetime

from alliance.charter.grammar import Charter, CharterError, Problem
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import YES, Verdict, not_now, permit


def may_adopt(by: Actor) -> Verdict:
    """Staff enter what the members have adopted."""
    return permit(by.is_staff or by.is_system, "Only staff may enter an adopted charter.")


def in_force_since(charter: Charter) -> date:
    """The day a complete charter names; `CharterError` when it names none."""
    since = charter.heading.in_force_since
    if since is None:
        raise CharterError([Problem(1, ("charter",), "“in_force_since” is missing.", "Add a day.")])
    return since


def is_next_edition(
    since: date, latest: CharterEdition | None, at: datetime, *, binding: bool = True
) -> Verdict:
    """Whether a charter in force since that day may follow the latest edition, which it cannot precede.

    One that is binding here cannot take effect in the past. The first edition of a body may be in force
    already when it is entered, and so may any edition of a body whose charter decides nothing here.
    """
    if latest is None:
        return YES
    today = at.astimezone(UTC).date()
    if binding and since < today:
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
