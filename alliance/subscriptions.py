"""Everything that follows from an event, on one page: event kind -> reactions and notices, in order."""

from collections.abc import Mapping, Sequence

from alliance.audit.subscribers import Subscriber
from alliance.voting import events as voting
from alliance.voting import reactions as voting_reactions
from members import events as members
from members import reactions as members_reactions
from projects import reactions as projects_reactions

SUBSCRIPTIONS: Mapping[str, Sequence[Subscriber]] = {
    str(members.REPRESENTATIVE_APPOINTED): [members_reactions.seat_voter_on_representative_appointed],
    str(members.REPRESENTATION_ENDED): [members_reactions.strike_voter_on_representation_ended],
    str(voting.BALLOT_CLOSED): [voting_reactions.count_on_ballot_closed],
    str(voting.BALLOT_COUNTED): [projects_reactions.settle_proposal_on_ballot_counted],
    str(voting.BALLOT_CANCELLED): [projects_reactions.resume_review_on_ballot_cancelled],
}
