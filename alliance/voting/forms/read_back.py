"""What a voter marked, read back in words before it is cast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alliance.charter.grammar.words import NUMERALS
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from alliance.voting.secrecy.withheld import Withheld, discreet

OptionTexts: TypeAlias = Sequence[Mapping[str, str]]
"""`name`, `affiliation`, `meaning` and `path` of each option, in the order of the form."""

_TEENS = range(11, 14)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True, repr=False)
class Line(Withheld):
    """One marked option: its place ("2nd", "5 points"), its name and its affiliation."""

    place: str
    name: str
    affiliation: str


@dataclass(frozen=True, slots=True, repr=False)
class ReadBack(Withheld):
    """A ballot in words: what is marked, best first; how many options are not; what the voter should know."""

    lines: tuple[Line, ...]
    left_out: str
    warnings: tuple[str, ...]


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd, 4th; `static/js/rank.js` says the same."""
    ending = "th" if rank % 100 in _TEENS else _ENDINGS.get(rank % 10, "th")
    return f"{rank}{ending}"


@discreet
def read_back(
    ballot: Ballot,
    form: BallotForm,
    options: OptionTexts,
    *,
    transferable: bool = False,
    corrections: Sequence[str] = (),
    noun: str = "candidate",
) -> ReadBack:
    """The words of the check page.

    Args:
        ballot: one of this form.
        options: the texts of the form's options.
        transferable: the method moves a vote on when its candidate is elected or excluded, so that a short
            ranking can run out.
        corrections: what `MarksForm.corrections` says was put right.
        noun: what an option is called.

    Raises:
        BallotRefusedError: the ballot is none of this form.
    """
    marks = form.checked(ballot).marks
    marked = [(mark, at) for at, mark in enumerate(marks) if mark is not None]
    best_first = sorted(marked, key=lambda each: (_worth(form.kind, each[0]), each[1]))
    lines = (Line(_place(form.kind, mark), *_named(options[at])) for mark, at in best_first)
    warnings = [*corrections, *_warnings(form, marks, transferable=transferable, noun=noun)]
    return ReadBack(tuple(lines), _left_out(form.kind, len(marks) - len(marked)), tuple(warnings))


def _worth(kind: Kind, mark: int) -> int:
    return -mark if kind is Kind.SCORES else mark


def _named(option: Mapping[str, str]) -> tuple[str, str]:
    return option["name"], option.get("affiliation", "")


def _place(kind: Kind, mark: int) -> str:
    match kind:
        case Kind.RANKING:
            return ordinal(mark)
        case Kind.SCORES:
            return "1 point" if mark == 1 else f"{mark} points"
        case Kind.APPROVALS:
            return "Approved"
        case Kind.CHOICE:
            return "Chosen"


def _left_out(kind: Kind, number: int) -> str:
    if not number or kind is Kind.CHOICE:
        return ""
    return f"{number} {_NOT_MARKED[kind]}"


_NOT_MARKED = {Kind.RANKING: "not ranked", Kind.SCORES: "without a score", Kind.APPROVALS: "not approved"}


def _warnings(
    form: BallotForm, marks: Sequence[int | None], *, transferable: bool, noun: str
) -> Sequence[str]:
    number, marked = len(marks), sum(mark is not None for mark in marks)
    if not marked:
        return [f"This vote is blank: it is recorded, and is for no {noun}."]
    if form.kind is not Kind.CHOICE and number > 1 and len(set(marks)) == 1:
        return [f"You marked all {number} {noun}s alike: this vote makes no difference between them."]
    if form.kind is Kind.RANKING and transferable and marked < number - 1:
        fate = f"If {_all_of(marked, noun)} elected or excluded, your vote stops counting."
        return [f"You ranked {marked} of {number}. {fate}"]
    return []


def _all_of(number: int, noun: str) -> str:
    match number:
        case 1:
            return f"that {noun} is"
        case 2:
            return "both are"
        case _:
            return f"all {NUMERALS[number] if number < len(NUMERALS) else number} are"
