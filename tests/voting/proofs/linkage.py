"""Attempts to tell from what was stored which ballot of the box a voter cast, and what chance would give.

Every trace of a voter (a row version, place, key, time, or any other column of a row that belongs to one
voter; a position of a name in a dump, log or file) is held against every trace of a ballot (the same of the
rows that hold its tracker). Three attacks on each pair:

* **equal**: who shares a value with a ballot may have cast it; with several such ballots, one is guessed.
* **in order**: the voters sorted by one trace against the ballots sorted by another, from both ends.
* **correlated**: the same orders, but near is good enough: Spearman's rank correlation, in deviations.

By chance a guess is right for one voter of all, whatever their number: a random arrangement has one fixed
point on average, and their number is nearly Poisson(1). `chance` gives the number of right guesses that all
attempts together reach by chance once in a million elections, and the same for the correlation, which is
nearly normal with variance 1/(n-1).
"""

import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np

from tests.voting.proofs.evidence import Row, Search

FALSE_ALARMS = 1e-6
Traces: TypeAlias = dict[str, dict[str, list[Any]]]
"""What is noted where, for each voter or each ballot."""


@dataclass(frozen=True, slots=True, order=True)
class Attempt:
    """How many voters one attack linked to their ballot; how far its orders correlate, in deviations."""

    right: float
    correlation: float
    way: str


# Traces -----------------------------------------------------------------------------------------------------
def traces_of_voters(
    rows: Iterable[Row], references: Mapping[tuple[str, str], str], names: re.Pattern[bytes]
) -> Traces:
    """The columns of all rows that belong to one voter: named there, or in a row that they point to."""
    rows = list(rows)
    owner: list[set[str]] = [
        {name.decode().lower().replace(" ", "-") for name in names.findall(row.raw)} for row in rows
    ]
    keyed: dict[tuple[str, Any], int] = {}
    for at, row in enumerate(rows):
        keyed[row.table, row.values.get("id", row.values.get("elector_id"))] = at
    for _ in range(4):
        for at, row in enumerate(rows):
            if owner[at]:
                continue
            for column, value in row.values.items():
                to = references.get((row.table, column))
                pointed = keyed.get((to, value)) if to else None
                if pointed is not None and len(owner[pointed]) == 1:
                    owner[at] |= owner[pointed]
    return _columns(
        (row, {voter: 0})
        for row, found in zip(rows, owner, strict=True)
        if len(found) == 1
        for voter in found
    )


def traces_of_ballots(rows: Iterable[Row], codes: Mapping[bytes, str]) -> Traces:
    """The columns of all rows that hold a tracker, and where in the row it stands."""
    search = Search(codes)
    return _columns((row, {code: at for at, code in search.occurrences(row.raw)}) for row in rows)


def _columns(found: Iterable[tuple[Row, Mapping[str, int]]]) -> Traces:
    traces: Traces = defaultdict(lambda: defaultdict(list))
    for row, whose in found:
        for one, at in whose.items():
            for column, value in row.values.items():
                if value is not None:
                    traces[f"{row.table}.{column}"][one].append(value)
            traces[f"{row.table}.(within)"][one].append((row.values["(place)"], at))
    return traces


def traces_in_files(files: Mapping[str, bytes], tokens: Mapping[bytes, str]) -> Traces:
    """The positions of names or codes in each file."""
    traces: Traces = defaultdict(lambda: defaultdict(list))
    search = Search(tokens)
    for name, content in files.items():
        for at, whose in search.occurrences(content):
            traces[name][whose].append(at)
    return traces


# Attempts ---------------------------------------------------------------------------------------------------
def attempts(voters: Traces, ballots: Traces, truth: Mapping[str, str]) -> Iterator[Attempt]:
    """Every attack on every pair of traces. `truth` says which ballot each voter cast."""
    orders = {name: list(_orders(found)) for name, found in voters.items()}
    for ballot_trace, where in ballots.items():
        ballot_orders = list(_orders(where))
        for voter_trace, found in voters.items():
            pair = f"{voter_trace} and {ballot_trace}"
            yield Attempt(_equal(found, where, truth), 0.0, f"{pair}: equal")
            for ends, sorted_voters in orders[voter_trace]:
                for ballot_ends, sorted_ballots in ballot_orders:
                    way = f"{pair}, {ends} and {ballot_ends}"
                    yield from in_order(sorted_voters, sorted_ballots, truth, way)


def nearest(voters: Traces, ballots: Traces, truth: Mapping[str, str]) -> Iterator[Attempt]:
    """In each file the voter named last before, and first after, each tracker."""
    cast_by = {ballot: voter for voter, ballot in truth.items()}
    for file, found in ballots.items():
        named = sorted((at, voter) for voter, places in voters.get(file, {}).items() for at in places)
        places = np.array([at for at, _ in named])
        for side, step in (("before", -1), ("after", 0)):
            right = 0
            for ballot, positions in found.items():
                at = int(np.searchsorted(places, positions[-1])) + step
                right += 0 <= at < len(named) and named[at][1] == cast_by.get(ballot)
            yield Attempt(right, 0.0, f"{file}: the name {side} a tracker")


def _orders(found: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, list[str]]]:
    """Those of whom there is a trace, sorted by the first and by the last of it; equal ones at random."""
    for name, pick in (("first", min), ("last", max)):
        try:
            picked = {one: pick(values) for one, values in found.items()}
            if len(set(map(str, picked.values()))) == 1:
                continue
            chance = random.Random(len(picked))
            shuffled = sorted(picked, key=lambda one: (chance.random(), one))
            yield name, sorted(shuffled, key=lambda one: picked[one])
        except TypeError:
            continue


def _equal(
    voters: Mapping[str, Sequence[Any]], ballots: Mapping[str, Sequence[Any]], truth: Mapping[str, str]
) -> float:
    sharing: dict[Any, set[str]] = defaultdict(set)
    for ballot, values in ballots.items():
        for value in values:
            sharing[value].add(ballot)
    right = 0.0
    for voter, values in voters.items():
        candidates = set().union(*(sharing[value] for value in values if value in sharing))
        if truth.get(voter) in candidates:
            right += 1 / len(candidates)
    return right


def in_order(
    voters: Sequence[str], ballots: Sequence[str], truth: Mapping[str, str], way: str
) -> Iterator[Attempt]:
    """Two orders side by side: the first voter gets the first ballot, or the last."""
    place = {ballot: at for at, ballot in enumerate(ballots)}
    places = np.array([place[truth[voter]] for voter in voters if truth.get(voter) in place])
    number = len(places)
    if number < 3:
        return
    given, due = np.arange(number), np.argsort(np.argsort(places))
    yield Attempt(int(np.sum(given == due)), 0.0, f"{way}: in order")
    yield Attempt(int(np.sum(given[::-1] == due)), 0.0, f"{way}: in reversed order")
    deviations = abs(float(np.corrcoef(given, due)[0, 1])) * math.sqrt(number - 1)
    yield Attempt(0.0, deviations, f"{way}: correlated")


# Chance -----------------------------------------------------------------------------------------------------
def chance(attempts: int) -> tuple[int, float]:
    """How many right guesses, and how many standard deviations of correlation, the best of so many attempts
    reaches by chance with the probability FALSE_ALARMS each."""
    each = FALSE_ALARMS / attempts
    tail, term, right = 1.0, math.exp(-1), 0
    while tail > each:
        tail -= term
        right += 1
        term /= right
    return right, NormalDist().inv_cdf(1 - each / 2)
