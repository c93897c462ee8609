"""The counting rules on offer: named, versioned, each with its source. Their code is loaded at first use."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from alliance.voting.methods.options import Options
    from alliance.voting.methods.profile import Profile, ScoreSheet

Marks: TypeAlias = Literal["ranks", "scores"]


class CountError(ValueError):
    """The ballots cannot be counted as asked; the message says why and how to mend it.

    `choice` is the choice it is about (`seats`, `cap`, ...), empty when it is the ballots or the rule.
    """

    def __init__(self, message: str, *, choice: str = "") -> None:
        self.choice = choice
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Method:
    """A counting rule.

    `name` is stable, and a change that could alter any result raises `version`. `explanation` is two
    sentences for voters, `source` the text that defines the rule. `marks` says what the numbers on a ballot
    mean, `ranks_all` whether the method orders all candidates, `code` the function that counts:
    `module:function` within `alliance.voting.methods`.
    """

    name: str
    version: int
    title: str
    explanation: str
    source: str
    code: str
    marks: Marks = "ranks"
    ranks_all: bool = False

    def count(self, ballots: Profile | ScoreSheet, options: Options) -> dict[str, Any]:
        """Count and return the result record; raises `CountError`."""
        module, function = self.code.split(":")
        counting = getattr(import_module(f"alliance.voting.methods.{module}"), function)
        record: dict[str, Any] = counting(ballots, self, options)
        return record


METHODS: dict[str, Method] = {
    each.name: each
    for each in (
        Method(
            "plurality",
            1,
            "Plurality",
            "Each ballot counts for its first preference, and for nobody when it has several. "
            "The candidates with the most votes are elected.",
            "Robert's Rules of Order Newly Revised, 12th edition, 44:11",
            "positional:plurality",
            ranks_all=True,
        ),
        Method(
            "approval",
            1,
            "Approval voting",
            "Each ballot counts once for every candidate it marks, in whatever order. "
            "The candidates with the most approvals are elected.",
            "S. Brams, P. Fishburn: Approval Voting. American Political Science Review 72 (1978), 831-847",
            "positional:approval",
            ranks_all=True,
        ),
        Method(
            "score",
            1,
            "Score voting",
            "Each ballot gives every candidate a number of points, none when left empty. "
            "The candidates with the highest totals are elected.",
            "W. D. Smith: Range Voting (2000), sums of scores",
            "positional:score",
            marks="scores",
            ranks_all=True,
        ),
        Method(
            "irv",
            1,
            "Instant-runoff voting",
            "While nobody has more than half of the continuing ballots, the candidate with the fewest is "
            "eliminated, or at once all who together have fewer than the next, and their ballots go to their "
            "next choice. Ties are broken by the latest earlier round in which the tied candidates differ, "
            "then by lot; a further seat is filled by counting again without the elected.",
            "Robert's Rules of Order Newly Revised, 12th edition, 45:62-69 (preferential voting)",
            "runoff:irv",
        ),
        Method(
            "scottish-2007",
            1,
            "Scottish single transferable vote",
            "A candidate who reaches the whole-number quota is elected, and the surplus moves on at a value "
            "cut to five decimals. While seats are left and nobody has a surplus, the lowest candidate is "
            "excluded.",
            "Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45-52",
            "transferable:scottish",
        ),
        Method(
            "wigm-prf",
            1,
            "Weighted inclusive Gregory, reference rule",
            "A candidate who reaches the quota is elected, and every ballot of the pile moves on at a value "
            "cut to four decimals. While nobody has a surplus, the lowest candidate is excluded.",
            "Proportional Representation Foundation, reference WIGM rule, without the optional step B.2",
            "transferable:wigm",
        ),
        Method(
            "wigm-exact",
            1,
            "Weighted inclusive Gregory in exact fractions",
            "As the reference rule, with the exact Droop quota and exact fractions, so that nothing is lost "
            "by rounding. The lowest candidate is excluded while nobody has a surplus.",
            "I. D. Hill, B. Wichmann, D. Woodall: Algorithm 123 (1987); Gregory's fractions without rounding",
            "transferable:exact",
        ),
        Method(
            "minneapolis-2013",
            1,
            "Minneapolis multiple-seat elections",
            "A candidate who reaches the whole-number threshold is elected, and the surplus moves on at a "
            "value cut to four decimals. Undeclared write-ins are eliminated first, then the lowest.",
            "Minneapolis Code of Ordinances, title 8.5, chapter 167.70 (2013)",
            "transferable:minneapolis",
        ),
        Method(
            "meek-prf",
            1,
            "Meek's single transferable vote, reference rule",
            "Every elected candidate keeps just enough of each ballot to hold the quota, and the rest moves "
            "on, as if the excluded had never stood. The shares are found by repetition, with nine decimals, "
            "until the surplus is below one millionth; candidates ranked equally share a ballot evenly, and "
            "such a ballot ends at a place where all are excluded.",
            "Proportional Representation Foundation, reference Meek rule; "
            "I. D. Hill, B. Wichmann, D. Woodall: Algorithm 123. Computer Journal 30 (1987), 277-281",
            "meek:meek",
        ),
        Method(
            "schulze-wv",
            1,
            "Condorcet method: Schulze, winning votes",
            "Each pair of candidates is compared, and a defeat is as strong as the number of ballots for its "
            "winner. A candidate stands above another when the strongest path of defeats leads that way.",
            "M. Schulze: A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent "
            "single-winner election method. Social Choice and Welfare 36 (2011), 267-303",
            "condorcet:schulze_winning_votes",
            ranks_all=True,
        ),
        Method(
            "schulze-margins",
            1,
            "Condorcet method: Schulze, margins",
            "Each pair of candidates is compared, and a defeat is as strong as the difference between both "
            "sides. A candidate stands above another when the strongest path of defeats leads that way.",
            "M. Schulze: A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent "
            "single-winner election method. Social Choice and Welfare 36 (2011), 267-303",
            "condorcet:schulze_margins",
            ranks_all=True,
        ),
        Method(
            "ranked-pairs-wv",
            1,
            "Condorcet method: ranked pairs, winning votes",
            "Each pair of candidates is compared, and the defeats are locked in from the strongest down. "
            "A defeat that would close a circle with those already locked in is left out, and so are "
            "equally strong ones that close a circle together.",
            "T. N. Tideman: Independence of clones as a criterion for voting rules. "
            "Social Choice and Welfare 4 (1987), 185-206",
            "condorcet:ranked_pairs_winning_votes",
            ranks_all=True,
        ),
        Method(
            "condorcet-irv",
            1,
            "Condorcet method with instant runoff",
            "A candidate who beats every other in pairs wins. While there is none, the candidate with the "
            "fewest first preferences is eliminated, and the rest are compared again; every further seat is "
            "filled in the same way among all who are not elected yet.",
            "J. Green-Armytage: Four Condorcet-Hare hybrid methods. Voting matters 29 (2011), 1-14 (Benham)",
            "benham:condorcet_irv",
            ranks_all=True,
        ),
        Method(
            "debian",
            1,
            "Debian's method with a default option",
            "Options without the quorum or the majority they need over the default option are dropped. "
            "Schulze's method with winning votes decides among the rest, and unranked options are below all "
            "ranked ones.",
            "Constitution for the Debian Project, v1.9, A.5 and 4.2",
            "debian:debian",
            ranks_all=True,
        ),
    )
}


def method_named(name: str) -> Method:
    """The counting rule of this name; `CountError` names the nearest ones."""
    if name in METHODS:
        return METHODS[name]
    near = get_close_matches(name, METHODS, n=2) or list(METHODS)
    raise CountError(
        f"There is no method “{name[:40]}”. Use {' or '.join(near)}; --method list explains each."
    )
