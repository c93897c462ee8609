from django.urls import path

from alliance.voting.operations import OPERATIONS
from alliance.voting.views import ballots, mine, results, vote
from alliance.web.portal import operation_urls

urlpatterns = [
    path("ballots/", ballots.ballots, name="ballots"),
    path("ballots/<ballot:key>/", ballots.ballot, name="ballot"),
    path("ballots/<ballot:key>/roll/", ballots.roll, name="ballot_roll"),
    path("ballots/<ballot:key>/result/", results.result, name="ballot_result"),
    path("ballots/<ballot:key>/roll-call.csv", results.roll_call_csv, name="roll_call_csv"),
    path("ballots/<ballot:key>/record.json", results.record_json, name="ballot_record"),
    path("ballots/<ballot:key>/vote/", vote.cast_vote, name="cast_vote"),
    path("ballots/<ballot:key>/vote/check/", vote.check_vote, name="check_vote"),
    path("ballots/<ballot:key>/vote/recorded/<row:elector>/", vote.vote_recorded, name="vote_recorded"),
    path("my/votes/", mine.my_votes, name="my_votes"),
    *operation_urls(OPERATIONS),
]
