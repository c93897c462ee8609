"""The programs of others, each with the method nearest to ours, in an environment of their own."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

Ballots = tuple[int, Counter[tuple[int, ...]]]
Count = Callable[[Ballots, int], list[str]]


def read(_program: str, path: Path) -> Ballots:
    """How many candidates, and the ballots, equal ones joined: a quick reader for all who have none."""
    with path.open("rb") as file:
        candidates = int(file.readline().split()[0])
        lines = Counter(iter(file.readline, b"0\n"))
    return candidates, Counter({tuple(map(int, line.split()[1:-1])): times for line, times in lines.items()})


def named(numbers: Iterable[int | str]) -> list[str]:
    return [f"Candidate {int(each)}" for each in numbers]


def pyrankvote(method: str) -> Count:
    import pyrankvote as program

    def count(read: Ballots, seats: int) -> list[str]:
        candidates = [program.Candidate(str(each + 1)) for each in range(read[0])]
        ballots = [
            program.Ballot([candidates[each - 1] for each in ranking])
            for ranking, times in read[1].items()
            for _ in range(times)
        ]
        if method == "irv":
            result = program.instant_runoff_voting(candidates, ballots)
        else:
            result = program.single_transferable_vote(candidates, ballots, seats)
        return named(each.name for each in result.get_winners())

    return count


def stvpoll(method: str) -> Count:
    from stvpoll.irv import IRV
    from stvpoll.scottish_stv import ScottishSTV

    def count(read: Ballots, seats: int) -> list[str]:
        candidates = [str(each + 1) for each in range(read[0])]
        poll = (
            IRV(candidates=candidates) if method == "irv" else ScottishSTV(seats=seats, candidates=candidates)
        )
        for ranking, times in read[1].items():
            poll.add_ballot([str(each) for each in ranking], times)
        return named(poll.calculate().elected_as_tuple())

    return count


def votecore(method: str) -> Count:
    from py3votecore.condorcet import CondorcetHelper
    from py3votecore.irv import IRV
    from py3votecore.schulze_npr import SchulzeNPR
    from py3votecore.stv import STV

    def count(read: Ballots, seats: int) -> list[str]:
        if method == "schulze":
            wide = [
                {"count": times, "ballot": [[str(each)] for each in ranking]}
                for ranking, times in read[1].items()
            ]
            found = SchulzeNPR(
                wide, winner_threshold=seats, ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING
            ).as_dict()
            return named(found["order"][:seats])
        ballots = [
            {"count": times, "ballot": [str(each) for each in ranking]} for ranking, times in read[1].items()
        ]
        if method == "irv":
            return named([IRV(ballots).as_dict()["winner"]])
        return named(STV(ballots, required_winners=seats).as_dict()["winners"])

    return count


def votelib(method: str) -> Count:
    import votelib.component.transfer as transfer
    import votelib.convert as convert
    import votelib.evaluate.condorcet as condorcet
    import votelib.evaluate.sequential as sequential

    def count(read: Ballots, seats: int) -> list[str]:
        if method == "schulze":
            pairs = convert.RankedToCondorcetVotes().convert(dict(read[1]))
            return named(condorcet.Schulze().evaluate(pairs, seats))
        rule = sequential.TransferableVoteSelector(
            transferer=transfer.Gregory(), quota_function="droop", accept_quota_equal=True
        )
        return named(rule.evaluate(dict(read[1]), 1 if method == "irv" else seats))

    return count


def votekit(method: str) -> Count:
    import votekit.elections as elections
    from votekit import RankBallot, RankProfile

    def count(read: Ballots, seats: int) -> list[str]:
        ballots = tuple(
            RankBallot(ranking=tuple(frozenset({str(each)}) for each in ranking), weight=times)
            for ranking, times in read[1].items()
        )
        profile = RankProfile(ballots=ballots, candidates=tuple(str(each + 1) for each in range(read[0])))
        if method == "irv":
            result = elections.IRV(profile, tiebreak="lex")
        elif method == "schulze":
            result = elections.Schulze(profile, n_seats=seats)
        else:
            result = elections.STV(profile, n_seats=seats, tiebreak="lex")
        return named(each for place in result.get_elected() for each in sorted(place))

    return count


def prefvoting(method: str) -> Count:
    from pref_voting import proportional_methods as proportional
    from pref_voting.iterative_methods import instant_runoff
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles_with_ties import ProfileWithTies

    def count(read: Ballots, seats: int) -> list[str]:
        rankings = [{each: place + 1 for place, each in enumerate(ranking)} for ranking in read[1]]
        profile = ProfileWithTies(
            rankings, rcounts=list(read[1].values()), candidates=list(range(1, read[0] + 1))
        )
        if method == "irv":
            return named(instant_runoff(profile))
        if method == "schulze":
            return named(beat_path(profile))
        rule = proportional.stv_meek if method == "meek" else proportional.stv_scottish
        return named(rule(profile, num_seats=seats))

    return count


PROGRAMS = {
    "pyrankvote": (pyrankvote, ("stv", "irv")),
    "stvpoll": (stvpoll, ("stv", "irv")),
    "python3-vote-core": (votecore, ("stv", "irv", "schulze")),
    "votelib": (votelib, ("stv", "irv", "schulze")),
    "votekit": (votekit, ("stv", "irv", "schulze")),
    "pref_voting": (prefvoting, ("stv", "meek", "irv", "schulze")),
}


def prepare(program: str, method: str) -> Count:
    """Import the program, so that importing is not measured."""
    return PROGRAMS[program][0](method)
