"""Conditions in words: the bare rule, and the rule with the numbers of a tally put in."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from alliance.charter.grammar.conditions import (
    TALLIES,
    All,
    AnyOf,
    Ceil,
    Classes,
    ClassesWhere,
    Compare,
    Condition,
    Const,
    Count,
    Greatest,
    InClass,
    Least,
    Not,
    Number,
    Op,
    Share,
    Sqrt,
    Tally,
    Times,
    evaluate,
    value,
)
from alliance.charter.grammar.exact import Exact
from alliance.charter.grammar.measures import FACTS, LEVELS

NOUNS: Final = {
    **{fact: f"the {words}" for fact, words in FACTS.items()},
    **{level: level.replace("_", " ") for level in LEVELS},
    "meetings": "the meetings",
    "attended": "the meetings attended",
    "missed": "the meetings missed",
    "voted": "the votes taken part in",
    "discussed": "the discussions taken part in",
    "seats_least": "the least number of seats",
    "seats": "the seats",
    "eligible": "the entitled members",
    "present": "the members present",
    "participated": "the members who take part",
    "cast": "the votes for and against",
    "for": "the votes for",
    "against": "the votes against",
    "abstain": "the abstentions",
    "not_abstaining": "the entitled members who do not abstain",
    "meeting_requests": "the requests for a meeting",
    "seats_open": "the open seats",
    "over_default": "the votes ranking it over the default option",
    "under_default": "the votes ranking it under the default option",
    "formal_objections_sustained": "the sustained formal objections",
    "support": "the answers in support",
}
ROLES: Final = {
    "for": "be for",
    "against": "be against",
    "abstain": "abstain",
    "participated": "take part",
    "present": "be present",
    "cast": "vote for or against",
    "approvals": "approve",
    "supporters": "support it",
    "over_default": "rank it over the default option",
}
SUMS: Final = {"cast": ("for", "against"), "participated": ("for", "against", "abstain")}
FIGURES: Final = {
    **FACTS,
    "eligible": "entitled",
    "participated": "took part",
    "cast": "for or against",
    "abstain": "abstained",
    "not_abstaining": "entitled who did not abstain",
    "meeting_requests": "requests for a meeting",
    "over_default": "over the default",
    "under_default": "under the default",
    "seats_open": "open seats",
    "formal_objections_sustained": "sustained formal objections",
}
THINGS: Final = frozenset({"vetoes", "objections", "meeting_requests", "seats", *FACTS})
"""What is counted in things of which there may be one."""
ASKS: Final[dict[Op, str]] = {
    "gt": "more than", "gte": "at least", "lt": "fewer than", "lte": "at most", "eq": "exactly",
}  # fmt: skip
NONE: Final[dict[Op, int]] = {"eq": 0, "lt": 1}
ONE: Final = re.compile(r"there must be ((?:[a-z]+ )+1 )")
SUPPOSED: Final = (
    ("it must not hold that", "it does not hold that"),
    ("must be ", "are "),
    ("must ", ""),
)
AS_MANY: Final[dict[Op, tuple[str, str]]] = {
    "gt": ("more", "than"), "gte": ("at least as many", "as"), "lt": ("fewer", "than"),
    "lte": ("at most as many", "as"), "eq": ("exactly as many", "as"),
}  # fmt: skip
FLIPPED: Final[dict[Op, Op]] = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte", "eq": "eq"}
NUMERALS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PARTS: Final = {
    3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
    20: "twentieth",
}  # fmt: skip
FINEST: Final = 6


def state(condition: Condition) -> str:
    """The bare rule as a clause: "at least two thirds of the votes for and against must be for"."""
    match condition:
        case All(of=parts):
            return ", and ".join(_nested(part) for part in parts)
        case AnyOf(of=parts):
            return "either " + ", or ".join(_nested(part) for part in parts)
        case Not(of=part):
            return f"it must not hold that {_nested(part)}"
        case Compare():
            return _comparison(_oriented(condition))


def supposing(condition: Condition) -> str:
    """The condition as what follows "when": "there are at least 2 requests for a meeting"."""
    text = ONE.sub(r"there is \1", state(condition))
    for must, holds in SUPPOSED:
        text = text.replace(must, holds)
    return text


def explain(condition: Condition, tally: Tally, classes: Classes | None = None) -> str:
    """The rule with the numbers put in: "34 for / (34 for + 6 against) = 85.0 %, at least 66.7 % needed".

    Percentages get as many decimals as it takes to show on which side of the line the result is.
    Raises `MissingTallyError` like `evaluate`.
    """
    match condition:
        case All(of=parts):
            return "; and ".join(_judged(part, tally, classes) for part in parts)
        case AnyOf(of=parts):
            return "; or ".join(_judged(part, tally, classes) for part in parts)
        case Not(of=part):
            return f"must not hold: {_judged(part, tally, classes)}"
        case Compare():
            return _figures(_oriented(condition), tally, classes)


def fraction_in_words(fraction: Fraction) -> str:
    """ "two thirds", "half", "3/20"; the whole is "all"."""
    top, bottom = fraction.numerator, fraction.denominator
    if fraction == 1:
        return "all"
    if fraction == Fraction(1, 2):
        return "half"
    if bottom in PARTS and top < len(NUMERALS):
        return f"{NUMERALS[top]} {PARTS[bottom]}{'s' if top > 1 else ''}"
    return f"{top}/{bottom}"


def percentages(reached: Fraction, line: Fraction) -> tuple[str, str]:
    """Two shares as percentages, with as many decimals as it takes to tell them apart."""
    for places in range(1, FINEST + 1):
        shown = _percent(reached, places), _percent(line, places)
        if reached == line or shown[0] != shown[1]:
            break
    return shown


def _percent(share: Fraction, places: int) -> str:
    return f"{Exact.of(share * 100).decimal(places)} %"


def _nested(condition: Condition) -> str:
    return f"({state(condition)})" if isinstance(condition, All | AnyOf) else state(condition)


def _judged(condition: Condition, tally: Tally, classes: Classes | None) -> str:
    text = explain(condition, tally, classes)
    if isinstance(condition, All | AnyOf):
        text = f"({text})"
    return f"{text}: {'met' if evaluate(condition, tally, classes) else 'not met'}"


def _oriented(comparison: Compare) -> Compare:
    """The same comparison with the counted side on the left."""
    if isinstance(comparison.left, Count | InClass | ClassesWhere) or not isinstance(
        comparison.right, Count | InClass | ClassesWhere
    ):
        return comparison
    return Compare(FLIPPED[comparison.op], comparison.right, comparison.left)


# The bare rule


def _comparison(comparison: Compare) -> str:
    ask = ASKS[comparison.op]
    match comparison:
        case Compare(op=op, left=Count(tally=name), right=Const(value=end)) if end == NONE.get(op):
            return f"there must be no {_many(name)}"
        case Compare(left=Count(tally=name), right=Const(value=number)):
            return f"there must be {ask} {number} {_one(name) if number == 1 else _many(name)}"
        case Compare(op="gt", left=Count(tally="for"), right=Count(tally="against")):
            return "there must be more votes for than against"
        case Compare(op="gte", left=Count(tally="for"), right=Count(tally="against")):
            return "there must be at least as many votes for as against"
        case Compare(op=op, left=Count(tally=one), right=Count(tally=other)) if {one, other} <= TALLIES:
            many, than = AS_MANY[op]
            return f"there must be {many} {_many(one)} {than} {_many(other)}"
        case Compare(op=op, left=Count() as count, right=Times(factor=factor, of=of)) if factor == 1:
            return _comparison(Compare(op, count, of))
        case Compare(left=Count(tally=name), right=Share() as share) if name in ROLES:
            return f"{ask} {noun(share)} must {ROLES[name]}"
        case Compare(left=ClassesWhere(by=by, where=where), right=Const(value=number)):
            return f"in {ask} {number} {_classes(by)}, {state(where)}"
        case Compare(left=left, right=right):
            return f"{noun(left)} must be {ask} {noun(right)}"


def noun(number: Number) -> str:  # noqa: C901  # one line per kind of number
    match number:
        case Const(value=constant):
            return str(constant)
        case Count(tally=name):
            return NOUNS.get(name, f"the {_spaced(name)}")
        case Share(frac=fraction, of=base):
            return f"{fraction_in_words(fraction)} of {noun(base)}"
        case Times(factor=factor, of=base):
            return noun(base) if factor == 1 else f"{factor} times {noun(base)}"
        case Sqrt(of=base):
            return f"the square root of {noun(base)}"
        case Ceil(of=base):
            return f"{noun(base)}, rounded up"
        case Least(of=parts):
            return f"the lesser of {' and '.join(noun(part) for part in parts)}"
        case Greatest(of=parts):
            return f"the greater of {' and '.join(noun(part) for part in parts)}"
        case ClassesWhere(by=by, where=where):
            return f"the number of {_classes(by)} where {supposing(where)}"
        case InClass(by=by, name=name, tally=counted):
            return f"{NOUNS.get(counted, f'the {_spaced(counted)}')} ({_spaced(by)}: {_spaced(name)})"


def _many(tally: str) -> str:
    return noun(Count(tally)).removeprefix("the ")


def _one(tally: str) -> str:
    first, *rest = _many(tally).split()
    alone = " ".join([first.removesuffix("es" if first.endswith("oes") else "s"), *rest])
    return alone.replace(" who take ", " who takes ")


def _classes(by: str) -> str:
    """ "member classes", "classes by member tier"."""
    kind = by.removesuffix("_class")
    return f"{_spaced(kind)} classes" if kind != by else f"classes by {_spaced(by)}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


# The rule with numbers


def _figures(comparison: Compare, tally: Tally, classes: Classes | None) -> str:
    needed = _needed(comparison.op)
    match comparison:
        case Compare(left=Count(tally=part), right=Share(frac=line, of=Count(tally=base))):
            return _share(comparison.op, part, line, base, tally)
        case Compare(left=Count(tally="for") as left, right=Count(tally="against") as right):
            counted = f"{_figure(left, tally, classes)}, {_figure(right, tally, classes)}"
            return f"{counted}: {_more_for(comparison.op)}"
        case Compare(left=Count(tally="badge.level") as level, right=Count(tally=asked)) if asked in LEVELS:
            reached = value(level, tally, classes)
            held = next((name for name, rank in LEVELS.items() if reached == Exact.of(rank)), "no level")
            return f"{_spaced(held)}, {needed.format(_spaced(asked))}"
        case Compare(op="eq", left=left, right=Const(value=Fraction(numerator=0))):
            return f"{_figure(left, tally, classes)}, none allowed"
        case Compare(left=left, right=Const(value=constant)):
            return f"{_figure(left, tally, classes)}, {needed.format(constant)}"
        case Compare(left=left, right=right):
            return f"{_figure(left, tally, classes)}, {needed.format(_worked_out(right, tally, classes))}"


def _share(op: Op, part: str, line: Fraction, base: str, tally: Tally) -> str:
    counted, whole = _fraction(part, tally), _fraction(base, tally)
    if whole == 0:
        return f"{_base(base, tally)} is nothing to take a share of, {_needed(op).format(_percent(line, 1))}"
    reached, needed = percentages(counted / whole, line)
    if part in ("participated", "present"):
        did = "took part" if part == "participated" else "are present"
        turnout = f"{_number(counted)} of {_number(whole)} {FIGURES.get(base, base)} {did}"
        return f"{turnout} = {reached}, {_needed(op).format(needed)}"
    figure = f"{_number(counted)} {FIGURES.get(part, part)}"
    return f"{figure} / {_base(base, tally)} = {reached}, {_needed(op).format(needed)}"


def _needed(op: Op) -> str:
    return f"{ASKS[op]} {{}} {'allowed' if op in ('lt', 'lte') else 'needed'}".replace(
        "fewer than", "less than"
    )


def _more_for(op: Op) -> str:
    return {
        "gt": "more for than against needed",
        "gte": "at least as many for as against needed",
        "lt": "fewer for than against needed",
        "lte": "at most as many for as against allowed",
        "eq": "as many for as against needed",
    }[op]


def _base(base: str, tally: Tally) -> str:
    parts = SUMS.get(base, ())
    if parts and all(part in tally for part in parts):
        return f"({' + '.join(f'{_number(tally[part])} {FIGURES.get(part, part)}' for part in parts)})"
    return f"{_number(_fraction(base, tally))} {FIGURES.get(base, base)}"


def _fraction(name: str, tally: Tally) -> Fraction:
    counted = value(Count(name), tally).fraction()
    assert counted is not None  # noqa: S101  # a tally is a whole number or a fraction
    return counted


def _figure(number: Number, tally: Tally, classes: Classes | None) -> str:
    match number:
        case Count(tally=name):
            return _so_many(name, _shown(number, tally, classes))
        case InClass(name=name, tally=counted):
            return f"{_so_many(counted, _shown(number, tally, classes))} ({_spaced(name)})"
        case ClassesWhere(by=by, where=where):
            return f"{_shown(number, tally, classes)} {_classes(by)} where {supposing(where)}"
        case _:
            return _worked_out(number, tally, classes)


def _so_many(tally: str, shown: str) -> str:
    """ "2 requests for a meeting", "1 veto", "5 for"."""
    if shown == "1" and tally in THINGS:
        return f"1 {_one(tally)}"
    return f"{shown} {FIGURES.get(tally, _spaced(tally))}"


def _worked_out(number: Number, tally: Tally, classes: Classes | None) -> str:
    """How a number comes about: "2/3 x 11 seats = 7.33"."""
    match number:
        case Const(value=constant):
            return _number(constant)
        case Count() | InClass() | ClassesWhere():
            return _figure(number, tally, classes)
        case _:
            return f"{_formula(number, tally, classes)} = {_shown(number, tally, classes)}"


def _formula(number: Number, tally: Tally, classes: Classes | None) -> str:
    def inner(part: Number) -> str:
        return _formula(part, tally, classes)

    match number:
        case Share(frac=factor, of=base) | Times(factor=factor, of=base):
            return f"{factor} × {inner(base)}"
        case Sqrt(of=base):
            return f"√({inner(base)})"
        case Ceil(of=base):
            return f"rounded up ({inner(base)})"
        case Least(of=parts):
            return f"the lesser of ({', '.join(map(inner, parts))})"
        case Greatest(of=parts):
            return f"the greater of ({', '.join(map(inner, parts))})"
        case Const(value=constant):
            return _number(constant)
        case _:
            return _figure(number, tally, classes)


def _shown(number: Number, tally: Tally, classes: Classes | None) -> str:
    exact = value(number, tally, classes)
    fraction = exact.fraction()
    return exact.decimal(2) if fraction is None else _number(fraction)


def _number(number: int | Fraction) -> str:
    return str(number) if Fraction(number).denominator == 1 else Exact.of(number).decimal(2)
