"""One interface for both custodies; and what is said of officers in docs/secrecy.md, tried on a model."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from alliance.voting.secrecy.box import make_box
from alliance.voting.secrecy.custodians import Custody, Keepers, Opened, Sealed
from alliance.voting.secrecy.custody import KeyStore
from alliance.voting.secrecy.envelope import Place, seal
from alliance.voting.secrecy.tracker import Tracker, draw_tracker
from alliance.voting.secrecy.withheld import SecrecyError
from tests.voting.secrecy.cascade import Automatic, Officer, Officers
from tests.voting.secrecy.forms import RANKED

ELECTION = "0198c0de-0000-4000-8000-000000000009"
Seals = Callable[[Ballot, Tracker, Place], bytes]
VOTES = [[["Ada"], ["Ben"]], [["Ada"], ["Ben"]], [["Cleo"]], [["Dan", "Ada"]], [["Ben"], ["Cleo"], ["Dan"]]]


def place(slot: UUID | None = None) -> Place:
    return Place(ELECTION, "ab" * 32, slot or uuid4())


def officers(needed: int, number: int) -> Officers:
    return Officers([Officer() for _ in range(number)], needed)


def cast(custody: Officers, count: int = 5) -> list[Sealed]:
    places = [place() for _ in range(count)]
    return [
        Sealed(where, custody.seal(RANKED.ranking(vote), draw_tracker(), RANKED, where))
        for where, vote in zip(places, VOTES, strict=False)
    ]


@pytest.fixture(params=["automatic", "officers"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Custody, Seals]:
    if request.param == "officers":
        sealed = officers(2, 3)
        return sealed, lambda ballot, tracker, where: sealed.seal(ballot, tracker, RANKED, where)
    recipient = Officer().public
    automatic = Automatic(KeyStore(tmp_path / "keys", tmp_path / "copies"), ELECTION, [recipient])
    public = bytes.fromhex(str(automatic.prepare()["public_key"]))
    return automatic, lambda ballot, tracker, where: seal(ballot, tracker, RANKED, public, where)


def test_what_goes_in_comes_out_and_one_envelope_that_does_not_open_hides_no_other(
    kept: tuple[Custody, Seals],
) -> None:
    custody, seal_it = kept
    ballots = {draw_tracker(): RANKED.ranking(vote) for vote in VOTES}
    envelopes = [
        Sealed(where := place(), seal_it(ballot, tracker, where)) for tracker, ballot in ballots.items()
    ]
    assert {len(each.envelope) for each in envelopes} == {custody.envelope_size(RANKED)}
    elsewhere = Sealed(place(), seal_it(RANKED.nothing(), draw_tracker(), place()))
    opened = custody.open([*envelopes, elsewhere], RANKED)
    assert {row.tracker: row.ballot for row in opened.ballots} == ballots
    assert opened.unopened == 1
    assert len(make_box(opened.ballots, RANKED, envelopes=6, unopened=opened.unopened).rows) == 5


def test_the_public_part_stays_the_same_and_nothing_opens_after_the_end(
    kept: tuple[Custody, Seals],
) -> None:
    custody, _ = kept
    assert custody.prepare() == custody.prepare()
    assert not custody.is_destroyed()
    custody.destroy()
    assert custody.is_destroyed()
    with pytest.raises(SecrecyError):
        custody.open([], RANKED)


def test_what_was_opened_shows_nothing() -> None:
    assert repr(Opened((), 0)) == "<Opened, withheld>"


@pytest.mark.parametrize(("number", "needed"), [(0, 0), (2, 0), (2, 3)])
def test_between_one_and_all_keepers_are_needed(number: int, needed: int) -> None:
    with pytest.raises(ValueError, match="Between one and all"):
        Keepers(number, needed)


@pytest.mark.parametrize(
    ("needed", "number", "options", "size"),
    [(2, 3, 12, 393), (3, 5, 12, 1790), (2, 2, 4, 115), (3, 5, 40, 2350)],
)
def test_sizes_as_documented(needed: int, number: int, options: int, size: int) -> None:
    form = BallotForm(Kind.RANKING, tuple(f"Option {each}" for each in range(options)))
    assert officers(needed, number).envelope_size(form) == size


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_any_two_of_three_open_and_one_alone_does_not(lost: int) -> None:
    custody = officers(2, 3)
    envelopes = cast(custody)
    custody.officers[lost].key = None
    assert len(custody.open(envelopes, RANKED).ballots) == 5
    custody.officers[(lost + 1) % 3].key = None
    with pytest.raises(SecrecyError, match="Fewer than 2 officers"):
        custody.open(envelopes, RANKED)


def test_an_officer_opens_one_list_and_no_other() -> None:
    """Who opens the list twice, once without one envelope, finds that ballot in the difference."""
    custody = officers(2, 3)
    envelopes = cast(custody)
    custody.open(envelopes, RANKED)
    assert len(custody.open(envelopes, RANKED).ballots) == 5
    with pytest.raises(SecrecyError, match="one list"):
        custody.open(envelopes[1:], RANKED)


def test_a_copied_envelope_does_not_open_in_another_slot() -> None:
    custody = officers(2, 3)
    envelopes = cast(custody, 2)
    opened = custody.open([*envelopes, Sealed(place(), envelopes[0].envelope)], RANKED)
    assert (len(opened.ballots), opened.unopened) == (2, 1)


def test_the_first_officer_and_a_voter_can_repeat_a_ballot_but_not_unnoticed() -> None:
    """They strip the outer layer of somebody's onion and wrap it again for the voter's own slot."""
    custody = officers(2, 2)
    tracker, own, stolen = draw_tracker(), place(), place()
    ballot = RANKED.ranking(VOTES[0])
    content = b"\x01" + tracker.value + RANKED.encode(ballot)
    first, second = (custody._onion(content, (0, 1), where) for where in (stolen, own))
    with pytest.raises(SecrecyError, match="hold the same"):
        custody.open([Sealed(stolen, first), Sealed(own, second)], RANKED)


def test_the_same_onion_twice_is_refused() -> None:
    custody = officers(2, 2)
    (one,) = cast(custody, 1)
    with pytest.raises(SecrecyError, match="hold the same"):
        custody.open([one, one], RANKED)
