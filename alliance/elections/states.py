"""The lives of an election, of a contest for the seats of one group, and of a candidacy."""

from alliance.kernel.lifecycle import Lifecycle, State

PLANNED, NOMINATING, QUALIFYING = "planned", "nominating", "qualifying"
BALLOTING, PROVISIONAL, CERTIFIED, CANCELLED = "balloting", "provisional", "certified", "cancelled"

ELECTION = Lifecycle(
    noun="election",
    initial=PLANNED,
    states=(
        State(PLANNED, "Planned", "neutral"),
        State(NOMINATING, "Nominations", "open"),
        State(QUALIFYING, "Evaluation of nominees", "info"),
        State(BALLOTING, "Vote", "open"),
        State(PROVISIONAL, "Provisional result", "info"),
        State(CERTIFIED, "Certified", "good"),
        State(CANCELLED, "Cancelled", "neutral"),
    ),
    moves={
        (PLANNED, "open_nominations"): NOMINATING,
        (NOMINATING, "evaluate"): QUALIFYING,
        (NOMINATING, "vote"): BALLOTING,
        (NOMINATING, "declare"): PROVISIONAL,
        (QUALIFYING, "reopen"): NOMINATING,
        (QUALIFYING, "vote"): BALLOTING,
        (QUALIFYING, "declare"): PROVISIONAL,
        (BALLOTING, "reopen"): NOMINATING,
        (BALLOTING, "declare"): PROVISIONAL,
        (PROVISIONAL, "recall"): BALLOTING,
        (PROVISIONAL, "certify"): CERTIFIED,
        (PLANNED, "cancel"): CANCELLED,
        (NOMINATING, "cancel"): CANCELLED,
        (QUALIFYING, "cancel"): CANCELLED,
        (BALLOTING, "cancel"): CANCELLED,
        (PROVISIONAL, "cancel"): CANCELLED,
    },
)
ENDED = (CERTIFIED, CANCELLED)
RUNNING = (NOMINATING, QUALIFYING, BALLOTING, PROVISIONAL)

TAKING, EVALUATING, READY = "taking", "evaluating", "ready"
VOTING, COUNTED, DECIDED = "voting", "counted", "decided"

CONTEST = Lifecycle(
    noun="contest",
    initial=TAKING,
    states=(
        State(TAKING, "Taking nominations", "open"),
        State(EVALUATING, "Nominees being evaluated", "info"),
        State(READY, "Ready for the vote", "info"),
        State(VOTING, "In vote", "open"),
        State(COUNTED, "To be settled", "warn"),
        State(DECIDED, "Decided", "good"),
    ),
    moves={
        (TAKING, "evaluate"): EVALUATING,
        (TAKING, "stand"): READY,
        (TAKING, "count"): COUNTED,
        (TAKING, "decide"): DECIDED,
        (EVALUATING, "reopen"): TAKING,
        (EVALUATING, "stand"): READY,
        (EVALUATING, "count"): COUNTED,
        (EVALUATING, "decide"): DECIDED,
        (READY, "reopen"): TAKING,
        (READY, "count"): COUNTED,
        (READY, "decide"): DECIDED,
        (READY, "vote"): VOTING,
        (VOTING, "count"): COUNTED,
        (VOTING, "decide"): DECIDED,
        (COUNTED, "decide"): DECIDED,
        (VOTING, "recall"): READY,
        (COUNTED, "recall"): READY,
        (DECIDED, "recall"): READY,
    },
)

NOMINATED, ACCEPTED, DECLINED, LAPSED = "nominated", "accepted", "declined", "lapsed"
QUALIFIED, UNQUALIFIED, INELIGIBLE, WITHDRAWN = "qualified", "unqualified", "ineligible", "withdrawn"

CANDIDACY = Lifecycle(
    noun="candidacy",
    initial=NOMINATED,
    states=(
        State(NOMINATED, "Nominated", "info"),
        State(ACCEPTED, "Standing", "open"),
        State(DECLINED, "Declined", "neutral"),
        State(LAPSED, "Not accepted in time", "neutral"),
        State(QUALIFIED, "Found qualified", "good"),
        State(UNQUALIFIED, "Not qualified", "neutral"),
        State(INELIGIBLE, "Not eligible", "neutral"),
        State(WITHDRAWN, "Withdrawn", "neutral"),
    ),
    moves={
        (NOMINATED, "accept"): ACCEPTED,
        (NOMINATED, "decline"): DECLINED,
        (DECLINED, "accept"): ACCEPTED,
        (NOMINATED, "lapse"): LAPSED,
        (LAPSED, "accept"): ACCEPTED,
        (ACCEPTED, "qualify"): QUALIFIED,
        (ACCEPTED, "fall_short"): UNQUALIFIED,
        (ACCEPTED, "refuse"): INELIGIBLE,
        (INELIGIBLE, "admit"): ACCEPTED,
        (NOMINATED, "withdraw"): WITHDRAWN,
        (ACCEPTED, "withdraw"): WITHDRAWN,
        (QUALIFIED, "withdraw"): WITHDRAWN,
    },
)
STANDING = (ACCEPTED, QUALIFIED)
"""Candidates: whoever may still be elected."""
