"""What can be done with ballots and counts, at every door."""

from alliance.voting import actions, forms, rules
from alliance.voting.models import Ballot, Count, Vote
from alliance.voting.queries import ballots_visible_to, counts_visible_to, votes_of
from alliance.web.operations import Operation, Resource

BALLOT = Resource("ballot", "ballots", Ballot, ballots_visible_to, converter="ballot", lookup="pk")
COUNT = Resource("count", "counts", Count, counts_visible_to, converter="count", lookup="pk")
VOTE = Resource("vote", "votes", Vote, votes_of, converter="row", lookup="pk")


CAST_VOTE = Operation(
    name="cast_vote",
    path="vote",
    label="Vote",
    summary="Record or change your organization's vote. The last vote before the close counts.",
    resource=BALLOT,
    action=actions.cast_vote,
    may=rules.may_vote,
    form=forms.VoteForm,
    subject_argument="ballot_id",
    returns=VOTE,
    done="Your vote is recorded.",
    primary=True,
    portal_view=False,
)
CONFIRM_VOTE = Operation(
    name="confirm_vote",
    path="confirm",
    label="I found my ballot",
    summary="Say that you found your ballot in the published box as you had cast it. "
    "Only that you did is kept, and how many have.",
    resource=BALLOT,
    action=actions.confirm_vote,
    may=rules.may_confirm_in,
    form=forms.ConfirmForm,
    subject_argument="ballot_id",
    returns=VOTE,
    done="Thank you: your ballot is counted among those that were checked.",
)
NAME_ALTERNATE = Operation(
    name="name_alternate",
    path="name-alternate",
    label="Name an alternate",
    summary="Let your alternate cast your organization's vote in this ballot. "
    "Whoever casts last before the close counts.",
    resource=BALLOT,
    action=actions.name_alternate,
    may=rules.may_name_alternate,
    form=forms.NameAlternateForm,
    subject_argument="ballot_id",
    done="The alternate may now vote.",
)
RECUSE_ELECTOR = Operation(
    name="recuse_elector",
    path="recuse",
    label="Recuse",
    summary="Take an organization with a conflict of interest off those entitled to vote here. "
    "A vote it has cast is taken out.",
    resource=BALLOT,
    action=actions.recuse_elector,
    may=rules.may_recuse,
    form=forms.RecuseForm,
    subject_argument="ballot_id",
    done="The organization is recused.",
    danger=True,
)
EXTEND_BALLOT = Operation(
    name="extend_ballot",
    path="extend",
    label="Extend",
    summary="Move the close to a later time, within what the rule allows. Every voter is told the reason.",
    resource=BALLOT,
    action=actions.extend_ballot,
    may=rules.may_extend,
    form=forms.ExtendForm,
    subject_argument="ballot_id",
    done="The ballot closes later.",
)
REMIND_VOTERS = Operation(
    name="remind_voters",
    path="remind",
    label="Remind",
    summary="Write to those who may vote and have not; at most once a day.",
    resource=BALLOT,
    action=actions.remind_voters,
    may=rules.may_remind,
    subject_argument="ballot_id",
    done="Those who have not voted are being reminded.",
)
CANCEL_BALLOT = Operation(
    name="cancel_ballot",
    path="cancel",
    label="Cancel ballot",
    summary="Cancel the ballot. Votes already cast are not counted, and every voter is told the reason.",
    resource=BALLOT,
    action=actions.cancel_ballot,
    may=rules.may_cancel,
    form=forms.CancelForm,
    subject_argument="ballot_id",
    done="The ballot is cancelled.",
    danger=True,
)
CLOSE_BALLOT = Operation(
    name="close_ballot",
    path="close",
    label="Close and count",
    summary="Close a ballot whose deadline has passed. "
    "The system does this by itself; staff can when the worker is away.",
    resource=BALLOT,
    action=actions.close_ballot,
    may=rules.may_close,
    subject_argument="ballot_id",
    done="The ballot is closed and being counted.",
)
COUNT_BALLOTS = Operation(
    name="count_ballots",
    path="count",
    label="Count ballots",
    summary="Count a file of ballots by a named rule and enter the result in the public register. "
    "It is written once; another count of the same file is another entry.",
    resource=COUNT,
    action=actions.count_ballots,
    may=lambda by, _subject, _at: rules.may_count_ballots(by),
    form=forms.CountBallotsForm,
    done="The ballots are counted.",
)

OF_BALLOTS = [
    CAST_VOTE,
    CONFIRM_VOTE,
    NAME_ALTERNATE,
    RECUSE_ELECTOR,
    EXTEND_BALLOT,
    REMIND_VOTERS,
    CANCEL_BALLOT,
    CLOSE_BALLOT,
]
OPERATIONS = [*OF_BALLOTS, COUNT_BALLOTS]
