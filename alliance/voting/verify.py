#!/usr/bin/env python3
# ruff: noqa: ANN401, FBT001, FBT003
"""Count a published ballot again, and say whether the published result is right.

    python3 verify.py FOLDER [DIGEST ...]

FOLDER holds the files of one "verification.zip". DIGEST is a SHA-256 that the page of the result or of the
ballot shows, of record.json or of manifest.json: give it, and what is in the folder is known to be what was
published.

Exit status: 0 when everything agrees; 1 when something is wrong, with a sentence that says what; 2 when it
cannot be told, because a file or a rule is not known to this program.

Python 3.9 or later, nothing else. This program shares no code with the one that counted. All numbers are
whole numbers or fractions, never floats. The files are described field by field in docs/verification.md.

Each rule stands in a part of its own: read the parts on files, numbers, caps and lots, the one that counts by
the rule you are interested in, and the comparison; for a ballot of the portal also the last part. Every
sentence begins with what was compared.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import isqrt, lcm
from pathlib import Path
from typing import Any

COUNTED = ("ballots.blt", "scores.json", "choices.json")
OF_BALLOTS = (
    *("manifest.json", "turnout.json", "box.csv", "trackers.csv", "rollcall.csv"),
    *("roll.csv", "roll-changes.json", "register.csv", "lot.json"),
)
NAMES = ("record.json", *COUNTED, "original", "README.txt", "verify.py", *OF_BALLOTS)
DRAWN = "lot drawn by SHA-256 of the seed and each name"
MOST_TRIALS = 64  # how often a count is repeated to see what its lots decide
MOST_TRIAL_BALLOTS = 20_000_000
MOST_ROOTS = 8
MOST_BRANCHES = 256  # how many ties condorcet-irv follows to all their ends
TITLES = {
    "plurality": "Plurality",
    "approval": "Approval voting",
    "score": "Score voting",
    "irv": "Instant-runoff voting",
    "scottish-2007": "Scottish single transferable vote",
    "wigm-prf": "Weighted inclusive Gregory, reference rule",
    "wigm-exact": "Weighted inclusive Gregory in exact fractions",
    "minneapolis-2013": "Minneapolis multiple-seat elections",
    "meek-prf": "Meek's single transferable vote, reference rule",
    "schulze-wv": "Condorcet method: Schulze, winning votes",
    "schulze-margins": "Condorcet method: Schulze, margins",
    "ranked-pairs-wv": "Condorcet method: ranked pairs, winning votes",
    "condorcet-irv": "Condorcet method with instant runoff",
    "debian": "Debian's method with a default option",
}


class Wrong(Exception):  # noqa: N818 -- read as a sentence: raise Wrong
    """Something in the folder is wrong; the message is the sentence to print."""


class CannotTell(Exception):  # noqa: N818
    """This program does not know the files or the rule."""


def main(arguments: Sequence[str]) -> int:
    """Check the folder named by the arguments, print one sentence, and return the exit status."""
    if not arguments or not Path(arguments[0]).is_dir():
        told = "Give the folder of one unpacked verification.zip: python3 verify.py FOLDER [DIGEST ...]"
        return said(2, told)
    try:
        paths = sorted(Path(arguments[0]).iterdir())
        for path in paths:
            if not path.is_file():
                raise Wrong(f"{path.name} is no file, and nothing else belongs into the folder.")
        files = {path.name: path.read_bytes() for path in paths}
        return said(0, check(files, *arguments[1:]))
    except Wrong as wrong:
        return said(1, str(wrong))
    except CannotTell as unknown:
        return said(2, str(unknown))
    except OSError as error:
        return said(2, f"The folder cannot be read: {error}.")


def said(status: int, sentence: str) -> int:
    """Print the sentence, escaped where the terminal lacks its letters, and pass on the status."""
    encoding = sys.stdout.encoding or "ascii"
    print(sentence.encode(encoding, "backslashreplace").decode(encoding))  # noqa: T201 -- it is a program
    return status


def check(files: dict[str, bytes], *published: str) -> str:
    """Check the files of one folder, by their names, and return the sentence that all is well.

    `published` are digests that the pages show, in hexadecimal. Raises `Wrong` and `CannotTell`.
    """
    check_sums(files)
    record = read_object(files, "record.json")
    check_digests(files, published)
    checks = {"alliance.count/1": check_count, "alliance.result/1": check_motion}
    schema = record.get("schema")
    if not isinstance(schema, str) or schema not in checks:
        raise CannotTell(f"This program does not know records of the kind {shown(schema)}.")
    try:
        has_shape("record.json", record, SHAPES[schema])
        ballot = Published(files, record) if "manifest.json" in files else None
        for name in OF_BALLOTS if ballot is None else ():
            if name in files:
                raise Wrong(f"{name} has no place without manifest.json.")
        told = ballot.check() if ballot is not None else ""
        return checks[schema](record, files, ballot) + told
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration) as error:
        raise Wrong(f"The record or the ballots have something missing or misplaced: {error!r}.") from error
    except RecursionError as error:
        raise Wrong("A JSON file is nested too deeply to be one of these.") from error


# The files


def check_sums(files: dict[str, bytes]) -> None:
    """Every file is listed in SHA256SUMS with its digest, and every listed file is there."""
    if "SHA256SUMS" not in files:
        raise Wrong("SHA256SUMS is missing.")
    listed: dict[str, str] = {}
    for number, line in enumerate(decoded(files, "SHA256SUMS").splitlines(), start=1):
        found = re.fullmatch(r"([0-9a-f]{64}) [ *](\S+)", line)
        if found is None or found[2] in listed:
            raise Wrong(f"Line {number} of SHA256SUMS is no digest and name, or names a file again.")
        listed[found[2]] = found[1]
    for name in listed:
        if name not in files:
            raise Wrong(f"{name} is listed in SHA256SUMS, but is missing.")
    for name, data in files.items():
        if name != "SHA256SUMS" and name not in listed:
            raise Wrong(f"{name} is in the folder, but not listed in SHA256SUMS.")
        if name != "SHA256SUMS" and name not in NAMES:
            raise Wrong(f"{name} is listed in SHA256SUMS, but no file of a published count has that name.")
        if name != "SHA256SUMS" and sha256(data) != listed[name]:
            raise Wrong(f"{name} is not the file whose digest is in SHA256SUMS.")


def read_object(files: dict[str, bytes], name: str, shape: Any = None) -> dict[str, Any]:
    """The JSON object of a file, if its text is the canonical one and of the shape, when that is given."""
    text = decoded(files, name)

    def refuse(number: str) -> None:
        raise Wrong(f"{name} holds the number {number}, where only whole numbers may stand without quotes.")

    try:
        data = json.loads(text, parse_float=refuse, parse_constant=refuse)
        is_canonical = canonical(data) == text
    except (ValueError, RecursionError) as error:
        raise Wrong(f"{name} is no JSON: {error}.") from error
    if not isinstance(data, dict):
        raise Wrong(f"{name} does not hold an object.")
    if not is_canonical:
        raise Wrong(f"{name} is not in its canonical form: keys sorted, each once, no spaces.")
    has_shape(name, data, shape or {"*": object})
    return data


def check_digests(files: dict[str, bytes], published: Iterable[str]) -> None:
    """Every published digest is that of the record or of the manifest in the folder."""
    names = [name for name in ("record.json", "manifest.json") if name in files]
    digests = [sha256(files[name]) for name in names]
    for digest in published:
        if digest and digest.lower() not in digests:
            told = " and ".join(f"{name} has the digest {each}" for name, each in zip(names, digests))  # noqa: B905 -- 3.9
            raise Wrong(f"{told}, and not the published one, {shown(digest)}.")


def read_table(files: dict[str, bytes], name: str) -> list[list[str]]:
    """The rows of a CSV file, the header first; docs/verification.md has the one way to write them."""
    *lines, rest = decoded(files, name).split("\n")
    if rest or not lines:
        raise Wrong(f"{name} does not end with a line end.")
    rows: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        cells = re.findall(r'(?:^|,)("(?:[^"]|"")*"|[^",]*)', line)
        row = [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in cells]
        row = [cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell for cell in row]
        if written_row(row) != line or len(row) != len(rows[0] if rows else row):
            raise Wrong(
                f"Line {number} of {name} has not the cells of the header, or is not written as it must."
            )
        rows.append(row)
    return rows


FORMULA = ("=", "+", "-", "@", "'")  # a cell that would begin with one of these has an apostrophe before it


def written_row(row: Sequence[str]) -> str:
    cells = [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row]
    cells = ['"' + cell.replace('"', '""') + '"' if set(',"') & set(cell) else cell for cell in cells]
    return ",".join(cells) or '""' * (len(row) == 1)


def decoded(files: dict[str, bytes], name: str) -> str:
    if name not in files:
        raise Wrong(f"{name} is missing.")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Wrong(f"{name} is not UTF-8.") from error


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(data: object) -> str:
    """The canonical JSON text: keys sorted, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# The shape of a record: types, lists and objects of shapes, and tuples of choices. A key with "?" may be
# missing, and "*" stands for any key.


def every(keys: Sequence[str], shape: Any) -> dict[str, Any]:
    """The same shape for several keys."""
    return dict.fromkeys(keys, shape)


NUMBERS = {"*": str}  # votes by candidate, as text
OPTIONS = {
    "seats": int,
    "unranked?": str,
    "lot?": {"order": [str], "source": str, "seed": str},
    "cap?": {"limit": str, "size": int, "least": int, "most": int, "groups": NUMBERS, "sitting": {"*": int}},
    "first_excluded?": [str],
    "default_option?": str,
    "eligible?": int,
    "ratios?": NUMBERS,
}
ROUND = {
    **every(("event", "exhausted", "loss", "quota?", "value?", "sentence"), str),
    **every(("subjects", "elected", "excluded"), [str]),
    "number": int,
    "votes": NUMBERS,
    "keep?": NUMBERS,
    "transfers": [{"source": str, "target": (str, None), "votes": str}],
}
PAIRWISE = {
    **every(("candidates", "path_candidates?", "left_out?"), [str]),
    **every(("matrix", "paths?"), [[str]]),
    "strength": str,
}
TIE = {
    "at": str,
    "round?": int,
    "between": [str],
    "chosen": [str],
    "broken_by": (str, None),
    "is_lot": bool,
    "is_decisive?": bool,
}
DROPPED = {**every(("candidate", "over_default", "under_default", "sentence"), str), "failed": [str]}
COUNT = {
    **every(("schema", "sentence"), str),
    "method": {"name": str, "version": int, "title": str},
    "options": OPTIONS,
    "input": {
        **every(("title", "ballots", "valid", "blank", "digest"), str),
        **every(("candidates", "withdrawn"), [str]),
    },
    "quota": ({"value": str, "formula": str}, None),
    "rounds": [ROUND],
    "pairwise": (PAIRWISE, None),
    "totals": (NUMBERS, None),
    "order": ([(str, [str])], None),
    "elected": [str],
    "undecided": ({"seats": int, "between": [str]}, None),
    "vacant": int,
    "ties": [TIE],
    "caps": [{"candidate": str, "group": str, "limit": int, "round?": int, "sentence": str}],
    "dropped": [DROPPED],
}
MOTION = {
    **every(("schema", "outcome", "sentence"), str),
    "method": {"name": str, "version": int},
    "rule": {"*": object},
    "options": [str],
    "input": {"votes": int, "eligible": int, "seats": int, "digest": str},
    "tally": {"*": int},
    "classes?": {"*": {"*": int}},
    "quorum": {"met": bool, "needed": (int, None), "rule": str, "sentence": str},
    "passes": {
        "met": bool,
        "threshold": ({"fraction": str, "base": str, "strict": bool}, None),
        "rule": str,
        "sentence": str,
    },
}
SCORES = {"candidates": [str], "withdrawn": [str], "title": str, "decimals": int, "ballots": [[(int, list)]]}
VOTES = {"choices": [str], "eligible": int, "seats": int}
CHOICES = {**VOTES, "classes?": {"*": VOTES}}
SHAPES: dict[str, Any] = {"alliance.count/1": COUNT, "alliance.result/1": MOTION}
FORM = {
    "kind": str,
    "options": [str],
    **every(("most", "top"), (int, None)),
    **every(("equal_ranks", "blank"), bool),
}
COUNTING = {
    "seats?": int,
    **every(("most?", "top?"), (int, None)),
    **every(("unranked?", "default_option?"), (str, None)),
    "cap?": (
        {
            "limit": (str, int),
            **every(("size?", "least?", "most?"), int),
            "groups?": NUMBERS,
            "sitting?": {"*": int},
        },
        None,
    ),
    "first_excluded?": ([str], None),
    "ratios?": (NUMBERS, None),
}
MANIFEST = {
    **every(("schema", "ballot", "key_ref", "question", "body", "method", "level", "publication"), str),
    "text_digest": str,
    "options": [every(("name", "affiliation", "meaning"), str)],
    "form": FORM,
    "counting": COUNTING,
    "rule": {"*": object},
    "edition": every(("label", "digest"), str),
    "roll": {**every(("entitled", "electors"), int), "digest": str},
    "public_key": (str, None),
    "envelope_size": (int, None),
    "lot": (every(("commitment", "source"), str), None),
}
TURNOUT = {
    **every(("schema", "ballot", "manifest", "published"), str),
    **every(("entitled", "voted", "unopened"), int),
}
ROLL = ("key", "name", "unit", "affiliation", "group", "class", "weight", "entitled", "recused", "reason")
LINE = {**every(ROLL, str), "weight": int, "entitled": bool, "recused": bool}
CHANGES = {"changes": [{**every(("key", "at", "reason"), str), **every(("before", "after"), (LINE, None))}]}
LOT = every(("seed", "value"), str)


def misshapen(at: str, value: Any, shape: Any) -> str:
    """What first departs from the shape, as in “rounds.0.votes is missing”; empty when nothing does."""
    if isinstance(shape, tuple):
        misfits = [misshapen(at, value, each) for each in shape]
        return "" if "" in misfits else max(misfits, key=len)
    if isinstance(shape, list) and type(value) is list:
        parts = ((str(number), each, shape[0]) for number, each in enumerate(value))
    elif isinstance(shape, dict) and type(value) is dict:
        for key in shape:
            if key not in value and key[-1] not in "*?":
                return f"{at}{key} is missing"
        for key in value:
            if not {key, f"{key}?", "*"} & set(shape):
                return f"{at}{key} is not known"
        parts = (
            (key, each, shape.get(key, shape.get(f"{key}?", shape.get("*")))) for key, each in value.items()
        )
    elif shape is object or type(value) is shape or (shape is None and value is None):
        return ""
    else:
        return f"{at.rstrip('.')} is not of the kind that stands there"
    return next((wrong for key, each, own in parts if (wrong := misshapen(f"{at}{key}.", each, own))), "")


def has_shape(name: str, data: Any, shape: Any) -> None:
    wrong = misshapen("", data, shape)
    if wrong:
        raise Wrong(f"{name}: {wrong}.")


class Election:
    """What was voted: `ballots` are pairs of a weight and its places.

    Weights are whole numbers of `1 / unit` votes. A place is a list of names that share a rank, the best
    place first; the withdrawn are taken out, and ballots that are empty then are not in `ballots`. For
    scores, a ballot is a pair of a weight and the points by name.
    """

    def __init__(
        self,
        names: list[str],
        withdrawn: Iterable[str],
        ballots: list[tuple[int, Any]],
        decimals: int,
        title: str = "",
        tie_order: list[str] | None = None,
    ) -> None:
        self.names, self.title, self.tie_order = names, title, tie_order
        self.withdrawn = [name for name in names if name in set(withdrawn)]
        self.standing = [name for name in names if name not in self.withdrawn]
        self.decimals, self.unit = decimals, 10**decimals
        self.total = sum(weight for weight, _ in ballots)
        self.ballots = []
        for weight, marks in ballots:
            if isinstance(marks, dict):
                kept: Any = {name: points for name, points in marks.items() if name in self.standing}
            else:
                kept = [[name for name in place if name in self.standing] for place in marks]
                kept = [place for place in kept if place]
            if kept:
                self.ballots.append((weight, kept))
        self.valid = sum(weight for weight, _ in self.ballots)

    def short(self, weight: int) -> str:
        """A weight as a decimal without zeros at its end."""
        text = fixed(Fraction(weight, self.unit), self.decimals)
        return text.rstrip("0").rstrip(".") if self.decimals else text


def read_blt(text: str) -> Election:
    """The ballots of a BLT file in the strict form of docs/verification.md."""
    lines = text.split("\n")
    found = re.fullmatch(r"([1-9]\d*) ([1-9]\d*)", lines[0])
    if found is None:
        raise Wrong("Line 1 of ballots.blt does not say how many candidates and seats there are.")
    size, at = int(found[1]), 1
    withdrawn: list[int] = []
    tie_order: list[int] = []
    if re.fullmatch(r"-\d+( -\d+)*", lines[at]):
        withdrawn = [int(number[1:]) for number in lines[at].split()]
        at += 1
    if re.fullmatch(r"\[tie( \d+)+\]", lines[at]):
        tie_order = [int(number) for number in lines[at][5:-1].split()]
        at += 1
    ballots: list[tuple[str, list[list[int]]]] = []
    while lines[at] != "0":
        ballots.append(read_ballot(f"Line {at + 1} of ballots.blt", lines[at], size))
        if len(ballots) > 1 and ballots[-2][1] >= ballots[-1][1]:
            raise Wrong(f"Line {at + 1} of ballots.blt has a ranking a second time, or out of order.")
        at += 1
    names = read_names("\n".join(lines[at + 1 :]), size)
    decimals = {len(weight.partition(".")[2]) for weight, _ in ballots} or {0}
    if len(decimals) > 1:
        raise Wrong("The weights in ballots.blt have different numbers of decimals.")
    return Election(
        names[:-1],
        [names[each - 1] for each in withdrawn],
        [
            (int(weight.replace(".", "")), [[names[each - 1] for each in place] for place in places])
            for weight, places in ballots
        ],
        max(decimals),
        names[-1],
        [names[each - 1] for each in tie_order],
    )


def read_ballot(at: str, line: str, size: int) -> tuple[str, list[list[int]]]:
    """The weight and the places of one line; `at` says which, in a sentence."""
    if not re.fullmatch(r"\d+(\.\d+)?( \d+(=\d+)*)* 0", line):
        raise Wrong(f"{at} is no ballot: its weight, the candidates by rank, and 0.")
    weight, *groups, _ = line.split()
    places = [[int(each) for each in group.split("=")] for group in groups]
    ranked = [each for place in places for each in place]
    if not all(1 <= each <= size for each in ranked) or len(set(ranked)) != len(ranked):
        raise Wrong(f"{at} ranks a candidate twice, or one who is not there.")
    if any(place != sorted(place) for place in places):
        raise Wrong(f"{at} has candidates of one rank out of order.")
    if not int(weight.replace(".", "")):
        raise Wrong(f"{at} has a weight of 0.")
    return weight, places


def read_names(tail: str, size: int) -> list[str]:
    """The names of the candidates and then the title, each in quotes on a line of its own."""
    quoted = r'"((?:[^"\\]|\\.)*)"\n'
    if not re.fullmatch(f"(?s:(?:{quoted})+)", tail):
        raise Wrong("ballots.blt does not end with the names of all candidates and the title, each quoted.")
    names = [re.sub(r"(?s)\\(.)", r"\1", name) for name in re.findall(f"(?s){quoted}", tail)]
    if len(names) != size + 1 or len(set(names[:-1])) != size:
        raise Wrong(f"ballots.blt does not name {size} different candidates and the title.")
    return names


def read_scores(data: dict[str, Any]) -> Election:
    """The ballots of scores.json."""
    names, ballots = data["candidates"], []
    if len(set(names)) != len(names):
        raise Wrong("scores.json names a candidate twice.")
    for number, (weight, points) in enumerate(data["ballots"], start=1):
        given = [each for each in points if each is not None]
        whole = all(type(each) is int and each >= 0 for each in [weight, *given])
        if not whole or weight == 0 or len(points) != len(names):
            raise Wrong(f"Ballot {number} of scores.json has no weight, or no points for every candidate.")
        marks = {name: points[each] for each, name in enumerate(names) if points[each] is not None}
        ballots.append((weight, marks))
    return Election(names, data["withdrawn"], ballots, data["decimals"], data["title"])


# Numbers and words


def cut(number: Fraction, places: int) -> Fraction:
    """The number without what comes after so many decimals."""
    return Fraction(number * 10**places // 1, 10**places)


def exact(value: Any) -> Fraction:
    """A number of a rule or a setting: a whole one, or text such as "2/3" or "0.5"."""
    if type(value) is not int and not re.fullmatch(r"\d{1,18}([./]\d{1,18})?", value):
        raise ValueError(f"{shown(value)} is no number.")
    return Fraction(value)


def fixed(number: Fraction, places: int) -> str:
    """The number with exactly so many decimals, cut."""
    whole, part = divmod(number * 10**places // 1, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def shown(value: object) -> str:
    """A value of the record within a sentence."""
    text = value if isinstance(value, str) and value else canonical(value)
    return text if len(text) < 200 else text[:200] + "…"


def listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in [", ".join(names[:-1]), *names[-1:]] if part)


def same(
    what: str, found: object, expected: object, one: str = "the record", other: str = "the recount"
) -> None:
    """Raise `Wrong` unless both are the same JSON; `what` begins the sentence, `one` and `other` said it."""
    if canonical(found) != canonical(expected):
        raise Wrong(f"{what}: {one} says {shown(found)}, {other} {shown(expected)}.")


def has_keys(what: str, found: dict[str, Any], expected: Iterable[str]) -> None:
    for key in sorted(set(found) ^ set(expected)):
        raise Wrong(f"{what}: “{key}” {'is not known' if key in found else 'is missing'}.")


# Caps and lots


class Caps:
    """How many of each group may still be seated."""

    def __init__(self, settings: dict[str, Any] | None) -> None:
        self.group: dict[str, str] = settings["groups"] if settings else {}
        self.most: int = settings["most"] if settings else 0
        sitting: dict[str, int] = settings["sitting"] if settings else {}
        self.left = {each: max(0, self.most - sitting.get(each, 0)) for each in self.group.values()}

    def has_room(self, name: str) -> bool:
        return name not in self.group or self.left[self.group[name]] > 0

    def seat(self, name: str) -> None:
        if name in self.group:
            self.left[self.group[name]] -= 1

    def seatable(self, names: Sequence[str]) -> int:
        """How many of them could be seated together."""
        free = sum(name not in self.group for name in names)
        by_group = Counter(self.group[name] for name in names if name in self.group)
        return free + sum(min(size, self.left[group]) for group, size in by_group.items())

    def spare(self, names: Sequence[str], seats: int) -> list[str]:
        """Those who can go without a seat staying empty that could be filled."""
        needed = min(seats, self.seatable(names))
        return [name for name in names if self.seatable([each for each in names if each != name]) >= needed]

    def step(self, name: str) -> dict[str, Any]:
        return {"candidate": name, "group": self.group[name], "limit": self.most}


class Lots:
    """One order of the candidates for every lot. A drawn lot favours the earlier; a stated order is the order
    in which the tied are taken. `script` says whom to take in the first lots instead, to try what follows.
    """

    def __init__(
        self, order: Sequence[str], source: str, *, is_drawn: bool, script: Sequence[str] = ()
    ) -> None:
        self.order, self.source, self.is_drawn, self.script = order, source, is_drawn, script
        self.draws: list[tuple[list[str], str]] = []

    def take(self, tied: list[str], *, last: bool) -> str:
        ranked = sorted(tied, key=self.order.index)
        taken = ranked[-1] if self.is_drawn and last else ranked[0]
        if len(self.draws) < len(self.script):
            taken = self.script[len(self.draws)]
        self.draws.append((tied, taken))
        return taken

    def scripted(self, script: Sequence[str]) -> Lots:
        return Lots(self.order, self.source, is_drawn=self.is_drawn, script=script)


def lots_of(election: Election, options: dict[str, Any]) -> Lots:
    """The lots of a count in rounds, which has an order for ties in any case."""
    if "lot" in options:
        return Lots(options["lot"]["order"], options["lot"]["source"], is_drawn=True)
    if election.tie_order:
        return Lots(election.tie_order, "order for ties stated in the file", is_drawn=False)
    return Lots(election.names, "order of the candidates in the file", is_drawn=False)


class Story:
    """What a count in rounds has come to so far."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, Any]] = []
        self.ties: list[dict[str, Any]] = []
        self.caps: list[dict[str, Any]] = []
        self.elected: list[str] = []
        self.vacant = 0


class InRounds:
    """What a count in rounds asks of those who are still in."""

    hopeful: list[str]
    first_excluded: list[str]
    elected: list[str]
    seats: int
    caps: Caps

    def early(self) -> list[str]:
        return [name for name in self.hopeful if name in self.first_excluded]

    def all_are_needed(self) -> bool:
        return not self.early() and not self.caps.spare(self.hopeful, self.seats - len(self.elected))

    def is_complete(self) -> bool:
        return len(self.elected) >= self.seats or self.all_are_needed()


def with_decisive(
    record: dict[str, Any], election: Election, lots: Lots, run: Callable[[Lots], Story]
) -> dict[str, Any]:
    """Count, and try every other outcome of each lot: it is decisive when other people are elected.

    The trials may be left out when there are many; whether they were is taken from the record.
    """
    story = run(lots)
    trials = sum(len(tied) - 1 for tied, _ in lots.draws)
    few = not election.decimals and trials * election.total <= MOST_TRIAL_BALLOTS
    if trials <= MOST_TRIALS and (few or any("is_decisive" in tie for tie in record["ties"])):
        taken = [name for _, name in lots.draws]
        by_lot = [tie for tie in story.ties if tie["is_lot"]]
        for step, (tied, name) in enumerate(lots.draws):
            others = [other for other in tied if other != name]
            trial = [run(lots.scripted([*taken[:step], other])).elected for other in others]
            by_lot[step]["is_decisive"] = any(set(each) != set(story.elected) for each in trial)
    return {
        "rounds": story.rounds,
        "ties": story.ties,
        "caps": story.caps,
        "elected": story.elected,
        "vacant": story.vacant,
    }


# Single transferable vote with Gregory's surpluses, and instant runoff


class Rule:
    """What differs between these rules; see docs/verification.md for each word."""

    def __init__(self, places: int, formula: str, **differs: bool) -> None:
        self.places, self.formula = places, formula
        self.exact = differs.get("exact", False)
        self.batch = differs.get("batch", False)
        self.earlier_rounds = differs.get("earlier_rounds", False)
        self.empty_surplus = differs.get("empty_surplus", False)
        self.last_exclusion_moves = differs.get("last_exclusion_moves", True)
        self.last_surplus_moves = differs.get("last_surplus_moves", False)
        self.majority = differs.get("majority", False)


WHOLE = "valid votes / (seats + 1), cut to a whole number, plus 1"
FOUR = "valid votes / (seats + 1), cut to four decimals, plus 0.0001"
RULES = {
    "scottish-2007": Rule(5, WHOLE, earlier_rounds=True),
    "wigm-prf": Rule(4, FOUR, empty_surplus=True, last_exclusion_moves=False),
    "wigm-exact": Rule(9, "more than valid votes / (seats + 1)", exact=True),
    "minneapolis-2013": Rule(4, WHOLE, empty_surplus=True, last_surplus_moves=True),
    "irv": Rule(0, "more than half of the votes still held", batch=True, earlier_rounds=True, majority=True),
}
MEEK = "votes held / (seats + 1), cut to nine decimals, plus 0.000000001; anew in every repetition"


def value_after(method: str, value: Fraction, surplus: Fraction, votes: Fraction) -> Fraction:
    """What a ballot is worth after a surplus has moved."""
    if method == "scottish-2007":
        return cut(value * surplus / votes, 5)
    if method == "wigm-prf":
        return cut(cut(value * surplus, 4) / votes, 4)
    if method == "minneapolis-2013":
        return cut(value * cut(surplus / votes, 4), 4)
    return value * surplus / votes


class TransferCount(InRounds):
    """One count by transfers. A ballot lies on one pile as a list: weight, names, value."""

    def __init__(
        self,
        election: Election,
        method: str,
        options: dict[str, Any],
        lots: Lots,
        seats: int,
        story: Story,
        caps: Caps,
    ) -> None:
        self.election, self.method, self.rule = election, method, RULES[method]
        self.lots, self.seats, self.story, self.caps = lots, seats, story, caps
        self.hopeful = [name for name in election.standing if name not in story.elected]
        self.first_excluded = options.get("first_excluded", [])
        self.valid = Fraction(election.valid, election.unit)
        self.digits = self.rule.places + election.decimals
        self.pile: dict[str, list[list[Any]]] = {name: [] for name in self.hopeful}
        self.votes = dict.fromkeys(self.hopeful, Fraction(0))
        self.exhausted, self.quota = Fraction(0), Fraction(0)
        self.offset = len(story.rounds)
        self.history: list[dict[str, Fraction]] = []
        self.pending: list[str] = []
        self.elected: list[str] = []

    def run(self) -> None:
        cast = []
        for weight, places in self.election.ballots:
            names = [place[0] for place in places]
            if len(names) != sum(map(len, places)):
                raise Wrong(f"ballots.blt ranks candidates equally, and {self.method} has no rule for that.")
            cast.append([Fraction(weight, self.election.unit), names, Fraction(1)])
        self.deal(cast)
        self.quota = self.quota_now()
        self.close("first preferences", [], {}, [])
        while not self.is_complete():
            self.next_round()
        if self.rule.last_surplus_moves and len(self.elected) >= self.seats:
            while any(self.votes[name] > self.quota for name in self.pending):
                self.move_surplus()
        self.story.vacant += self.seats - len(self.elected)

    def next_round(self) -> None:
        full = [name for name in self.hopeful if not self.caps.has_room(name)]
        early = self.early()
        losers = self.sure_losers() if self.rule.batch and not early else []
        if full:
            number = len(self.story.rounds) + 1
            self.story.caps += [{**self.caps.step(name), "round": number} for name in full]
            self.exclude(full)
        elif losers:
            self.exclude(losers)
        elif self.pending:
            self.move_surplus()
        elif early:
            self.exclude(early)
        else:
            spare = self.caps.spare(self.hopeful, self.seats - len(self.elected))
            fewest = min(self.votes[name] for name in spare)
            tied = [name for name in spare if self.votes[name] == fewest]
            self.exclude([self.take(tied, "who is excluded", last=True)])

    def quota_now(self) -> Fraction:
        if self.rule.majority:
            unit = self.election.unit
            return Fraction(sum(self.votes.values()) * unit // 2 + 1, unit)
        share = self.valid / (self.seats + 1)
        if self.rule.formula == WHOLE:
            return Fraction(share // 1 + 1)
        return cut(share, 4) + Fraction(1, 10_000) if self.rule.formula == FOUR else share

    def deal(self, ballots: list[list[Any]]) -> dict[str | None, Fraction]:
        """Lay each ballot on the pile of its first hopeful candidate; who gained how much, None is nobody."""
        gained: dict[str | None, Fraction] = {}
        hopeful = set(self.hopeful)
        for ballot in ballots:
            target = next((name for name in ballot[1] if name in hopeful), None)
            gained[target] = gained.get(target, Fraction(0)) + ballot[0] * ballot[2]
            if target is not None:
                self.pile[target].append(ballot)
        for name, amount in gained.items():
            if name is None:
                self.exhausted += amount
            else:
                self.votes[name] += amount
        return gained

    def move_surplus(self) -> None:
        most = max(self.votes[name] for name in self.pending)
        tied = [name for name in self.pending if self.votes[name] == most]
        source = self.take(tied, "whose surplus moves first", last=False)
        self.pending.remove(source)
        votes, surplus = self.votes[source], self.votes[source] - self.quota
        moving, self.pile[source] = self.pile[source], []
        for ballot in moving:
            ballot[2] = value_after(self.method, ballot[2], surplus, votes)
        gained = self.deal(moving)
        self.votes[source] = self.quota
        worth = value_after(self.method, Fraction(1), surplus, votes)
        self.close("surplus", [source], {source: gained}, [], worth)

    def exclude(self, losers: list[str]) -> None:
        self.hopeful = [name for name in self.hopeful if name not in losers]
        moved = {}
        if self.rule.last_exclusion_moves or not self.is_complete():
            for name in losers:
                moved[name] = self.deal(self.pile.pop(name))
                del self.votes[name]
        self.close("exclusion", losers, moved, losers)

    def sure_losers(self) -> list[str]:
        """As many of the lowest as have, together and with every surplus, fewer votes than the next."""
        ranked = sorted(self.hopeful, key=lambda name: self.votes[name])
        together = sum((self.votes[name] - self.quota for name in self.pending), Fraction(0))
        needed = min(self.seats - len(self.elected), self.caps.seatable(self.hopeful))
        found = 0
        for size in range(1, len(ranked)):
            together += self.votes[ranked[size - 1]]
            if self.caps.seatable(ranked[size:]) >= needed and together < self.votes[ranked[size]]:
                found = size
        return ranked[:found] if found > 1 or self.pending else []

    def take(self, tied: list[str], at: str, *, last: bool) -> str:
        """One of the tied: by the latest earlier round in which they differ, or by lot."""
        if len(tied) == 1:
            return tied[0]
        still, broken_by = tied, self.lots.source
        if self.rule.earlier_rounds:
            for number in range(len(self.history) - 1, 0, -1):
                votes = self.history[number - 1]
                extreme = (min if last else max)(votes[name] for name in still)
                still = [name for name in still if votes[name] == extreme]
                if len(still) == 1:
                    broken_by = f"round {self.offset + number}, the latest in which they differ"
                    break
        by_lot = len(still) > 1
        taken = self.lots.take(still, last=last) if by_lot else still[0]
        self.story.ties.append(tie(at, tied, [taken], broken_by, by_lot, len(self.story.rounds) + 1))
        return taken

    def standing(self, name: str) -> tuple[Any, ...]:
        return (*(-votes[name] for votes in reversed(self.history)), self.lots.order.index(name))

    def elect(self) -> list[str]:
        """Who has the quota, the most votes first; then everybody, when all who are left are needed."""
        new = []
        while len(self.elected) < self.seats:
            above = [name for name in self.hopeful if self.reaches(name)]
            if not above:
                break
            first = min(above, key=self.standing)
            rivals = [first]
            if first in self.caps.group:
                group = self.caps.group[first]
                rivals = [name for name in above if self.caps.group.get(name) == group]
                rivals = [name for name in rivals if self.votes[name] == self.votes[first]]
                if self.caps.seatable(rivals) < len(rivals):
                    rivals.sort(key=self.standing)
                    first = self.take(rivals, "who is elected", last=False)
            self.seat(first)
            new.append(first)
            if not self.rule.majority and (self.rule.empty_surplus or self.votes[first] > self.quota):
                self.pending.append(first)
        if len(self.elected) < self.seats and self.all_are_needed():
            for name in sorted(self.hopeful, key=self.standing):
                self.seat(name)
                new.append(name)
        return new

    def reaches(self, name: str) -> bool:
        if name in self.first_excluded or not self.caps.has_room(name):
            return False
        return self.votes[name] > self.quota if self.rule.exact else self.votes[name] >= self.quota

    def seat(self, name: str) -> None:
        self.hopeful.remove(name)
        self.caps.seat(name)
        self.elected.append(name)
        self.story.elected.append(name)

    def close(
        self,
        event: str,
        subjects: list[str],
        moved: dict[str, dict[str | None, Fraction]],
        excluded: list[str],
        worth: Fraction | None = None,
    ) -> None:
        """End the round: elect whom it elects, and note where every vote is."""
        if self.rule.majority:
            self.quota = self.quota_now()
        self.history.append(dict(self.votes))
        votes = {name: fixed(amount, self.digits) for name, amount in self.votes.items()}
        exhausted = fixed(self.exhausted, self.digits)
        told = {
            "number": len(self.story.rounds) + 1,
            "event": event,
            "subjects": subjects,
            "votes": votes,
            "exhausted": exhausted,
            "loss": fixed(self.valid - Fraction(exhausted) - sum(map(Fraction, votes.values())), self.digits),
            "quota": fixed(self.quota, self.digits),
            "transfers": [
                {"source": source, "target": target, "votes": fixed(amount, self.digits)}
                for source, gained in moved.items()
                for target, amount in gained.items()
                if amount
            ],
            "excluded": excluded,
        }
        told["elected"] = self.elect()
        if worth is not None:
            told["value"] = fixed(worth, self.rule.places)
        self.story.rounds.append(told)


def tie(
    at: str,
    between: Sequence[str],
    chosen: Sequence[str],
    broken_by: str | None,
    is_lot: bool,
    number: int = 0,
) -> dict[str, Any]:
    """A tie as the record tells it; rules without rounds give no number of one."""
    found: dict[str, Any] = {"at": at, "between": [*between], "chosen": [*chosen], "broken_by": broken_by}
    return {**found, "is_lot": is_lot, **({"round": number} if number else {})}


def by_transfers(record: dict[str, Any], election: Election) -> dict[str, Any]:
    """Scottish, reference, exact and Minneapolis STV, and instant runoff seat by seat."""
    options, method = record["options"], record["method"]["name"]
    contests = options["seats"] if RULES[method].majority else 1

    def run(lots: Lots) -> Story:
        story, caps = Story(), Caps(options.get("cap"))
        for _ in range(contests):
            TransferCount(election, method, options, lots, options["seats"] // contests, story, caps).run()
        return story

    found = with_decisive(record, election, lots_of(election, options), run)
    quota = {"value": found["rounds"][0]["quota"], "formula": RULES[method].formula}
    return {**found, "quota": quota}


# Meek


ONE = 10**9


class MeekCount(InRounds):
    """Meek's rule in whole billionths; `keep` is the share of each ballot that a candidate keeps."""

    def __init__(self, election: Election, options: dict[str, Any], lots: Lots) -> None:
        self.election, self.lots, self.story = election, lots, Story()
        self.seats, self.caps = options["seats"], Caps(options.get("cap"))
        self.first_excluded = options.get("first_excluded", [])
        self.hopeful = list(election.standing)
        self.elected = self.story.elected
        self.keep = {name: ONE if name in self.hopeful else 0 for name in election.names}
        self.votes: dict[str, int] = {}
        self.exhausted = self.quota = self.surplus = 0
        self.history: list[dict[str, int]] = []

    def run(self) -> Story:
        event, subjects, gone = "first preferences", list[str](), list[str]()
        while True:
            held, exhausted = self.votes, self.exhausted
            new = self.repeat()
            kept = {
                name: fixed(Fraction(self.keep[name], ONE), 9) for name in self.elected if name not in new
            }
            self.history.append(self.votes)
            full = [name for name in self.hopeful if not self.caps.has_room(name)]
            leaving = self.leaving(new, full)
            self.hopeful = [name for name in self.hopeful if name not in leaving]
            rest = self.seat_the_rest()
            is_last = self.is_complete()
            self.tell(
                event=event,
                subjects=subjects,
                keep=kept,
                transfers=self.changes(held, exhausted) if held else [],
                elected=new + rest,
                excluded=gone + (leaving if is_last else []),
            )
            number = len(self.story.rounds) + (not is_last)
            self.story.caps += [{**self.caps.step(name), "round": number} for name in leaving if name in full]
            if is_last:
                self.story.vacant = self.seats - len(self.elected)
                return self.story
            for name in leaving:
                self.keep[name] = 0
            event, subjects, gone = (
                ("exclusion", leaving, leaving) if leaving else ("surplus", [*self.elected], [])
            )

    def paths(self) -> Counter[tuple[tuple[str, ...], ...]]:
        """The places of each ballot that can matter now: up to one where all are hopeful."""
        found = Counter[tuple[tuple[str, ...], ...]]()
        for weight, places in self.election.ballots:
            shares = any(len(place) > 1 for place in places)
            path = []
            for place in places:
                inside = tuple(name for name in place if self.keep[name])
                if inside:
                    path.append(inside)
                elif shares:
                    break
                if inside and all(name in self.hopeful for name in inside):
                    break
            found[tuple(path)] += weight
        return found

    def divide(self, paths: Counter[tuple[tuple[str, ...], ...]]) -> None:
        """Share out every ballot: each keeps its part, rounded up, of what those before have left."""
        self.votes, self.exhausted = dict.fromkeys(self.election.names, 0), 0
        for path, weight in paths.items():
            left = ONE
            for place in path:
                share, left = left // len(place), 0
                for name in place:
                    kept = -(-share * self.keep[name] // ONE)
                    self.votes[name] += kept * weight
                    left += share - kept
            self.exhausted += left * weight

    def repeat(self) -> list[str]:
        """Divide until somebody is elected, who is returned, or the surplus is tiny or grows no smaller."""
        last, paths, unit = None, self.paths(), self.election.unit
        while True:
            self.divide(paths)
            self.quota = (sum(self.votes.values()) // (unit * (self.seats + 1)) + 1) * unit
            new = self.seat_winners()
            self.surplus = max(0, sum(self.votes[name] - self.quota for name in self.elected))
            if new or self.surplus < 1000 * unit or (last is not None and self.surplus >= last):
                return new
            last = self.surplus
            for name in self.elected:
                product = -(-self.keep[name] * self.quota // (ONE * unit))
                self.keep[name] = min(ONE, -(-product * ONE * unit // self.votes[name]))

    def standing(self, name: str) -> tuple[int, ...]:
        earlier = [-votes[name] for votes in reversed(self.history)]
        return (-self.votes[name], *earlier, self.lots.order.index(name))

    def seat_winners(self) -> list[str]:
        new: list[str] = []
        while len(self.elected) < self.seats:
            above = [
                name for name in self.hopeful if self.votes[name] >= self.quota and self.caps.has_room(name)
            ]
            above = sorted((name for name in above if name not in self.first_excluded), key=self.standing)
            if not above:
                break
            first, group = above[0], self.caps.group.get(above[0])
            rivals = [name for name in above if self.votes[name] == self.votes[first]]
            rivals = [name for name in rivals if group is not None and self.caps.group.get(name) == group]
            if self.caps.seatable(rivals) < len(rivals):
                first = self.lot(rivals, "who is elected", last=False)
            self.seat(first)
            new.append(first)
        return new

    def seat(self, name: str) -> None:
        self.hopeful.remove(name)
        self.caps.seat(name)
        self.elected.append(name)

    def seat_the_rest(self) -> list[str]:
        if len(self.elected) >= self.seats or not self.all_are_needed():
            return []
        rest = sorted((name for name in self.hopeful if self.caps.has_room(name)), key=self.standing)
        for name in rest:
            self.seat(name)
        return rest

    def leaving(self, new: list[str], full: list[str]) -> list[str]:
        """Who is excluded: members of full groups at once, else the lowest when nobody was elected."""
        if self.is_complete() or (new and not full):
            return []
        if full or self.early():
            return full or self.early()
        spare = self.caps.spare(self.hopeful, self.seats - len(self.elected))
        fewest = min(self.votes[name] for name in spare)
        tied = [name for name in spare if self.votes[name] <= fewest + self.surplus]
        return tied if len(tied) == 1 else [self.lot(tied, "who is excluded", last=True)]

    def lot(self, tied: list[str], at: str, *, last: bool) -> str:
        taken = self.lots.take(tied, last=last)
        self.story.ties.append(tie(at, tied, [taken], self.lots.source, True, len(self.story.rounds) + 1))
        return taken

    def changes(self, held: dict[str, int], exhausted: int) -> list[dict[str, Any]]:
        """Net changes: each loss in turn split over the gains that are left, in proportion, rounded up."""
        gains: dict[str | None, int] = {n: v - held[n] for n, v in self.votes.items() if v > held[n]}
        if self.exhausted > exhausted:
            gains[None] = self.exhausted - exhausted
        found = []
        for source, before in held.items():
            left = sum(gains.values())
            amount = min(max(0, before - self.votes[source]), left)
            for target, gain in gains.items():
                part = -(-amount * gain // left) if left else 0
                amount, left, gains[target] = amount - part, left - gain, gain - part
                if part:
                    found.append({"source": source, "target": target, "votes": self.text(part)})
        return found

    def tell(self, **told: Any) -> None:
        counted = [name for name in self.election.names if self.keep[name]]
        lost = self.election.valid * ONE - sum(self.votes.values()) - self.exhausted
        self.story.rounds.append({
            **told,
            "number": len(self.story.rounds) + 1,
            "votes": {name: self.text(self.votes[name]) for name in counted},
            "exhausted": self.text(self.exhausted),
            "loss": self.text(lost),
            "quota": self.text(self.quota),
        })  # fmt: skip

    def text(self, amount: int) -> str:
        return fixed(Fraction(amount, ONE * self.election.unit), 9 + self.election.decimals)


def by_meek(record: dict[str, Any], election: Election) -> dict[str, Any]:
    options, lots = record["options"], lots_of(election, record["options"])
    found = with_decisive(record, election, lots, lambda each: MeekCount(election, options, each).run())
    return {**found, "quota": {"value": found["rounds"][0]["quota"], "formula": MEEK}}


# Orders: from places to seats


class Seating:
    """Fill seats from the top of an order. A tie for a seat is broken by lot, or the seats wait for one."""

    def __init__(self, election: Election, options: dict[str, Any]) -> None:
        lot = options.get("lot") or {"order": [], "source": "no lot has been drawn"}
        if not lot["order"] and election.tie_order:
            lot = {"order": election.tie_order, "source": "order stated in the file of the ballots"}
        self.order, self.source = lot["order"], lot["source"]
        self.seats: int = options["seats"]
        self.caps = Caps(options.get("cap"))
        self.elected: list[str] = []
        self.between: list[str] = []
        self.waiting = 0
        self.ties: list[dict[str, Any]] = []
        self.passed: list[dict[str, Any]] = []

    def left(self) -> int:
        return self.seats - len(self.elected) - self.waiting

    def able(self, names: Sequence[str]) -> list[str]:
        """Those whose group has room; the others are passed over, which is noted once."""
        for name in names:
            if not self.caps.has_room(name) and name not in [step["candidate"] for step in self.passed]:
                self.passed.append(self.caps.step(name))
        return [name for name in names if self.caps.has_room(name)]

    def seat(self, name: str) -> None:
        self.elected.append(name)
        self.caps.seat(name)

    def walk(self, order: list[list[str]]) -> None:
        place = 1
        for equals in order:
            if not self.left():
                return
            last = place + len(equals) - 1
            self.settle(f"place {place}" if place == last else f"places {place} to {last}", self.able(equals))
            place = last + 1

    def settle(self, at: str, equals: list[str]) -> None:
        group = self.caps.group
        members = Counter(group[name] for name in equals if name in group)
        scarce = [each for each, number in members.items() if number > self.caps.left[each]]
        decides = bool(scarce) or self.caps.seatable(equals) > self.left()
        before = len(self.elected)
        if self.order:
            for name in sorted(equals, key=self.order.index):
                if self.left() and self.caps.has_room(name):
                    self.seat(name)
                elif self.left():
                    self.passed.append(self.caps.step(name))
        elif self.caps.seatable(equals) > self.left():
            self.waiting, self.between = self.waiting + self.left(), self.between + equals
        else:
            for name in equals:
                if group.get(name) not in scarce:
                    self.seat(name)
            for each in scarce:
                self.waiting += self.caps.left[each]
                self.between += [name for name in equals if group.get(name) == each]
                self.caps.left[each] = 0
        if len(equals) > 1:
            by_lot = bool(self.order) and decides
            chosen, broken_by = (self.elected[before:], self.source) if by_lot else ([], None)
            self.ties.append({**tie(at, equals, chosen, broken_by, by_lot), "is_decisive": decides})

    def found(self) -> dict[str, Any]:
        undecided = {"seats": self.waiting, "between": self.between} if self.waiting else None
        result = {"elected": self.elected, "undecided": undecided, "vacant": self.left()}
        return {**result, "ties": self.ties, "caps": self.passed}


def placed(names: Sequence[str], rank: Callable[[str], Any]) -> list[list[str]]:
    """The names by rank, the lowest number first; equals share a place."""
    by_rank: dict[Any, list[str]] = {}
    for name in names:
        by_rank.setdefault(rank(name), []).append(name)
    return [by_rank[each] for each in sorted(by_rank)]


def written(order: list[list[str]]) -> list[Any]:
    return [place[0] if len(place) == 1 else place for place in order]


def by_totals(record: dict[str, Any], election: Election) -> dict[str, Any]:
    """Plurality, approval and score: sums, and the candidates in their order."""
    totals = dict.fromkeys(election.standing, 0)
    for weight, marks in election.ballots:
        if isinstance(marks, dict):
            for name, points in marks.items():
                totals[name] += weight * points
        elif record["method"]["name"] == "approval":
            for name in (name for place in marks for name in place):
                totals[name] += weight
        elif len(marks[0]) == 1:
            totals[marks[0][0]] += weight
    if record["method"]["name"] == "plurality":
        election.valid = sum(totals.values())
    order, seating = (
        placed(election.standing, lambda name: -totals[name]),
        Seating(election, record["options"]),
    )
    seating.walk(order)
    shown_totals = {name: election.short(total) for name, total in totals.items()}
    return {**seating.found(), "order": written(order), "totals": shown_totals}


# Pairs


Strength = tuple[int, int]


class Pairs:
    """`over[a][b]`: the weight of the ballots that rank a above b."""

    def __init__(self, election: Election, unranked: str) -> None:
        self.names, self.election = election.standing, election
        self.over = {a: dict.fromkeys(self.names, 0) for a in self.names}
        for weight, places in election.ballots:
            ranked = {name for place in places for name in place}
            below = set() if unranked == "excluded" else set(self.names) - ranked
            for place in reversed(places):
                for name in place:
                    for other in below:
                        self.over[name][other] += weight
                below |= set(place)

    def beats(self, a: str, b: str) -> bool:
        return self.over[a][b] > self.over[b][a]

    def winner(self, among: Iterable[str]) -> str | None:
        among = list(among)
        return next((a for a in among if all(self.beats(a, b) for b in among if a != b)), None)

    def defeats(self, names: Sequence[str], *, margins: bool) -> dict[tuple[str, str], Strength]:
        """The strength of each defeat: votes for the winner, then fewer against; or the difference."""
        found = {}
        for a in names:
            for b in names:
                won, lost = self.over[a][b], self.over[b][a]
                if won > lost:
                    found[a, b] = (won - lost, 0) if margins else (won, -lost)
        return found

    def told(self, strength: str, paths: dict[str, dict[str, Strength]] | None = None) -> dict[str, Any]:
        short = self.election.short
        matrix = [[short(self.over[a][b]) for b in self.names] for a in self.names]
        found = {"candidates": self.names, "matrix": matrix, "strength": strength}
        if paths is not None:
            found["paths"] = [[short(each[0]) for each in row.values()] for row in paths.values()]
        return found


def schulze(
    pairs: Pairs, names: Sequence[str], *, margins: bool
) -> tuple[list[list[str]], dict[str, dict[str, Strength]]]:
    """The order, and the strength of the strongest path between each two; (0, 0) where there is none."""
    none = (0, 0)
    defeats = pairs.defeats(names, margins=margins)
    path = {a: {b: defeats.get((a, b), none) for b in names} for a in names}
    for via in names:
        for a in names:
            for b in names:
                if a not in (via, b) and none not in (path[a][via], path[via][b]):
                    path[a][b] = stronger(path[a][b], min(path[a][via], path[via][b]))
    above = {b: sum(stronger(path[a][b], path[b][a]) != path[b][a] for a in names) for b in names}
    return placed(names, lambda name: above[name]), path


def stronger(a: Strength, b: Strength) -> Strength:
    """The greater of two strengths; no path, (0, 0), is weaker than any, though lost votes are negative."""
    return max(a, b, key=lambda each: (each != (0, 0), each))


def ranked_pairs(pairs: Pairs) -> tuple[list[list[str]], int]:
    """The order, and how many sentences tell of defeats that were left out."""
    defeats = pairs.defeats(pairs.names, margins=False)
    below: dict[str, set[str]] = {name: set() for name in pairs.names}
    told = 0
    for level in sorted(set(defeats.values()), reverse=True):
        equals = [defeat for defeat, strength in defeats.items() if strength == level]
        free = [(a, b) for a, b in equals if a not in reachable(below, b)]
        tried = {name: below[name] | {b for a, b in free if a == name} for name in below}
        locked = [(a, b) for a, b in free if a not in reachable(tried, b)]
        told += len(equals) - len(free) + (len(locked) < len(free))
        for a, b in locked:
            below[a].add(b)
    under = {name: reachable(below, name) for name in pairs.names}
    above = {name: sum(name in under[other] for other in pairs.names) for name in pairs.names}
    return placed(pairs.names, lambda name: above[name]), told


def reachable(below: dict[str, set[str]], start: str) -> set[str]:
    """Everybody under `start`, by one step or several."""
    found: set[str] = set()
    open_ends = [start]
    while open_ends:
        for name in below[open_ends.pop()] - found:
            found.add(name)
            open_ends.append(name)
    return found


def by_pairs(record: dict[str, Any], election: Election) -> dict[str, Any]:
    """Schulze's method by winning votes or margins, and ranked pairs."""
    method, options = record["method"]["name"], record["options"]
    pairs, seating = Pairs(election, options["unranked"]), Seating(election, options)
    margins = method == "schulze-margins"
    measure = "margins" if margins else "winning votes"
    if method == "ranked-pairs-wv":
        order, sentences = ranked_pairs(pairs)
        pairwise = {**pairs.told(measure), "left_out": sentences}
    else:
        order, paths = schulze(pairs, pairs.names, margins=margins)
        pairwise = pairs.told(measure, paths)
    seating.walk(order)
    return {**seating.found(), "order": written(order), "pairwise": pairwise}


def by_debian(record: dict[str, Any], election: Election) -> dict[str, Any]:
    """Quorum and majority over the default option, then Schulze's method among the rest."""
    options = record["options"]
    default, pairs = options["default_option"], Pairs(election, "last")
    if default not in pairs.names:
        raise Wrong(f"The default option, {shown(default)}, is no candidate who stands.")
    dropped = []
    for name in pairs.names:
        over, under = pairs.over[name][default], pairs.over[default][name]
        ratio, failed = exact(options.get("ratios", {}).get(name, 1)), []
        if "eligible" in options and 4 * over**2 < 9 * options["eligible"] * election.unit**2:
            failed.append("quorum")
        if not (over > under and over >= ratio * under):
            failed.append("majority")
        if failed and name != default:
            short = {"over_default": election.short(over), "under_default": election.short(under)}
            dropped.append({"candidate": name, "failed": failed, **short})
    rest = [name for name in pairs.names if name not in [each["candidate"] for each in dropped]]
    order, paths = schulze(pairs, rest, margins=False)
    ahead = next(place for place, equals in enumerate(order) if default in equals)
    seating = Seating(election, options)
    seating.walk(order[: max(1, ahead)])
    pairwise = {**pairs.told("winning votes", paths), "path_candidates": rest}
    return {**seating.found(), "order": written(order), "pairwise": pairwise, "dropped": dropped}


# Condorcet with instant runoff


class TooManyBranches(Exception):  # noqa: N818
    """There are more ways to break the ties than the rule follows."""


class Hybrid:
    """Fill each seat with whoever beats all others left; until then the lowest goes."""

    def __init__(self, election: Election, options: dict[str, Any]) -> None:
        self.election, self.options = election, options
        self.pairs, self.seating = Pairs(election, options["unranked"]), Seating(election, options)
        self.rounds: list[dict[str, Any]] = []
        self.counted: dict[frozenset[str], tuple[dict[str, Fraction], Fraction, bool]] = {}
        self.possible: dict[frozenset[str], frozenset[str]] = {}
        self.ends: dict[frozenset[str], frozenset[frozenset[str]]] = {}
        self.branches = 0

    def run(self) -> None:
        while self.seating.left() and not self.seating.waiting:
            names = [name for name in self.pairs.names if name not in self.seating.elected]
            running = self.seating.able(names)
            if not running or not self.fill_seat(running):
                return

    def fill_seat(self, running: list[str]) -> bool:
        self.tell("first preferences", running, None)
        while (winner := self.pairs.winner(running)) is None:
            loser = self.loser(running)
            if loser is None:
                return False
            running = [name for name in running if name != loser]
            self.tell("exclusion", running, loser)
        self.seating.seat(winner)
        self.rounds[-1]["elected"] = [winner]
        return True

    def firsts(self, running: Sequence[str]) -> tuple[dict[str, Fraction], Fraction, bool]:
        """First preferences among those running, exhausted votes, and whether any ballot is shared."""
        key = frozenset(running)
        if key not in self.counted:
            votes, exhausted, sizes = dict.fromkeys(running, Fraction(0)), Fraction(0), {1}
            for weight, places in self.election.ballots:
                best = next((inside for place in places if (inside := [n for n in place if n in key])), [])
                sizes.add(len(best) or 1)
                for name in best:
                    votes[name] += Fraction(weight, self.election.unit * len(best))
                exhausted += 0 if best else Fraction(weight, self.election.unit)
            self.counted[key] = (votes, exhausted, lcm(*sizes) > 1)
        return self.counted[key]

    def lowest(self, running: Sequence[str]) -> list[str]:
        votes = self.firsts(running)[0]
        return [name for name in running if votes[name] == min(votes.values())]

    def tell(self, event: str, running: list[str], loser: str | None) -> None:
        votes, exhausted, is_shared = self.firsts(running)
        digits = self.election.decimals + (5 if is_shared else 0)
        told: dict[str | None, str] = {name: fixed(votes[name], digits) for name in running}
        told[None] = fixed(exhausted, digits)
        lost = Fraction(self.election.valid, self.election.unit) - sum(map(Fraction, told.values()))
        moved = []
        if loser is not None:
            before = {**self.rounds[-1]["votes"], None: self.rounds[-1]["exhausted"]}
            for target, text in told.items():
                gained = Fraction(text) - Fraction(before[target])
                places = max(len(each.partition(".")[2]) for each in (text, before[target]))
                if gained:
                    moved.append({"source": loser, "target": target, "votes": fixed(gained, places)})
        self.rounds.append({
            "number": len(self.rounds) + 1,
            "event": event,
            "subjects": [loser] if loser is not None else [],
            "votes": {name: told[name] for name in running},
            "exhausted": told[None],
            "loss": fixed(lost, digits),
            "transfers": moved,
            "elected": [],
            "excluded": [loser] if loser is not None else [],
        })  # fmt: skip

    def loser(self, running: list[str]) -> str | None:
        """Who has the fewest first preferences; of several the last by lot, or None when seats must wait."""
        tied, seating = self.lowest(running), self.seating
        if len(tied) == 1:
            return tied[0]
        number = len(self.rounds) + 1
        told = tie(f"fewest first preferences in round {number}", tied, [], None, False, number)
        seating.ties.append(told)
        try:
            winners = frozenset().union(*(self.winners(without(running, name)) for name in tied))
            so_far = frozenset(seating.elected)
            outcomes = frozenset().union(*(self.outcomes(so_far | {name}) for name in winners))
            told["is_decisive"] = len(outcomes) > 1
        except TooManyBranches:
            outcomes = frozenset()
        if not seating.order and len(outcomes) != 1:
            self.leave_open(outcomes)
            return None
        order = seating.order or self.pairs.names
        chosen = max(tied, key=order.index)
        source = seating.source if seating.order else "order of the candidates in the file"
        told.update({"chosen": [chosen], "broken_by": source, "is_lot": True})
        return chosen

    def leave_open(self, outcomes: frozenset[frozenset[str]]) -> None:
        """Seat those who are elected in every outcome; the other seats wait."""
        seating, names = self.seating, self.pairs.names
        if not outcomes:
            able = seating.able([name for name in names if name not in seating.elected])
            seating.waiting, seating.between = seating.left(), able
            return
        certain = frozenset.intersection(*outcomes)
        for name in names:
            if name in certain and name not in seating.elected:
                seating.seat(name)
        seating.waiting = max(len(each) for each in outcomes) - len(certain)
        open_for = frozenset().union(*outcomes) - certain
        seating.between = [name for name in names if name in open_for]

    def winners(self, running: list[str]) -> frozenset[str]:
        """All who may win among those running, whoever of the lowest goes at each tie."""
        while True:
            winner = self.pairs.winner(running)
            if winner is not None:
                return frozenset([winner])
            lowest = self.lowest(running)
            if len(lowest) > 1 and not self.all_go(running, lowest):
                break
            running = [name for name in running if name not in lowest]
        key = frozenset(running)
        if key not in self.possible:
            self.branch()
            self.possible[key] = frozenset().union(*(self.winners(without(running, name)) for name in lowest))
        return self.possible[key]

    def all_go(self, running: list[str], lowest: list[str]) -> bool:
        """Without a vote, and each beaten by all of the smallest set that beats everybody outside it."""
        if any(self.firsts(running)[0][name] for name in lowest):
            return False
        inside = {max(running, key=lambda a: sum(self.pairs.beats(a, b) for b in running))}
        while True:
            more = {a for a in running if a not in inside and any(not self.pairs.beats(b, a) for b in inside)}
            if not more:
                return inside.isdisjoint(lowest)
            inside |= more

    def outcomes(self, elected: frozenset[str]) -> frozenset[frozenset[str]]:
        """All sets of people who may be elected in the end, when these are so far."""
        if elected not in self.ends:
            caps = Caps(self.options.get("cap"))
            for name in elected:
                caps.seat(name)
            running = [name for name in self.pairs.names if name not in elected and caps.has_room(name)]
            if len(elected) == self.seating.seats or not running:
                return frozenset([elected])
            winners = self.winners(running)
            if len(winners) > 1:
                self.branch()
            self.ends[elected] = frozenset().union(*(self.outcomes(elected | {name}) for name in winners))
        return self.ends[elected]

    def branch(self) -> None:
        self.branches += 1
        if self.branches > MOST_BRANCHES:
            raise TooManyBranches

    def order(self) -> list[list[str]]:
        """Seat by seat without caps; those who may win a seat by a tie share a place."""
        running, order = list(self.pairs.names), []
        while running:
            try:
                winners = self.winners(running)
            except TooManyBranches:
                winners = frozenset(running)
            order.append([name for name in running if name in winners])
            running = [name for name in running if name not in winners]
        return order


def without(names: Sequence[str], gone: str) -> list[str]:
    return [name for name in names if name != gone]


def by_hybrid(record: dict[str, Any], election: Election) -> dict[str, Any]:
    hybrid = Hybrid(election, record["options"])
    hybrid.run()
    order = written(hybrid.order())
    pairwise = hybrid.pairs.told("winning votes")
    return {**hybrid.seating.found(), "rounds": hybrid.rounds, "order": order, "pairwise": pairwise}


# Comparing a count with its record


COUNTERS: dict[str, Callable[[dict[str, Any], Election], dict[str, Any]]] = {
    **dict.fromkeys(("plurality", "approval", "score"), by_totals),
    **dict.fromkeys(RULES, by_transfers),
    "meek-prf": by_meek,
    **dict.fromkeys(("schulze-wv", "schulze-margins", "ranked-pairs-wv"), by_pairs),
    "condorcet-irv": by_hybrid,
    "debian": by_debian,
}
NOTHING: dict[str, Any] = {
    "quota": None,
    "rounds": [],
    "pairwise": None,
    "totals": None,
    "order": None,
    "undecided": None,
}


def check_count(record: dict[str, Any], files: dict[str, bytes], ballot: Published | None) -> str:
    """Check the record of an election against its ballots."""
    method = record["method"]
    if method["name"] not in COUNTERS or method["version"] != 1:
        raise CannotTell(f"This program does not know version {method['version']} of “{method['name']}”.")
    same("The method's title", method["title"], TITLES[method["name"]])
    given = record["input"]
    name = "scores.json" if method["name"] == "score" else "ballots.blt"
    stands_alone(name, files)
    if name == "scores.json":
        election = read_scores(read_object(files, name, SCORES))
    else:
        election = read_blt(decoded(files, name))
    if ballot is not None:
        ballot.compare_ballots(name, election)
    check_options(record["options"], election)
    found = {**NOTHING, "dropped": [], **COUNTERS[method["name"]](record, election)}
    check_input(given, election, files)
    same("The quota", record["quota"], found["quota"])
    check_rounds(record["rounds"], found["rounds"], election)
    check_pairwise(record["pairwise"], found["pairwise"])
    check_each("The total of", record["totals"], found["totals"])
    without_sentence("Dropped options", record["dropped"], found["dropped"])
    same("The order", record["order"], found["order"])
    check_ties(record["ties"], found["ties"])
    without_sentence("Candidates passed over by the cap", record["caps"], found["caps"])
    same("The elected", record["elected"], found["elected"])
    same("Seats that wait for a lot", record["undecided"], found["undecided"])
    same("Vacant seats", record["vacant"], found["vacant"])
    elected = listed(record["elected"]) or "nobody"
    return f"Everything agrees: {given['ballots']} ballots counted by {method['name']} elect {elected}."


def stands_alone(name: str, files: dict[str, bytes]) -> None:
    for other in COUNTED:
        if other in files and other != name:
            raise Wrong(f"{other} has no place beside {name}.")


def check_options(options: dict[str, Any], election: Election) -> None:
    """The settings fit the ballots, the lot is drawn again, and the cap worked out again."""
    same("Seats within 1 and the candidates", 1 <= options["seats"] <= len(election.standing), True)
    if "unranked" in options and options["unranked"] not in ("last", "excluded"):
        raise Wrong(f"What unranked means is “last” or “excluded”, and not {shown(options['unranked'])}.")
    for name in options.get("first_excluded", []):
        same(f"First excluded is {name}, a candidate", name in election.names, True)
    if "lot" in options:
        lot = options["lot"]
        same("Whether the lot has a seed", bool(lot["seed"]), lot["source"] == DRAWN)
        if lot["seed"]:
            drawn = sorted(
                election.names, key=lambda name: hashlib.sha256(f"{lot['seed']}|{name}".encode()).digest()
            )
            same("The lot drawn from the seed", lot["order"], drawn)
        if not set(election.standing) <= set(lot["order"]) or len(set(lot["order"])) != len(lot["order"]):
            raise Wrong("The lot does not place every candidate once.")
    if "cap" in options:
        cap = options["cap"]
        for name in cap["groups"]:
            same(f"{name} of the cap, a candidate", name in election.names, True)
        limit = exact(cap["limit"])
        most = int(limit * cap["size"] if "/" in cap["limit"] else limit)
        same("How many of one group may sit", cap["most"], max(most, cap["least"]))


def check_input(given: dict[str, Any], election: Election, files: dict[str, bytes]) -> None:
    same("The title", given["title"], election.title)
    same("The candidates", given["candidates"], election.names)
    same("The withdrawn", given["withdrawn"], election.withdrawn)
    same("The number of ballots", given["ballots"], election.short(election.total))
    same("The number of valid ballots", given["valid"], election.short(election.valid))
    same("The number of blank ballots", given["blank"], election.short(election.total - election.valid))
    if "original" in files:
        same("The digest of the original file", given["digest"], sha256(files["original"]))
    elif not re.fullmatch(r"[0-9a-f]{64}|", given["digest"]):
        raise Wrong("The digest of the original file is no SHA-256.")


def check_each(what: str, found: dict[str, Any] | None, expected: dict[str, Any] | None) -> None:
    """Compare two maps from candidates to numbers, candidate by candidate."""
    if found is None or expected is None:
        return same(f"{what} all", found, expected)
    for name in [*expected, *(name for name in found if name not in expected)]:
        same(f"{what} {name}", found.get(name), expected.get(name))
    return None


def check_rounds(found: list[Any], expected: list[Any], election: Election) -> None:
    for number, (is_found, is_expected) in enumerate(zip(found, expected), start=1):  # noqa: B905 -- 3.9
        check_round(f"Round {number}", is_found, is_expected, election)
    same("The number of rounds", len(found), len(expected))


def check_round(at: str, found: dict[str, Any], expected: dict[str, Any], election: Election) -> None:
    has_keys(at, found, (*expected, "sentence"))
    same(f"{at}, its number", found["number"], expected["number"])
    same(f"{at}, what was done", found["event"], expected["event"])
    same(f"{at}, with whom", sorted(found["subjects"]), sorted(expected["subjects"]))
    if "quota" in expected:
        same(f"{at}, the quota", found["quota"], expected["quota"])
    check_each(f"{at}, the votes of", found["votes"], expected["votes"])
    same(f"{at}, the votes without a further choice", found["exhausted"], expected["exhausted"])
    same(f"{at}, what rounding cut off", found["loss"], expected["loss"])
    if "value" in expected:
        same(f"{at}, the value of a ballot", found["value"], expected["value"])
    if "keep" in expected:
        check_each(f"{at}, the share kept by", found["keep"], expected["keep"])
    moved = [
        {(each["source"], each["target"]): each["votes"] for each in side["transfers"]}
        for side in (found, expected)
    ]
    for pair in sorted({*moved[0], *moved[1]}, key=repr):
        what = f"{at}, the votes from {pair[0]} to {pair[1] if pair[1] is not None else 'nobody'}"
        same(what, moved[0].get(pair), moved[1].get(pair))
    same(f"{at}, the number of transfers", len(found["transfers"]), len(expected["transfers"]))
    held = sum(Fraction(text) for text in [*found["votes"].values(), found["exhausted"], found["loss"]])
    same(f"{at}, the sum of all votes", str(held), str(Fraction(election.valid, election.unit)))
    same(f"{at}, the elected", found["elected"], expected["elected"])
    same(f"{at}, the excluded", sorted(found["excluded"]), sorted(expected["excluded"]))


def check_pairwise(found: dict[str, Any] | None, expected: dict[str, Any] | None) -> None:
    if found is None or expected is None:
        return same("The pairs", found, expected)
    has_keys("The pairs", found, expected)
    same("The candidates of the pairs", found["candidates"], expected["candidates"])
    same("The strength of defeats", found["strength"], expected["strength"])
    if "left_out" in expected:
        same("The number of sentences on defeats left out", len(found["left_out"]), expected["left_out"])
    if "path_candidates" in expected:
        same("The candidates of the paths", found["path_candidates"], expected["path_candidates"])
    for key, what in (("matrix", "Ballots that rank"), ("paths", "The strongest path from")):
        names = (
            expected.get("path_candidates", expected["candidates"])
            if key == "paths"
            else expected["candidates"]
        )
        joint = "above" if key == "matrix" else "to"
        if key in expected:
            same(f"The size of the {key}", [len(row) for row in found[key]], [len(names)] * len(names))
            for row, a in enumerate(names):
                for column, b in enumerate(names):
                    same(f"{what} {a} {joint} {b}", found[key][row][column], expected[key][row][column])
    return None


def check_ties(found: list[Any], expected: list[Any]) -> None:
    same("The number of ties", len(found), len(expected))
    for number, (is_found, is_expected) in enumerate(zip(found, expected), start=1):  # noqa: B905 -- 3.9
        at = f"Tie {number}, {is_expected['at']}"
        has_keys(at, is_found, is_expected)
        check_each(f"{at}:", is_found, is_expected)


def without_sentence(what: str, found: list[Any], expected: list[Any]) -> None:
    same(what, [{key: each[key] for key in each if key != "sentence"} for each in found], expected)


# Motions


def check_motion(record: dict[str, Any], files: dict[str, bytes], ballot: Published | None) -> str:
    """Check the record of a motion: the votes, the quorum and the condition of its rule."""
    method = record["method"]
    if method != {"name": "motion", "version": 1}:
        raise CannotTell(f"This program does not know version {method['version']} of “{method['name']}”.")
    stands_alone("choices.json", files)
    votes, rule = read_object(files, "choices.json", CHOICES), record["rule"]
    same("The options", record["options"], rule["options"])
    tally = tally_of("", votes, rule["options"])
    if ballot is not None:
        ballot.compare_choices(votes)
    check_each("The number of", record["tally"], tally)
    classes = check_classes(record, votes)
    expected = {
        "votes": len(votes["choices"]),
        "eligible": votes["eligible"],
        "seats": votes["seats"],
        "digest": sha256(files["choices.json"]),
    }
    check_each("The input,", record["input"], expected)
    quorum = rule["quorum"] is None or holds(rule["quorum"], tally, classes)
    passes = holds(rule["passes"], tally, classes)
    same("Whether the quorum is met", record["quorum"]["met"], quorum)
    needed = 0 if rule["quorum"] is None else turnout_needed(rule["quorum"], tally, classes)
    same("How many must take part", record["quorum"]["needed"], needed)
    same("Whether the condition of passing is met", record["passes"]["met"], passes)
    same("The threshold", record["passes"]["threshold"], threshold(rule["passes"]))
    outcome = ("passed" if passes else "not_passed") if quorum else "no_quorum"
    same("The outcome", record["outcome"], outcome)
    numbers = f"{tally['for']} for, {tally['against']} against, {tally['abstain']} abstained"
    return f"Everything agrees: {numbers}, and the outcome is “{outcome.replace('_', ' ')}”."


Tally = dict[str, int]


def tally_of(where: str, votes: dict[str, Any], options: list[str]) -> Tally:
    """The numbers of choices.json that conditions ask for; `where` is how a sentence says “in this class”."""
    choices = votes["choices"]
    if sorted(choices) != choices:
        raise Wrong(f"choices.json is not in its canonical form: the choices{where} are not sorted.")
    for choice in choices:
        same(f"“{choice}”{where} is an option of the rule", choice in options, True)
    counted = Counter(choices)
    same(f"No more votes than entitled{where}", len(choices) <= votes["eligible"], True)
    return {
        "seats": votes["seats"],
        "eligible": votes["eligible"],
        "participated": len(choices),
        "cast": counted["for"] + counted["against"],
        "for": counted["for"],
        "against": counted["against"],
        "abstain": counted["abstain"],
    }


def check_classes(record: dict[str, Any], votes: dict[str, Any]) -> dict[str, Tally]:
    """The tally of each class of voters, where the rule asks by class: each a part of the whole."""
    asks = bool(classes_asked(parts_asked(record["rule"])))
    for name, told in (("record.json", record), ("choices.json", votes)):
        if ("classes" in told) != asks:
            raise Wrong(f"{name} has classes where the rule asks for none, or none where it does.")
    parts = votes.get("classes", {})
    classes = {
        name: tally_of(f" in the class “{name}”", part, record["options"]) for name, part in parts.items()
    }
    for name in record["tally"] if asks else ():
        total = sum(part[name] for part in classes.values())
        same(f"No more of “{name}” in all classes than in all", total <= record["tally"][name], True)
    if asks:
        has_keys("The classes of the record", record["classes"], classes)
    for name, part in classes.items():
        check_each(f"In the class “{name}”, the number of", record["classes"][name], part)
    return classes


def parts_asked(rule: dict[str, Any]) -> list[Any]:
    """The conditions of a motion's rule; an election's has none."""
    return [rule.get("quorum"), rule.get("passes")]


def classes_asked(node: Any) -> set[str]:
    """By which classes of voters conditions ask; CannotTell when by more than one division."""
    found: set[str] = set()
    if isinstance(node, dict):
        found |= {node["classes"]["by"]} if "classes" in node else set(node.get("in_class", ()))
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        found |= classes_asked(part)
    if len(found) > 1:
        raise CannotTell(f"This program does not know votes counted by {listed(sorted(found))} at once.")
    return found


Root = tuple[Fraction, int]  # (r, k) is the number whose k-fold square is r


def holds(condition: dict[str, Any], tally: Tally, classes: dict[str, Tally]) -> bool:
    """Whether a condition of the grammar in docs/charters.md is met; a share of nothing is never reached."""
    ((word, parts),) = condition.items()
    if word == "all":
        return all(holds(part, tally, classes) for part in parts)
    if word == "any":
        return any(holds(part, tally, classes) for part in parts)
    if word == "not":
        return not holds(parts, tally, classes)
    if word not in ("gt", "gte", "lt", "lte", "eq"):
        raise CannotTell(f"This program does not know the condition “{word}”.")
    left, right = (number(part, tally, classes) for part in parts)
    sign = compared(left, right)
    if word == "eq":
        return sign == 0
    demanded = parts[1] if word in ("gt", "gte") else parts[0]
    while isinstance(demanded, dict) and "ceil" in demanded:
        demanded = demanded["ceil"]
    if isinstance(demanded, dict) and "frac" in demanded and number(demanded["of"], tally, classes)[0] == 0:
        return False
    return {"gt": sign > 0, "gte": sign >= 0, "lt": sign < 0, "lte": sign <= 0}[word]


def number(term: Any, tally: Tally, classes: dict[str, Tally]) -> Root:
    """The value of a number of the grammar."""
    if isinstance(term, dict):
        if "classes" in term or "in_class" in term:
            return Fraction(by_class(term, classes)), 0
        return reckoned(term, tally, classes)
    if isinstance(term, str) and term == "not_abstaining":
        return Fraction(tally["eligible"] - tally["abstain"]), 0
    return exact(tally[term] if isinstance(term, str) and term in tally else term), 0


def by_class(term: dict[str, Any], classes: dict[str, Tally]) -> int:
    """In how many classes a condition holds, or one number of one class: 0 where there is no such class."""
    if "classes" in term:
        return sum(holds(term["classes"]["where"], part, classes) for part in classes.values())
    (name,) = term["in_class"].values()
    return classes[name][term["tally"]] if name in classes else 0


def reckoned(term: dict[str, Any], tally: Tally, classes: dict[str, Tally]) -> Root:
    """The value of a number that is made of others."""
    if "of" in term and ("frac" in term or "times" in term):
        base, roots = number(term["of"], tally, classes)
        return base * exact(term["frac"] if "frac" in term else term["times"]) ** (2**roots), roots
    if "sqrt" in term:
        base, roots = number(term["sqrt"], tally, classes)
        if roots == MOST_ROOTS:
            raise CannotTell("This program does not know so many roots of roots.")
        return base, roots + 1
    if "ceil" in term:
        inner = number(term["ceil"], tally, classes)
        whole = floor(inner)
        return Fraction(whole if compared(inner, (Fraction(whole), 0)) == 0 else whole + 1), 0
    if "min" in term or "max" in term:
        best, *others = [number(part, tally, classes) for part in term["min" if "min" in term else "max"]]
        for each in others:
            if compared(each, best) == (-1 if "min" in term else 1):
                best = each
        return best
    raise CannotTell(f"This program does not know the number {shown(term)}.")


def floor(root: Root) -> int:
    whole = root[0].numerator // root[0].denominator
    for _ in range(root[1]):
        whole = isqrt(whole)
    return whole


def compared(a: Root, b: Root) -> int:
    """-1, 0 or 1 as a is less than, equal to or greater than b: both squared until no root is left."""
    roots = max(a[1], b[1])
    left, right = [Fraction(each[0] ** (2 ** (roots - each[1]))) for each in (a, b)]
    return 1 if left > right else -1 if left < right else 0


def turnout_needed(condition: dict[str, Any], tally: Tally, classes: dict[str, Tally]) -> int | None:
    """The smallest turnout that meets the quorum, the other numbers as they are; None when none does."""
    ((word, parts),) = condition.items()
    if word in ("all", "any"):
        needed = [turnout_needed(part, tally, classes) for part in parts]
        possible = [each for each in needed if each is not None]
        if word == "any":
            return min(possible, default=None)
        return max(possible) if len(possible) == len(needed) else None
    if word in ("lt", "lte"):
        word, parts = {"lt": "gt", "lte": "gte"}[word], parts[::-1]
    if word in ("gt", "gte") and parts[0] in ("participated", "present", "cast"):
        line = number(parts[1], tally, classes)
        whole = floor(line)
        least = whole + 1 if word == "gt" or compared(line, (Fraction(whole), 0)) else whole
        of_nothing = isinstance(parts[1], dict) and "frac" in parts[1] and least == 0
        return None if of_nothing or least > tally["eligible"] else least
    return 0 if holds(condition, tally, classes) else None


def threshold(condition: dict[str, Any]) -> dict[str, Any] | None:
    """The one share of one base that votes for must reach, where passing is just that."""
    ((word, parts),) = condition.items()
    if word in ("all", "any"):
        return threshold(parts[0]) if len(parts) == 1 else None
    if word in ("lt", "lte") and isinstance(parts[0], (str, dict)):
        word, parts = {"lt": "gt", "lte": "gte"}[word], parts[::-1]
    if word not in ("gt", "gte") or parts[0] != "for":
        return None
    line, strict = parts[1], word == "gt"
    if line == "against":
        return {"fraction": "1/2", "base": "cast", "strict": strict}
    if isinstance(line, dict) and "frac" in line and isinstance(line["of"], str):
        return {"fraction": str(exact(line["frac"])), "base": line["of"], "strict": strict}
    if isinstance(line, dict) and "times" in line and line["of"] == "against":
        factor = exact(line["times"])
        return {"fraction": str(factor / (factor + 1)), "base": "cast", "strict": strict}
    return None


# A ballot of the portal: what was frozen at opening, who could vote, who did, and what was in the box


READERS = ("public", "members", "scrutineers", "aggregates")  # from everybody to nobody
UNITS = ("organization", "person")
REGISTER = ["key", "name", "weight", "voted", "receipt"]
CALL = ["key", "name", "weight"]  # and the options
DIGEST = "[0-9a-f]{64}"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SIGN = "[0-9A-HJKMNP-TV-Z]"
TRACKER = f"{SIGN}{{4}}(-{SIGN}{{4}}){{3}}"
MARK = "|0|[1-9][0-9]{0,4}"
WEIGHT = "[1-9][0-9]{0,8}"
SEALING = 1 + 10 + 32 + 16  # version, tracker, encapsulated key, tag: what an envelope has besides the marks


class Published:
    """The files about one ballot, compared with each other and with its record."""

    def __init__(self, files: dict[str, bytes], record: dict[str, Any]) -> None:
        self.files, self.record = files, record
        self.manifest = read_object(files, "manifest.json", MANIFEST)
        check_manifest(self.manifest)
        self.form, self.names = self.manifest["form"], self.manifest["form"]["options"]
        self.is_motion = self.manifest["method"] == "motion"
        self.is_secret = self.manifest["level"] == "secret"
        self.sheet = "box.csv" if self.is_secret else "rollcall.csv"
        self.roll: dict[str, dict[str, Any]] = {}
        self.entitled: dict[str, dict[str, Any]] = {}
        self.voters: dict[str, int] = {}
        self.cast: list[tuple[int, list[Any]]] = []  # weights, and a mark or None for each option
        self.callers: list[str] = []  # in a recorded ballot the key beside each of them

    def check(self) -> str:
        """Check all but the count itself, and return a sentence on what is not in the folder, or nothing."""
        self.check_record()
        self.check_roll()
        self.check_register()
        self.check_cast()
        self.check_turnout()
        self.check_lot()
        missing = [name for name in (self.sheet, "roll.csv", "register.csv") if name not in self.files]
        told = f" Not in the folder, and so not checked: {listed(missing)}." if missing else ""
        if not {self.sheet, *COUNTED} & set(self.files):
            raise CannotTell(f"The other files agree, but the ballots are not here to be counted.{told}")
        return told

    def has(self, name: str) -> bool:
        return name in self.files

    def table(self, name: str, *columns: list[str]) -> tuple[list[str], list[list[str]]]:
        """The header, which is one of these, and the rows of a CSV file."""
        header, *rows = read_table(self.files, name)
        if header not in columns:
            raise Wrong(f"{name} has the columns {shown(header)}, and not {shown(columns[0])}.")
        return header, rows

    def check_record(self) -> None:
        """The record is of this question, by this rule and with these settings."""

        def agree(what: str, found: object, expected: object) -> None:
            same(what, found, expected, "the record", "manifest.json")

        record, manifest, counting = self.record, self.manifest, self.manifest["counting"]
        options, given = record["options"], record["input"]
        agree("The method", record["method"]["name"], manifest["method"])
        if self.is_motion:
            agree("The rule", record["rule"], manifest["rule"])
            return agree("The options", options, self.names)
        agree("The title", given["title"], manifest["question"])
        agree("The candidates", given["candidates"], self.names)
        agree("The seats", options["seats"], counting["seats"])
        first, default = (counting.get(key) or [] for key in ("first_excluded", "default_option"))
        agree("First excluded", options.get("first_excluded", []), first)
        if "unranked" in options:
            agree("What unranked means", options["unranked"], counting.get("unranked") or "last")
        if "default_option" in options:
            agree("The default option", options["default_option"], default or self.names[-1])
        agree("The majorities", plain_ratios(options), plain_ratios(counting))
        return agree("The cap", plain_cap(options.get("cap")), plain_cap(counting.get("cap")))

    # Who could vote, and who did ---------------------------------------------------------------------------

    def check_roll(self) -> None:
        """The roll is that of the manifest; then what became of it."""
        if not self.has("roll.csv"):
            if self.has("roll-changes.json"):
                raise Wrong("roll-changes.json has no place without roll.csv.")
            return
        rows = self.table("roll.csv", list(ROLL))[1]
        in_order("roll.csv", [row[0] for row in rows])
        self.roll = {row[0]: roll_line(f"Line {at} of roll.csv", row) for at, row in enumerate(rows, start=2)}
        frozen, both = self.manifest["roll"], ("manifest.json", "roll.csv")
        same("The electors", frozen["electors"], len(rows), *both)
        same("The entitled", frozen["entitled"], sum(each["entitled"] for each in self.roll.values()), *both)
        same("The digest of the roll", frozen["digest"], sha256(self.files["roll.csv"]), *both)
        if self.has("roll-changes.json"):
            changes = read_object(self.files, "roll-changes.json", CHANGES)["changes"]
            for number, change in enumerate(changes, start=1):
                self.change(f"Change {number} in roll-changes.json", change)
        for key, line in self.roll.items():
            if self.is_secret and line["entitled"] and line["weight"] != 1:
                raise Wrong(f"{key} on the roll has the weight {line['weight']}; in a secret ballot it is 1.")
        self.entitled = {key: line for key, line in sorted(self.roll.items()) if line["entitled"]}

    def change(self, at: str, change: dict[str, Any]) -> None:
        key, before, after = change["key"], change["before"], change["after"]
        same(f"{at}, the line of {key} before", before, self.roll.pop(key, None), "it", "the roll until then")
        if after is not None:
            same(f"{at}, the key", after["key"], key, "the line", "the change")
            check_line(at, after)
            self.roll[key] = after

    def check_register(self) -> None:
        """The register has a line for everybody entitled, and says of each whether they took part."""
        if not self.has("register.csv"):
            return
        receipts: set[str] = set()
        rows = self.table("register.csv", REGISTER)[1]
        for number, (key, _, weight, voted, receipt) in enumerate(rows, start=2):
            at = f"Line {number} of register.csv"
            if voted not in ("yes", "no") or (voted == "yes") != bool(receipt):
                raise Wrong(f"{at} does not say yes with a receipt, or no without one.")
            if receipt in receipts:
                raise Wrong(f"{at} has the receipt {receipt} a second time.")
            receipts |= {receipt} - {""}
            self.voters.update({key: int(weight)} if voted == "yes" else {})
        self.are_on_the_roll("register.csv", rows)
        if self.has("roll.csv"):
            same("Those entitled", [row[0] for row in rows], [*self.entitled], "register.csv", "roll.csv")

    def are_on_the_roll(self, name: str, rows: list[list[str]]) -> None:
        """Each row begins with key, name and weight of somebody entitled, in the order of the keys."""
        in_order(name, [row[0] for row in rows])
        for number, (key, *told) in enumerate(rows, start=2):
            at = f"Line {number} of {name}"
            if not re.fullmatch(WEIGHT, told[1]):
                raise Wrong(f"{at} has no weight.")
            if self.has("roll.csv") and key not in self.entitled:
                raise Wrong(f"{at}: {key} is not entitled by roll.csv.")
            if self.has("roll.csv"):
                same(f"{at}, the name", told[0], self.entitled[key]["name"], "it", "roll.csv")
                same(f"{at}, the weight", told[1], str(self.entitled[key]["weight"]), "it", "roll.csv")

    # What was voted ----------------------------------------------------------------------------------------

    def check_cast(self) -> None:
        """The box or the roll call: each row a ballot of the form, beside its tracker or its name."""
        beside = {"trackers.csv"} if self.has("box.csv") else set()
        for name in {"box.csv", "rollcall.csv", "trackers.csv"} - {self.sheet} - beside:
            if self.has(name):
                raise Wrong(f"{name} has no place in this ballot: the level is {self.manifest['level']}.")
        if not self.has(self.sheet):
            return
        if self.is_secret:
            header, rows = self.table("box.csv", ["token", *self.names], self.names)
            before = len(header) - len(self.names)
            self.check_codes(rows, has_codes=before == 1)
        else:
            rows = self.table("rollcall.csv", [*CALL, *self.names])[1]
            before = len(CALL)
            self.are_on_the_roll("rollcall.csv", rows)
            if self.has("register.csv"):
                found = [row[0] for row in rows]
                same("Who voted", found, sorted(self.voters), "rollcall.csv", "register.csv")
        for number, row in enumerate(rows, start=2):
            marks = self.marks(f"Line {number} of {self.sheet}", row[before:])
            self.cast.append((1 if self.is_secret else int(row[2]), marks))
            self.callers += [] if self.is_secret else [row[0]]

    def check_codes(self, rows: list[list[str]], *, has_codes: bool) -> None:
        """Trackers are well formed, in order, and each there once; or they and the ballots are two lists."""
        if not has_codes and rows != sorted(rows):
            raise Wrong("box.csv has no trackers, and its rows are not sorted.")
        if has_codes and self.has("trackers.csv"):
            raise Wrong("trackers.csv has no place beside a box with trackers.")
        name, codes = "box.csv", rows if has_codes else []
        if self.has("trackers.csv"):
            name, codes = "trackers.csv", self.table("trackers.csv", ["token"])[1]
            same("How many there are", len(codes), len(rows), "trackers.csv", "box.csv")
        for number, row in enumerate(codes, start=2):
            if not re.fullmatch(TRACKER, row[0]):
                raise Wrong(f"Line {number} of {name} has no tracker: four groups of four signs.")
        in_order(name, [row[0] for row in codes])

    def marks(self, at: str, cells: list[str]) -> list[Any]:
        """The marks of a row, if they are a ballot of the form."""
        form, kind = self.form, self.form["kind"]
        for cell in cells:
            if not re.fullmatch(MARK, cell):
                raise Wrong(f"{at} has the mark {shown(cell)}, which is no number.")
        given = [int(cell) for cell in cells if cell]
        most = 1 if kind == "choice" else form["most"] or len(cells)
        if len(given) > most or not (given or form["blank"]):
            raise Wrong(f"{at} marks {len(given)} options, which the form does not take.")
        different = set(given)
        if kind == "ranking":
            fits = different == set(range(1, len(different) + 1))
            fits = fits and (form["equal_ranks"] or len(different) == len(given))
        else:
            fits = max(different, default=0) <= form["top"] if kind == "scores" else different <= {1}
        if not fits:
            raise Wrong(f"{at} has marks that the form does not take.")
        return [int(cell) if cell else None for cell in cells]

    def compare_ballots(self, name: str, election: Election) -> None:
        """The ballots that were counted are those in the box or in the roll call."""
        same("The digest", self.record["input"]["digest"], sha256(self.files[name]), "the record", name)
        if election.tie_order or election.withdrawn or election.decimals:
            raise Wrong(f"{name} has what no ballot here has: an order for ties, withdrawn, or decimals.")
        counted: Counter[Any] = Counter({(): election.total - election.valid})
        for weight, ballot in election.ballots:
            counted[tuple(ballot.items() if isinstance(ballot, dict) else map(tuple, ballot))] += weight
        self.compare(name, counted, self.places)

    def places(self, marks: list[Any]) -> Any:
        """A ballot as it is counted: names with points, or names by rank from the best."""
        marked = [(option, mark) for option, mark in zip(self.names, marks) if mark is not None]  # noqa: B905
        if self.form["kind"] == "scores":
            return tuple(marked)
        ranks = sorted({mark for _, mark in marked})
        return tuple(tuple(option for option, mark in marked if mark == rank) for rank in ranks)

    def compare_choices(self, votes: dict[str, Any]) -> None:
        """The same of the choices on a motion, and of those of each class."""
        self.compare("choices.json", Counter(votes["choices"]), lambda marks: self.names[marks.index(1)])
        if "classes" in votes and self.has("roll.csv"):
            self.compare_classes(votes["classes"])

    def compare_classes(self, classes: dict[str, Any]) -> None:
        """Each class has the lines that the roll puts into it, and their votes in the roll call."""
        told = "choices.json"
        seated = [each for each in self.roll.values() if each["entitled"] or each["recused"]]
        names = sorted({each["class"] for each in seated} - {""})
        same("The classes", sorted(classes), names, told, "roll.csv")
        cast: Counter[tuple[str, str]] = Counter()
        for key, (weight, marks) in zip(self.callers, self.cast):  # noqa: B905 -- 3.9
            cast[self.roll[key]["class"], self.names[marks.index(1)]] += weight
        for name, part in classes.items():
            own = [each for each in seated if each["class"] == name]
            entitled = sum(each["weight"] for each in own if each["entitled"])
            same(f"The votes of those entitled in “{name}”", part["eligible"], entitled, told, "roll.csv")
            seats = sum(each["weight"] for each in own)
            same(f"The same with those recused in “{name}”", part["seats"], seats, told, "roll.csv")
            counted = Counter(part["choices"])
            for choice in self.names if self.has(self.sheet) else ():
                what = f"How often {canonical(choice)} was voted in “{name}”"
                same(what, cast[name, choice], counted[choice], self.sheet, told)

    def compare(self, name: str, counted: Counter[Any], told: Callable[[list[Any]], Any]) -> None:
        cast: Counter[Any] = Counter()
        for weight, marks in self.cast:
            cast[told(marks)] += weight
        for key in [*cast, *counted] if self.has(self.sheet) else []:
            same(f"How often {canonical(key)} was voted", cast[key], counted[key], self.sheet, name)

    # Figures and the lot -----------------------------------------------------------------------------------

    def check_turnout(self) -> None:
        """How many could vote and did is the same in every file."""
        turnout, told = read_object(self.files, "turnout.json", TURNOUT), "turnout.json"
        same("The schema", turnout["schema"], "alliance.turnout/1", told, "docs/verification.md")
        same("The ballot", turnout["ballot"], self.manifest["ballot"], told, "manifest.json")
        digest = sha256(self.files["manifest.json"])
        same("The digest of the manifest", turnout["manifest"], digest, told, "manifest.json")
        wished = READERS.index(self.manifest["publication"])
        if turnout["published"] not in READERS[wished:]:
            raise Wrong(f"turnout.json: published is none of {listed(READERS[wished:])}.")
        entitled, voted, unopened = (turnout[name] for name in ("entitled", "voted", "unopened"))
        if not 0 <= unopened <= voted <= entitled or (unopened and not self.is_secret):
            raise Wrong("turnout.json: entitled, voted and unopened are no such numbers.")
        given = self.record["input"]
        votes = str(given["votes"]) if self.is_motion else given["ballots"]
        if self.has("register.csv"):
            same("Those who voted", voted, len(self.voters), told, "register.csv")
            weight = sum(self.voters.values()) - unopened
            same("The votes", votes, str(weight), "the record", "register.csv, without the unopened")
        if self.has(self.sheet):
            same("The ballots, without the unopened", voted - unopened, len(self.cast), told, self.sheet)
        if self.is_secret:
            same("The votes", votes, str(voted - unopened), "the record", told)
            self.check_base(entitled, told)
        if self.has("roll.csv"):
            same("Those entitled", entitled, len(self.entitled), told, "roll.csv")
            self.check_base(sum(line["weight"] for line in self.entitled.values()), "roll.csv")

    def check_base(self, weight: int, told: str) -> None:
        """The numbers that shares are taken of are those of the roll."""
        given, what = self.record["input"], "The votes of those entitled"
        if not self.is_motion:
            expected = weight if self.manifest["method"] == "debian" else 0
            return same(what, self.record["options"].get("eligible", 0), expected, "the record", told)
        same(what, given["eligible"], weight, "the record", told)
        if self.has("roll.csv"):
            weight += sum(line["weight"] for line in self.roll.values() if line["recused"])
            same("The votes with those recused", given["seats"], weight, "the record", "roll.csv")
        return None

    def check_lot(self) -> None:
        """The lot was drawn from the seed to which the manifest is committed, and the value named there."""
        announced = self.manifest["lot"]
        used = None if self.is_motion else self.record["options"].get("lot")
        if self.has("lot.json"):
            given = read_object(self.files, "lot.json", LOT)
            if used is None or announced is None:
                raise Wrong("lot.json has no place where record.json or manifest.json has no lot.")
            commitment = sha256(given["seed"].encode())
            same("The digest of the seed", announced["commitment"], commitment, "manifest.json", "lot.json")
            if bool(given["value"]) != bool(announced["source"]):
                raise Wrong("lot.json has a public value, but manifest.json no source of it, or only this.")
            seed = f"{given['seed']}|{given['value']}"
            same("The seed of the lot", used["seed"], seed, "the record", "lot.json")
        elif used is not None:
            raise Wrong("lot.json is missing, and the record has a lot.")
        elif announced is not None and not self.is_motion:
            by_lot = [tie for tie in self.record["ties"] if tie["is_lot"] and tie.get("is_decisive", True)]
            if not announced["source"] or self.record["undecided"] or by_lot:
                raise Wrong(
                    "The lot of manifest.json was not drawn, though nothing was missing, or a tie waits."
                )


def check_manifest(manifest: dict[str, Any]) -> None:
    """The manifest is one that this program knows, and its parts fit together.

    Raises `Wrong` and `CannotTell`; to be asked before a ballot opens.
    """
    has_shape("manifest.json", manifest, MANIFEST)
    if (manifest["schema"], manifest["level"]) not in LEVELS:
        told = f"{shown(manifest['schema'])} with the level {shown(manifest['level'])}"
        raise CannotTell(f"This program does not know manifests of the kind {told}.")
    form, kind, lot = manifest["form"], manifest["form"]["kind"], manifest["lot"]
    names, roll = form["options"], manifest["roll"]
    if manifest["level"] == "secret" and classes_asked(parts_asked(manifest["rule"])):
        raise CannotTell("This program does not know secret ballots that are counted by class.")
    same("The options", [each["name"] for each in manifest["options"]], names, "manifest.json", "its form")
    is_motion, is_secret, size = manifest["method"] == "motion", manifest["level"] == "secret", len(names)
    kinds = {"motion": ["choice"], "score": ["scores"]}
    parts = {
        "ballot": re.fullmatch("B-[1-9][0-9]*", manifest["ballot"]),
        "key_ref": re.fullmatch(UUID, manifest["key_ref"]),
        "publication": manifest["publication"] in READERS,
        "method": "election" not in manifest["rule"] or method_of(manifest["rule"]) == manifest["method"],
        "options": names and len(set(names)) == size and "" not in names,
        "form.kind": kind in kinds.get(manifest["method"], ["ranking", "approvals", "choice"]),
        "form.most": form["most"] is None or 1 <= form["most"] <= size,
        "form.top": form["top"] is None if kind != "scores" else form["top"] and form["top"] > 0,
        "form.equal_ranks": kind == "ranking" or not form["equal_ranks"],
        "form.blank": not (is_motion and form["blank"]),
        "counting.seats": is_motion or 1 <= manifest["counting"].get("seats", 0) <= size,
        "text_digest": re.fullmatch(DIGEST, manifest["text_digest"]),
        "edition.digest": re.fullmatch(f"{DIGEST}|", manifest["edition"]["digest"]),
        "roll.entitled": 0 <= roll["entitled"] <= roll["electors"],
        "roll.digest": re.fullmatch(DIGEST, roll["digest"]),
        "public_key": (manifest["public_key"] is not None) == is_secret
        and re.fullmatch(f"{DIGEST}|", manifest["public_key"] or ""),
        "envelope_size": manifest["envelope_size"] == (SEALING + 2 * size if is_secret else None),
        "lot.commitment": lot is None or re.fullmatch(DIGEST, lot["commitment"]),
    }
    for name, fits in parts.items():
        if not fits:
            raise Wrong(f"manifest.json: {name} is not what may stand there, or does not fit the rest.")


LEVELS = [("alliance.manifest/1", level) for level in ("recorded", "secret")]


def method_of(rule: dict[str, Any]) -> str:
    """The method that the rule of an election means, by its name or its parts; empty when it tells none."""
    method = rule["election"]["method"]
    if method.get("stv"):
        return BY_ARITHMETIC[method["stv"]["arithmetic"]]
    if method.get("condorcet"):
        completion, strength = method["condorcet"]["completion"], method["condorcet"]["strength"]
        by_strength = {"winning_votes": "schulze-wv", "margins": "schulze-margins"}[strength]
        return {"irv": "condorcet-irv", "ranked_pairs": "ranked-pairs-wv"}.get(completion, by_strength)
    plain = [name for name in ("approval", "plurality", "irv", "score") if method.get(name) is not None]
    return method.get("name") or "".join(plain)


BY_ARITHMETIC = {
    "exact": "wigm-exact",
    "5-decimals": "scottish-2007",
    "4-decimals": "wigm-prf",
    "9-decimals": "meek-prf",
}


def plain_ratios(settings: dict[str, Any]) -> dict[str, str]:
    return {name: str(exact(text)) for name, text in (settings.get("ratios") or {}).items()}


def plain_cap(cap: dict[str, Any] | None) -> Any:
    """A cap without what follows from it; a limit with a bar is a share, any other a number of seats."""
    if not cap:
        return None
    limit = str(cap["limit"])
    rest = [cap.get("size") or 0, cap.get("least") or 0, cap.get("groups") or {}, cap.get("sitting") or {}]
    return ["/" in limit, str(exact(limit)), *rest]


def roll_line(at: str, row: list[str]) -> dict[str, Any]:
    """A row of roll.csv, with a number for its weight, and yes and no as they are in roll-changes.json."""
    line: dict[str, Any] = dict(zip(ROLL, row))  # noqa: B905 -- 3.9
    if not re.fullmatch(WEIGHT, line["weight"]) or {line["entitled"], line["recused"]} - {"yes", "no"}:
        raise Wrong(f"{at} has no weight, or does not say yes or no.")
    line["weight"] = int(line["weight"])
    line.update({name: line[name] == "yes" for name in ("entitled", "recused")})
    check_line(at, line)
    return line


def check_line(at: str, line: dict[str, Any]) -> None:
    """A line of the roll names somebody and cannot be both entitled and recused."""
    if not line["key"] or not line["name"] or line["unit"] not in UNITS or line["weight"] < 1:
        raise Wrong(f"{at} has no key, name or weight, or is neither organization nor person.")
    if line["entitled"] and line["recused"]:
        raise Wrong(f"{at} is entitled and recused.")


def in_order(name: str, keys: list[str]) -> None:
    """Each key stands once, and in order."""
    for number, (one, other) in enumerate(zip(keys, keys[1:]), start=3):  # noqa: B905, RUF007 -- 3.9
        if one >= other:
            raise Wrong(f"Line {number} of {name} has {shown(other)} a second time, or out of order.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
