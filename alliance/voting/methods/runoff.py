"""Instant-runoff voting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from alliance.voting.methods.catalogue import Method
from alliance.voting.methods.lots import Lots, lots_for
from alliance.voting.methods.options import Options
from alliance.voting.methods.profile import Profile, ScoreSheet
from alliance.voting.methods.record import CountRecord
from alliance.voting.methods.room import Room
from alliance.voting.methods.seats import seats_of
from alliance.voting.methods.transferable import check_first_excluded, ranked_strictly, tell_decisive, told
from alliance.voting.methods.transfers import Count, Rule, Story, Units


def irv(ballots: Profile | ScoreSheet, method: Method, options: Options) -> CountRecord:
    """Instant-runoff voting; for more seats than one, counted anew for each without those already elected.

    A count ends as soon as somebody has more than half of the votes that are still held. Those who together
    have fewer votes than the next are eliminated at once, which changes the rounds and never the winner.
    Raises `CountError` as every count by transfers does.
    """
    profile = ranked_strictly(ballots, method)
    seats, lots = seats_of(profile, options), lots_for(profile, options)
    check_first_excluded(profile, options)
    story, valid = _counted(profile, options, lots, seats)

    def elected_with(script: Sequence[int]) -> set[int]:
        return set(_counted(profile, options, lots.scripted(script), seats)[0].elected)

    tell_decisive(story, lots, len(profile.weights), elected_with)
    return told(profile, method, options, story, valid=valid, seats=seats, quota=RULE.formula)


def _counted(profile: Profile, options: Options, lots: Lots, seats: int) -> tuple[Story, int]:
    story, room, valid = Story(), Room(options.cap, profile.candidates), None
    for _ in range(seats):
        count = Count(
            profile, RULE, options, lots, seats=1, story=story, room=room, out=story.elected, valid=valid
        )
        valid = count.valid
        count.run()
    return story, valid or 0


def _majority(held: int, _seats: int, _units: Units) -> int:
    return held // 2 + 1


RULE: Final = Rule(
    places=0,
    quota=_majority,
    formula="more than half of the votes still held",
    batch=True,
    earlier_rounds=True,
    follows_active=True,
)
