"""The envelope: RFC 9180 by its vectors, and nothing but its own place opens it."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, BallotRefusedError, Kind
from alliance.voting.secrecy.envelope import (
    SUITE,
    EnvelopeError,
    Place,
    envelope_size,
    open_envelope,
    opened_with,
    seal,
    sealed_to,
)
from alliance.voting.secrecy.tracker import TRACKER_BYTES, Tracker, draw_tracker
from tests.voting.secrecy import rfc9180
from tests.voting.secrecy.forms import RANKED, ballots, filled_forms, forms

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
PLACE = Place("E-3", "ab" * 32, UUID(int=7))
BALLOT = RANKED.ranking([["Cleo"], ["Ada", "Dan"]])
TRACKER = Tracker(bytes(range(10)))


def vectors() -> list[dict[str, Any]]:
    """Those of the RFC for our suite in base mode."""
    text = (files("cryptography_vectors") / "HPKE" / "test-vectors.json").read_text()
    ours = {"mode": 0, "kem_id": 0x20, "kdf_id": 1, "aead_id": 1}
    return [each for each in json.loads(text) if ours.items() <= each.items()]


def test_there_are_vectors_for_our_suite() -> None:
    assert [len(each["encryptions"]) for each in vectors()] == [257]


@pytest.mark.parametrize("vector", vectors())
def test_vectors_of_rfc_9180(vector: dict[str, Any]) -> None:
    data = {name: bytes.fromhex(each) for name, each in vector.items() if isinstance(each, str)}
    first = {name: bytes.fromhex(each) for name, each in vector["encryptions"][0].items()}
    key = X25519PrivateKey.from_private_bytes(data["skRm"])
    ephemeral = X25519PrivateKey.from_private_bytes(data["skEm"])
    sealed = data["enc"] + first["ct"]
    assert rfc9180.seal(ephemeral, data["pkRm"], data["info"], first["aad"], first["pt"]) == sealed
    assert rfc9180.open_sealed(key, sealed, data["info"], first["aad"]) == first["pt"]
    assert openssl.hpke._decrypt_with_aad(SUITE, sealed, key, data["info"], first["aad"]) == first["pt"]


@settings(deadline=None)
@given(filled_forms())
def test_the_text_of_the_rfc_opens_what_we_seal(filled: tuple[BallotForm, Ballot]) -> None:
    form, ballot = filled
    content = rfc9180.open_sealed(KEY, seal(ballot, TRACKER, form, PUBLIC, PLACE), PLACE.info, b"")
    assert content == b"\x01" + TRACKER.value + form.encode(ballot)


@settings(deadline=None)
@given(filled_forms(), st.binary(min_size=32, max_size=32))
def test_we_open_what_the_text_of_the_rfc_seals(filled: tuple[BallotForm, Ballot], seed: bytes) -> None:
    form, ballot = filled
    ephemeral = X25519PrivateKey.from_private_bytes(seed)
    content = b"\x01" + TRACKER.value + form.encode(ballot)
    opened = open_envelope(rfc9180.seal(ephemeral, PUBLIC, PLACE.info, b"", content), form, KEY, PLACE)
    assert (opened.tracker, opened.ballot) == (TRACKER, ballot)


@settings(deadline=None)
@given(filled_forms(), st.text(min_size=1, max_size=20), st.binary(min_size=32, max_size=32), st.uuids())
def test_every_ballot_comes_back(
    filled: tuple[BallotForm, Ballot], election: str, manifest: bytes, slot: UUID
) -> None:
    form, ballot = filled
    tracker, place = draw_tracker(), Place(election, manifest.hex(), slot)
    opened = open_envelope(seal(ballot, tracker, form, PUBLIC, place), form, KEY, place)
    assert (opened.tracker, opened.ballot) == (tracker, ballot)


@settings(deadline=None)
@given(st.data())
def test_one_length_for_all_envelopes_of_a_form(data: st.DataObject) -> None:
    form = data.draw(forms())
    sealed = [seal(data.draw(ballots(form)), draw_tracker(), form, PUBLIC, PLACE) for _ in range(4)]
    assert {len(each) for each in sealed} == {envelope_size(form)}


def test_no_envelope_is_made_twice() -> None:
    assert len({seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE) for _ in range(500)}) == 500


def test_an_envelope_shows_nothing_it_holds() -> None:
    content = TRACKER.value + RANKED.encode(BALLOT)
    sealed = seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE)
    assert not any(content[at : at + 4] in sealed for at in range(len(content) - 3))


def test_a_change_of_any_bit_is_refused() -> None:
    sealed = seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE)
    for at in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(EnvelopeError, match="does not open"):
            open_envelope(bytes(changed), RANKED, KEY, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, election="E-4"),
        replace(PLACE, manifest_digest="ab" * 31 + "ac"),
        replace(PLACE, slot=UUID(int=8)),
    ],
)
def test_an_envelope_opens_in_no_other_place(elsewhere: Place) -> None:
    sealed = seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE)
    with pytest.raises(EnvelopeError, match="does not open"):
        open_envelope(sealed, RANKED, KEY, elsewhere)


def test_an_envelope_opens_with_no_other_key() -> None:
    sealed = seal(BALLOT, TRACKER, RANKED, PUBLIC, PLACE)
    with pytest.raises(EnvelopeError, match="does not open"):
        open_envelope(sealed, RANKED, X25519PrivateKey.generate(), PLACE)


PLACES = st.builds(
    Place, st.text(min_size=1, max_size=4), st.binary(min_size=32, max_size=32).map(bytes.hex), st.uuids()
)


@settings(deadline=None)
@given(PLACES, PLACES)
def test_no_two_places_share_a_context(one: Place, other: Place) -> None:
    assert (one == other) == (one.info == other.info)


@pytest.mark.parametrize(
    "place",
    [replace(PLACE, election=""), replace(PLACE, manifest_digest="ab")],
)
def test_a_place_is_complete(place: Place) -> None:
    with pytest.raises(EnvelopeError, match="A place has"):
        seal(BALLOT, TRACKER, RANKED, PUBLIC, place)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), (1).to_bytes(32, "little")])
def test_a_weak_or_malformed_key_is_refused(public: bytes) -> None:
    with pytest.raises(EnvelopeError, match="cannot be sealed to"):
        seal(BALLOT, TRACKER, RANKED, public, PLACE)


@pytest.mark.parametrize("change", [-1, 1, -(TRACKER_BYTES + 57)])
def test_another_length_is_refused(change: int) -> None:
    with pytest.raises(EnvelopeError, match="has 67 bytes"):
        open_envelope(bytes(67 + change), RANKED, KEY, PLACE)


def test_what_is_sealed_is_judged_like_any_encoding() -> None:
    """A browser that seals by itself cannot bring in what the form does not take."""
    content = b"\x01" + TRACKER.value + bytes.fromhex("0001000300000000")
    with pytest.raises(BallotRefusedError, match="without gaps"):
        open_envelope(sealed_to(PUBLIC, content, PLACE.info), RANKED, KEY, PLACE)
    other = b"\x02" + TRACKER.value + RANKED.encode(BALLOT)
    with pytest.raises(EnvelopeError, match="another version"):
        open_envelope(sealed_to(PUBLIC, other, PLACE.info), RANKED, KEY, PLACE)


def test_a_ballot_of_another_form_is_not_sealed() -> None:
    with pytest.raises(BallotRefusedError):
        seal(BALLOT, TRACKER, BallotForm(Kind.RANKING, ("Ada", "Ben")), PUBLIC, PLACE)


def test_anything_that_is_not_sealed_is_refused() -> None:
    for size in (0, 31, 32, 47, 48, 100):
        with pytest.raises(EnvelopeError, match="does not open"):
            opened_with(KEY, bytes(size), b"")
    with pytest.raises(InvalidTag):
        rfc9180.open_sealed(KEY, sealed_to(PUBLIC, b"content", b"here"), b"there", b"")
