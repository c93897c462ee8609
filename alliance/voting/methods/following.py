"""Where a ballot went: what one ranking did in a count, worked out from the record alone.

The ranking need not have been cast: the record holds no ballots, and nothing is kept of what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from alliance.voting.methods.numbers import number, plain

if TYPE_CHECKING:
    from alliance.voting.methods.record import CountRecord, Round

Ranking: TypeAlias = Sequence[Sequence[str]]
"""Best first; candidates in one group are ranked equal."""


Parts: TypeAlias = list[tuple[str, Fraction]]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the ballot stood after rounds `first` to `last`: for each holder the part of one vote."""

    first: int
    last: int
    parts: tuple[tuple[str, Fraction], ...]
    exhausted: Fraction
    sentence: str

    @property
    def at(self) -> str:
        """The rounds in words."""
        return f"Round {self.first}" if self.first == self.last else f"Rounds {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One pair about which the ballot had an opinion, and how the pair came out."""

    preferred: str
    other: str
    votes_for: str
    votes_against: str
    outcome: str


def followed(record: CountRecord, ranking: Ranking) -> list[Stand]:
    """Round by round, where a ballot with this ranking stood; empty for methods without such rounds.

    Ballots with equal ranks can be followed only where they divide (Meek); elsewhere the first of the
    equal ones would be an invention, so nothing is returned.
    """
    rounds = [each for each in record["rounds"] if each["votes"]]
    choices = [list(group) for group in ranking if group]
    if not rounds or not choices:
        return []
    if any(each.get("keep") is not None for each in rounds):
        return _told_once([_kept(each, choices) for each in rounds])
    if any(len(group) > 1 for group in choices):
        return []
    return _told_once(_moved(record, rounds, [group[0] for group in choices]))


def _kept(each: Round, choices: list[list[str]]) -> Stand:
    """Meek: at every candidate so much of the ballot stays as the candidate keeps; the rest moves on."""
    keep = {name: number(text) for name, text in each.get("keep", {}).items()}
    left, parts = Fraction(1), []
    for group in choices:
        present = [name for name in group if name in each["votes"]]
        share = left / len(present) if present else Fraction(0)
        for name in present:
            part = share * min(keep.get(name, Fraction(1)), Fraction(1))
            if part:
                parts.append((name, part))
            left -= part
        if not left:
            break
    return _stand(each["number"], parts, left, "")


def _moved(record: CountRecord, rounds: list[Round], choices: list[str]) -> list[Stand]:
    """Transfers: the ballot lies with one candidate, and what it is worth there is cut as the rule says.

    Where every seat is counted anew, the ballot is whole again at its start.
    """
    places = _places(rounds)
    gone = set(record["input"]["withdrawn"])
    settled: set[str] = set()
    holder = _next(choices, rounds[0], gone, settled)
    worth, stands = Fraction(1), []
    parts: Parts = []
    before: Round | None = None
    for each in rounds:
        reason = ""
        if before is not None and each["event"] == "first preferences":
            gone, parts, worth = set(record["input"]["withdrawn"]), [], Fraction(1)
            holder = _next(choices, each, gone, settled)
            reason = "the count began again for the next seat"
        gone.update(each["excluded"])
        if before is not None and holder in each["subjects"]:
            source, sent = holder, worth
            if each["event"] == "surplus":
                sent = _cut(worth * _surplus(before, each, source) / number(before["votes"][source]), places)
                parts.append((source, worth - sent))
            holder = _next(choices, each, gone, settled)
            worth = sent
            verb = "surplus moved on" if each["event"] == "surplus" else "was excluded"
            reason = f"{source} {verb}" if verb.startswith("was") else f"the {verb} from {source}"
        stands.append(_stand(each["number"], _with(parts, holder, worth), _rest(holder, worth), reason))
        settled.update(each["elected"])
        before = each
    return stands


def _next(choices: list[str], each: Round, gone: set[str], settled: set[str]) -> str | None:
    """The first choice who is in the count and not elected already."""
    for name in choices:
        if name in each["votes"] and name not in gone and name not in settled:
            return name
    return None


def _surplus(before: Round, each: Round, source: str) -> Fraction:
    return number(before["votes"][source]) - number(each["votes"].get(source, "0"))


def _places(rounds: list[Round]) -> int:
    return max(len(text.partition(".")[2]) for each in rounds for text in each["votes"].values())


def _cut(value: Fraction, places: int) -> Fraction:
    return Fraction(int(value * 10**places), 10**places)


def _with(parts: Parts, holder: str | None, worth: Fraction) -> Parts:
    return [*parts, (holder, worth)] if holder is not None else list(parts)


def _rest(holder: str | None, worth: Fraction) -> Fraction:
    return worth if holder is None else Fraction(0)


def _stand(at: int, parts: Parts, left: Fraction, reason: str) -> Stand:
    held = [f"{plain(part)} with {name}" if part != 1 else f"wholly with {name}" for name, part in parts]
    if left:
        held.append("no further choice" if left == 1 else f"{plain(left)} without a further choice")
    because = f", after {reason}" if reason else ""
    told = f"{', '.join(held)}{because}."
    return Stand(
        at,
        at,
        tuple(parts),
        left,
        told[:1].upper() + told[1:],
    )


def _told_once(stands: list[Stand]) -> list[Stand]:
    """Rounds in which nothing happened to the ballot are told together with the one before."""
    found: list[Stand] = []
    for each in stands:
        if found and (each.parts, each.exhausted) == (found[-1].parts, found[-1].exhausted):
            found[-1] = replace(found[-1], last=each.last)
        else:
            found.append(each)
    return found


def compared(record: CountRecord, ranking: Ranking) -> list[Comparison]:
    """Every pair about which this ranking says something, and which side of it prevailed; for pair methods.

    With `unranked` last, a candidate who is not ranked is below all who are; otherwise nothing is said
    about pairs with that candidate.
    """
    pairwise = record["pairwise"]
    if not pairwise:
        return []
    names = pairwise["candidates"]
    where = {name: position for position, name in enumerate(names)}
    groups = [[name for name in group if name in where] for group in ranking]
    if record["options"].get("unranked") == "last":
        ranked = {name for group in groups for name in group}
        groups.append([name for name in names if name not in ranked])
    found = []
    for level, group in enumerate(groups):
        for better in group:
            for worse in (name for lower in groups[level + 1 :] for name in lower):
                ours = number(pairwise["matrix"][where[better]][where[worse]])
                theirs = number(pairwise["matrix"][where[worse]][where[better]])
                outcome = "prevailed" if ours > theirs else "did not prevail" if ours < theirs else "tied"
                found.append(Comparison(better, worse, plain(ours), plain(theirs), outcome))
    return found


def counted_for(record: CountRecord, ranking: Ranking) -> list[str]:
    """Whom the ballot helped where totals decide: its first choice (plurality), all on it (approval)."""
    if not record["totals"]:
        return []
    groups = [list(group) for group in ranking if group]
    if record["method"]["name"] == "plurality":
        return groups[0] if groups else []
    return [name for group in groups for name in group]
