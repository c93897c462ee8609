"""``manage.py recovery``: what a recovery recipient does with the key of secret ballots."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management.base import BaseCommand, CommandError

from alliance.voting import keys
from alliance.voting.models import Ballot
from alliance.voting.secrecy.withheld import SecrecyError

ONLY_OWNER = 0o600


class Command(BaseCommand):
    """Make a recipient's key, try it, or restore the key of a ballot with it."""

    help = (
        "new FILE: make a key of your own; FILE stays with you, the public key it prints belongs into "
        "RECOVERY_RECIPIENTS. rehearse B-14 FILE: see that your key could restore that ballot's. "
        "restore B-14 FILE: restore it, after a reboot or a loss."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("new").add_argument("file", type=Path)
        for name in ("rehearse", "restore"):
            command = commands.add_parser(name)
            command.add_argument("ballot", type=str.upper, help="the ballot, as B-14")
            command.add_argument("file", type=Path, help="your private key, as `new` made it")

    def handle(self, *_: Any, command: str, file: Path, ballot: str = "", **__: Any) -> None:  # noqa: ANN401
        if command == "new":
            self._new(file)
            return
        found = Ballot.objects.filter(pk=ballot.removeprefix("B-")).first() if ballot[2:].isdigit() else None
        if found is None or found.public_key is None:
            raise CommandError(f"There is no open or closed secret ballot {ballot}.")
        recipient = self._read(file)
        try:
            if command == "rehearse":
                keys.store().rehearse(str(found.key_ref), bytes(found.public_key), recipient)
            else:
                keys.store().restore(str(found.key_ref), bytes(found.public_key), recipient)
        except SecrecyError as error:
            raise CommandError(str(error)) from None
        done = "Your key can restore the key of" if command == "rehearse" else "Restored the key of"
        self.stdout.write(f"{done} {found.ref}.")

    def _new(self, file: Path) -> None:
        key = X25519PrivateKey.generate()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
        except OSError as error:
            raise CommandError(f"{file} cannot be made: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(f"{key.private_bytes_raw().hex()}\n")
        self.stdout.write(key.public_key().public_bytes_raw().hex())

    def _read(self, file: Path) -> X25519PrivateKey:
        try:
            return X25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text(encoding="ascii")))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except ValueError:
            raise CommandError(f"{file} holds no key that `manage.py recovery new` made.") from None
