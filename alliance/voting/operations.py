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

DRAFT_BALLOT = Operation(
    name="draft_ballot",
    path="new",
    label="Prepare a ballot",
    summary="Prepare a question to the members, or a contest among options. Nobody else knows of it until it "
    "is announced or opened, and until then all of it but the rule may change.",
    resource=BALLOT,
    action=actions.draft_ballot,
    may=rules.may_build,
    form=forms.DraftBallotForm,
    done="The ballot is prepared. Rehearse it next.",
    primary=True,
    template="voting/draft_ballot.html",
    portal_view=False,
)
REVISE_BALLOT = Operation(
    name="revise_ballot",
    path="edit",
    label="Edit",
    summary="Change the text, the times and what becomes of the votes. "
    "What was rehearsed or frozen is rehearsed and frozen again.",
    resource=BALLOT,
    action=actions.revise_ballot,
    may=rules.may_revise_ballot,
    form=forms.ReviseBallotForm,
    subject_argument="ballot_id",
    done="The ballot is changed. Rehearse it as it stands now.",
    template="voting/draft_ballot.html",
    portal_view=False,
)
REHEARSE_BALLOT = Operation(
    name="rehearse_ballot",
    path="rehearse",
    label="Rehearse",
    summary="Say that you went through the form, the results of invented votes and the mails of exactly this "
    "text. In the portal they are shown on one page.",
    resource=BALLOT,
    action=actions.rehearse_ballot,
    may=rules.may_rehearse,
    subject_argument="ballot_id",
    done="The rehearsal is noted. Freeze the text next.",
    primary=True,
    portal_view=False,
)
FREEZE_BALLOT = Operation(
    name="freeze_ballot",
    path="freeze",
    label="Freeze the text",
    summary="Freeze question, options, rule and method under their SHA-256. "
    "To change them afterwards the ballot goes back to a draft.",
    resource=BALLOT,
    action=actions.freeze_ballot,
    may=rules.may_freeze,
    subject_argument="ballot_id",
    done="The text is frozen.",
    primary=True,
    portal_view=False,
)
ANNOUNCE_BALLOT = Operation(
    name="announce_ballot",
    path="announce",
    label="Announce",
    summary="Tell those who will vote what is asked, how it is counted and when it opens. "
    "It then opens by itself at its time, and its text can no longer change.",
    resource=BALLOT,
    action=actions.announce_ballot,
    may=rules.may_announce,
    subject_argument="ballot_id",
    done="The ballot is announced.",
    primary=True,
    portal_view=False,
)
OPEN_BALLOT = Operation(
    name="open_ballot",
    path="open",
    label="Open now",
    summary="Fix the electoral roll and take votes from now on. Every voter is told. "
    "An announced ballot opens by itself at its time.",
    resource=BALLOT,
    action=actions.open_ballot,
    may=rules.may_open,
    subject_argument="ballot_id",
    done="The ballot is open.",
    primary=True,
    portal_view=False,
)
CERTIFY_BALLOT = Operation(
    name="certify_ballot",
    path="certify",
    label="Certify the result",
    summary="Declare the result final. The key of a secret ballot is destroyed then, and its envelopes are "
    "dropped. With a time for objections the system does it by itself when that has passed.",
    resource=BALLOT,
    action=actions.certify_ballot,
    may=rules.may_certify,
    subject_argument="ballot_id",
    done="The result is certified.",
    primary=True,
    portal_view=False,
)
DRAW_LOT = Operation(
    name="draw_lot",
    path="lot",
    label="Draw the lot",
    summary="Enter the public value that was named before the vote: "
    "with the committed seed it decides the tie.",
    resource=BALLOT,
    action=actions.draw_lot,
    may=rules.may_draw_lot,
    form=forms.DrawLotForm,
    subject_argument="ballot_id",
    done="The lot is drawn; the votes are being counted.",
    primary=True,
    portal_view=False,
)
RAISE_OBJECTION = Operation(
    name="raise_objection",
    path="object",
    label="Object",
    summary="Say what is wrong with the electoral roll while the ballot is open, or with its result while "
    "that is provisional. The returning officer answers.",
    resource=BALLOT,
    action=actions.raise_objection,
    may=rules.may_raise,
    form=forms.RaiseObjectionForm,
    subject_argument="ballot_id",
    done="The objection is raised. You are told the answer.",
    portal_view=False,
)
ANSWER_OBJECTION = Operation(
    name="answer_objection",
    path="answer-objection",
    label="Answer an objection",
    summary="Uphold or reject an objection, with reasons. Members read the answer.",
    resource=BALLOT,
    action=actions.answer_objection,
    may=rules.may_answer,
    form=forms.AnswerObjectionForm,
    subject_argument="ballot_id",
    done="The objection is answered.",
    portal_view=False,
)
NAME_PROXY = Operation(
    name="name_proxy",
    path="name-proxy",
    label="Give a proxy",
    summary="Let somebody else on this roll cast your vote in this ballot. "
    "Whoever casts last before the close counts.",
    resource=BALLOT,
    action=actions.name_proxy,
    may=rules.may_name_proxy,
    form=forms.NameProxyForm,
    subject_argument="ballot_id",
    done="The proxy is given.",
)
REVOKE_PROXY = Operation(
    name="revoke_proxy",
    path="revoke-proxy",
    label="Take a proxy back",
    summary="End a proxy you gave in this ballot. A vote cast with it stands until you cast another.",
    resource=BALLOT,
    action=actions.revoke_proxy,
    may=rules.may_name_proxy,
    form=forms.RevokeProxyForm,
    subject_argument="ballot_id",
    done="The proxy is taken back.",
)

OF_PREPARATION = [REVISE_BALLOT, REHEARSE_BALLOT, FREEZE_BALLOT, ANNOUNCE_BALLOT, OPEN_BALLOT]
OF_BALLOTS = [
    CAST_VOTE,
    CONFIRM_VOTE,
    NAME_ALTERNATE,
    NAME_PROXY,
    REVOKE_PROXY,
    RAISE_OBJECTION,
    RECUSE_ELECTOR,
    EXTEND_BALLOT,
    REMIND_VOTERS,
    CANCEL_BALLOT,
    CLOSE_BALLOT,
    *OF_PREPARATION,
    DRAW_LOT,
    ANSWER_OBJECTION,
    CERTIFY_BALLOT,
]
OPERATIONS = [DRAFT_BALLOT, *OF_BALLOTS, COUNT_BALLOTS]
