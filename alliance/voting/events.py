"""Facts about ballots. No event says how anybody voted."""

from alliance.audit.kinds import EventKind, Visibility

BALLOT_BUILT = EventKind("ballot.built", "prepared the ballot", Visibility.STAFF)
BALLOT_REVISED = EventKind("ballot.revised", "took the text up again", Visibility.STAFF)
BALLOT_REHEARSED = EventKind("ballot.rehearsed", "rehearsed the ballot")
BALLOT_FROZEN = EventKind("ballot.frozen", "froze the text")
BALLOT_ANNOUNCED = EventKind("ballot.announced", "announced the ballot")
BALLOT_OPENED = EventKind("ballot.opened", "opened the ballot")
BALLOT_EXTENDED = EventKind("ballot.extended", "moved the close: {reason}")
BALLOT_CANCELLED = EventKind("ballot.cancelled", "cancelled the ballot: {reason}")
BALLOT_REMINDED = EventKind("ballot.reminded", "reminded those who have not voted", Visibility.STAFF)
BALLOT_CLOSED = EventKind("ballot.closed", "closed the ballot")
BALLOT_TIED = EventKind("ballot.tied", "found a tie; its lot needs: {source}", Visibility.STAFF)
LOT_DRAWN = EventKind("ballot.lot_drawn", "entered the public value for the lot: {value}")
BALLOT_COUNTED = EventKind("ballot.counted", "counted the votes: {sentence}")
BALLOT_CERTIFIED = EventKind("ballot.certified", "certified the result")
KEY_DESTROYED = EventKind(
    "ballot.key_destroyed", "destroyed the key; the sealed votes cannot be opened again"
)
OBJECTION_RAISED = EventKind("objection.raised", "objected to the {what}", Visibility.MEMBERS)
OBJECTION_ANSWERED = EventKind("objection.answered", "answered an objection: {verdict}", Visibility.MEMBERS)
COUNT_DISAGREED = EventKind("ballot.count_disagreed", "found a second count that differs", Visibility.STAFF)
VOTE_CAST = EventKind("vote.cast", "voted for {organization}", Visibility.STAFF)
VOTE_CHANGED = EventKind("vote.changed", "changed the vote of {organization}", Visibility.STAFF)
ALTERNATE_NAMED = EventKind(
    "elector.alternate_named", "named {alternate} to vote for {organization}", Visibility.MEMBERS
)
PROXY_NAMED = EventKind(
    "elector.proxy_named", "gave {proxy} the proxy to vote for {organization}", Visibility.MEMBERS
)
PROXY_REVOKED = EventKind(
    "elector.proxy_revoked", "took back the proxy of {organization} from {proxy}", Visibility.MEMBERS
)
ENTITLEMENT_CHANGED = EventKind(
    "elector.entitlement_changed", "changed the roll line of {organization}: {reason}"
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
