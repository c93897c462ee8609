"""Everything that changes proposals, reviews, decisions and projects: lock, check, change, record."""

from projects.actions.balloting import put_to_ballot, resume_review, settle_proposal
from projects.actions.projects import archive_project, register_project, revive_project
from projects.actions.proposals import (
    comment_on_proposal,
    draft_proposal,
    lapse_proposal,
    publish_version,
    return_proposal,
    revise_draft,
    submit_proposal,
    withdraw_proposal,
)
from projects.actions.reviews import (
    assign_reviewer,
    draft_review,
    refuse_review,
    remind_reviewer,
    submit_review,
)

__all__ = [
    "archive_project",
    "assign_reviewer",
    "comment_on_proposal",
    "draft_proposal",
    "draft_review",
    "lapse_proposal",
    "publish_version",
    "put_to_ballot",
    "refuse_review",
    "register_project",
    "remind_reviewer",
    "resume_review",
    "return_proposal",
    "revise_draft",
    "revive_project",
    "settle_proposal",
    "submit_proposal",
    "submit_review",
    "withdraw_proposal",
]
