"""What a recovery recipient does at the command line."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from alliance.voting import keys
from tests.voting.test_secret_ballots import opened, prepared


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("recovery", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_recipient_makes_a_key_rehearses_and_restores(cast, tmp_path, settings):
    own = tmp_path / "own.key"
    settings.RECOVERY_RECIPIENTS = [said("new", str(own))]
    assert own.stat().st_mode & 0o077 == 0
    ballot = opened(cast)
    assert said("rehearse", ballot.ref, str(own)) == f"Your key can restore the key of {ballot.ref}."
    store = keys.store()
    (store.keys / f"{ballot.key_ref}.key").unlink()
    assert said("restore", ballot.ref.lower(), str(own)) == f"Restored the key of {ballot.ref}."
    assert (store.keys / f"{ballot.key_ref}.key").exists()


def test_what_does_not_fit_is_said(cast, tmp_path):
    stranger, nothing = tmp_path / "stranger.key", tmp_path / "nothing.key"
    said("new", str(stranger))
    nothing.write_text("no key")
    ballot, draft = opened(cast), prepared(cast)
    for arguments, words in (
        (("new", str(stranger)), "cannot be made"),
        (("rehearse", ballot.ref, str(stranger)), "no recovery copy"),
        (("rehearse", ballot.ref, str(nothing)), "holds no key"),
        (("restore", ballot.ref, str(tmp_path / "missing")), "cannot be read"),
        (("restore", draft.ref, str(stranger)), "no open or closed secret ballot"),
        (("restore", "B-x", str(stranger)), "no open or closed secret ballot"),
    ):
        with pytest.raises(CommandError, match=words):
            said(*arguments)
