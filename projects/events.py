"""Facts about proposals, reviews, decisions and projects."""

from alliance.audit.kinds import EventKind, Visibility

PROPOSAL_DRAFTED = EventKind("proposal.drafted", "started a draft", Visibility.STAFF)
PROPOSAL_SUBMITTED = EventKind("proposal.submitted", "submitted the proposal to {group}")
VERSION_PUBLISHED = EventKind("proposal.version_published", "published version {version}: {note}")
PROPOSAL_COMMENTED = EventKind("proposal.commented", "commented")
REVIEWER_ASSIGNED = EventKind(
    "proposal.reviewer_assigned", "asked {reviewer} for a review", Visibility.MEMBERS
)
PROPOSAL_RETURNED = EventKind("proposal.returned", "returned the proposal to its author: {note}")
PROPOSAL_PUT_TO_BALLOT = EventKind("proposal.put_to_ballot", "put the proposal to ballot {ballot}")
PROPOSAL_ACCEPTED = EventKind("proposal.accepted", "settled: accepted by {ballot}, {decision}")
PROPOSAL_DECLINED = EventKind("proposal.declined", "settled: declined by {ballot}, {decision}")
PROPOSAL_UNDECIDED = EventKind("proposal.undecided", "returned the proposal to review: {reason}")
PROPOSAL_WITHDRAWN = EventKind("proposal.withdrawn", "withdrew the proposal: {reason}")
PROPOSAL_LAPSED = EventKind(
    "proposal.lapsed", "closed the proposal: its author did not answer for {days} days"
)

REVIEW_ASKED = EventKind("review.asked", "asked {reviewer} for a review", Visibility.MEMBERS)
REVIEW_DRAFTED = EventKind("review.drafted", "started a review", Visibility.STAFF)
REVIEW_SUBMITTED = EventKind("review.submitted", "submitted a review", Visibility.MEMBERS)
REVIEW_REFUSED = EventKind("review.refused", "declined to review: {reason}", Visibility.MEMBERS)
REVIEW_REMINDED = EventKind("review.reminded", "reminded {reviewer}", Visibility.STAFF)

DECISION_RECORDED = EventKind("decision.recorded", "recorded {decision}: {sentence}")
PROJECT_REGISTERED = EventKind("project.registered", "registered the project {name}")
PROJECT_ARCHIVED = EventKind("project.archived", "archived the project: {reason}")
PROJECT_REVIVED = EventKind("project.revived", "revived the project")
