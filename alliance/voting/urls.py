from django.urls import path

from alliance.voting.operations import OPERATIONS
from alliance.voting.views import ballots, counts, mine, recount, results, verification, vote
from alliance.web.portal import operation_urls, page

urlpatterns = [
    page("ballots/", ballots.ballots, name="ballots"),
    page("ballots/<ballot:key>/", ballots.ballot, name="ballot"),
    page("ballots/<ballot:key>/roll/", ballots.roll, name="ballot_roll"),
    page("ballots/<ballot:key>/result/", results.result, name="ballot_result"),
    page("ballots/<ballot:key>/roll-call.csv", results.roll_call_csv, name="roll_call_csv"),
    page("ballots/<ballot:key>/record.json", results.record_json, name="ballot_record"),
    page(
        "ballots/<ballot:key>/verification.zip", verification.ballot_verification, name="ballot_verification"
    ),
    path("ballots/<ballot:key>/vote/", vote.cast_vote, name="cast_vote"),
    path("ballots/<ballot:key>/vote/check/", vote.check_vote, name="check_vote"),
    page("ballots/<ballot:key>/vote/recorded/<row:elector>/", vote.vote_recorded, name="vote_recorded"),
    page("counts/", counts.counts, name="counts"),
    page("counts/<count:key>/", counts.count, name="count"),
    page("counts/<count:key>/certificate/", counts.count_certificate, name="count_certificate"),
    page("counts/<count:key>/record.json", counts.record_json, name="count_record"),
    page("counts/<count:key>/rounds.csv", counts.rounds_csv, name="count_rounds"),
    page("counts/<count:key>/report.txt", counts.report_txt, name="count_report"),
    page("counts/<count:key>/ballots.blt", counts.ballots_blt, name="count_ballots_file"),
    page("counts/<count:key>/verification.zip", verification.count_verification, name="count_verification"),
    path("counts/<count:key>/check/", recount.check_count, name="check_count"),
    path("counts/<count:key>/follow/", recount.follow_ballot, name="follow_ballot"),
    page("my/votes/", mine.my_votes, name="my_votes"),
    *operation_urls(OPERATIONS),
]
