from django.urls import path

from alliance.voting.operations import OPERATIONS
from alliance.voting.views import ballots, mine, results, vote
from alliance.web.portal import operation_urls, page

urlpatterns = [
    page("ballots/", ballots.ballots, name="ballots"),
    page("ballots/<ballot:key>/", ballots.ballot, name="ballot"),
    page("ballots/<ballot:key>/roll/", ballots.roll, name="ballot_roll"),
    page("ballots/<ballot:key>/result/", results.result, name="ballot_result"),
    page("ballots/<ballot:key>/roll-call.csv", results.roll_call_csv, name="roll_call_csv"),
    page("ballots/<ballot:key>/record.json", results.record_json, name="ballot_record"),
    path("ballots/<ballot:key>/vote/", vote.cast_vote, name="cast_vote"),
    path("ballots/<ballot:key>/vote/check/", vote.check_vote, name="check_vote"),
    page("ballots/<ballot:key>/vote/recorded/<row:elector>/", vote.vote_recorded, name="vote_recorded"),
    page("my/votes/", mine.my_votes, name="my_votes"),
    *operation_urls(OPERATIONS),
]
