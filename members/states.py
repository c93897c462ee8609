"""The lives of memberships and working groups."""

from alliance.kernel.lifecycle import Lifecycle, State

ACTIVE, SUSPENDED, FORMER = "active", "suspended", "former"

MEMBERSHIP = Lifecycle(
    noun="membership",
    initial=ACTIVE,
    states=(
        State(ACTIVE, "Active", "open"),
        State(SUSPENDED, "Suspended", "bad"),
        State(FORMER, "Former", "neutral"),
    ),
    moves={
        (ACTIVE, "suspend"): SUSPENDED,
        (SUSPENDED, "reinstate"): ACTIVE,
        (ACTIVE, "end"): FORMER,
        (SUSPENDED, "end"): FORMER,
        (FORMER, "readmit"): ACTIVE,
    },
)

FORMING, CLOSED = "forming", "closed"

GROUP = Lifecycle(
    noun="working group",
    initial=FORMING,
    states=(
        State(FORMING, "Forming", "info"),
        State(ACTIVE, "Active", "open"),
        State(CLOSED, "Closed", "neutral"),
    ),
    moves={(FORMING, "charter"): ACTIVE, (FORMING, "close"): CLOSED, (ACTIVE, "close"): CLOSED},
)
