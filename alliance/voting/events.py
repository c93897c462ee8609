"""Facts about ballots. No event says how anybody voted."""

from alliance.audit.kinds import EventKind, Visibility

BALLOT_OPENED = EventKind("ballot.opened", "opened the ballot")
BALLOT_EXTENDED = EventKind("ballot.extended", "moved the close: {reason}")
BALLOT_CANCELLED = EventKind("ballot.cancelled", "cancelled the ballot: {reason}")
BALLOT_REMINDED = EventKind("ballot.reminded", "reminded those who have not voted", Visibility.STAFF)
BALLOT_CLOSED = EventKind("ballot.closed", "closed the ballot")
BALLOT_COUNTED = EventKind("ballot.counted", "counted the votes: {sentence}")
COUNT_DISAGREED = EventKind("ballot.count_disagreed", "found a second count that differs", Visibility.STAFF)
VOTE_CAST = EventKind("vote.cast", "voted for {organization}", Visibility.STAFF)
VOTE_CHANGED = EventKind("vote.changed", "changed the vote of {organization}", Visibility.STAFF)
ALTERNATE_NAMED = EventKind(
    "elector.alternate_named", "named {alternate} to vote for {organization}", Visibility.MEMBERS
)
ELECTOR_RECUSED = EventKind("elector.recused", "recused {organization}: {reason}")
VOTER_STRUCK = EventKind(
    "elector.voter_struck", "took {person} off the roll line of {organization}", Visibility.MEMBERS
)
VOTER_SEATED = EventKind(
    "elector.voter_seated", "put {person} on the roll line of {organization}", Visibility.MEMBERS
)
ROLL_NOTED = EventKind("elector.noted", "noted on the roll line of {organization}: {note}")
COUNT_RECORDED = EventKind("count.recorded", "counted “{title}”: {sentence}")
