"""Single transferable vote with Gregory's surpluses: the Scottish, reference, exact and Minneapolis rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from alliance.voting.methods.catalogue import CountError, Method
from alliance.voting.methods.lots import Lots, decisive, lots_for
from alliance.voting.methods.options import Options
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord, count_record, decimal
from alliance.voting.methods.room import Room
from alliance.voting.methods.seats import listed, seats_of
from alliance.voting.methods.transfers import Amount, Count, Rule, Story, Units


def scottish(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Scottish STV: SSI 2007/42, schedule 1, rules 45 to 52. Raises `CountError`."""
    return counted(ballots, method, options, SCOTTISH)


def wigm(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """The reference WIGM rule of the Proportional Representation Foundation, with its step B.2.

    Raises `CountError`.
    """
    return counted(ballots, method, options, REFERENCE)


def exact(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Weighted inclusive Gregory in exact fractions; more than votes / (seats + 1) elect.

    Votes are printed with nine decimals, and what printing cuts off stands as loss. Raises `CountError`, also
    when the fractions grow beyond bounds.
    """
    return counted(ballots, method, options, EXACT)


def minneapolis(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Minneapolis Code of Ordinances, 167.20 and 167.70(1), as the count published in 2013 applies them.

    There a surplus, even an empty one, moves before anybody is eliminated; losers are eliminated one by one,
    not all at once who cannot win; and the last surplus moves when all seats are filled. Raises `CountError`.
    """
    return counted(ballots, method, options, MINNEAPOLIS)


def counted(ballots: Profile | ScoreSheet, method: Method, options: Options, rule: Rule) -> CountRecord:
    """The record of a count by transfers under the rule; a lot that decides is told apart.

    Raises `CountError` for ballots with scores or equal ranks, ballots that rank nobody who stands, unknown
    names in `first_excluded`, and a lot that leaves somebody out.
    """
    profile = ranked_strictly(ballots, method)
    seats, lots = seats_of(profile, options), lots_for(profile, options)
    check_first_excluded(profile, options)

    def count(lots: Lots) -> tuple[Story, Count]:
        story = Story()
        room = Room(options.cap, profile.candidates)
        found = Count(profile, rule, options, lots, seats=seats, story=story, room=room)
        found.run()
        return story, found

    story, found = count(lots)
    tell_decisive(
        story, lots, len(profile.weights), lambda script: set(count(lots.scripted(script))[0].elected)
    )
    return told(profile, method, options, story, valid=found.valid, seats=seats, quota=rule.formula)


def ranked_strictly(ballots: Profile | ScoreSheet, method: Method) -> Profile:
    """The ballots, if they rank one candidate at a place; raises `CountError` otherwise."""
    if not isinstance(ballots, Profile):
        raise CountError(f"{method.title} counts ranks, and these ballots have points. Read them as ranks.")
    if ballots.level is not None and ballots.level.any():
        number = int(ballots.level.any(axis=0).argmax()) + 1
        where = f"Line {ballots.equals_line}: this ballot" if ballots.equals_line else f"Ballot {number}"
        raise CountError(
            f"{where} ranks candidates equally, which {method.name} has no rule for. "
            "Count with meek-prf or a method that compares pairs; on the command line, --overvote skip "
            "or stop passes over such ranks."
        )
    return ballots


def check_first_excluded(profile: Profile, options: Options) -> None:
    unknown = sorted(set(options.first_excluded) - set(profile.candidates))
    if unknown:
        raise CountError(f"{listed(unknown)} cannot be excluded first: no candidate has that name.")


def tell_decisive(
    story: Story, lots: Lots, ballots: int, elected_with: Callable[[Sequence[int]], set[int]]
) -> None:
    """Add to each tie broken by lot whether another outcome elects other people.

    `ballots` is how many a trial goes through; `elected_with` counts with a script for the lots.
    """
    found = iter(decisive(lots.draws, set(story.elected), elected_with, ballots))
    for tie in story.ties:
        if tie["is_lot"] and (is_decisive := next(found)) is not None:
            tie["is_decisive"] = is_decisive


def told(
    profile: Profile,
    method: Method,
    options: Options,
    story: Story,
    *,
    valid: int,
    seats: int,
    quota: str,
) -> CountRecord:
    """The record of a count in rounds."""
    value = story.rounds[0].get("quota", "")
    return count_record(
        method,
        profile,
        options.recorded(seats),
        valid=valid,
        elected=profile.names(story.elected),
        rounds=story.rounds,
        quota={"value": value, "formula": quota},
        vacant=story.vacant,
        ties=story.ties,
        caps=story.caps,
        sentence=summary(profile, story, valid, seats),
    )


def summary(profile: Profile, story: Story, valid: int, seats: int) -> str:
    """The result in plain English: who is elected, from how many ballots, and what was left to chance."""
    names = profile.names(story.elected)
    parts = [
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} elected." if names else "Nobody is elected."
    ]
    if story.vacant:
        it = "it" if story.vacant == 1 else "them"
        stay = "stays" if story.vacant == 1 else "stay"
        parts.append(f"{_number(story.vacant, 'seat')} {stay} vacant: nobody is left who may take {it}.")
    ballots = decimal(valid, profile.scale)
    cast = f"{ballots} votes by weight" if profile.scale > 1 else _number(int(ballots), "ballot")
    parts.append(f"{cast}, {_number(seats, 'seat')}, {_number(len(story.rounds), 'round')}.")
    lots = [tie for tie in story.ties if tie["is_lot"] and tie.get("is_decisive", True)]
    parts += [
        f"In round {tie.get('round')} a tie between {listed(tie['between'])} "
        f"was broken by {tie['broken_by']}."
        for tie in lots
    ]
    return " ".join(parts)


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _whole_quota(valid: int, seats: int, units: Units) -> Amount:
    return (valid // (units.scale * (seats + 1)) + 1) * units.vote


def _reference_quota(valid: int, seats: int, units: Units) -> Amount:
    return (valid * units.one // (units.scale * (seats + 1)) + 1) * units.scale


def _exact_quota(valid: int, seats: int, _units: Units) -> Amount:
    return Fraction(valid, seats + 1)


def _cut_once(value: Amount, surplus: Amount, votes: Amount, _units: Units) -> Amount:
    """Rule 48(3): the ballot's value times the surplus, divided by the votes, cut."""
    return value * surplus // votes


def _cut_twice(value: Amount, surplus: Amount, votes: Amount, units: Units) -> Amount:
    """Step B.3 with D.4: the product is cut, and then the quotient."""
    return value * surplus // units.vote * units.vote // votes


def _cut_share(value: Amount, surplus: Amount, votes: Amount, units: Units) -> Amount:
    """167.20: the surplus as a share of the votes is cut, and then its product with the value."""
    return value * (surplus * units.one // votes) // units.one


def _uncut(value: Amount, surplus: Amount, votes: Amount, _units: Units) -> Amount:
    return value * Fraction(surplus) / votes


SCOTTISH: Final = Rule(
    places=5,
    quota=_whole_quota,
    formula="valid votes / (seats + 1), cut to a whole number, plus 1",
    value=_cut_once,
    earlier_rounds=True,
)
REFERENCE: Final = Rule(
    places=4,
    quota=_reference_quota,
    formula="valid votes / (seats + 1), cut to four decimals, plus 0.0001",
    value=_cut_twice,
    empty_surplus=True,
    last_exclusion_moves=False,
)
EXACT: Final = Rule(
    places=9,
    quota=_exact_quota,
    formula="more than valid votes / (seats + 1)",
    value=_uncut,
    is_exact=True,
)
MINNEAPOLIS: Final = Rule(
    places=4,
    quota=_whole_quota,
    formula="valid votes / (seats + 1), cut to a whole number, plus 1",
    value=_cut_share,
    empty_surplus=True,
    last_surplus_moves=True,
)
