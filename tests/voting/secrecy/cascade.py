"""Two custodies of one interface: the key on the server, and officers as docs/secrecy.md describes them.

The second is a model that shows that the description is complete and its sizes are right. It has no ceremony,
no files and no checks of signatures: nothing is to be sealed with it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from alliance.voting.secrecy.ballot_form import Ballot, BallotForm
from alliance.voting.secrecy.custodians import Keepers, Opened, Sealed
from alliance.voting.secrecy.custody import KeyStore
from alliance.voting.secrecy.envelope import (
    OVERHEAD,
    OpenedBallot,
    Place,
    envelope_size,
    open_envelope,
    opened_with,
    sealed_to,
)
from alliance.voting.secrecy.tracker import TRACKER_BYTES, Tracker
from alliance.voting.secrecy.withheld import SecrecyError

LABEL = b"alliance/sealed-ballot/1"
VERSION = b"\x01"
Group = tuple[int, ...]


class Automatic:
    """The key of one election in a store on the server."""

    def __init__(self, store: KeyStore, election: str, recipients: Sequence[bytes]) -> None:
        self.store, self.election, self.recipients = store, election, recipients

    def prepare(self) -> Mapping[str, object]:
        return {"public_key": self.store.create(self.election, self.recipients).hex()}

    def envelope_size(self, form: BallotForm) -> int:
        return envelope_size(form)

    def open(self, envelopes: Iterable[Sealed], form: BallotForm) -> Opened:
        public = bytes.fromhex(str(self.prepare()["public_key"]))
        key = self.store.opening_key(self.election, public)
        opened, unopened = [], 0
        for each in envelopes:
            try:
                opened.append(open_envelope(each.envelope, form, key, each.place))
            except SecrecyError:
                unopened += 1
        return Opened(tuple(sorted(opened, key=lambda row: row.tracker)), unopened)

    def destroy(self) -> None:
        self.store.destroy(self.election)

    def is_destroyed(self) -> bool:
        return self.store.is_destroyed(self.election)


class Officer:
    """One officer's own program: the key, and the one list of envelopes it has ever helped to open."""

    def __init__(self) -> None:
        self.key: X25519PrivateKey | None = X25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.list_opened: str | None = None

    def strip(self, closed: str, items: Sequence[tuple[bytes, bytes]]) -> tuple[list[bytes], int]:
        """Take one layer off (info, onion) pairs, in an order that says nothing of theirs.

        `closed` is the digest of the list of envelopes that was published at the close.
        """
        if self.key is None:
            raise SecrecyError("This officer's key is lost or destroyed.")
        if self.list_opened not in (None, closed):
            raise SecrecyError("This officer opens one list of envelopes, once published, and no other.")
        self.list_opened = closed
        stripped = []
        for info, onion in items:
            try:
                stripped.append(opened_with(self.key, onion, info))
            except SecrecyError:
                continue
        if len(set(stripped)) < len(stripped):
            raise SecrecyError("Two of the items hold the same.")
        return sorted(stripped), len(items) - len(stripped)


class Officers:
    """k of n officers, for one election."""

    def __init__(self, officers: Sequence[Officer], needed: int) -> None:
        self.officers = officers
        self.keepers = Keepers(len(officers), needed)

    @property
    def groups(self) -> list[Group]:
        return list(combinations(range(self.keepers.number), self.keepers.needed))

    def prepare(self) -> Mapping[str, object]:
        return {"needed": self.keepers.needed, "officers": [each.public.hex() for each in self.officers]}

    def envelope_size(self, form: BallotForm) -> int:
        return len(self.groups) * (1 + TRACKER_BYTES + form.size + OVERHEAD * self.keepers.needed)

    def seal(self, ballot: Ballot, tracker: Tracker, form: BallotForm, place: Place) -> bytes:
        """What a voter's browser sends: for every group an onion, its outer layer for the first member."""
        return b"".join(
            self._onion(VERSION + tracker.value + form.encode(ballot), group, place) for group in self.groups
        )

    def _onion(self, content: bytes, group: Group, place: Place) -> bytes:
        for depth in reversed(range(len(group))):
            content = sealed_to(self.officers[group[depth]].public, content, info(place, group, depth))
        return content

    def open(self, envelopes: Iterable[Sealed], form: BallotForm) -> Opened:
        given = sorted(envelopes, key=lambda each: each.place.slot)
        group = self._present()
        size = self.envelope_size(form) // len(self.groups)
        start = self.groups.index(group) * size
        items = [(info(each.place, group, 0), each.envelope[start : start + size]) for each in given]
        closed = hashlib.sha256(b"".join(each.envelope for each in given)).hexdigest()
        unopened = 0
        for depth, number in enumerate(group):
            contents, failed = self.officers[number].strip(closed, items)
            unopened += failed
            if depth + 1 < len(group):
                items = [(info(given[0].place, group, depth + 1), each) for each in contents]
        return Opened(tuple(sorted(map(read(form), contents), key=lambda row: row.tracker)), unopened)

    def _present(self) -> Group:
        """The first group of whom everybody has the own key."""
        for group in self.groups:
            if all(self.officers[number].key for number in group):
                return group
        raise SecrecyError(f"Fewer than {self.keepers.needed} officers have their keys.")

    def destroy(self) -> None:
        for each in self.officers:
            each.key = None

    def is_destroyed(self) -> bool:
        return all(each.key is None for each in self.officers)


def info(place: Place, group: Group, depth: int) -> bytes:
    """What a layer is bound to. Only the outermost knows the slot: nobody further in may learn it."""
    slot = place.slot.bytes if depth == 0 else b""
    whom = bytes([sum(1 << number for number in group), depth])
    return LABEL + bytes.fromhex(place.manifest_digest) + whom + slot + place.election.encode()


def read(form: BallotForm) -> Callable[[bytes], OpenedBallot]:
    def content(core: bytes) -> OpenedBallot:
        return OpenedBallot(Tracker(core[1 : 1 + TRACKER_BYTES]), form.decode(core[1 + TRACKER_BYTES :]))

    return content
