"""Pages and endpoints on a large alliance, and our list of proposals beside pretalx's. See README.md.

    python bench/pages.py [--rounds 20] [--reader representative] [--pretalx PYTHON] [--json FILE]

Times are of the whole middleware in one process, without a network; compare ratios, not seconds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
READERS = ("representative", "staff", "visitor")
MOST_QUERIES_OF_A_LIST = 15
OUR_LIST, THEIR_LIST = "/proposals/", "/orga/event/bench/submissions/"


class Side:
    """A process that answers requests with their cost."""

    def __init__(self, python: str, setup: str, environment: dict[str, str], folder: Path) -> None:
        command = [python, str(HERE / "side.py"), setup]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
        )
        while (line := self._read()) != "ready":
            print(f"  {setup}: {line}", file=sys.stderr)

    def _read(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"a side of the comparison ended with {self.process.wait()}")
        return line.strip()

    def get(self, path: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"GET {path}\n")
        self.process.stdin.flush()
        while True:
            line = self._read()
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


def measure(side: Side, paths: list[str], rounds: int) -> list[dict[str, Any]]:
    """p50 and p95 of each address over the rounds, interleaved, after one warm-up."""
    warm = {path: side.get(path) for path in paths}
    spent: dict[str, list[float]] = {path: [] for path in paths}
    for _ in range(rounds):
        for path in paths:
            spent[path].append(side.get(path)["ms"])
    return [
        {
            "path": path,
            "p50": statistics.median(spent[path]),
            "p95": sorted(spent[path])[max(0, round(0.95 * rounds) - 1)],
            "queries": side.get(path)["queries"],
            "status": warm[path]["status"],
            "bytes": warm[path]["bytes"],
        }
        for path in paths
    ]


def show(title: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{title:48} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8} {'kB':>8}  status")
    for row in rows:
        costs = f"{row['p50']:8.1f} {row['p95']:8.1f} {row['queries']:8} {row['bytes'] / 1000:8.0f}"
        print(f"{row['path']:48} {costs}  {row['status']}")


def compare(ours: Side, theirs: Side, rounds: int) -> dict[str, float]:
    """The two lists in turn; the ratio theirs / ours pair by pair."""
    for _ in range(2):
        ours.get(OUR_LIST), theirs.get(THEIR_LIST)
    pairs = [(ours.get(OUR_LIST), theirs.get(THEIR_LIST)) for _ in range(rounds)]
    assert all(a["status"] == b["status"] == 200 for a, b in pairs), pairs[0]
    ratios = sorted(b["ms"] / a["ms"] for a, b in pairs)
    return {
        "ours_p50_ms": statistics.median(a["ms"] for a, _ in pairs),
        "theirs_p50_ms": statistics.median(b["ms"] for _, b in pairs),
        "ours_queries": pairs[-1][0]["queries"],
        "theirs_queries": pairs[-1][1]["queries"],
        "ours_bytes": pairs[-1][0]["bytes"],
        "theirs_bytes": pairs[-1][1]["bytes"],
        "ratio_min": ratios[0],
        "ratio_median": statistics.median(ratios),
        "ratio_max": ratios[-1],
    }


def main() -> None:
    options = _options()
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    os.environ["BENCH_READER"] = options.reader
    ours = Side(sys.executable, "ours", dict(os.environ), HERE.parent)
    import ours as our_side

    our_side.client()
    found: dict[str, Any] = {"reader": options.reader}
    for kind, paths in our_side.addresses().items():
        found[kind] = measure(ours, paths, options.rounds)
        show(f"{kind} ({options.reader})", found[kind])
    if options.pretalx:
        theirs = pretalx(options.pretalx)
        found["pretalx"] = compare(ours, theirs, options.rounds)
        theirs.close()
        print("\nlist of proposals beside pretalx's:", json.dumps(found["pretalx"], indent=1))
    ours.close()
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    dear = [row["path"] for row in found["lists"] if row["queries"] > MOST_QUERIES_OF_A_LIST]
    if dear:
        raise SystemExit(f"more than {MOST_QUERIES_OF_A_LIST} queries: {', '.join(dear)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--reader", choices=READERS, default=READERS[0], help="who is signed in")
    parser.add_argument("--pretalx", metavar="PYTHON", help="Python of an environment with pretalx")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


def pretalx(python: str) -> Side:
    """The other side, on the database that BENCH_PRETALX_DATABASE names; filled on its first run."""
    database = urlsplit(os.environ["BENCH_PRETALX_DATABASE"])
    folder = Path(os.environ.get("BENCH_PRETALX_DATA", HERE.parent / ".local" / "bench-pretalx"))
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "DATABASE"))}
    settings = {
        "PRETALX_DB_TYPE": "postgresql",
        "PRETALX_DB_NAME": database.path.lstrip("/"),
        "PRETALX_DB_USER": database.username or "",
        "PRETALX_DB_PASS": database.password or "",
        "PRETALX_DB_HOST": database.hostname or "",
        "PRETALX_DB_PORT": str(database.port or ""),
        "PRETALX_FILESYSTEM_DATA": str(folder),
        "PRETALX_SITE_URL": "http://localhost",
        "PGOPTIONS": "-c jit=off",  # as our settings have it
    }
    return Side(python, "pretalx_side", kept | settings, folder)


if __name__ == "__main__":
    main()
