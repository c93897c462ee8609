"""What tests of elections can ask for."""

import pytest

from alliance import subscriptions
from alliance.elections import reactions
from alliance.voting import events as voting
from tests.elections.stage import Stage, raise_stage

FOLLOWS = {
    str(voting.BALLOT_COUNTED): reactions.read_count_on_ballot_counted,
    str(voting.BALLOT_CERTIFIED): reactions.certify_election_on_ballot_certified,
    str(voting.BALLOT_CANCELLED): reactions.recall_contest_on_ballot_cancelled,
}


@pytest.fixture(autouse=True)
def _wired(settings, monkeypatch):
    """Elections are asked for the rolls of their ballots, and hear of their counts."""
    for name, own in (("ELECTORATES", "electorate_of_ballot"), ("RETURNING_OFFICERS", "officers_of_ballot")):
        path = f"alliance.elections.queries.{own}"
        setattr(settings, name, [path, *(each for each in getattr(settings, name) if each != path)])
    for kind, reaction in FOLLOWS.items():
        known = list(subscriptions.SUBSCRIPTIONS.get(kind, ()))
        if reaction not in known:
            monkeypatch.setitem(subscriptions.SUBSCRIPTIONS, kind, [reaction, *known])


@pytest.fixture
def cncf(db) -> Stage:
    return raise_stage("cncf")


@pytest.fixture
def kubernetes(db) -> Stage:
    return raise_stage("kubernetes")


@pytest.fixture
def w3c(db) -> Stage:
    return raise_stage("w3c")


@pytest.fixture
def own(db) -> Stage:
    return raise_stage("ai-alliance")
