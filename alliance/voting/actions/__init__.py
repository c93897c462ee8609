"""Everything that changes a ballot or writes a count: lock, check, change, record."""

from alliance.voting.actions.building import (
    announce_ballot,
    build_ballot,
    call_ballot,
    electorate_of,
    freeze_ballot,
    open_ballot,
    rehearse_ballot,
    revise_ballot,
)
from alliance.voting.actions.casting import cast_vote, confirm_vote, new_receipt
from alliance.voting.actions.closing import cancel_ballot, close_ballot, extend_ballot, remind_voters
from alliance.voting.actions.counts import count_ballots
from alliance.voting.actions.drafting import Offered, cap_among, draft_ballot, rules_on_offer
from alliance.voting.actions.objecting import answer_objection, raise_objection
from alliance.voting.actions.rolls import (
    name_alternate,
    name_proxy,
    note_on_roll,
    recuse_elector,
    revoke_proxy,
    seat_voter,
    strike_voter,
)
from alliance.voting.actions.tallying import certify_ballot, count_ballot, destroy_key, draw_lot

__all__ = [
    "Offered",
    "announce_ballot",
    "answer_objection",
    "build_ballot",
    "call_ballot",
    "cancel_ballot",
    "cap_among",
    "cast_vote",
    "certify_ballot",
    "close_ballot",
    "confirm_vote",
    "count_ballot",
    "count_ballots",
    "destroy_key",
    "draft_ballot",
    "draw_lot",
    "electorate_of",
    "extend_ballot",
    "freeze_ballot",
    "name_alternate",
    "name_proxy",
    "new_receipt",
    "note_on_roll",
    "open_ballot",
    "raise_objection",
    "recuse_elector",
    "rehearse_ballot",
    "remind_voters",
    "revise_ballot",
    "revoke_proxy",
    "rules_on_offer",
    "seat_voter",
    "strike_voter",
]
