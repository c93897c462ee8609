"""Votes cast through the portal, as many a second as arrive, and beside other voting systems. See README.md.

    python -m bench.casting [--level secret] [--method stv] [--rates 50 100 150] [--seconds 60] [--worker]
                            [--wahlfang PYTHON] [--openslides PYTHON] [--json FILE]

Starts a PostgreSQL that survives a power cut, a Valkey, and for each system gunicorn with two workers; the
voters are a process of their own. All share this machine's cores.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alliance.local import postgres, processes, servers, valkey
from alliance.local.places import LOCAL, folder
from alliance.local.processes import Child
from bench.casting_machine import busy, cpu_of, preferred

HERE = Path(__file__).resolve().parent
HOME = LOCAL / "bench-casting"
AT_ONCE = 24
RECIPIENT = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"  # Alice's of RFC 7748
KINDS = ("journey", "cast")
WEB = ("--workers", "2")


class Side:
    """A voting system with an election for every run, and its web server."""

    def __init__(self, name: str, python: str, environment: dict[str, str], arguments: list[str]) -> None:
        self.name, self.python, self.environment = name, python, {**os.environ, **environment}
        began = time.monotonic()
        self.plan: dict[str, Any] = json.loads(self._said("prepare", *arguments))
        print(f"{name}: {len(self.plan['voters'])} voters in {time.monotonic() - began:.0f} s", flush=True)
        self.polls = iter(self.plan.pop("polls"))
        self.port = free_port()
        self.web: Child | None = None

    def _said(self, *arguments: str, given: str = "") -> str:
        command = [self.python, str(HERE / "casting_side.py"), self.name, *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, env=self.environment, check=False
        )
        if done.returncode:
            raise SystemExit(f"{self.name} {arguments[0]}: {done.stderr[-3000:]}")
        return done.stdout.splitlines()[-1]

    def serve(self) -> Child:
        """Start its web server; returns when it answers."""
        command = [self.python, "-m", "gunicorn", self.plan["application"]]
        command += ["--bind", f"127.0.0.1:{self.port}", *WEB, *self.plan["web"], "--log-level", "warning"]
        log = HOME / f"{self.name}.log"
        self.web = processes.spawn(self.name, command, log=log, environment=self.environment)
        while not answers(self.port):
            if not self.web.alive:
                raise SystemExit(f"{self.name} ended: {self.web.last_words()}")
            time.sleep(0.2)
        return self.web

    def run(
        self, *, rate: float, most: float, seconds: float, ahead: int, nice: int, watched: dict[str, Child]
    ) -> dict[str, Any]:
        """One run on a poll of its own, with the processor time of every part."""
        assert self.web is not None
        poll = next(self.polls)
        plan = {**self.plan, "poll": poll, "port": self.port, "rate": rate, "seconds": seconds}
        plan |= {
            "ahead": ahead,
            "at_once": AT_ONCE,
            "voters": plan["voters"][: needed(rate or most, seconds)],
        }
        parts = {"web": self.web, **watched}
        with subprocess.Popen(
            [sys.executable, str(HERE / "casting_load.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as load:
            assert load.stdin is not None
            assert load.stdout is not None
            assert load.stderr is not None
            load.stdin.write(json.dumps(plan) + "\n")
            load.stdin.flush()
            if load.stderr.readline() != "ready\n":
                raise SystemExit(load.stderr.read())
            before, all_before = {name: cpu_of(each.process.pid) for name, each in parts.items()}, busy()
            first = [load.pid, *(each.process.pid for name, each in parts.items() if name != "worker")]
            with preferred(first, nice):
                load.stdin.write("\n")
                load.stdin.flush()
                found: dict[str, Any] = json.loads(load.stdout.read())
        spent = {name: cpu_of(each.process.pid) - before[name] for name, each in parts.items()}
        spent["voters"] = found.pop("cpu")
        spent["others"] = busy() - all_before - sum(spent.values())
        stored = json.loads(self._said("check", str(poll["poll"]), given=json.dumps(found["acknowledged"])))
        return summary(found, spent) | stored | {"rate": rate, "side": self.name}


def needed(rate: float, seconds: float) -> int:
    """Voters for a run, with some to spare: arrivals are scattered."""
    return int(1.1 * rate * seconds) + 50


def summary(found: dict[str, Any], spent: dict[str, float]) -> dict[str, Any]:
    """Milliseconds of each percentile, votes a second, unwanted answers, milliseconds of processor a vote."""
    votes, seconds = len(found["acknowledged"]), found["seconds"]
    statuses: dict[str, int] = found["statuses"]
    return {
        "votes": votes,
        "seconds": seconds,
        "per_second": votes / seconds,
        "vote": percentiles(found["votes"]),
        "steps": {name: percentiles(values) for name, values in found["steps"].items()},
        "statuses": statuses,
        "errors": sum(
            number for name, number in statuses.items() if name.split()[-1] not in {"200", "302", "303"}
        ),
        "cpu_ms_per_vote": {name: 1000 * used / max(1, votes) for name, used in spent.items()},
        "others_cores": spent["others"] / seconds,
    }


def percentiles(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": 1000 * cuts[49], "p95": 1000 * cuts[94], "p99": 1000 * cuts[98]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def show(run: dict[str, Any], kind: str) -> None:
    rate = f"{run['rate']:g}/s" if run["rate"] else "as fast as possible"
    figures = f"{run['votes']} votes, {run['per_second']:.1f}/s"
    print(f"\n{run['side']}, {kind}, {rate}: {figures}, {run['errors']} errors, {run['missing']} missing")
    for name, found in {"whole": run["vote"], **run["steps"]}.items():
        print(f"  {name:10} p50 {found['p50']:7.1f}  p95 {found['p95']:7.1f}  p99 {found['p99']:7.1f} ms")
    used = "  ".join(f"{name} {each:.1f}" for name, each in run["cpu_ms_per_vote"].items())
    print(f"  processor ms per vote: {used}; others kept {run['others_cores']:.2f} cores busy", flush=True)


@contextmanager
def started(options: argparse.Namespace) -> Iterator[tuple[list[Side], dict[str, Child]]]:
    """Servers and sides for the time of the run; the database is made anew."""
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE"):
        os.environ.pop(name, None)
    shutil.rmtree(HOME, ignore_errors=True)
    children: list[Child] = []
    with servers.running(folder(HOME), durable=True, narrate=False) as found:
        watched = {child.name: child for child in found.started}
        try:
            sides = [ours(options, found)]
            if options.worker:
                watched["worker"] = worker(sides[0])
                children.append(watched["worker"])
            if options.wahlfang:
                sides.append(wahlfang(options))
            if options.openslides:
                sides.append(openslides(options))
            children += [side.serve() for side in sides]
            yield sides, watched
        finally:
            processes.stop(children)


def ours(options: argparse.Namespace, found: servers.Servers) -> Side:
    environment = {
        **found.variables(),
        "DJANGO_SETTINGS_MODULE": "alliance.settings",
        "PYTHONPATH": str(HERE.parent),
        "SECRET_KEY": "only for a bench, where nothing is secret",
        "INSECURE_HTTP": "1",
        "STATIC_FROM_SOURCE": "1",
        "MAIL_DIR": str(folder(HOME / "mail")),
        "KEY_DIRECTORY": str(folder(HOME / "keys")),
        "RECOVERY_DIRECTORY": str(folder(HOME / "recovery")),
        "RECOVERY_RECIPIENTS": RECIPIENT,
        "LOG_LEVEL": "WARNING",
    }
    arguments = [str(options.voters), str(polls_of(options)), options.level, options.method]
    return Side("ours", sys.executable, environment, arguments)


def wahlfang(options: argparse.Namespace) -> Side:
    environment = {
        "BENCH_WAHLFANG_DATABASE": new_database("wahlfang"),
        "DJANGO_SETTINGS_MODULE": "casting_wahlfang_settings",
        "PYTHONPATH": str(HERE),
    }
    arguments = [str(options.voters), str(polls_of(options)), "1" if options.method == "motion" else "9"]
    return Side("wahlfang", options.wahlfang, environment, arguments)


def openslides(options: argparse.Namespace) -> Side:
    environment = {
        "BENCH_OPENSLIDES_DATABASE": new_database("openslides"),
        "BENCH_OPENSLIDES_REDIS": str(valkey.socket_path(HOME)),
        "BENCH_OPENSLIDES_DATA": str(folder(HOME / "openslides")),
        "DJANGO_SETTINGS_MODULE": "casting_openslides_settings",
        "PYTHONPATH": str(HERE),
    }
    return Side("openslides", options.openslides, environment, [str(options.voters), str(polls_of(options))])


def new_database(name: str) -> str:
    """An empty database beside ours; its address."""
    import psycopg

    with psycopg.connect(postgres.url(HOME), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres.url(HOME, name)


def worker(side: Side) -> Child:
    command = [side.python, "-m", "celery", "-A", "alliance", "--quiet", "worker", "--pool", "threads"]
    command += ["--concurrency", "4", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    return processes.spawn("worker", command, log=HOME / "worker.log", environment=side.environment)


def polls_of(options: argparse.Namespace) -> int:
    return len(options.kinds) * (len(options.rates) + 1) + 1


def main() -> None:
    options = _options()
    options.voters = needed(max([*options.rates, options.most]), options.seconds)
    runs: list[dict[str, Any]] = []
    with started(options) as (sides, watched):
        given = {"most": options.most, "nice": options.nice, "watched": watched}
        for side in sides:
            side.run(rate=0, seconds=min(5, options.seconds), ahead=0, **given)  # warms up
        for kind in options.kinds:
            for rate in (*options.rates, 0):
                for side in sides:
                    ahead = 0 if kind == "journey" else side.plan["ahead"]
                    found = side.run(rate=rate, seconds=options.seconds, ahead=ahead, **given)
                    runs.append({**found, "kind": kind})
                    show(found, kind)
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1), encoding="utf-8")
    lost = [run for run in runs if run["missing"]]
    if lost:
        raise SystemExit(f"acknowledged votes are missing in {len(lost)} runs")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rates", type=float, nargs="*", default=[50, 100, 150], help="votes a second")
    parser.add_argument(
        "--most", type=float, default=200, help="voters a second that the last run may use up"
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long each run is")
    parser.add_argument("--nice", type=int, default=0, help="below 0: timed runs go before other work")
    parser.add_argument(
        "--kinds", nargs="+", choices=KINDS, default=KINDS, help="whole journeys, casts alone"
    )
    parser.add_argument("--level", choices=("recorded", "secret"), default="recorded")
    parser.add_argument("--method", choices=("motion", "stv"), default="motion")
    parser.add_argument("--worker", action="store_true", help="receipts are mailed meanwhile")
    parser.add_argument("--wahlfang", metavar="PYTHON", help="Python of an environment with wahlfang")
    parser.add_argument("--openslides", metavar="PYTHON", help="Python of an environment with openslides")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args()


if __name__ == "__main__":
    main()
