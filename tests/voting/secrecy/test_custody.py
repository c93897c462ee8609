"""The key in custody: private files, recovery by any one recipient, and an end that holds."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from alliance.voting.secrecy import custody
from alliance.voting.secrecy.custody import (
    CustodyError,
    Destroyed,
    KeyDestroyedError,
    KeyMissingError,
    KeyStore,
)
from alliance.voting.secrecy.envelope import EnvelopeError, opened_with, sealed_to
from alliance.voting.secrecy.withheld import SecrecyError

ELECTION = "0198c0de-0000-4000-8000-000000000001"
OFFICERS = [X25519PrivateKey.from_private_bytes(bytes([each]) * 32) for each in (1, 2, 3)]
RECIPIENTS = [each.public_key().public_bytes_raw() for each in OFFICERS]


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", tmp_path / "copies")


def everything(store: KeyStore) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for where in (store.keys, store.copies)
        for path in where.iterdir()
        if path.is_file()
    }


def test_the_key_opens_what_is_sealed_to_its_public_half(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS[:2])
    key = store.opening_key(ELECTION, public)
    assert opened_with(key, sealed_to(public, b"content", b""), b"") == b"content"


def test_every_election_has_a_key_of_its_own(store: KeyStore) -> None:
    assert store.create("E-1", RECIPIENTS[:1]) != store.create("E-11", RECIPIENTS[:1])
    store.destroy("E-1")
    assert not store.is_destroyed("E-11")
    assert len(list(store.keys.iterdir())) == 1


def test_files_are_for_the_owner_alone(store: KeyStore) -> None:
    before = os.umask(0)
    try:
        store.create(ELECTION, RECIPIENTS)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in everything(store)} == {0o600}
    assert {stat.S_IMODE(where.stat().st_mode) for where in (store.keys, store.copies)} == {0o700}


def test_the_private_half_is_in_the_key_file_and_nowhere_else(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    private = store.opening_key(ELECTION, public).private_bytes_raw()
    held = [path for path, content in everything(store).items() if private in content]
    assert held == [store.keys / f"{ELECTION}.key"]
    assert len(everything(store)) == 1 + len(RECIPIENTS)


def test_creating_again_keeps_the_key_and_renews_the_copies(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS[:2])
    assert store.create(ELECTION, RECIPIENTS[1:]) == public
    for officer in OFFICERS[1:]:
        store.rehearse(ELECTION, public, officer)
    with pytest.raises(CustodyError, match="no recovery copy for this recipient"):
        store.rehearse(ELECTION, public, OFFICERS[0])
    assert len(everything(store)) == 3


def test_an_interrupted_creation_is_completed(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(custody, "sealed_to", no_space)
        with pytest.raises(SecrecyError, match="No space left"):
            store.create(ELECTION, RECIPIENTS)
    public = store.create(ELECTION, RECIPIENTS)
    store.rehearse(ELECTION, public, OFFICERS[0])


@pytest.mark.parametrize("officer", OFFICERS)
def test_each_recipient_alone_restores_a_lost_key(store: KeyStore, officer: X25519PrivateKey) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    private = store.opening_key(ELECTION, public).private_bytes_raw()
    (store.keys / f"{ELECTION}.key").unlink()
    with pytest.raises(KeyMissingError, match="can restore it"):
        store.opening_key(ELECTION, public)
    store.restore(ELECTION, public, officer)
    assert store.opening_key(ELECTION, public).private_bytes_raw() == private


def test_a_rehearsal_writes_nothing(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key").unlink()
    before = everything(store)
    store.rehearse(ELECTION, public, OFFICERS[0])
    assert everything(store) == before


def test_nobody_else_restores(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS[:1])
    with pytest.raises(CustodyError, match="no recovery copy for this recipient"):
        store.restore(ELECTION, public, OFFICERS[1])


def test_a_copy_is_bound_to_its_election_and_key(store: KeyStore) -> None:
    publics = {each: store.create(each, RECIPIENTS[:1]) for each in ("E-1", "E-2")}
    one, other = (next(store.copies.glob(f"{each}.*.copy")) for each in publics)
    other.write_bytes(one.read_bytes())
    for public in publics.values():
        with pytest.raises(EnvelopeError, match="does not open"):
            store.restore("E-2", public, OFFICERS[0])


def test_a_copy_made_for_another_key_is_refused(store: KeyStore) -> None:
    store.create(ELECTION, RECIPIENTS)
    with pytest.raises(EnvelopeError, match="does not open"):
        store.rehearse(ELECTION, RECIPIENTS[1], OFFICERS[0])


def test_a_change_of_any_byte_of_a_copy_is_refused(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS[:1])
    path = next(store.copies.glob("*.copy"))
    copy = path.read_bytes()
    for at in range(len(copy)):
        path.write_bytes(copy[:at] + bytes([copy[at] ^ 1]) + copy[at + 1 :])
        with pytest.raises(EnvelopeError, match="does not open"):
            store.rehearse(ELECTION, public, OFFICERS[0])
    path.write_bytes(copy[:-1])
    with pytest.raises(CustodyError, match="does not have 80 bytes"):
        store.rehearse(ELECTION, public, OFFICERS[0])


def test_another_key_in_the_file_is_refused(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key").write_bytes(bytes(32))
    with pytest.raises(CustodyError, match="another key"):
        store.opening_key(ELECTION, public)
    store.restore(ELECTION, public, OFFICERS[0])
    store.opening_key(ELECTION, public)


def test_a_key_that_others_can_read_is_refused(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key").chmod(0o640)
    with pytest.raises(CustodyError, match="0600"):
        store.opening_key(ELECTION, public)


@pytest.mark.parametrize("which", ["keys", "copies"])
def test_a_directory_that_is_open_to_others_is_refused(store: KeyStore, which: str) -> None:
    getattr(store, which).mkdir(mode=0o755)
    with pytest.raises(CustodyError, match="chmod 700"):
        store.create(ELECTION, RECIPIENTS)
    assert everything(KeyStore(getattr(store, which), getattr(store, which))) == {}


def test_a_link_is_not_followed(store: KeyStore, tmp_path: Path) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    key = store.keys / f"{ELECTION}.key"
    elsewhere = tmp_path / "elsewhere"
    key.rename(elsewhere)
    key.symlink_to(elsewhere)
    with pytest.raises(SecrecyError, match="symbolic links"):
        store.opening_key(ELECTION, public)
    content = elsewhere.read_bytes()
    store.destroy(ELECTION)
    assert elsewhere.read_bytes() == content


@pytest.mark.parametrize("election", ["", "../E-1", "E 1", "E.1", "E-1\n", "*", "x" * 65, "É-1"])
def test_an_id_is_no_path(store: KeyStore, election: str) -> None:
    with pytest.raises(CustodyError, match="letters, digits and hyphens"):
        store.create(election, RECIPIENTS)


def test_without_recipients_there_is_no_key(store: KeyStore) -> None:
    with pytest.raises(CustodyError, match="at least one recovery recipient"):
        store.create(ELECTION, [])
    assert everything(store) == {}


def test_a_weak_recipient_is_refused(store: KeyStore) -> None:
    with pytest.raises(EnvelopeError, match="cannot be sealed to"):
        store.create(ELECTION, [bytes(32)])
    with pytest.raises(CustodyError, match="32 bytes"):
        store.create(ELECTION, [bytes(31)])


# Destruction ----------------------------------------------------------------------------------------------
def test_destruction_leaves_only_the_mark(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key.0123456789abcdef.new").write_bytes(bytes(32))
    assert not store.is_destroyed(ELECTION)
    assert store.destroy(ELECTION) == Destroyed(key=True, copies=3)
    assert store.is_destroyed(ELECTION)
    assert [path.name for path in everything(store)] == [f"{ELECTION}.destroyed"]
    for officer in OFFICERS:
        with pytest.raises(KeyDestroyedError):
            store.restore(ELECTION, public, officer)
    with pytest.raises(KeyDestroyedError):
        store.opening_key(ELECTION, public)
    with pytest.raises(KeyDestroyedError):
        store.create(ELECTION, RECIPIENTS)


def test_what_is_unlinked_was_overwritten(store: KeyStore, tmp_path: Path) -> None:
    store.create(ELECTION, RECIPIENTS)
    held = {}
    for number, (path, content) in enumerate(everything(store).items()):
        held[other := tmp_path / str(number)] = content
        other.hardlink_to(path)
    store.destroy(ELECTION)
    for path, content in held.items():
        assert len(path.read_bytes()) == len(content)
        assert not any(content[at : at + 4] in path.read_bytes() for at in range(len(content) - 3))


def test_files_brought_back_from_a_backup_do_not_bring_the_key_back(store: KeyStore) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    backup = everything(store)
    store.destroy(ELECTION)
    for path, content in backup.items():
        path.write_bytes(content)
    assert not store.is_destroyed(ELECTION)
    with pytest.raises(KeyDestroyedError):
        store.opening_key(ELECTION, public)
    assert store.destroy(ELECTION) == Destroyed(key=True, copies=3)
    assert store.is_destroyed(ELECTION)


def test_an_interrupted_destruction_can_be_finished(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    erase, erased = custody._erase, []

    def killed_after_one(path: Path) -> None:
        if erased:
            raise KeyboardInterrupt
        erased.append(path)
        erase(path)

    with monkeypatch.context() as patched:
        patched.setattr(custody, "_erase", killed_after_one)
        with pytest.raises(KeyboardInterrupt):
            store.destroy(ELECTION)
    assert not store.is_destroyed(ELECTION)
    with pytest.raises(KeyDestroyedError):
        store.opening_key(ELECTION, public)
    store.destroy(ELECTION)
    assert store.is_destroyed(ELECTION)
    assert store.destroy(ELECTION) == Destroyed(key=False, copies=0)


def test_the_report_says_that_there_was_no_key_file(store: KeyStore) -> None:
    store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key").unlink()
    assert store.destroy(ELECTION) == Destroyed(key=False, copies=3)


def test_nothing_is_destroyed_where_nothing_is(store: KeyStore) -> None:
    """The wrong directory, or one that is not mounted, must not pass for a destruction."""
    with pytest.raises(KeyMissingError, match="Nothing of this election's key"):
        store.destroy(ELECTION)
    assert not store.is_destroyed(ELECTION)


def test_keys_and_copies_may_share_a_directory(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "both", tmp_path / "both")
    store.rehearse(ELECTION, store.create(ELECTION, RECIPIENTS), OFFICERS[0])
    assert store.destroy(ELECTION) == Destroyed(key=True, copies=3)
    assert store.is_destroyed(ELECTION)


def test_a_second_writer_never_replaces_a_key(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the writing of one process, another one has made the key."""
    public = store.create(ELECTION, RECIPIENTS)
    monkeypatch.setattr(Path, "exists", lambda path: False)
    assert store.create(ELECTION, RECIPIENTS) == public
    assert not list(store.keys.glob("*.new"))


def test_a_failed_writing_leaves_the_former_file(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    public = store.create(ELECTION, RECIPIENTS)
    (store.keys / f"{ELECTION}.key").write_bytes(bytes(32))
    before = everything(store)

    def broken(file: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(custody.os, "fsync", broken)
        with pytest.raises(SecrecyError, match="Input/output error"):
            store.restore(ELECTION, public, OFFICERS[0])
    assert before.items() <= everything(store).items()
    store.destroy(ELECTION)
    assert store.is_destroyed(ELECTION)
