"""Nothing secret in texts, pickles, logs, errors or the frames of their tracebacks."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from alliance.voting import secrecy
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from alliance.voting.secrecy.box import make_box, read_box
from alliance.voting.secrecy.custody import KeyStore
from alliance.voting.secrecy.envelope import OpenedBallot, Place, open_envelope, seal
from alliance.voting.secrecy.tracker import Tracker, read_code
from alliance.voting.secrecy.withheld import SecrecyError, discreet
from tests.voting.secrecy.forms import RANKED
from tests.voting.secrecy.test_envelope import KEY, PLACE, PUBLIC

FORM = BallotForm(Kind.SCORES, ("A", "B"), top=60_000)
BALLOT = FORM.scores({"A": 54_321, "B": 43_210})
TRACKER = Tracker(b"0123456789")
OPENED = OpenedBallot(TRACKER, BALLOT)
BOX = make_box([OPENED], FORM, envelopes=1)
PRIVATE = KEY.private_bytes_raw()
SECRETS = ("54321", "43210", "0123456789", TRACKER.code, PRIVATE.hex(), repr(PRIVATE))

withheld = pytest.mark.parametrize(
    "thing", [BALLOT, TRACKER, OPENED, BOX, KEY], ids=lambda each: type(each).__name__
)


def shows_secret(text: str) -> bool:
    return any(each in text for each in SECRETS)


@withheld
def test_no_text_of_it_shows_its_content(thing: object) -> None:
    for text in (repr(thing), str(thing), f"{thing}", f"{[thing]!r}", repr({1: thing})):
        assert not shows_secret(text)
    assert thing is KEY or repr(thing) == f"<{type(thing).__name__}, withheld>"


@withheld
def test_it_goes_into_no_queue_cache_or_session(thing: object) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises((TypeError, pickle.PicklingError), match="pickle"):
            pickle.dumps(thing, protocol)
    with pytest.raises(TypeError):
        json.dumps(thing)


@pytest.mark.parametrize("thing", [BALLOT, TRACKER, OPENED, BOX])
def test_it_is_not_copied(thing: object) -> None:
    for copied in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled or copied"):
            copied(thing)


def tampered() -> None:
    envelope = seal(BALLOT, TRACKER, FORM, PUBLIC, PLACE)
    open_envelope(envelope, FORM, KEY, Place("E-4", PLACE.manifest_digest, PLACE.slot))


REFUSALS: list[Callable[[], object]] = [
    tampered,
    lambda: FORM.scores({"A": 54_321, "C": 43_210}),
    lambda: FORM.scores({"A": 54_321, "B": 432_100}),
    lambda: FORM.encode(Ballot((54_321, 43_210, 0))),
    lambda: FORM.encode(Ballot((54_321, "43210"))),  # type: ignore[arg-type]
    lambda: FORM.decode(FORM.encode(BALLOT)[:-1]),
    lambda: RANKED.encode(BALLOT),
    lambda: seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE),
    lambda: seal(BALLOT, TRACKER, FORM, bytes(32), PLACE),
    lambda: Tracker(b"0123456789" * 2),
    lambda: read_code(TRACKER.code + "54321"),
    lambda: make_box([OPENED, OPENED], FORM, envelopes=2),
    lambda: make_box([OPENED], FORM, envelopes=2),
    lambda: make_box([OPENED], RANKED, envelopes=1),
    lambda: read_box(BOX.text + "\n", FORM),
    lambda: read_box(BOX.text.replace("54321", "x54321"), FORM),
    lambda: read_box(BOX.text + "\0", FORM),
]


def our_frames(error: BaseException) -> Iterator[FrameType]:
    """The frames of our code in an error, its cause and its context."""
    where = str(Path(secrecy.__file__).parent)
    for each in filter(None, (error, error.__cause__, error.__context__)):
        for frame, _ in traceback.walk_tb(each.__traceback__):
            if frame.f_code.co_filename.startswith(where):
                yield frame


@pytest.mark.parametrize("refused", REFUSALS)
def test_a_refusal_tells_nothing(refused: Callable[[], object]) -> None:
    with pytest.raises(SecrecyError) as caught:
        refused()
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    assert not shows_secret(f"{error!r} {error.args}")
    frames = list(our_frames(error))
    assert frames
    for frame in frames:
        assert frame.f_locals.keys() <= {"function", "refusal"}
        assert not shows_secret(repr(frame.f_locals))


def test_a_refusal_about_a_key_tells_nothing(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys", tmp_path / "copies")
    public = store.create("E-1", [PUBLIC])
    private = store.opening_key("E-1", public).private_bytes_raw()
    with pytest.raises(SecrecyError) as caught:
        store.opening_key("E-1", X25519PrivateKey.generate().public_key().public_bytes_raw())
    for frame in our_frames(caught.value):
        assert frame.f_locals.keys() <= {"function", "refusal"}
        assert repr(private) not in repr(frame.f_locals)


def test_an_unforeseen_error_names_its_class_and_place_only() -> None:
    @discreet
    def stumble(vote: str) -> int:
        return int(vote)

    with pytest.raises(SecrecyError) as caught:
        stumble("54321x")
    assert str(caught.value).startswith("ValueError in test_an_unforeseen_error")
    assert not shows_secret(str(caught.value))
    assert caught.value.__context__ is None


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    store = KeyStore(tmp_path / "keys", tmp_path / "copies")
    public = store.create("E-3", [PUBLIC])
    envelope = seal(BALLOT, TRACKER, FORM, public, PLACE)
    opened = open_envelope(envelope, FORM, store.opening_key("E-3", public), PLACE)
    assert make_box([opened], FORM, envelopes=1) == BOX
    store.destroy("E-3")
    for refused in REFUSALS:
        with pytest.raises(SecrecyError):
            refused()
    assert caplog.records == []
