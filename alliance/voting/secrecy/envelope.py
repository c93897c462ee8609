"""The sealed envelope: HPKE (RFC 9180, base mode) to the election's public key, bound to where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm
from alliance.voting.secrecy.tracker import TRACKER_BYTES, Tracker
from alliance.voting.secrecy.withheld import SecrecyError, Withheld, discreet

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
"""DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: what browsers also have without a library."""

OVERHEAD: Final = 32 + 16
"""What sealing adds: the encapsulated key and the tag."""

PUBLIC_KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_LABEL: Final = b"alliance/secret-ballot/1"
_SHA256_BYTES: Final = 32


class EnvelopeError(SecrecyError):
    """The envelope cannot be made, or does not open here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope belongs and alone opens: the election, its frozen manifest, the elector's slot.

    `manifest_digest` is the SHA-256 of the manifest in hexadecimal, `slot` the random key of the roll line.
    """

    election: str
    manifest_digest: str
    slot: UUID

    @property
    def info(self) -> bytes:
        """The context for the key schedule, another for every place: only its last part varies in length."""
        election, manifest = self.election.encode(), bytes.fromhex(self.manifest_digest)
        if not election or len(manifest) != _SHA256_BYTES:
            raise EnvelopeError("A place has an election and a SHA-256 digest of its manifest.")
        return _LABEL + manifest + self.slot.bytes + election


@dataclass(frozen=True, slots=True, repr=False)
class OpenedBallot(Withheld):
    """What was in an envelope."""

    tracker: Tracker
    ballot: Ballot


def envelope_size(form: BallotForm) -> int:
    """How many bytes every envelope of this form has."""
    return len(_VERSION) + TRACKER_BYTES + form.size + OVERHEAD


@discreet
def seal(ballot: Ballot, tracker: Tracker, form: BallotForm, public_key: bytes, place: Place) -> bytes:
    """The envelope of a ballot, `envelope_size(form)` bytes; never the same twice.

    `public_key` is the election's, 32 raw bytes. Raises `BallotRefusedError` for a ballot of another form,
    and `EnvelopeError` for a key that cannot be sealed to.
    """
    content = _VERSION + tracker.value + form.encode(ballot)
    return sealed_to(public_key, content, place.info)


@discreet
def open_envelope(envelope: bytes, form: BallotForm, key: X25519PrivateKey, place: Place) -> OpenedBallot:
    """What an envelope holds.

    Raises `EnvelopeError` when a byte of it, its slot, manifest or election is another than at sealing, or
    the key is; `BallotRefusedError` when what was sealed is no ballot of this form.
    """
    if len(envelope) != envelope_size(form):
        raise EnvelopeError(f"An envelope of this form has {envelope_size(form)} bytes.")
    content = opened_with(key, envelope, place.info)
    if not content.startswith(_VERSION):
        raise EnvelopeError("The envelope was made for another version.")
    tracker, encoded = content[1 : 1 + TRACKER_BYTES], content[1 + TRACKER_BYTES :]
    return OpenedBallot(Tracker(tracker), form.decode(encoded))


@discreet
def sealed_to(public_key: bytes, content: bytes, info: bytes) -> bytes:
    """`content` sealed: 32 bytes encapsulated key, ciphertext, 16 bytes tag. Raises `EnvelopeError`."""
    try:
        return SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public_key), info)
    except ValueError:
        raise EnvelopeError("This public key cannot be sealed to.") from None


@discreet
def opened_with(key: X25519PrivateKey, envelope: bytes, info: bytes) -> bytes:
    """What `sealed_to` sealed. Raises `EnvelopeError`."""
    try:
        return SUITE.decrypt(envelope, key, info)
    except (InvalidTag, ValueError):
        raise EnvelopeError("The envelope does not open.") from None
