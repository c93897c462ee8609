"""Programs that count votes, on the same ballot files, in one run. See README.md.

python bench/tally/run.py [--peers PYTHON] [--sizes 1000 10000 100000 1000000] [--limit 120] [--json FILE]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import ballots
from peers import PROGRAMS

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / ".local" / "bench-tally"
METHODS = {"stv": "Scottish STV, 5 seats", "meek": "Meek, 5 seats", "irv": "IRV", "schulze": "Schulze"}
CANDIDATES = (10, 20)


def counted(python: str, program: str, method: str, path: Path, limit: float) -> dict[str, Any]:
    """One process counts the file once; `failed` says why there is no figure."""
    seats = "1" if method == "irv" else "5"
    command = [python, str(HERE / "side.py"), program, method, str(path), seats]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"over {limit:.0f} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["ended"])[-1][:60]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def best(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The quickest of the runs that ended."""
    ended = [each for each in runs if "failed" not in each]
    return min(ended, key=lambda each: each["seconds"]) if ended else runs[0]


def measure(
    method: str, path: Path, options: argparse.Namespace, slow: set[tuple[str, str]]
) -> dict[str, Any]:
    """Every program on one file, turn by turn, so that all meet the same machine."""
    programs = {"alliance": sys.executable}
    if options.peers:
        programs |= {name: options.peers for name, (_, known) in PROGRAMS.items() if method in known}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in programs}
    for turn in range(options.rounds):
        for name, python in programs.items():
            if (name, method) in slow or (turn and "failed" in runs[name][0]):
                continue
            run = counted(python, name, method, path, options.limit)
            runs[name].append(run)
            if turn and run.get("seconds", 0) > options.limit / 4:
                break
    for name, found in runs.items():
        if found and (
            found[0].get("failed", "").startswith("over") or found[0].get("seconds", 0) > options.limit / 2
        ):
            slow.add((name, method))
    return {
        name: best(found) if found else {"failed": "slower than the limit"} for name, found in runs.items()
    }


def cell(figure: dict[str, Any], ours: dict[str, Any]) -> str:
    if "failed" in figure:
        return figure["failed"]
    ratio = figure["seconds"] / ours["seconds"]
    return f"{figure['seconds']:.3f} s ({figure['counting']:.3f}), {figure['mb']:.0f} MB, {ratio:.1f}x"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", help="the Python of the environment that has the other programs")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--limit", type=float, default=120, help="seconds for one count")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    slow: set[tuple[str, str]] = set()
    found = []
    for method, title in METHODS.items():
        print(f"\n### {title}\n\ntime with reading (counting alone), peak memory, times ours\n", flush=True)
        for size in options.sizes:
            for candidates in CANDIDATES:
                path = FOLDER / f"{size}x{candidates}.blt"
                if not path.exists():
                    ballots.write(size, candidates, path)
                figures = measure(method, path, options, slow)
                found.append(
                    {"method": method, "ballots": size, "candidates": candidates, "programs": figures}
                )
                print(f"{size:,} ballots, {candidates} candidates")
                for name, figure in figures.items():
                    print(f"  {name:18} {cell(figure, figures['alliance'])}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
