"""Condorcet methods that order all candidates: Schulze with winning votes or margins, ranked pairs."""

from __future__ import annotations

from alliance.voting.methods.catalogue import Method
from alliance.voting.methods.options import Options
from alliance.voting.methods.pairs import Pairs, compare, meaning_of_unranked
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.ranked_pairs import Defeat, Locked, ranked_pairs
from alliance.voting.methods.record import CountRecord, Pairwise, count_record, decimal
from alliance.voting.methods.schulze import MARGINS, WINNING_VOTES, Measure, schulze
from alliance.voting.methods.seats import Order, flattened, listed, lot_of, ranked, seat, seats_of
from alliance.voting.methods.weighing import valid_weight


def schulze_winning_votes(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Schulze's method; a defeat is as strong as the votes for its winner, then as those against are few."""
    return _schulze(ranked(ballots, method), method, options, WINNING_VOTES)


def schulze_margins(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Schulze's method; a defeat is as strong as the difference of both sides."""
    return _schulze(ranked(ballots, method), method, options, MARGINS)


def ranked_pairs_winning_votes(
    ballots: Profile | ScoreSheet, method: Method, options: Options
) -> CountRecord:
    """Tideman's method; a defeat is as strong as the votes for its winner, then as those against are few."""
    profile = ranked(ballots, method)
    pairs = compare(profile, meaning_of_unranked(profile, options), options.progress)
    locked = ranked_pairs(pairs, WINNING_VOTES)
    pairwise = pairwise_of(pairs, profile.scale, WINNING_VOTES)
    pairwise["left_out"] = _left_out(pairs, locked)
    return by_order(profile, method, options, pairs, locked.order, pairwise)


def _schulze(profile: Profile, method: Method, options: Options, measure: Measure) -> CountRecord:
    pairs = compare(profile, meaning_of_unranked(profile, options), options.progress)
    order, paths = schulze(pairs, measure)
    pairwise = pairwise_of(pairs, profile.scale, measure, paths)
    return by_order(profile, method, options, pairs, order, pairwise)


def pairwise_of(pairs: Pairs, scale: int, measure: Measure, paths: list[list[int]] | None = None) -> Pairwise:
    """The comparisons as the record has them; `paths` in the scale of the ballots."""
    pairwise: Pairwise = {
        "candidates": list(pairs.names),
        "matrix": pairs.shown(scale),
        "strength": measure.title,
    }
    if paths is not None:
        pairwise["paths"] = [[decimal(each, scale) for each in row] for row in paths]
    return pairwise


def by_order(
    profile: Profile, method: Method, options: Options, pairs: Pairs, order: Order, pairwise: Pairwise
) -> CountRecord:
    """The record of a count that orders the candidates by comparing them."""
    seats = seats_of(profile, options)
    seating = seat(order, seats, lot_of(profile, options), options.cap)
    found = seating.found() | {"order": flattened(order), "pairwise": pairwise}
    found["sentence"] += " " + how_first(pairs, order)
    return count_record(
        method,
        profile,
        options.recorded(seats, meaning_of_unranked(profile, options)),
        valid=valid_weight(profile),
        elected=seating.elected,
        **found,
    )


def how_first(pairs: Pairs, order: Order) -> str:
    """Why the first are first."""
    winner = pairs.winner(range(len(pairs.names)))
    if winner is not None:
        return f"{pairs.names[winner]} beats every other candidate in pairs."
    if len(order[0]) > 1:
        return f"Nobody beats every other candidate in pairs, and {listed(order[0])} are equal at the top."
    return f"Nobody beats every other candidate in pairs; {order[0][0]} comes first by the strongest defeats."


def _left_out(pairs: Pairs, locked: Locked) -> list[str]:
    """A sentence for each defeat that ranked pairs left out."""

    def told(defeat: Defeat) -> str:
        return f"{pairs.names[defeat[0]]} over {pairs.names[defeat[1]]}"

    stronger = [
        f"{told(each)} is left out: it would close a circle with stronger defeats."
        for each in locked.overruled
    ]
    equal = [
        f"{listed([told(each) for each in group])} are left out: equally strong, they close a circle."
        for group in locked.stalemate
    ]
    return stronger + equal
