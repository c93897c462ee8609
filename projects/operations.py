"""What can be done with proposals, reviews and projects, at every door."""

from alliance.web.operations import Operation, Resource
from members.forms import ReasonForm
from projects import actions, forms, rules
from projects.models import Comment, Project, Proposal, Review
from projects.queries import projects_visible_to, proposals_visible_to, reviews_visible_to

PROPOSAL = Resource(
    "proposal", "proposals", Proposal, proposals_visible_to, converter="proposal", lookup="pk"
)
REVIEW = Resource("review", "reviews", Review, reviews_visible_to, converter="row", lookup="pk")
PROJECT = Resource("project", "projects", Project, projects_visible_to)
COMMENT = Resource(
    "comment",
    "comments",
    Comment,
    lambda by: Comment.objects.filter(proposal__in=proposals_visible_to(by)),
    converter="row",
    lookup="pk",
)

DRAFT_PROPOSAL = Operation(
    name="draft_proposal",
    path="new",
    label="New proposal",
    summary="Start a draft. Only you, your organization and staff see it until you submit it.",
    resource=PROPOSAL,
    action=actions.draft_proposal,
    may=rules.may_draft,
    form=forms.DraftForm,
    done="The draft is saved. Submit it when it is ready.",
    primary=True,
    template="projects/proposal_form.html",
)
REVISE_DRAFT = Operation(
    name="revise_draft",
    path="edit",
    label="Edit draft",
    summary="Save the draft.",
    resource=PROPOSAL,
    action=actions.revise_draft,
    may=rules.may_revise_draft,
    form=forms.ReviseDraftForm,
    subject_argument="proposal_id",
    done="The draft is saved.",
    template="projects/proposal_form.html",
)
SUBMIT_PROPOSAL = Operation(
    name="submit_proposal",
    path="submit",
    label="Submit",
    summary="Hand the draft over to its working group. From then on it is public and open for comment.",
    resource=PROPOSAL,
    action=actions.submit_proposal,
    may=rules.may_submit,
    subject_argument="proposal_id",
    done="The proposal is submitted. The chairs ask reviewers next.",
    primary=True,
)
PUBLISH_VERSION = Operation(
    name="publish_version",
    path="publish",
    label="Publish a new version",
    summary="Publish the next version. Reviewers and commenters are told what changed.",
    resource=PROPOSAL,
    action=actions.publish_version,
    may=rules.may_publish,
    form=forms.VersionForm,
    subject_argument="proposal_id",
    done="The new version is published.",
    template="projects/proposal_form.html",
)
COMMENT_ON_PROPOSAL = Operation(
    name="comment_on_proposal",
    path="comment",
    label="Comment",
    summary="Add a remark to the public discussion.",
    resource=PROPOSAL,
    action=actions.comment_on_proposal,
    may=rules.may_comment,
    form=forms.CommentForm,
    subject_argument="proposal_id",
    returns=COMMENT,
    done="Your comment is in the discussion.",
)
ASSIGN_REVIEWER = Operation(
    name="assign_reviewer",
    path="reviewers",
    label="Ask a reviewer",
    summary="Ask a person of the working group for a review: "
    "never from the proposing organization or its corporate group.",
    resource=PROPOSAL,
    action=actions.assign_reviewer,
    may=rules.may_assign,
    form=forms.AssignForm,
    subject_argument="proposal_id",
    returns=REVIEW,
    done="The reviewer is asked.",
    template="projects/assign.html",
)
RETURN_PROPOSAL = Operation(
    name="return_proposal",
    path="return",
    label="Return to author",
    summary="Give the ball back to the author, saying what is missing.",
    resource=PROPOSAL,
    action=actions.return_proposal,
    may=rules.may_return,
    form=forms.ReturnForm,
    subject_argument="proposal_id",
    done="The proposal waits for its author.",
)
PUT_TO_BALLOT = Operation(
    name="put_to_ballot",
    path="put-to-ballot",
    label="Put to ballot",
    summary="Have the members vote. The text, the rule and the electoral roll are frozen now.",
    resource=PROPOSAL,
    action=actions.put_to_ballot,
    may=rules.may_put_to_ballot,
    form=forms.PutToBallotForm,
    subject_argument="proposal_id",
    done="The ballot is open and the voters are being told.",
    primary=True,
    template="projects/put_to_ballot.html",
)
WITHDRAW_PROPOSAL = Operation(
    name="withdraw_proposal",
    path="withdraw",
    label="Withdraw",
    summary="Take the proposal back. It stays on record with the reason.",
    resource=PROPOSAL,
    action=actions.withdraw_proposal,
    may=rules.may_withdraw,
    form=forms.WithdrawForm,
    subject_argument="proposal_id",
    done="The proposal is withdrawn.",
    danger=True,
)
LAPSE_PROPOSAL = Operation(
    name="lapse_proposal",
    path="lapse",
    label="Close as lapsed",
    summary="Close a proposal whose author has not answered for the set time. "
    "The system does this by itself.",
    resource=PROPOSAL,
    action=actions.lapse_proposal,
    may=rules.may_lapse,
    subject_argument="proposal_id",
    done="The proposal has lapsed.",
    danger=True,
)
DRAFT_REVIEW = Operation(
    name="draft_review",
    path="draft",
    label="Save draft",
    summary="Save the review without submitting it. Nobody else sees it.",
    resource=REVIEW,
    action=actions.draft_review,
    may=rules.may_draft_review,
    form=forms.ReviewDraftForm,
    subject_argument="review_id",
    done="Your draft is saved.",
    portal_view=False,
)
SUBMIT_REVIEW = Operation(
    name="submit_review",
    path="submit",
    label="Submit review",
    summary="Hand in the review. The others' reviews open to you then.",
    resource=REVIEW,
    action=actions.submit_review,
    may=rules.may_submit_review,
    form=forms.ReviewForm,
    subject_argument="review_id",
    done="Your review is submitted.",
    primary=True,
    portal_view=False,
)
REFUSE_REVIEW = Operation(
    name="refuse_review",
    path="refuse",
    label="Decline to review",
    summary="Say why you do not review this: the chair asks someone else.",
    resource=REVIEW,
    action=actions.refuse_review,
    may=rules.may_refuse_review,
    form=forms.RefuseReviewForm,
    subject_argument="review_id",
    done="The chair is told.",
)
REMIND_REVIEWER = Operation(
    name="remind_reviewer",
    path="remind",
    label="Remind",
    summary="Write to the reviewer; at most once a day.",
    resource=REVIEW,
    action=actions.remind_reviewer,
    may=rules.may_remind_reviewer,
    subject_argument="review_id",
    done="The reviewer is being reminded.",
)
REGISTER_PROJECT = Operation(
    name="register_project",
    path="register",
    label="Register a project",
    summary="Put a project that exists on record. New ones come from accepted proposals.",
    resource=PROJECT,
    action=actions.register_project,
    may=rules.may_register_project,
    form=forms.ProjectForm,
    done="The project is registered.",
)
ARCHIVE_PROJECT = Operation(
    name="archive_project",
    path="archive",
    label="Archive",
    summary="Archive the project. It stays on record.",
    resource=PROJECT,
    action=actions.archive_project,
    may=rules.may_archive,
    form=ReasonForm,
    subject_argument="project_id",
    done="The project is archived.",
    danger=True,
)
REVIVE_PROJECT = Operation(
    name="revive_project",
    path="revive",
    label="Revive",
    summary="Take the archived project up again.",
    resource=PROJECT,
    action=actions.revive_project,
    may=rules.may_revive,
    subject_argument="project_id",
    done="The project is active again.",
)

OF_PROPOSALS = [
    DRAFT_PROPOSAL,
    REVISE_DRAFT,
    SUBMIT_PROPOSAL,
    PUBLISH_VERSION,
    COMMENT_ON_PROPOSAL,
    ASSIGN_REVIEWER,
    RETURN_PROPOSAL,
    PUT_TO_BALLOT,
    WITHDRAW_PROPOSAL,
    LAPSE_PROPOSAL,
]
OF_REVIEWS = [DRAFT_REVIEW, SUBMIT_REVIEW, REFUSE_REVIEW, REMIND_REVIEWER]
OF_PROJECTS = [REGISTER_PROJECT, ARCHIVE_PROJECT, REVIVE_PROJECT]
OPERATIONS = [*OF_PROPOSALS, *OF_REVIEWS, *OF_PROJECTS]
