"""Talking to the person at the terminal."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from alliance.local.problems import DISK_FULL, Problem


def say(line: str = "") -> None:
    """Print one line of progress at once; a reader that went away is no reason to stop."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends


def guarded(work: Callable[[], int]) -> int:
    """Do ``work`` and return its exit status; a problem becomes a sentence and 1, Ctrl-C becomes 130."""
    try:
        return work()
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        print(f"\n{DISK_FULL}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr, flush=True)
        return 130
    return 1


def run(command: str, arguments: Sequence[str]) -> int:
    """Run ``demo`` or ``test`` with its arguments and return the exit status."""
    from alliance.local import demo, testing  # noqa: PLC0415 - each needs `say`

    work = {"demo": demo.main, "test": testing.main}[command]
    return guarded(lambda: work(arguments))
