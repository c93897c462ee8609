"""The life of a ballot. Whether an open one still takes votes is a matter of the clock: ``Ballot.phase``."""

from enum import StrEnum

from alliance.kernel.lifecycle import Lifecycle, State

OPEN, CLOSED, COUNTED, VOID = "open", "closed", "counted", "void"

BALLOT = Lifecycle(
    noun="ballot",
    initial=OPEN,
    states=(
        State(OPEN, "Open", "open"),
        State(CLOSED, "Counting", "info"),
        State(COUNTED, "Counted", "neutral"),
        State(VOID, "Cancelled", "neutral"),
    ),
    moves={
        (OPEN, "close"): CLOSED,
        (CLOSED, "count"): COUNTED,
        (OPEN, "cancel"): VOID,
    },
)

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
CHOICES = [(FOR, "For"), (AGAINST, "Against"), (ABSTAIN, "Abstain")]

PASSED, NOT_PASSED, NO_QUORUM = "passed", "not_passed", "no_quorum"
OUTCOMES = [(PASSED, "Passed"), (NOT_PASSED, "Not passed"), (NO_QUORUM, "No quorum")]
OUTCOME_TONES = {PASSED: "good", NOT_PASSED: "neutral", NO_QUORUM: "neutral"}


class Capacity(StrEnum):
    """In what capacity a person stands on the electoral roll."""

    PRIMARY = "primary"
    ALTERNATE = "alternate"
