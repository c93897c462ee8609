"""The election's private key: a file outside the database and its backups, copies for recovery, its end.

**Recovery.** At creation the key is sealed to the public key of each recovery recipient; any one of them
alone can open the copy, so each must be trusted alone. Without the file and without a recipient who still has
the own key, the ballots are lost: name at least two, and let each rehearse before the opening.

**Destruction** overwrites the file and the copies, unlinks them, and leaves a mark that no key for this
election is ever made or restored here again. On a memory file system that ends the key, but for swap and
memory images. On a disk it does not promise that much: journals, snapshots, copy on write, worn blocks of a
solid state drive and backups may keep what was overwritten. Copies that recipients took away, and what the
memory of a process held while it opened the envelopes, are beyond it altogether. So: keys on a memory file
system, copies on a disk that is not backed up, and recipients who destroy what they took, and say so.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from alliance.voting.secrecy.envelope import OVERHEAD, PUBLIC_KEY_BYTES, opened_with, sealed_to
from alliance.voting.secrecy.withheld import SecrecyError, discreet

_KEY_BYTES: Final = 32
_COPY_BYTES: Final = _KEY_BYTES + OVERHEAD
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_LABEL: Final = b"alliance/recovery-copy/1"
_ONLY_OWNER: Final = 0o600
_OTHERS: Final = 0o077


class CustodyError(SecrecyError):
    """The key cannot be made, read, restored or destroyed as asked."""


class KeyMissingError(CustodyError):
    """There is no key file; a recovery recipient may restore it."""


class KeyDestroyedError(CustodyError):
    """The key was destroyed; nothing brings it back."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What a destruction found and erased here: whether the key file, and how many recovery copies."""

    key: bool
    copies: int


@dataclass(frozen=True, slots=True)
class KeyStore:
    """The keys of elections.

    `keys` is a directory for key files, best on a memory file system; `copies` one that survives a reboot,
    for recovery copies and marks of destruction. Both belong to this user alone (0700), lie outside the
    database and are in no backup. An election's id consists of letters, digits and hyphens and is never used
    again, not even after a database was restored: a UUID rather than a running number.

    Callers see to it that one process at a time creates, restores or destroys the key of an election.
    """

    keys: Path
    copies: Path

    @discreet
    def create(self, election: str, recipients: Sequence[bytes]) -> bytes:
        """Make the key pair and the recovery copies; the public half, 32 bytes.

        `recipients` are public keys of 32 bytes. Done again, before anything was sealed or not, it keeps the
        key, makes the copies for the recipients named now and erases those of others. Raises
        `KeyDestroyedError`, or `CustodyError` when there is no recipient or a directory is open to others.
        """
        self._ready(election)
        if not recipients:
            raise CustodyError(
                "Name at least one recovery recipient, better two: a lost key loses the votes."
            )
        _write(self._key(election), X25519PrivateKey.generate().private_bytes_raw(), keep=True)
        key = self._read(election)
        public = key.public_key().public_bytes_raw()
        named = {self._copy(election, each): each for each in recipients}
        for path, recipient in named.items():
            info = _copy_info(election, public, recipient)
            _write(path, sealed_to(recipient, key.private_bytes_raw(), info))
        for path in set(self._copies_of(election)) - named.keys():
            _erase(path)
        _sync(self.copies)
        return public

    @discreet
    def opening_key(self, election: str, public: bytes) -> X25519PrivateKey:
        """The private key, to open the envelopes after close; keep it no longer than that takes.

        `public` is the public half from the manifest. Raises `KeyMissingError`, `KeyDestroyedError`, or
        `CustodyError` when the file holds another key or others may read it.
        """
        self._ready(election)
        return _matching(self._read(election), public)

    @discreet
    def rehearse(self, election: str, public: bytes, recipient: X25519PrivateKey) -> None:
        """Do nothing when this recipient's copy opens to the election's key. Raises `SecrecyError` if not."""
        self._ready(election)
        self._from_copy(election, public, recipient)

    @discreet
    def restore(self, election: str, public: bytes, recipient: X25519PrivateKey) -> None:
        """Write the key file again from a recipient's copy, after a reboot or a loss.

        Raises `KeyDestroyedError`, `CustodyError` when there is no copy for this recipient, `EnvelopeError`
        when it does not open.
        """
        self._ready(election)
        _write(self._key(election), self._from_copy(election, public, recipient).private_bytes_raw())

    @discreet
    def destroy(self, election: str) -> Destroyed:
        """Erase the key and all copies here, for good; done again it finishes what was interrupted.

        What this does and does not guarantee stands at the head of this module. Raises `KeyMissingError` when
        there was never anything of this election here: then these are not the right directories.
        """
        self._ready(election, destroyed=True)
        left = self._left(election)
        if not left and not self._mark(election).exists():
            raise KeyMissingError("Nothing of this election's key is in these directories.")
        _write(self._mark(election), b"The key of this election was destroyed.\n")
        report = Destroyed(
            self._key(election) in left, sum(path in left for path in self._copies_of(election))
        )
        for path in left:
            _erase(path)
        _sync(self.keys)
        _sync(self.copies)
        return report

    @discreet
    def is_destroyed(self, election: str) -> bool:
        """Whether the key was destroyed and nothing of it is left in these directories."""
        self._ready(election, destroyed=True)
        return self._mark(election).exists() and not self._left(election)

    # Files -------------------------------------------------------------------------------------------------
    def _key(self, election: str) -> Path:
        return self.keys / f"{election}.key"

    def _mark(self, election: str) -> Path:
        return self.copies / f"{election}.destroyed"

    def _copy(self, election: str, recipient: bytes) -> Path:
        return self.copies / f"{election}.{hashlib.sha256(recipient).hexdigest()[:16]}.copy"

    def _copies_of(self, election: str) -> list[Path]:
        return sorted(self.copies.glob(f"{election}.*.copy"))

    def _left(self, election: str) -> list[Path]:
        """Every file of the election but the mark, those of an interrupted writing included."""
        found = {path for where in (self.keys, self.copies) for path in where.glob(f"{election}.*")}
        return sorted(found - {self._mark(election)})

    def _ready(self, election: str, *, destroyed: bool = False) -> None:
        if not _ID.fullmatch(election):
            raise CustodyError("An election's id has 1 to 64 letters, digits and hyphens.")
        for directory in (self.keys, self.copies):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            state = directory.stat()
            if state.st_uid != os.geteuid() or state.st_mode & _OTHERS:
                raise CustodyError(f"{directory} must belong to this user alone: chmod 700.")
        if self._mark(election).exists() and not destroyed:
            raise KeyDestroyedError("The key of this election was destroyed.")

    def _read(self, election: str) -> X25519PrivateKey:
        try:
            content = _content(self._key(election), _KEY_BYTES)
        except FileNotFoundError:
            raise KeyMissingError(
                "The key file of this election is missing; a recovery recipient can restore it."
            ) from None
        return X25519PrivateKey.from_private_bytes(content)

    def _from_copy(self, election: str, public: bytes, recipient: X25519PrivateKey) -> X25519PrivateKey:
        own = recipient.public_key().public_bytes_raw()
        try:
            copy = _content(self._copy(election, own), _COPY_BYTES)
        except FileNotFoundError:
            raise CustodyError("There is no recovery copy for this recipient.") from None
        key = opened_with(recipient, copy, _copy_info(election, public, own))
        return _matching(X25519PrivateKey.from_private_bytes(key), public)


def _copy_info(election: str, public: bytes, recipient: bytes) -> bytes:
    """What a copy is bound to; all but the last part, the election's id, have a fixed length."""
    if len(public) != PUBLIC_KEY_BYTES or len(recipient) != PUBLIC_KEY_BYTES:
        raise CustodyError(f"A public key has {PUBLIC_KEY_BYTES} bytes.")
    return _LABEL + public + recipient + election.encode()


def _matching(key: X25519PrivateKey, public: bytes) -> X25519PrivateKey:
    if key.public_key().public_bytes_raw() != public:
        raise CustodyError("The key file holds another key than the election was opened with.")
    return key


def _content(path: Path, size: int) -> bytes:
    with _opened(path, os.O_RDONLY) as file:
        if os.fstat(file).st_mode & _OTHERS:
            raise CustodyError("The file can be read by others; it must have the mode 0600.")
        content = os.read(file, size + 1)
    if len(content) != size:
        raise CustodyError(f"The file does not have {size} bytes.")
    return content


def _write(path: Path, content: bytes, *, keep: bool = False) -> None:
    """All of it or nothing, for the owner alone, and on the disk before this returns.

    A file that is already there is replaced, or with `keep` left as it is.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    with _opened(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as file:
        if os.write(file, content) != len(content):
            raise CustodyError("The file could not be written whole.")
        os.fsync(file)
    if not keep:
        new.replace(path)
    elif path.exists():
        _erase(new)
    else:
        with suppress(FileExistsError):
            path.hardlink_to(new)
        new.unlink()
    _sync(path.parent)


def _erase(path: Path) -> None:
    """Overwrite and unlink. A link is unlinked and what it points to left alone."""
    if not path.is_symlink():
        path.chmod(_ONLY_OWNER)
        with _opened(path, os.O_WRONLY) as file:
            os.write(file, secrets.token_bytes(os.fstat(file).st_size))
            os.fsync(file)
    path.unlink()


def _sync(directory: Path) -> None:
    with _opened(directory, os.O_RDONLY | os.O_DIRECTORY) as file:
        os.fsync(file)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, _ONLY_OWNER)
    try:
        yield file
    finally:
        os.close(file)
