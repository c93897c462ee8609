from django.urls import path

from alliance.elections.operations import AT_THE_DESK, NOMINATE, OPERATIONS, PLAN_ELECTION
from alliance.elections.views import bodies, candidates, desk, elections, results
from alliance.web.portal import operation_urls, page

ELSEWHERE = {operation.name for operation in AT_THE_DESK}

urlpatterns = [
    page("elections/", elections.elections, name="elections"),
    path(PLAN_ELECTION.route(), desk.PlanView.as_view(operation=PLAN_ELECTION), name=PLAN_ELECTION.name),
    path(NOMINATE.route(), candidates.NominateView.as_view(operation=NOMINATE), name=NOMINATE.name),
    *(
        path(operation.route(), desk.DeskView.as_view(operation=operation), name=operation.name)
        for operation in AT_THE_DESK
    ),
    *operation_urls(each for each in OPERATIONS if each.name not in ELSEWHERE),
    page("elections/<election:key>/", elections.election, name="election"),
    page("elections/<election:key>/vote/", elections.vote, name="vote_in_election"),
    page("elections/<election:key>/compare/", candidates.compare, name="compare_candidates"),
    page("elections/<election:key>/questions/", candidates.questions, name="election_questions"),
    page("elections/<election:key>/candidates/<slug:slug>/", candidates.candidate, name="candidate"),
    page("elections/<election:key>/result/", results.result, name="election_result"),
    page("elections/<election:key>/certificate/", results.certificate, name="election_certificate"),
    page("elections/<election:key>/record.json", results.record_json, name="election_record"),
    page("elections/<election:key>/manage/", desk.manage, name="manage_election"),
    page("bodies/", bodies.bodies, name="bodies"),
    page("bodies/<slug:slug>/", bodies.body, name="body"),
]
