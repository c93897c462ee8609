"""A record as bars: totals by candidate, the most first, or where each stood when the rounds settled it."""

from dataclasses import dataclass
from fractions import Fraction

from alliance.voting.methods.numbers import number, places_of, plain, shown
from alliance.voting.methods.record import CountRecord, Round
from alliance.voting.methods.rounds import standings
from alliance.web import svg

UNITS = {"plurality": "Votes", "approval": "Approvals", "score": "Points"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One candidate; `state` is elected, tied for a seat, or neither."""

    name: str
    total: str
    width: str
    state: str


@dataclass(frozen=True, slots=True)
class Standing(Bar):
    """A bar of the votes a candidate had when the own fate was settled, and what it was."""

    fate: str


@dataclass(frozen=True, slots=True)
class StandingChart:
    """The bars, and where the quota stands on them; without a line when it changed from round to round."""

    bars: tuple[Standing, ...]
    quota: str
    mark: svg.Mark | None


@dataclass(frozen=True, slots=True)
class TotalsChart:
    """The bars and what they count."""

    unit: str
    bars: tuple[Bar, ...]


def totals_chart(record: CountRecord) -> TotalsChart | None:
    """The chart, or None when the method adds nothing up."""
    totals = record["totals"]
    if not totals:
        return None
    values = {name: number(text) for name, text in totals.items()}
    places, most = places_of(totals.values()), max(values.values(), default=Fraction(0))
    tied = set(record["undecided"]["between"]) if record["undecided"] else set()
    ranked = sorted(values, key=lambda name: -values[name])
    return TotalsChart(
        UNITS.get(record["method"]["name"], "Votes"),
        tuple(
            Bar(
                name,
                shown(values[name], places),
                svg.percent(max(values[name], Fraction(0)), most),
                "elected" if name in record["elected"] else "tied" if name in tied else "",
            )
            for name in ranked
        ),
    )


def standing_chart(record: CountRecord) -> StandingChart | None:
    """Where each candidate stood when elected, excluded, or at the end; None when no rounds have votes."""
    rounds = [each for each in record["rounds"] if each["votes"]]
    if not rounds:
        return None
    names = standings({**record, "rounds": rounds})
    texts = [_last_votes(rounds, name) for name in names]
    quotas = {each.get("quota", "") for each in rounds}
    quota = number(quotas.pop()) if len(quotas) == 1 and quotas != {""} else None
    votes, places = [number(text) for text in texts], places_of(texts)
    most = max([*votes, quota or Fraction(0)])
    bars = tuple(
        Standing(name, shown(each, places), svg.percent(each, most), *_fate(record, rounds, name))
        for name, each in zip(names, votes, strict=True)
    )
    if quota is None:
        return StandingChart(bars, "", None)
    return StandingChart(bars, plain(quota), svg.mark_at(quota, most))


def _last_votes(rounds: list[Round], name: str) -> str:
    """Of the round of the election, the last one before the exclusion, or the last of all."""
    text = "0"
    for each in rounds:
        text = each["votes"].get(name, text)
        if name in each["elected"] or name in each["excluded"]:
            return text
    return text


def _fate(record: CountRecord, rounds: list[Round], name: str) -> tuple[str, str]:
    """The state of the bar, and what became of the candidate in words."""
    if record["undecided"] and name in record["undecided"]["between"]:
        return "tied", "tied for a seat"
    elected = next((each["number"] for each in rounds if name in each["elected"]), None)
    if elected is not None or name in record["elected"]:
        return "elected", f"elected in round {elected}" if elected else "elected"
    excluded = next((each["number"] for each in rounds if name in each["excluded"]), None)
    return "", f"excluded in round {excluded}" if excluded else "not elected"
