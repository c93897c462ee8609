"""Who is told about ballots. No notice says how anybody voted; results only once they are published."""

from alliance.voting.notices.ballots import (
    AlternateNamed,
    BallotAnnounced,
    BallotCancelled,
    BallotCertified,
    BallotClosedEarly,
    BallotCounted,
    BallotExtended,
    BallotOpened,
    ElectorRecused,
    ProxyNamed,
    ProxyRevoked,
    VoteReminder,
)
from alliance.voting.notices.officers import (
    BallotTied,
    CountDisagreed,
    KeyDestroyed,
    ObjectionAnswered,
    ObjectionRaised,
)
from alliance.voting.notices.votes import VoteByColleague, VoteRecorded

__all__ = [
    "AlternateNamed",
    "BallotAnnounced",
    "BallotCancelled",
    "BallotCertified",
    "BallotClosedEarly",
    "BallotCounted",
    "BallotExtended",
    "BallotOpened",
    "BallotTied",
    "CountDisagreed",
    "ElectorRecused",
    "KeyDestroyed",
    "ObjectionAnswered",
    "ObjectionRaised",
    "ProxyNamed",
    "ProxyRevoked",
    "VoteByColleague",
    "VoteRecorded",
    "VoteReminder",
]
