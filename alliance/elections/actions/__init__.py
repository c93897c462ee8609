"""Everything that changes bodies, elections and candidates: lock, check, change, record."""

from alliance.elections.actions.balloting import (
    announce_vote,
    draw_lot,
    prepare_vote,
    read_count,
    recall_contest,
    step_down,
)
from alliance.elections.actions.candidates import (
    accept_nomination,
    admit_candidacy,
    decline_nomination,
    endorse,
    nominate,
    refuse_candidacy,
    revise_statement,
    withdraw_candidacy,
    withdraw_endorsement,
)
from alliance.elections.actions.certifying import certify_election, certify_when_ballots_are
from alliance.elections.actions.excess import draw_for_excess
from alliance.elections.actions.nominations import (
    close_nominations,
    extend_nominations,
    leave_seats_open,
    open_nominations,
)
from alliance.elections.actions.planning import (
    appoint_officer,
    cancel_election,
    plan_election,
    relieve_officer,
    reschedule_election,
    set_questions,
)
from alliance.elections.actions.qualification import (
    call_qualification,
    read_qualification,
    release_nominee,
)
from alliance.elections.actions.questions import (
    answer_question,
    ask_question,
    hide_question,
    show_question,
)
from alliance.elections.actions.roster import (
    change_affiliation,
    end_leave,
    end_term,
    grant_leave,
    register_body,
    resize_group,
    seat_person,
)
from alliance.elections.actions.vacancies import fill_vacancy
from alliance.elections.actions.voters import (
    ask_to_vote,
    copy_voters,
    decide_request,
    list_voters,
    register_to_vote,
    remove_voter,
)

__all__ = [
    "accept_nomination",
    "admit_candidacy",
    "announce_vote",
    "answer_question",
    "appoint_officer",
    "ask_question",
    "ask_to_vote",
    "call_qualification",
    "cancel_election",
    "certify_election",
    "certify_when_ballots_are",
    "change_affiliation",
    "close_nominations",
    "copy_voters",
    "decide_request",
    "decline_nomination",
    "draw_for_excess",
    "draw_lot",
    "end_leave",
    "end_term",
    "endorse",
    "extend_nominations",
    "fill_vacancy",
    "grant_leave",
    "hide_question",
    "leave_seats_open",
    "list_voters",
    "nominate",
    "open_nominations",
    "plan_election",
    "prepare_vote",
    "read_count",
    "read_qualification",
    "recall_contest",
    "refuse_candidacy",
    "register_body",
    "register_to_vote",
    "release_nominee",
    "relieve_officer",
    "remove_voter",
    "reschedule_election",
    "resize_group",
    "revise_statement",
    "seat_person",
    "set_questions",
    "show_question",
    "step_down",
    "withdraw_candidacy",
    "withdraw_endorsement",
]
