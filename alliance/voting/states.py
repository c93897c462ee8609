"""The life of a ballot. Whether an open one still takes votes is a matter of the clock: ``Ballot.phase``."""

from enum import StrEnum

from alliance.kernel.lifecycle import Lifecycle, State

DRAFT, FROZEN, SCHEDULED = "draft", "frozen", "scheduled"
OPEN, CLOSED, COUNTED, CERTIFIED, VOID = "open", "closed", "counted", "certified", "void"

BALLOT = Lifecycle(
    noun="ballot",
    initial=DRAFT,
    states=(
        State(DRAFT, "Draft", "neutral"),
        State(FROZEN, "Text frozen", "info"),
        State(SCHEDULED, "Scheduled", "info"),
        State(OPEN, "Open", "open"),
        State(CLOSED, "Counting", "info"),
        State(COUNTED, "Counted", "neutral"),
        State(CERTIFIED, "Certified", "good"),
        State(VOID, "Cancelled", "neutral"),
    ),
    moves={
        (DRAFT, "freeze"): FROZEN,
        (FROZEN, "revise"): DRAFT,
        (FROZEN, "announce"): SCHEDULED,
        (FROZEN, "open"): OPEN,
        (SCHEDULED, "open"): OPEN,
        (OPEN, "close"): CLOSED,
        (CLOSED, "count"): COUNTED,
        (COUNTED, "certify"): CERTIFIED,
        (DRAFT, "cancel"): VOID,
        (FROZEN, "cancel"): VOID,
        (SCHEDULED, "cancel"): VOID,
        (OPEN, "cancel"): VOID,
        (CLOSED, "cancel"): VOID,
        (COUNTED, "cancel"): VOID,
    },
)

UNSEEN = (DRAFT, FROZEN)
"""In preparation: known to those who prepare it."""
PENDING = (DRAFT, FROZEN, SCHEDULED)
HAS_RESULT = (COUNTED, CERTIFIED)

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
CHOICES = [(FOR, "For"), (AGAINST, "Against"), (ABSTAIN, "Abstain")]

PASSED, NOT_PASSED, NO_QUORUM = "passed", "not_passed", "no_quorum"
ELECTED, UNDECIDED = "elected", "undecided"
OUTCOMES = [
    (PASSED, "Passed"),
    (NOT_PASSED, "Not passed"),
    (NO_QUORUM, "No quorum"),
    (ELECTED, "Elected"),
    (UNDECIDED, "Tied: a lot decides"),
]
OUTCOME_TONES = {
    PASSED: "good",
    NOT_PASSED: "neutral",
    NO_QUORUM: "neutral",
    ELECTED: "good",
    UNDECIDED: "warn",
}

MOTION = "motion"
"""The method of a ballot on a question; every other is one of `alliance.voting.methods.METHODS`."""


class Capacity(StrEnum):
    """In what capacity a person stands on the electoral roll."""

    PRIMARY = "primary"
    ALTERNATE = "alternate"
    PROXY = "proxy"


class Level(StrEnum):
    """What a ballot keeps of a vote while it is open. ``sealed`` is designed and not offered yet."""

    RECORDED = "recorded"
    SECRET = "secret"  # noqa: S105 -- a level, no password


LEVELS = [(Level.RECORDED.value, "Recorded"), (Level.SECRET.value, "Secret")]
PUBLICATIONS = [
    ("public", "Everybody"),
    ("members", "Members"),
    ("scrutineers", "Scrutineers"),
    ("aggregates", "Nobody: totals only"),
]
OBJECTIONS = [("roll", "To the electoral roll"), ("result", "To the result")]
