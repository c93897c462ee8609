"""``manage.py adopt_charter [FILE]``: adopt an edition, the shipped one unless a file is named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alliance.charter.actions import adopt_edition, adopt_library
from alliance.charter.editions import shipped
from alliance.charter.grammar import CharterError
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Refused


class Command(BaseCommand):
    help = (
        "Adopt an edition of a charter from a YAML file; without FILE, the edition that is shipped. "
        "With --library, enter the shipped charters of other bodies instead, as far as they are not known."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("file", nargs="?", type=Path, metavar="FILE")
        source.add_argument(
            "--library", action="store_true", help="the charters of other bodies, to compare with"
        )

    def handle(self, *, file: Path | None, library: bool, **_: object) -> None:
        try:
            editions = adopt_library(by=Actor.system(), at=timezone.now()) if library else [_adopted(file)]
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except (CharterError, Refused) as error:
            raise CommandError(str(error)) from error
        for edition in editions:
            self.stdout.write(f"Adopted: {edition}, in force since {edition.in_force_since}.")
        if not editions:
            self.stdout.write("Every shipped charter is known already.")


def _adopted(file: Path | None) -> CharterEdition:
    source = shipped() if file is None else file.read_text("utf-8")
    return adopt_edition(source=source, by=Actor.system(), at=timezone.now())
