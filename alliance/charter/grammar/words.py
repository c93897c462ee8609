"""What every part of a charter is written with: names, text, times, conditions, closed models."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    InstanceOf,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from alliance.charter.grammar.conditions import (
    TALLIES,
    All,
    AnyOf,
    Ceil,
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
    Share,
    Sqrt,
    Times,
    classes_in,
    to_data,
)
from alliance.charter.grammar.durations import Span, duration_text, parse_duration, parse_span
from alliance.charter.grammar.measures import FACTS
from alliance.charter.grammar.reading import ConditionError, parse_condition, parse_number

MOTION_TALLIES: Final = frozenset({"seats", "eligible", "participated", "cast", "for", "against", "abstain"})
"""What the count of a motion provides, and so what the rule of a motion may ask for."""
MOTION_CLASSES: Final = frozenset({"member_class"})
"""How the electoral roll sorts its lines, and so by which classes the rule of a motion may ask."""
ACTIVITY: Final = frozenset({"meetings", "attended", "missed", "voted", "discussed", "contributions"})
"""What one person did within a time: asked by standing."""
BASES: Final = frozenset({"seats", "eligible"})
"""What a cap may be a part of."""
CONDITION: Final = "condition"
NUMBER: Final = "number"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Passage = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True)]
Few = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Many = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]

V = TypeVar("V")


def _thawed(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _thawed(each) if isinstance(each, Mapping) else each for name, each in found.items()}


Map: TypeAlias = Annotated[Mapping[Name, V], AfterValidator(MappingProxyType), PlainSerializer(_thawed)]


def _fact(name: str) -> str:
    if name not in FACTS:
        close = get_close_matches(name, FACTS, n=1)
        raise ValueError(
            f"“{name[:60]}” is not measured" + (f". Did you mean “{close[0]}”?" if close else "")
        )
    return name


Facts: TypeAlias = Annotated[
    Mapping[Annotated[str, AfterValidator(_fact)], Many],
    AfterValidator(MappingProxyType),
    PlainSerializer(_thawed),
]
"""What is known of a project, by the names of `measures.FACTS`."""


class Closed(BaseModel):
    """A frozen model that refuses unknown words."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _listed(data: object) -> object:
    return (data,) if isinstance(data, str) else data


Names: TypeAlias = Annotated[
    tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[Name, ...])
]
"""One name, or a list of them."""


ONE_OF: Final = "Here is needed one of "


def one_of(*words: str) -> Discriminator:
    """Chooses among models by the word that stands in the mapping; tags are the words in brackets."""

    def tag(data: object) -> str | None:
        said = data if isinstance(data, Mapping) else getattr(data, "model_fields_set", ())
        return next((f"[{word}]" for word in words if word in said), None)

    return Discriminator(
        tag,
        custom_error_type="one_of",
        custom_error_message=f"{ONE_OF}{', '.join(words)}",
    )


def exactly_one(model: BaseModel, words: Iterable[str]) -> None:
    """Raises `ValueError` unless exactly one of these fields is set."""
    names = tuple(words)
    if sum(getattr(model, name) not in (None, (), False) for name in names) != 1:
        raise ValueError(f"Here exactly one of {', '.join(names)} is needed")


# Times


def _read_duration(data: object) -> object:
    if isinstance(data, timedelta):
        return data
    if not isinstance(data, str):
        raise ValueError("A duration is text: write days as P14D, weeks as P2W, hours as PT72H.")
    return parse_duration(data)


def _read_span(data: object) -> object:
    if isinstance(data, Span):
        return data
    if not isinstance(data, str):
        raise ValueError("A duration is text: write years as P2Y, months as P6M, days as P14D.")
    return parse_span(data)


def _read_day(data: object) -> object:
    if isinstance(data, date):
        return data
    if not isinstance(data, str) or not DAY.fullmatch(data):
        raise ValueError("A day is written as 2026-01-31")
    return data


DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
Day = Annotated[date, BeforeValidator(_read_day)]
_FIXED_FORM = {
    "type": "string",
    "pattern": r"^P(?=.)(\d{1,4}W)?(\d{1,4}D)?(T(?=\d)(\d{1,5}H)?(\d{1,6}M)?)?$",
    "description": "A time of fixed length: P14D, P2W, PT72H.",
}
_SPAN_FORM = {
    "type": "string",
    "pattern": r"^P(?=.)(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?(T(?=\d)(\d{1,5}H)?(\d{1,6}M)?)?$",
    "description": "A time on the calendar: P2Y, P6M, P14D.",
}
Duration = Annotated[
    timedelta, BeforeValidator(_read_duration), PlainSerializer(duration_text), WithJsonSchema(_FIXED_FORM)
]
CalendarSpan = Annotated[
    InstanceOf[Span], BeforeValidator(_read_span), PlainSerializer(str), WithJsonSchema(_SPAN_FORM)
]


# Conditions and numbers

ConditionNode: TypeAlias = InstanceOf[Compare] | InstanceOf[All] | InstanceOf[AnyOf] | InstanceOf[Not]
NumberNode: TypeAlias = (
    InstanceOf[Const]
    | InstanceOf[Count]
    | InstanceOf[Share]
    | InstanceOf[Times]
    | InstanceOf[Sqrt]
    | InstanceOf[Ceil]
    | InstanceOf[Least]
    | InstanceOf[Greatest]
    | InstanceOf[ClassesWhere]
    | InstanceOf[InClass]
)


def _problem(message: str, repair: str, path: tuple[str | int, ...] = ()) -> PydanticCustomError:
    context = {"message": message, "repair": repair, "path": path}
    return PydanticCustomError("condition", "{message} {repair}", context)


def asking_for(tallies: Collection[str]) -> Callable[[object], Condition]:
    """A validator that reads a condition over these tallies."""

    def read(data: object) -> Condition:
        if isinstance(data, Compare | All | AnyOf | Not):
            data = to_data(data)
        try:
            return parse_condition(data, tallies=tallies)
        except ConditionError as error:
            raise _problem(error.message, error.repair, error.path) from error

    return read


def reckoned_from(tallies: Collection[str]) -> Callable[[object], Number]:
    """A validator that reads a number made from these tallies."""

    def read(data: object) -> Number:
        if not isinstance(data, int | str | Mapping):
            data = to_data(data)  # type: ignore[arg-type]  # a number that was read before
        try:
            return parse_number(data, tallies=tallies)
        except ConditionError as error:
            raise _problem(error.message, error.repair, error.path) from error

    return read


def _motion_condition(data: object) -> Condition:
    condition = asking_for(MOTION_TALLIES)(data)
    if unknown := next((by for by in classes_in(condition) if by not in MOTION_CLASSES), None):
        known = ", ".join(sorted(MOTION_CLASSES))
        raise _problem(f"The votes on a motion are not counted by {unknown}.", f"Use {known}.")
    return condition


Asks = Annotated[
    ConditionNode,
    BeforeValidator(asking_for(TALLIES)),
    PlainSerializer(to_data),
    WithJsonSchema({CONDITION: "tally"}),
]
"""A condition over everything a charter may count."""
MotionCondition = Annotated[
    ConditionNode,
    BeforeValidator(_motion_condition),
    PlainSerializer(to_data),
    WithJsonSchema({CONDITION: "tally"}),
]
"""A condition over what the count of a motion provides, of all and by class."""
AsksActivity = Annotated[
    ConditionNode,
    BeforeValidator(asking_for(ACTIVITY)),
    PlainSerializer(to_data),
    WithJsonSchema({CONDITION: "activity"}),
]
CapSize = Annotated[
    NumberNode,
    BeforeValidator(reckoned_from(BASES)),
    PlainSerializer(to_data),
    WithJsonSchema({NUMBER: "base"}),
]
"""How many of one group: 2, {frac: 1/3, of: seats} or {max: [2, {frac: 1/5, of: eligible}]}."""
AnyNumber = Annotated[
    NumberNode,
    BeforeValidator(reckoned_from(TALLIES)),
    PlainSerializer(to_data),
    WithJsonSchema({NUMBER: "tally"}),
]


# Sentences

SEPARATORS: Final = re.compile(r"[-_]|\.(?!\d)")
ACRONYMS: Final = frozenset(
    {
        "ab",
        "ac",
        "asf",
        "cncf",
        "coc",
        "gb",
        "hpsf",
        "lf",
        "oasis",
        "osi",
        "pmc",
        "sig",
        "tab",
        "tac",
        "tag",
        "tc",
    }
    | {"tob", "toc", "tsc", "w3c", "wg"}
)
"""Short names of bodies that are spoken letter by letter."""
NUMERALS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def spaced(name: str) -> str:
    """ "governing-board" -> "governing board", "toc-sponsor" -> "TOC sponsor"."""
    words = SEPARATORS.sub(" ", name).split()
    return " ".join(word.upper() if word in ACRONYMS else word for word in words)


def count_of(number: int, thing: str, plural: str = "") -> str:
    """ "two seats", "one seat", "14 seats"."""
    word = NUMERALS[number] if number < len(NUMERALS) else f"{number:,}"
    return f"{word} {thing if number == 1 else plural or f'{thing}s'}"


def either(names: Iterable[str], word: str = "or") -> str:
    """ "a, b or c"."""
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last


def every(span: Span) -> str:
    """ "every year", "every 6 months"."""
    return f"every {span.words.removeprefix('1 ')}"


def sentence(*parts: str) -> str:
    """The parts joined by spaces, with a capital at the start and a full stop."""
    text = " ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."
