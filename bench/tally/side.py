"""One program counts one ballot file: prints its time, its peak memory and whom it elects, as a JSON line.

    python bench/tally/side.py PROGRAM METHOD FILE.blt SEATS

Time runs from opening the file to the names of the elected; starting Python and importing are left out.
"""

import importlib
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE)]


def peak_mb() -> float:
    """The most memory this process has held so far; Linux tells it apart from that of the parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(program: str, method: str, path: str, seats: str) -> None:
    side = importlib.import_module("ours" if program == "alliance" else "peers")
    prepared = side.prepare(program, method)
    imported = peak_mb()
    begun = time.perf_counter()
    ballots = side.read(program, Path(path))
    read = time.perf_counter()
    elected = prepared(ballots, int(seats))
    done = time.perf_counter()
    figures = {"seconds": done - begun, "counting": done - read, "mb": peak_mb(), "imported_mb": imported}
    print(json.dumps({**figures, "elected": elected}))


if __name__ == "__main__":
    main(*sys.argv[1:5])
