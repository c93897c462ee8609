"""The plain values that component tags take: small frozen records without behaviour or database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol, Self, get_args

Tone = Literal["neutral", "info", "open", "good", "warn", "urgent", "bad", "special"]
TONES: frozenset[str] = frozenset(get_args(Tone))


class Status(Protocol):
    """A status word and its tone."""

    @property
    def text(self) -> str: ...
    @property
    def tone(self) -> str: ...


StepState = Literal["done", "current", "todo", "skipped"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One level of a breadcrumb; the last one has no ``href``."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link to one of the pages of an object, with the number of things behind it."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a procedure; ``on`` is when it was reached, ``note`` why it is late or was skipped."""

    label: str
    on: date | None = None
    state: StepState = "todo"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a timeline: what happened, when, and who did it."""

    at: datetime
    text: str
    href: str = ""
    by: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value in a definition list."""

    term: str
    value: object
    href: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value one can filter by, with the number of rows it would leave."""

    value: str
    label: str
    count: int | None = None
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; ``href`` is the same page without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar of a bar chart."""

    label: str
    value: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class TurnoutRow:
    """How many of those entitled took part in one ballot, and how many were needed."""

    label: str
    voted: int
    of: int
    needed: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a series from ``on`` until the next point."""

    on: date
    value: int


@dataclass(frozen=True, slots=True)
class Series:
    """A named line of a chart."""

    label: str
    points: Sequence[Point] = field(default_factory=tuple)


class Explained(str):
    """The label of a form choice together with what choosing it means."""

    __slots__ = ("meaning",)
    meaning: str

    def __new__(cls, label: str, meaning: str = "") -> Self:
        explained = super().__new__(cls, label)
        explained.meaning = meaning
        return explained
