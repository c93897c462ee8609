from django.urls import path

from alliance.web.portal import operation_urls, page
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
    page("proposals/", proposals.proposals, name="proposals"),
    page("proposals/<proposal:key>/", proposals.proposal, name="proposal"),
    page("proposals/<proposal:key>/versions/", proposals.proposal_versions, name="proposal_versions"),
    page(
        "proposals/<proposal:key>/versions/<row:number>/", proposals.proposal_version, name="proposal_version"
    ),
    page(
        "proposals/<proposal:key>/diff/<row:old>..<row:new>/", proposals.proposal_diff, name="proposal_diff"
    ),
    page("proposals/<proposal:key>/discussion/", proposals.proposal_discussion, name="proposal_discussion"),
    page("proposals/<proposal:key>/reviews/", proposals.proposal_reviews, name="proposal_reviews"),
    page("proposals/<proposal:key>/timeline/", proposals.proposal_timeline, name="proposal_timeline"),
    page("comments/<row:key>/", proposals.comment, name="comment"),
    page("reviews/", reviews.reviews, name="reviews"),
    page("reviews/<row:key>/", reviews.review, name="review"),
    page("decisions/", decisions.decisions, name="decisions"),
    page("decisions.csv", decisions.decisions_csv, name="decisions_csv"),
    page("decisions/feed/", decisions.DecisionFeed(), name="decisions_feed"),
    page("decisions/<decision:ref>/", decisions.decision, name="decision"),
    page(
        "decisions/<decision:ref>/certificate/", decisions.decision_certificate, name="decision_certificate"
    ),
    page("decisions/<decision:ref>/record.json", decisions.decision_record, name="decision_record"),
    page("projects/", projects.projects, name="projects"),
    page("projects/<slug:slug>/", projects.project, name="project"),
]
