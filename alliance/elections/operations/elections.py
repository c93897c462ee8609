"""What can be done with elections and their list of voters."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from alliance.elections import actions, forms, rules
from alliance.elections.operations.resources import CANDIDACY, ELECTION, QUESTION, REQUEST, VOTER
from alliance.elections.rules.parts import for_any_contest, may_step_down_in
from alliance.web.operations import Operation


def of_a_part(action: Callable[..., Any]) -> Callable[..., Any]:
    """An action on a part that the form names: the election in the address only says of which."""

    @wraps(action)
    def act(*, election_id: int, **given: Any) -> Any:  # noqa: ANN401, ARG001 -- whatever the action returns
        return action(**given)

    return act


PLAN_ELECTION = Operation(
    name="plan_election",
    path="new",
    label="Plan an election",
    summary="Choose a body, the rule and one day: seats and dates follow from roster and charter.",
    resource=ELECTION,
    action=actions.plan_election,
    may=rules.may_plan_election,
    form=forms.PlanElectionForm,
    done="The election is planned.",
    primary=True,
    template="elections/plan.html",
    portal_view=False,
)
RESCHEDULE_ELECTION = Operation(
    name="reschedule_election",
    path="reschedule",
    label="Move the dates",
    summary="Choose another day from which all dates follow. Possible until nominations open.",
    resource=ELECTION,
    action=actions.reschedule_election,
    may=rules.may_reschedule_election,
    form=forms.RescheduleForm,
    subject_argument="election_id",
    done="The dates have moved.",
)
SET_QUESTIONS = Operation(
    name="set_questions",
    path="set-questions",
    label="Set the questions",
    summary="Choose what every candidate answers in the statement. Possible until the first has answered.",
    resource=ELECTION,
    action=actions.set_questions,
    may=rules.may_set_questions,
    form=forms.QuestionsForm,
    subject_argument="election_id",
    done="The questions are set.",
)
APPOINT_OFFICER = Operation(
    name="appoint_officer",
    path="appoint-officer",
    label="Appoint an officer",
    summary="Have somebody run the election. What its rule forbids officers is forbidden them from now on.",
    resource=ELECTION,
    action=actions.appoint_officer,
    may=rules.may_appoint_officer,
    form=forms.OfficerForm,
    subject_argument="election_id",
    done="The officer is appointed.",
)
RELIEVE_OFFICER = Operation(
    name="relieve_officer",
    path="relieve-officer",
    label="Relieve an officer",
    summary="Have somebody no longer run the election.",
    resource=ELECTION,
    action=actions.relieve_officer,
    may=rules.may_relieve_officer,
    form=forms.RelieveForm,
    subject_argument="election_id",
    done="The officer is relieved.",
)
CANCEL_ELECTION = Operation(
    name="cancel_election",
    path="cancel",
    label="Cancel the election",
    summary="End the election without a result. Its ballots are cancelled with it.",
    resource=ELECTION,
    action=actions.cancel_election,
    may=rules.may_cancel_election,
    form=forms.ReasonForm,
    subject_argument="election_id",
    done="The election is cancelled.",
    danger=True,
)
LIST_VOTERS = Operation(
    name="list_voters",
    path="list-voters",
    label="Put voters on the list",
    summary="Paste a table of people who may vote.",
    resource=ELECTION,
    action=actions.list_voters,
    may=rules.may_list_voters,
    form=forms.VotersForm,
    subject_argument="election_id",
    done="The voters are on the list.",
)
COPY_VOTERS = Operation(
    name="copy_voters",
    path="copy-voters",
    label="Take over a list of voters",
    summary="Put everybody on the list who was on that of an earlier election. "
    "Nobody's entitlement is looked at anew.",
    resource=ELECTION,
    action=actions.copy_voters,
    may=rules.may_copy_voters,
    form=forms.CopyVotersForm,
    subject_argument="election_id",
    done="The list is taken over.",
)
REGISTER_TO_VOTE = Operation(
    name="register_to_vote",
    path="register",
    label="Register to vote",
    summary="The rule of this election asks listed voters to register.",
    resource=ELECTION,
    action=actions.register_to_vote,
    may=rules.may_register_to_vote,
    subject_argument="election_id",
    done="You are registered.",
    primary=True,
)
ASK_TO_VOTE = Operation(
    name="ask_to_vote",
    path="ask-to-vote",
    label="Ask for the right to vote",
    summary="Ask the officers to put you on the list of voters. They answer with a reason.",
    resource=ELECTION,
    action=actions.ask_to_vote,
    may=rules.may_ask_to_vote,
    form=forms.AskToVoteForm,
    subject_argument="election_id",
    done="Your request is with the officers of the election.",
)
OPEN_NOMINATIONS = Operation(
    name="open_nominations",
    path="open-nominations",
    label="Open nominations",
    summary="Open nominations at their time. The system does it by itself when enough officers are there.",
    resource=ELECTION,
    action=actions.open_nominations,
    may=rules.may_open_nominations,
    subject_argument="election_id",
    done="Nominations are open.",
)
EXTEND_NOMINATIONS = Operation(
    name="extend_nominations",
    path="extend-nominations",
    label="Prolong nominations",
    summary="Give more time for nominations. All later dates move with it, and everybody sees the reason.",
    resource=ELECTION,
    action=actions.extend_nominations,
    may=rules.may_extend_nominations,
    form=forms.ExtendForm,
    subject_argument="election_id",
    done="Nominations close later.",
)
CLOSE_NOMINATIONS = Operation(
    name="close_nominations",
    path="close-nominations",
    label="Settle who stands",
    summary="Close nominations when nominees had their time to accept, and do what the rule says then. "
    "The system does this by itself.",
    resource=ELECTION,
    action=actions.close_nominations,
    may=rules.may_close_nominations,
    subject_argument="election_id",
    done="It is settled who stands.",
)
LEAVE_SEATS_OPEN = Operation(
    name="leave_seats_open",
    path="leave-seats-open",
    label="Leave seats open",
    summary="Stop opening nominations again: whoever stands is elected, and the other seats stay vacant.",
    resource=ELECTION,
    action=of_a_part(actions.leave_seats_open),
    may=for_any_contest(rules.may_leave_seats_open),
    form=forms.LeaveOpenForm,
    subject_argument="election_id",
    done="The seats stay open.",
    danger=True,
)
NOMINATE = Operation(
    name="nominate",
    path="nominate",
    label="Nominate",
    summary="Say who shall stand. Until it is accepted, only the person, you and the officers know of it.",
    resource=ELECTION,
    action=of_a_part(actions.nominate),
    may=for_any_contest(rules.may_nominate),
    form=forms.NominateForm,
    subject_argument="election_id",
    returns=CANDIDACY,
    done="The nomination is recorded.",
    primary=True,
    template="elections/nominate.html",
    portal_view=False,
)
CALL_QUALIFICATION = Operation(
    name="call_qualification",
    path="call-qualification",
    label="Call the votes on nominees",
    summary="Have those whom the rule names vote on each nominee alone.",
    resource=ELECTION,
    action=actions.call_qualification,
    may=rules.may_call_qualification,
    form=forms.QualificationForm,
    subject_argument="election_id",
    done="It is being voted on each nominee.",
)
PREPARE_VOTE = Operation(
    name="prepare_vote",
    path="prepare-vote",
    label="Prepare the ballots",
    summary="Build a draft ballot for all seats for which more people stand than there are seats. "
    "It is rehearsed before it can be announced.",
    resource=ELECTION,
    action=actions.prepare_vote,
    may=rules.may_prepare_vote,
    form=forms.PrepareVoteForm,
    subject_argument="election_id",
    done="The ballots are prepared. Rehearse them next.",
)
ANNOUNCE_VOTE = Operation(
    name="announce_vote",
    path="announce-vote",
    label="Announce the vote",
    summary="Freeze the rehearsed ballots and announce them. They open at their time by themselves.",
    resource=ELECTION,
    action=actions.announce_vote,
    may=rules.may_announce_vote,
    subject_argument="election_id",
    done="The vote is announced.",
)
STEP_DOWN = Operation(
    name="step_down",
    path="step-down",
    label="Give up a seat",
    summary="Record that somebody who was elected, or sits on a side that has too many, gives up the seat.",
    resource=ELECTION,
    action=of_a_part(actions.step_down),
    may=may_step_down_in,
    form=forms.StepDownForm,
    subject_argument="election_id",
    done="The seat is given up.",
    danger=True,
)
DRAW_LOT = Operation(
    name="draw_contest_lot",
    path="draw-lot",
    label="Draw the lot",
    summary="Enter a public value that nobody could know before, and let it decide what waits for a lot.",
    resource=ELECTION,
    action=of_a_part(actions.draw_lot),
    may=for_any_contest(rules.may_draw_lot),
    form=forms.DrawLotForm,
    subject_argument="election_id",
    done="The lot is drawn.",
)
CERTIFY_ELECTION = Operation(
    name="certify_election",
    path="certify",
    label="Certify the election",
    summary="Declare the result final. The terms of those elected are written to the roster.",
    resource=ELECTION,
    action=actions.certify_election,
    may=rules.may_certify_election,
    subject_argument="election_id",
    done="The election is certified.",
    primary=True,
)
ASK_QUESTION = Operation(
    name="ask_question",
    path="ask",
    label="Ask the candidates",
    summary="Ask all candidates a question, in public. Their answers stand side by side.",
    resource=ELECTION,
    action=actions.ask_question,
    may=rules.may_ask_question,
    form=forms.AskForm,
    subject_argument="election_id",
    returns=QUESTION,
    done="The candidates are asked.",
)

REMOVE_VOTER = Operation(
    name="remove_voter",
    path="remove",
    label="Take off the list",
    summary="Take somebody off the list of voters.",
    resource=VOTER,
    action=actions.remove_voter,
    may=rules.may_remove_voter,
    subject_argument="voter_id",
    returns=ELECTION,
    done="The person is off the list.",
    danger=True,
)
DECIDE_REQUEST = Operation(
    name="decide_request",
    path="decide",
    label="Decide",
    summary="Grant or refuse a request to vote, with an answer.",
    resource=REQUEST,
    action=actions.decide_request,
    may=rules.may_decide_request,
    form=forms.DecideRequestForm,
    subject_argument="request_id",
    done="The person is told.",
)
