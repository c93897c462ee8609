"""Everything that changes a ballot or writes a count: lock, check, change, record."""

from alliance.voting.actions.ballots import (
    cancel_ballot,
    cast_vote,
    close_ballot,
    count_ballot,
    extend_ballot,
    name_alternate,
    new_receipt,
    note_on_roll,
    open_ballot,
    recuse_elector,
    remind_voters,
    seat_voter,
    strike_voter,
)
from alliance.voting.actions.counts import count_ballots

__all__ = [
    "cancel_ballot",
    "cast_vote",
    "close_ballot",
    "count_ballot",
    "count_ballots",
    "extend_ballot",
    "name_alternate",
    "new_receipt",
    "note_on_roll",
    "open_ballot",
    "recuse_elector",
    "remind_voters",
    "seat_voter",
    "strike_voter",
]
