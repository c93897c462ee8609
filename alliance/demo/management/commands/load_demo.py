"""``manage.py load_demo``: fill an empty database with the demo alliance."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alliance.demo import loading, sign_ins


class Command(BaseCommand):
    help = "Fill an empty database with the demo alliance; one that has members is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size", type=int, default=85, help="How many organizations; more than 85 adds invented ones."
        )
        parser.add_argument(
            "--sign-ins-file", type=Path, help="Write the demo sign-ins to this file in place of the screen."
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- Django's own signature
        if options["size"] < 1:
            message = "--size is the number of organizations: 1 or more."
            raise CommandError(message)
        if loading.is_loaded():
            self.stdout.write("The database has members already: nothing was changed.")
        else:
            loading.load(now=timezone.now(), size=options["size"], say=self._say)
        if path := options["sign_ins_file"]:
            sign_ins.write(path)
        else:
            self.stdout.write(sign_ins.table())

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
