#!/usr/bin/env python3
"""Alliance's command line: ``demo``, ``test``, ``count``, and every Django management command."""

import os
import sys

OLDEST_PYTHON = (3, 11)
LOCAL_COMMANDS = ("demo", "test")


def main() -> int:
    """Run one command and return its exit status."""
    if sys.version_info < OLDEST_PYTHON:
        return with_newer_python()
    from alliance.local import terminal

    if sys.argv[1:2] and sys.argv[1] in LOCAL_COMMANDS:
        return terminal.run(sys.argv[1], sys.argv[2:])
    if sys.argv[1:2] == ["count"]:
        return terminal.guarded(count)
    return terminal.guarded(django_command)


def count() -> int:
    """Count a file of ballots: without Django, settings, database or servers."""
    from contextlib import redirect_stdout

    from alliance.local import environment

    if not environment.can_count():
        with redirect_stdout(sys.stderr):  # standard output may be the record alone
            environment.enter("base")
    from alliance.voting import command_line

    return command_line.main(sys.argv[2:])


def django_command() -> int:
    """Hand the command line to Django, in an environment that has it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    from importlib.util import find_spec

    from alliance.local import demo, environment

    if not find_spec("django"):
        environment.enter("base")
    demo.lend_servers(os.environ)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


def with_newer_python() -> int:
    """Continue with a newer Python of this machine, or say which one is needed."""
    # This function and everything above it must be understood by any Python 3.
    import shutil

    for minor in range(19, OLDEST_PYTHON[1] - 1, -1):
        newer = shutil.which("python3." + str(minor))
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606 - no shell wanted
    have = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write("Alliance needs Python 3.11 or newer; this is Python " + have + ".\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
