from django.urls import path

from alliance.web.portal import operation_urls
from projects.operations import DRAFT_REVIEW, OPERATIONS, SUBMIT_REVIEW
from projects.views import decisions, forms, projects, proposals, reviews

own = {operation.name for operation, _ in forms.VIEWS}

urlpatterns = [
    *(
        path(operation.route(), view.as_view(operation=operation), name=operation.name)
        for operation, view in forms.VIEWS
    ),
    *operation_urls(operation for operation in OPERATIONS if operation.name not in own),
    path(DRAFT_REVIEW.route(), reviews.DraftReviewView.as_view(), name=DRAFT_REVIEW.name),
    path(SUBMIT_REVIEW.route(), reviews.SubmitReviewView.as_view(), name=SUBMIT_REVIEW.name),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<proposal:key>/", proposals.proposal, name="proposal"),
    path("proposals/<proposal:key>/versions/", proposals.proposal_versions, name="proposal_versions"),
    path(
        "proposals/<proposal:key>/versions/<row:number>/", proposals.proposal_version, name="proposal_version"
    ),
    path(
        "proposals/<proposal:key>/diff/<row:old>..<row:new>/", proposals.proposal_diff, name="proposal_diff"
    ),
    path("proposals/<proposal:key>/discussion/", proposals.proposal_discussion, name="proposal_discussion"),
    path("proposals/<proposal:key>/reviews/", proposals.proposal_reviews, name="proposal_reviews"),
    path("proposals/<proposal:key>/timeline/", proposals.proposal_timeline, name="proposal_timeline"),
    path("comments/<row:key>/", proposals.comment, name="comment"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<row:key>/", reviews.review, name="review"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions.csv", decisions.decisions_csv, name="decisions_csv"),
    path("decisions/feed/", decisions.DecisionFeed(), name="decisions_feed"),
    path("decisions/<decision:ref>/", decisions.decision, name="decision"),
    path(
        "decisions/<decision:ref>/certificate/", decisions.decision_certificate, name="decision_certificate"
    ),
    path("decisions/<decision:ref>/record.json", decisions.decision_record, name="decision_record"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<slug:slug>/", projects.project, name="project"),
]
