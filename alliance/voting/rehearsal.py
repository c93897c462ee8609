"""A rehearsal: what the counting makes of votes that nobody cast. Pure: nothing is read and nothing is kept.

The votes are drawn from a seed, so that whoever rehearses the same text sees the same; the count is the one
that will count the real votes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

from alliance.charter.grammar import ContestRule, MotionRule, motion_tally
from alliance.voting.methods import CountError, Lot, count
from alliance.voting.methods.motion import ClassVotes, count_motion
from alliance.voting.secrecy.ballot_form import BallotForm, Kind, Marks
from alliance.voting.states import ABSTAIN, AGAINST, FOR, MOTION

SHARE_VOTING: Final = 0.7
"""The turnout of the usual case, unless the quorum asks for more."""
CHOICES: Final = {FOR: 6, AGAINST: 3, ABSTAIN: 1}
"""How often each answer to a motion is given in the usual case, against the others."""
USUAL, TIE, NO_QUORUM = "usual", "tie", "no_quorum"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed: a ballot's form and its counting, and by how many.

    ``entitled`` is the number of votes of all who may vote; ``seats_of_body`` counts those recused as well,
    and ``classes`` has both numbers for each class of voters, for a motion. With ``awaits_lot`` a tie waits
    for a public value; here the lot is drawn from the seed.
    """

    form: BallotForm
    method: str
    rule: MotionRule | ContestRule
    entitled: int
    seats_of_body: int
    classes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    seats: int = 1
    counting: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    awaits_lot: bool = False
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One result of invented votes; without a record ``told`` says why there is none."""

    name: str
    title: str
    told: str
    votes: int = 0
    record: dict[str, Any] | None = None


def rehearsed(plan: Plan) -> list[Case]:
    """The usual case, a tie, and a missed quorum, each counted as the real votes will be."""
    if plan.entitled < 1:
        return [Case(USUAL, "No result", "Nobody may vote, so there is nothing to count.")]
    if isinstance(plan.rule, MotionRule):
        return list(_motions(plan, plan.rule))
    return list(_contests(plan, plan.rule))


# Motions ----------------------------------------------------------------------------------------------------
def _motions(plan: Plan, rule: MotionRule) -> Iterator[Case]:
    random, needed = _random(plan), _needed(plan, rule) or 0
    voters = _voters(plan)
    voting = min(plan.entitled, max(needed, round(plan.entitled * SHARE_VOTING), 1))
    offered = {name: weight for name, weight in CHOICES.items() if name in rule.options}
    drawn = random.choices(list(offered), list(offered.values()), k=voting)
    usual = list(zip(random.sample(voters, voting), drawn, strict=True))
    yield _counted_motion(plan, rule, usual, USUAL, "A usual result", f"{_votes(voting)}, as many might be.")
    even = len(voters) - len(voters) % 2
    tied = [(voter, (FOR, AGAINST)[at % 2]) for at, voter in enumerate(voters[:even])]
    tied += [(voter, ABSTAIN) for voter in voters[even:] if ABSTAIN in rule.options]
    yield _counted_motion(plan, rule, tied, TIE, "A tie", "As many for as against, and everybody takes part.")
    if needed < 1:
        yield Case(NO_QUORUM, "No quorum", rule.quorum_sentence)
        return
    short = [(voter, FOR) for voter in voters[: needed - 1]]
    told = f"One fewer than the quorum of {needed} takes part, and all of them are for."
    yield _counted_motion(plan, rule, short, NO_QUORUM, "No quorum", told)


def _voters(plan: Plan) -> list[str]:
    """The class of each vote, empty where it is of none."""
    known = [name for name, (eligible, _) in plan.classes.items() for _ in range(eligible)]
    return known + [""] * (plan.entitled - len(known))


def _needed(plan: Plan, rule: MotionRule) -> int | None:
    nobody = motion_tally(votes_for=0, against=0, abstain=0, eligible=plan.entitled, seats=plan.seats_of_body)
    return rule.quorum_needed(nobody)


def _counted_motion(
    plan: Plan, rule: MotionRule, given: Sequence[tuple[str, str]], name: str, title: str, told: str
) -> Case:
    """``given`` has the class of each voter and the answer."""
    parts = {
        own: ClassVotes([choice for of, choice in given if of == own], eligible, seats)
        for own, (eligible, seats) in plan.classes.items()
    }
    record = count_motion(
        rule,
        [choice for _, choice in given],
        plan.entitled,
        seats=plan.seats_of_body,
        classes=parts if rule.classes_by else None,
    )
    return Case(name, title, told, len(given), record)


# Contests ---------------------------------------------------------------------------------------------------
def _contests(plan: Plan, rule: ContestRule) -> Iterator[Case]:
    voting = max(1, round(plan.entitled * SHARE_VOTING))
    random = _random(plan)
    usual = [_any_ballot(plan.form, random) for _ in range(voting)]
    yield _counted_contest(plan, usual, USUAL, "A usual result", f"{_votes(voting)}, as many might be.")
    yield _tie(plan)
    yield Case(NO_QUORUM, "No quorum", rule.quorum_sentence)


def _any_ballot(form: BallotForm, random: Random) -> Marks:
    """A ballot as somebody might mark it: some options more liked than others."""
    number = len(form.options)
    liked = sorted(range(number), key=lambda at: random.random() * (number - at), reverse=True)
    most = min(form.most or number, number)
    marked = liked[: random.randint(1, most)]
    match form.kind:
        case Kind.RANKING:
            return _ranked(form, marked)
        case Kind.SCORES:
            points = {at: random.randint(0, form.top or 0) for at in marked}
            return tuple(points.get(at) for at in range(number))
        case Kind.APPROVALS:
            return tuple(1 if at in marked else None for at in range(number))
        case Kind.CHOICE:
            return tuple(1 if at == liked[0] else None for at in range(number))


def _tie(plan: Plan) -> Case:
    """Two options stand exactly alike for the last seat; the others come before them, or behind."""
    default = plan.counting.get("default_option") or ""
    order = [at for at, name in enumerate(plan.form.options) if name != default]
    if len(order) <= plan.seats:
        return Case(TIE, "A tie", "With as many options as are chosen there is no tie.")
    certain, one, other = order[: plan.seats - 1], order[plan.seats - 1], order[plan.seats]
    half = max(1, plan.entitled // 2)
    ballots = [
        _tied_ballot(plan.form, certain, first, second, number, half)
        for first, second in ((one, other), (other, one))
        for number in range(half)
    ]
    names = [plan.form.options[at] for at in (one, other)]
    told = f"{names[0]} and {names[1]} have the same support for the last place."
    case = _counted_contest(plan, ballots, TIE, "A tie", told)
    if case.record is None or not (case.record["undecided"] or case.record["ties"]):
        return replace(case, told=f"{told} The rule decides it without a lot.")
    waits = " The count waits for the public value; here an invented one decides." if plan.awaits_lot else ""
    return replace(case, told=f"{told}{waits}")


def _tied_ballot(
    form: BallotForm, certain: Sequence[int], first: int, second: int, number: int, half: int
) -> Marks:
    """Ballot ``number`` of ``half``: those who are certain, then one of the two before the other."""
    size, most = len(form.options), form.most or len(form.options)
    match form.kind:
        case Kind.RANKING:
            return _ranked(form, [*certain, first, second][: max(most, 1)])
        case Kind.SCORES:
            top = form.top or 0
            points = {**dict.fromkeys(certain, top), first: max(top - 1, 0)}
            return tuple(points.get(at) for at in range(size))
        case Kind.APPROVALS:
            marked = {first, *certain[: most - 1]}
            return tuple(1 if at in marked else None for at in range(size))
        case Kind.CHOICE:
            shares = [*(at for at in certain for _ in range(2)), first]
            chosen = shares[number * len(shares) // half] if half >= len(shares) else first
            return tuple(1 if at == chosen else None for at in range(size))


def _ranked(form: BallotForm, order: Sequence[int]) -> Marks:
    ranks = {at: rank for rank, at in enumerate(order, start=1)}
    return tuple(ranks.get(at) for at in range(len(form.options)))


def _counted_contest(plan: Plan, ballots: Sequence[Marks], name: str, title: str, told: str) -> Case:
    from alliance.voting.profiles import options_for, profile_of  # noqa: PLC0415 -- NumPy where it is counted

    lot = Lot.drawn(plan.seed, plan.form.options)
    profile = profile_of(plan.form, ballots, seats=plan.seats, title=plan.title)
    options = options_for(plan.method, plan.counting, eligible=plan.entitled, lot=lot)
    try:
        return Case(name, title, told, len(ballots), count(profile, plan.method, options))
    except CountError as error:
        return Case(name, title, str(error), len(ballots))


def _random(plan: Plan) -> Random:
    return Random(f"{plan.seed}|{plan.method or MOTION}")  # noqa: S311 -- to be repeated, not to be secret


def _votes(number: int) -> str:
    return "One vote" if number == 1 else f"{number} votes"
