"""``manage.py adopt_charter [FILE]``: adopt an edition, the shipped one unless a file is named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.charter.grammar import CharterError
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Refused


class Command(BaseCommand):
    help = "Adopt an edition of a charter from a YAML file; without FILE, the edition that is shipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")

    def handle(self, *, file: Path | None, **_: object) -> None:
        try:
            source = shipped() if file is None else file.read_text("utf-8")
            edition = adopt_edition(source=source, by=Actor.system(), at=timezone.now())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except (CharterError, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Adopted: {edition}, in force since {edition.in_force_since}.")
