"""Write the pages of the documentation that follow from the code, or check that they are up to date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alliance.portal import reference


class Command(BaseCommand):
    help = "Write the pages of docs/ that follow from the code, and docs/charter.schema.json for editors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail if a page is out of date."
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002
        outdated = [name for name, text in reference.pages().items() if _is_outdated(name, text)]
        if options["check"] and outdated:
            message = f"Out of date: {', '.join(outdated)}. Run: python manage.py generate_docs"
            raise CommandError(message)
        for name in outdated:
            _file(name).write_text(reference.pages()[name], encoding="utf-8")
            self.stdout.write(f"written: docs/{name}")
        if not outdated:
            self.stdout.write("The generated documents are up to date.")


def _file(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / name


def _is_outdated(name: str, text: str) -> bool:
    file = _file(name)
    return not file.exists() or file.read_text(encoding="utf-8") != text
