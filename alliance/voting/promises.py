"""What a ballot promises its voters, before they vote."""

from alliance.voting import keys
from alliance.voting.models import Ballot
from alliance.voting.secrecy.custodians import Keepers
from alliance.voting.secrecy.disclosure import publication_named
from alliance.voting.secrecy.levels import Level, Promise, promise_card


def promises_of(ballot: Ballot) -> tuple[Promise, ...]:
    """The promise card of a ballot, with its settings put in."""
    number = len(keys.recipients())
    keepers = Keepers(number) if ballot.is_secret and number else None
    return promise_card(Level(ballot.level), publication_named(ballot.publication), keepers=keepers)
