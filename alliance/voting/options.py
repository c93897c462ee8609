"""From a rule and the options of a ballot to the form that is marked. Pure.

``counting`` is plain data: ``seats``; ``most`` options that may be marked; ``top`` score; ``unranked``;
``default_option``; ``eligible``; ``first_excluded``; ``ratios`` (option: majority as text); and ``cap`` with
``limit`` (a number or fraction as text), ``size``, ``least``, ``groups`` by option, ``sitting`` by group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.voting.secrecy.ballot_form import BallotForm, Kind

USUAL_TOP: Final = 5
EQUAL_RANKS: Final = frozenset(
    {"schulze-wv", "schulze-margins", "ranked-pairs-wv", "condorcet-irv", "debian", "meek-prf"}
)
"""Rules that count ballots with equal ranks."""
TRANSFERABLE: Final = frozenset(
    {"irv", "scottish-2007", "wigm-prf", "wigm-exact", "minneapolis-2013", "meek-prf"}
)
"""Rules that move a vote on when its candidate is elected or excluded, so that a short ranking can run out
(D. Woodall: Properties of preferential election rules. Voting matters 3 (1994))."""


def is_later_no_harm(method: str, seats: int) -> bool:
    """Whether ranking one more can never harm those ranked before. Instant runoff fills a further seat by
    counting again without the elected, and there it can."""
    return method in TRANSFERABLE and (method != "irv" or seats == 1)


def form_of(rule: MotionRule | ContestRule, names: Sequence[str], counting: Mapping[str, Any]) -> BallotForm:
    """The form of a ballot: the choices of a motion, or these options marked as the method counts them.

    Raises `FormError` for options that cannot stand on a form.
    """
    if isinstance(rule, MotionRule):
        return BallotForm(Kind.CHOICE, tuple(rule.options), blank=False)
    method = rule.election.method
    name, options = method.rule, tuple(names)
    if name == "plurality":
        return BallotForm(Kind.CHOICE, options)
    if name == "approval":
        most = counting.get("most") or method.options.get("max")
        return BallotForm(Kind.APPROVALS, options, most=int(most) if most else None)
    if name == "score":
        return BallotForm(Kind.SCORES, options, top=int(counting.get("top", USUAL_TOP)))
    refused = bool(method.condorcet and method.condorcet.equal_ranks == "refused") or bool(
        method.stv and method.stv.equal_ranks == "refused"
    )
    most = counting.get("most")
    return BallotForm(
        Kind.RANKING,
        options,
        most=int(most) if most else None,
        equal_ranks=name in EQUAL_RANKS and not refused,
    )
