"""`manage.py count` from within Django; manage.py itself counts without Django."""

from argparse import Namespace

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.voting import command_line
from alliance.voting.methods import CountError


class Command(BaseCommand):
    help = command_line.DESCRIPTION
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        command_line.add_arguments(parser)

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002
        try:
            command_line.run(Namespace(**options), self.stdout.write)
        except CountError as problem:
            raise CommandError(problem) from None
