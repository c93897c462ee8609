"""One program counts one ballot file: prints its time, its peak memory and whom it elects, as a JSON line.

    python bench/tally/side.py PROGRAM METHOD FILE.blt SEATS

Time runs from opening the file to the names of the elected; starting Python and importing are left out.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE)]


def main(program: str, method: str, path: str, seats: str) -> None:
    side = importlib.import_module("ours" if program == "alliance" else "peers")
    prepared = side.prepare(program, method)
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    ballots = side.read(program, Path(path))
    read = time.perf_counter()
    elected = prepared(ballots, int(seats))
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "seconds": done - begun,
        "counting": done - read,
        "mb": peak / 1024,
        "imported_mb": imported / 1024,
    }
    print(json.dumps({**figures, "elected": elected}))


if __name__ == "__main__":
    main(*sys.argv[1:5])
