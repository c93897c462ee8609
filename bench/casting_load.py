"""Voters who arrive at a web server: reads a plan as JSON, waits for a line, prints what happened as JSON.

A plan says where (`port`), who (`voters`: the cookies of each), what (`steps`, in order) and how: at a `rate`
per second, arrivals scattered as those of independent people are, or, with rate 0, `at_once` of them without
a pause; for `seconds`. The first `ahead` steps are done before the clock starts, as by people who have the
check page before them; then only the vote is timed. Standard library only, one process, one thread.

A step is a request: `method`, `path` and `send`, the fields of the form. A field that is null takes the value
that the page before had for it, a list gives each voter another of its values. The words of the `poll`, and
`{location}` (where the answer before pointed), may stand in paths and names. Every step must be answered with
200, the one that casts the vote with its status `accepted`; a voter who gets another answer leaves.
"""

import asyncio
import html
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

SEED = 20271
PATIENCE = 30.0
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
LOCATION = re.compile(rb"(?i)\nlocation: *(\S+)")
INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value)="([^"]*)"')


@dataclass
class Found:
    """What a run showed: seconds of each answer by step, of each vote, and whose votes were acknowledged."""

    steps: dict[str, list[float]]
    votes: list[float] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


class Voter:
    """One person with a browser: a connection kept open between steps, the fields of the last page."""

    def __init__(self, number: int, plan: dict[str, Any]) -> None:
        self.number, self.plan = number, plan
        self.cookies: str = plan["voters"][number]
        self.fields: dict[str, str] = {}
        self.location = ""
        self.lines: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def take(self, step: dict[str, Any]) -> str:
        """Do one step; the status of the answer, or why there was none."""
        try:
            return await asyncio.wait_for(self._ask(step), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            return type(error).__name__

    async def _ask(self, step: dict[str, Any]) -> str:
        if self.lines is None:
            self.lines = await asyncio.open_connection("127.0.0.1", self.plan["port"])
        reader, writer = self.lines
        writer.write(self._request(step))
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        if body:
            self.fields = fields_of(body.decode())
        pointed = LOCATION.search(head)
        self.location = pointed[1].decode() if pointed else ""
        return head[9:12].decode()

    def _request(self, step: dict[str, Any]) -> bytes:
        words = self.plan["poll"]
        path = step["path"].format(**words, location=self.location)
        send = [(name.format(**words), given) for name, given in step.get("send", {}).items()]
        body = urlencode([(name, self._value(name, given)) for name, given in send])
        lines = [f"{step['method']} {path} HTTP/1.1", "Host: localhost", f"Cookie: {self.cookies}"]
        if step["method"] == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def _value(self, name: str, given: str | list[str] | None) -> str:
        if given is None:
            return self.fields.get(name, "")
        return given if isinstance(given, str) else given[self.number % len(given)]

    def hang_up(self) -> None:
        """Close the connection; the next step opens another."""
        if self.lines is not None:
            self.lines[1].close()
            self.lines = None


def fields_of(page: str) -> dict[str, str]:
    """The inputs of a page that carry a value; of several with one name the first."""
    found: dict[str, str] = {}
    for tag in INPUT.findall(page):
        attributes = dict(ATTRIBUTE.findall(tag))
        if "name" in attributes and "value" in attributes:
            found.setdefault(attributes["name"], html.unescape(attributes["value"]))
    return found


async def vote(voter: Voter, due: float, steps: list[dict[str, Any]], found: Found) -> None:
    """All steps of one voter; the vote took from when it was due until it was acknowledged."""
    for step in steps:
        begun = time.perf_counter()
        status = await voter.take(step)
        now = time.perf_counter()
        found.statuses[f"{step['name']} {status}"] += 1
        if status != str(step.get("accepted", 200)):
            break
        found.steps[step["name"]].append(now - (due if step is steps[0] else begun))
        if "accepted" in step:
            found.votes.append(now - due)
            found.acknowledged.append(voter.number)
    voter.hang_up()


async def get_ready(voters: list[Voter], steps: list[dict[str, Any]], at_once: int) -> list[Voter]:
    """Take the steps that come before the clock; the voters who came through."""
    ready: list[Voter] = []
    waiting = iter(voters)

    async def work() -> None:
        for voter in waiting:
            if all([await voter.take(step) == "200" for step in steps]):
                ready.append(voter)
            voter.hang_up()

    await asyncio.gather(*(work() for _ in range(at_once)))
    return sorted(ready, key=lambda each: each.number)


async def arrive(
    voters: list[Voter], steps: list[dict[str, Any]], rate: float, seconds: float, found: Found
) -> None:
    """Voters come by themselves, whether or not those before them have been served."""
    chance = random.Random(SEED)
    due = begun = time.perf_counter()
    running = []
    for voter in voters:
        due += chance.expovariate(rate)
        if due - begun > seconds:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        running.append(asyncio.create_task(vote(voter, due, steps, found)))
    await asyncio.gather(*running)


async def queue(
    voters: list[Voter], steps: list[dict[str, Any]], at_once: int, seconds: float, found: Found
) -> None:
    """So many voters at any time, each followed by another at once."""
    waiting, until = iter(voters), time.perf_counter() + seconds

    async def work() -> None:
        for voter in waiting:
            await vote(voter, time.perf_counter(), steps, found)
            if time.perf_counter() > until:
                return

    await asyncio.gather(*(work() for _ in range(at_once)))


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    ahead, steps = plan["steps"][: plan["ahead"]], plan["steps"][plan["ahead"] :]
    voters = [Voter(number, plan) for number in range(len(plan["voters"]))]
    if ahead:
        steps = [step for step in steps if "accepted" in step]
        voters = await get_ready(voters, ahead, plan["at_once"])
    print("ready", file=sys.stderr, flush=True)
    sys.stdin.readline()
    found = Found({step["name"]: [] for step in steps})
    begun, worked = time.perf_counter(), time.process_time()
    if plan["rate"]:
        await arrive(voters, steps, plan["rate"], plan["seconds"], found)
    else:
        await queue(voters, steps, plan["at_once"], plan["seconds"], found)
    spent = time.perf_counter() - begun
    return {**found.__dict__, "ready": len(voters), "seconds": spent, "cpu": time.process_time() - worked}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.stdin.readline())))))
