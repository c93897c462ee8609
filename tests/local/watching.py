"""Looking at the programs that run on this machine."""

import subprocess
import time
from pathlib import Path


def running_in(folder: Path) -> list[str]:
    """The command lines of programs that were started with something in ``folder``."""
    listing = subprocess.run(["ps", "-axww", "-o", "command="], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if str(folder) in line]


def children_of(parent: int, name: str) -> str:
    found = subprocess.run(["pgrep", "-P", str(parent), name], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def until(condition, within=30.0):
    """Wait for a condition and return what it gave."""
    deadline = time.monotonic() + within
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
    return found
