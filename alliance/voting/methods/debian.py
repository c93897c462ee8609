"""Debian's standard resolution procedure, A.5: quorum and majority over a default option, then Schulze."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from alliance.voting.methods.catalogue import CountError, Method
from alliance.voting.methods.condorcet import how_first, pairwise_of
from alliance.voting.methods.options import Options
from alliance.voting.methods.pairs import Pairs, compare
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord, Found, count_record, decimal
from alliance.voting.methods.schulze import WINNING_VOTES, schulze
from alliance.voting.methods.seats import Order, flattened, listed, lot_of, ranked, seat, seats_of
from alliance.voting.methods.weighing import valid_weight

DEFAULTS = ("none of the above", "further discussion", "nota", "fd", "reopen nominations", "ron")


def debian(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Drop the options that fail the quorum or their majority over the default option, then compare the rest.

    The quorum needs `options.eligible`, the number of those entitled to vote; without it the record says
    that it was not checked. The default option wins when nothing stands above it.
    Raises `CountError` without a default option, or for another reading of unranked options.
    """
    profile = ranked(ballots, method)
    if options.unranked == "excluded":
        raise CountError("Debian's method puts unranked options below all ranked ones; leave the option out.")
    default = _default_option(profile, options)
    seats = seats_of(profile, options)
    pairs = compare(profile, "last", options.progress)
    dropped = _dropped(pairs, default, options, profile.scale)
    rest = _without(pairs, {each["candidate"] for each in dropped})
    order, paths = schulze(rest, WINNING_VOTES)
    seating = seat(_down_to(default, order), seats, lot_of(profile, options), options.cap)
    pairwise = pairwise_of(pairs, profile.scale, WINNING_VOTES)
    pairwise["path_candidates"] = list(rest.names)
    pairwise["paths"] = [[decimal(each, profile.scale) for each in row] for row in paths]
    sentences = [seating.sentence, how_first(rest, order), *(each["sentence"] for each in dropped)]
    if options.eligible is None:
        sentences.append("The quorum was not checked: the number of those entitled to vote was not given.")
    found: Found = seating.found() | {
        "order": flattened(order),
        "pairwise": pairwise,
        "dropped": dropped,
        "sentence": " ".join(filter(None, sentences)),
    }
    settings = options.recorded(seats, "last") | {"default_option": default}
    return count_record(
        method, profile, settings, valid=valid_weight(profile), elected=seating.elected, **found
    )


def reaches_quorum(over_default: int, eligible: int, scale: int = 1) -> bool:
    """Whether an option with so many votes over the default option has the quorum of 3Q (A.5.2, 4.2).

    Q is half the square root of the number of those entitled to vote; squares are compared, so nothing is
    rounded. `over_default` is in the scale of the ballots.
    """
    return 4 * over_default**2 >= 9 * eligible * scale**2


def has_majority(over_default: int, under_default: int, ratio: Fraction = Fraction(1)) -> bool:
    """Whether an option defeats the default option by its majority ratio: more votes over it than under it,
    and at least `ratio` times as many (A.5.3)."""
    return over_default > under_default and over_default >= ratio * under_default


def _default_option(profile: Profile, options: Options) -> str:
    standing = profile.names(profile.standing)
    if options.default_option:
        if options.default_option in standing:
            return options.default_option
        told = f"The default option “{options.default_option}” is not on the ballot."
        raise CountError(told, choice="default_option")
    if standing[-1].strip().lower() in DEFAULTS:
        return standing[-1]
    raise CountError(
        "Debian's method needs a default option. Name it, or put “None Of The Above” or “Further Discussion” "
        "last on the ballot.",
        choice="default_option",
    )


def _dropped(pairs: Pairs, default: str, options: Options, scale: int) -> list[dict[str, Any]]:
    """The options that fail a condition, each with the numbers and a sentence."""
    last = pairs.names.index(default)
    found = []
    for number, name in enumerate(pairs.names):
        if number == last:
            continue
        over, under = pairs.matrix[number][last], pairs.matrix[last][number]
        ratio = options.ratios.get(name, Fraction(1))
        reasons = []
        if options.eligible is not None and not reaches_quorum(over, options.eligible, scale):
            reasons.append("quorum")
        if not has_majority(over, under, ratio):
            reasons.append("majority")
        if reasons:
            found.append(_drop(name, default, reasons, decimal(over, scale), decimal(under, scale), options))
    return found


def _drop(
    name: str, default: str, reasons: list[str], over: str, under: str, options: Options
) -> dict[str, Any]:
    ratio = options.ratios.get(name, Fraction(1))
    texts = {
        "quorum": f"{over} votes over {default} are fewer than the quorum of 3·√{options.eligible}/2",
        "majority": f"{over} votes over {default} to {under} are no majority"
        + (f" of {ratio} to 1" if ratio != 1 else ""),
    }
    return {
        "candidate": name,
        "over_default": over,
        "under_default": under,
        "failed": reasons,
        "sentence": f"{name} is dropped: {listed([texts[each] for each in reasons])}.",
    }


def _without(pairs: Pairs, names: set[str]) -> Pairs:
    kept = [number for number, name in enumerate(pairs.names) if name not in names]
    matrix = [[pairs.matrix[a][b] for b in kept] for a in kept]
    return Pairs(tuple(pairs.names[each] for each in kept), matrix)


def _down_to(default: str, order: Order) -> Order:
    """The places that may win: above the default option, or the first place when it stands there."""
    ahead = next(place for place, equals in enumerate(order) if default in equals)
    return order[: max(1, ahead)]
