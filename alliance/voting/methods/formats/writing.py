"""Ballots as files that other programs read, and that `read` gives back the same."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from alliance.voting.methods.catalogue import CountError
from alliance.voting.methods.formats.sheet import guarded
from alliance.voting.methods.profile import NOBODY, Profile
from alliance.voting.methods.record import decimal

FORMATS: Final = ("blt", "preflib", "csv")


def written(profile: Profile, form: str) -> str:
    """The ballots as text in one of `FORMATS`; `CountError` for any other, and for what it cannot hold."""
    writers = {"blt": blt, "preflib": preflib, "csv": rank_sheet}
    if form not in writers:
        raise CountError(f"There is no format “{form[:40]}”. Use {', '.join(FORMATS)}.")
    return writers[form](profile)


def rankings(profile: Profile) -> Iterator[tuple[int, list[list[int]]]]:
    """Each ballot's weight (times the scale) and its ranking, equals together, best first."""
    columns = profile.places.T.tolist()
    levels: Iterable[Sequence[bool]] = (
        [[]] * len(columns) if profile.level is None else profile.level.T.tolist()
    )
    for weight, column, level in zip(profile.weights.tolist(), columns, levels, strict=True):
        ranking: list[list[int]] = []
        for place, candidate in enumerate(column):
            if candidate == NOBODY:
                break
            if level and level[place]:
                ranking[-1].append(candidate)
            else:
                ranking.append([candidate])
        yield weight, ranking


def blt(profile: Profile) -> str:
    """BLT with `=` for equal ranks, negative numbers for the withdrawn and `[tie ...]` for the tie order."""
    lines = [f"{len(profile.candidates)} {profile.seats}"]
    if profile.withdrawn:
        lines.append(" ".join(f"-{each + 1}" for each in sorted(profile.withdrawn)))
    if profile.tie_order is not None:
        lines.append(f"[tie {' '.join(str(each + 1) for each in profile.tie_order)}]")
    for weight, ranking in rankings(profile):
        groups = ["=".join(str(each + 1) for each in equals) for equals in ranking]
        lines.append(" ".join([decimal(weight, profile.scale), *groups, "0"]))
    lines += ["0", *(_quoted(each) for each in (*profile.candidates, profile.title))]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def preflib(profile: Profile) -> str:
    """PrefLib's present format, equal ballots joined; it has no place for seats, withdrawn and decimals."""
    if profile.scale != 1:
        raise CountError("PrefLib files hold whole numbers of ballots, and these have decimals. Use BLT.")
    orders: Counter[str] = Counter()
    is_strict = is_complete = True
    for weight, ranking in rankings(profile):
        is_strict &= all(len(each) == 1 for each in ranking)
        is_complete &= sum(map(len, ranking)) == len(profile.candidates)
        groups = (",".join(str(each + 1) for each in equals) for equals in ranking)
        orders[",".join(f"{{{each}}}" if "," in each else each for each in groups)] += weight
    kind = ("so" if is_strict else "to") + ("c" if is_complete else "i")
    facts = {
        "FILE NAME": f"ballots.{kind}",
        "TITLE": profile.title,
        "DATA TYPE": kind,
        "MODIFICATION TYPE": "original",
        "NUMBER ALTERNATIVES": len(profile.candidates),
        "NUMBER VOTERS": orders.total(),
        "NUMBER UNIQUE ORDERS": len(orders),
        **{f"ALTERNATIVE NAME {at}": name for at, name in enumerate(profile.candidates, start=1)},
    }
    lines = [f"# {key}: {value}" for key, value in facts.items()]
    lines += [f"{weight}: {order}" for order, weight in orders.most_common()]
    return "\n".join(lines) + "\n"


def rank_sheet(profile: Profile) -> str:
    """A column of ranks for each candidate, a row for each ballot, `count` when one stands for more."""
    has_counts = bool((profile.weights != profile.scale).any())
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*map(guarded, profile.candidates), *(["count"] if has_counts else [])])
    for weight, ranking in rankings(profile):
        cells = [""] * len(profile.candidates)
        for rank, equals in enumerate(ranking, start=1):
            for candidate in equals:
                cells[candidate] = str(rank)
        rows.writerow([*cells, *([decimal(weight, profile.scale)] if has_counts else [])])
    return out.getvalue()
