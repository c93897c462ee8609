"""The lives of proposals, reviews and projects."""

from alliance.kernel.lifecycle import Lifecycle, State

DRAFT, OPEN, IN_REVIEW, WAITING, IN_VOTE = "draft", "open", "in_review", "waiting", "in_vote"
ACCEPTED, DECLINED, WITHDRAWN, LAPSED = "accepted", "declined", "withdrawn", "lapsed"

PROPOSAL = Lifecycle(
    noun="proposal",
    initial=DRAFT,
    states=(
        State(DRAFT, "Draft", "neutral"),
        State(OPEN, "Open for comment", "open"),
        State(IN_REVIEW, "In review", "info"),
        State(WAITING, "Waiting for author", "warn"),
        State(IN_VOTE, "In vote", "open"),
        State(ACCEPTED, "Accepted", "good"),
        State(DECLINED, "Declined", "neutral"),
        State(WITHDRAWN, "Withdrawn", "neutral"),
        State(LAPSED, "Lapsed", "neutral"),
    ),
    moves={
        (DRAFT, "submit"): OPEN,
        (OPEN, "assign"): IN_REVIEW,
        (IN_REVIEW, "assign"): IN_REVIEW,
        (IN_REVIEW, "return"): WAITING,
        (OPEN, "publish"): OPEN,
        (IN_REVIEW, "publish"): IN_REVIEW,
        (WAITING, "publish"): IN_REVIEW,
        (IN_REVIEW, "ballot"): IN_VOTE,
        (IN_VOTE, "accept"): ACCEPTED,
        (IN_VOTE, "decline"): DECLINED,
        (IN_VOTE, "resume"): IN_REVIEW,
        (DRAFT, "withdraw"): WITHDRAWN,
        (OPEN, "withdraw"): WITHDRAWN,
        (IN_REVIEW, "withdraw"): WITHDRAWN,
        (WAITING, "withdraw"): WITHDRAWN,
        (WAITING, "lapse"): LAPSED,
    },
)
BOARD = (OPEN, IN_REVIEW, WAITING, IN_VOTE)
SETTLED = (ACCEPTED, DECLINED, WITHDRAWN, LAPSED)

ASKED, DRAFTED, SUBMITTED, REFUSED = "asked", "drafted", "submitted", "refused"

REVIEW = Lifecycle(
    noun="review",
    initial=ASKED,
    states=(
        State(ASKED, "Asked", "info"),
        State(DRAFTED, "Draft", "warn"),
        State(SUBMITTED, "Submitted", "neutral"),
        State(REFUSED, "Recused", "special"),
    ),
    moves={
        (ASKED, "draft"): DRAFTED,
        (DRAFTED, "draft"): DRAFTED,
        (ASKED, "submit"): SUBMITTED,
        (DRAFTED, "submit"): SUBMITTED,
        (ASKED, "refuse"): REFUSED,
        (DRAFTED, "refuse"): REFUSED,
    },
)
PENDING = (ASKED, DRAFTED)

ACTIVE, ARCHIVED = "active", "archived"

PROJECT = Lifecycle(
    noun="project",
    initial=ACTIVE,
    states=(State(ACTIVE, "Active", "open"), State(ARCHIVED, "Archived", "neutral")),
    moves={(ACTIVE, "archive"): ARCHIVED, (ARCHIVED, "revive"): ACTIVE},
)
