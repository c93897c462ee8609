"""Standing: who of a body may vote, by the meetings attended, by what was done in a time, or on leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Tag, model_validator

from alliance.charter.grammar.conditions import Tally, evaluate
from alliance.charter.grammar.prose import supposing
from alliance.charter.grammar.words import (
    AsksActivity,
    CalendarSpan,
    Closed,
    Few,
    Line,
    Name,
    count_of,
    either,
    one_of,
    sentence,
    spaced,
)

Attendance: TypeAlias = Literal["attended", "missed", "excused"]
Base: TypeAlias = Literal["seats", "eligible", "present"]
BASE_WORDS: Final[dict[Base, str]] = {
    "seats": "the number of seats",
    "eligible": "the number entitled",
    "present": "the number present",
}


class Absences(Closed):
    """So many meetings missed one after another."""

    consecutive_absences: Few

    @property
    def words(self) -> str:
        return f"after {_in_a_row(self.consecutive_absences, 'missed meeting')}"


class Attendances(Closed):
    """So many meetings attended one after another; the vote is back in the last of them or after it."""

    consecutive_attendances: Few
    restored_at: Literal["last_of_them", "after_them"] = "after_them"

    @property
    def words(self) -> str:
        moment = "in the last of" if self.restored_at == "last_of_them" else "after"
        return f"{moment} {_in_a_row(self.consecutive_attendances, 'attended meeting')}"


class Share(Closed):
    """So many of the last so many meetings. Meetings before somebody joined do not count against them."""

    attended: Few
    of_last_meetings: Few

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.attended > self.of_last_meetings:
            raise ValueError("Nobody can attend more meetings than there were")
        return self

    @property
    def words(self) -> str:
        return f"by attending {self.attended} of the last {self.of_last_meetings} meetings"


class Activity(Closed):
    """What was done within a time: meetings attended or missed, votes, discussions, contributions."""

    window: CalendarSpan
    where: AsksActivity

    @property
    def words(self) -> str:
        return f"when within {self.window.words} {supposing(self.where)}"


def _told(data: object) -> object:
    return {"how": data} if isinstance(data, str) else data


class _Second(Closed):
    rule: Name


class _Granted(Closed):
    """How a standing is granted that does not come of itself."""

    how: Literal["on_request", "automatic", "by_appointment"] | None = None
    first_in_12_months: Literal["automatic", "on_request"] | None = None
    second: _Second | None = None

    @property
    def words(self) -> str:
        parts = [spaced(self.how)] if self.how else []
        if self.first_in_12_months:
            parts.append(f"the first in 12 months {spaced(self.first_in_12_months)}")
        if self.second:
            parts.append(f"a second one under “{spaced(self.second.rule)}”")
        return either(parts, "and") if parts else "on request"


Granted: TypeAlias = Annotated[
    _Granted, BeforeValidator(_told, json_schema_input_type=Literal["on_request", "automatic"] | _Granted)
]
Losing: TypeAlias = Annotated[
    Annotated[Absences, Tag("[consecutive_absences]")]
    | Annotated[Share, Tag("[attended]")]
    | Annotated[Activity, Tag("[window]")],
    one_of("consecutive_absences", "attended", "window"),
]
Gaining: TypeAlias = Annotated[
    Annotated[Attendances, Tag("[consecutive_attendances]")]
    | Annotated[Share, Tag("[attended]")]
    | Annotated[Activity, Tag("[window]")],
    one_of("consecutive_attendances", "attended", "window"),
]
Holding: TypeAlias = Annotated[
    Annotated[Share, Tag("[attended]")] | Annotated[Activity, Tag("[window]")],
    one_of("attended", "window"),
]


class Effect(Closed):
    """What it means not to have the standing (or, for a leave, to be on it)."""

    may_vote: bool = False
    leaves: tuple[Base, ...] = ()
    stays_in: tuple[Base, ...] = ()
    absences_not_counted: bool = False
    vacates_seat: bool = False

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := set(self.leaves) & set(self.stays_in):
            raise ValueError(f"Nobody can both leave and stay in {either(sorted(both))}")
        return self

    @property
    def sentences(self) -> list[str]:
        told = ["The seat is vacated."] if self.vacates_seat else []
        if not self.may_vote and not self.vacates_seat:
            told.append("Meanwhile there is no vote.")
        if self.leaves:
            told.append(f"It lowers {either((BASE_WORDS[base] for base in self.leaves), 'and')}.")
        if self.stays_in:
            told.append(f"It does not lower {either((BASE_WORDS[base] for base in self.stays_in), 'and')}.")
        if self.absences_not_counted:
            told.append("Meetings missed meanwhile are not counted.")
        return told


class Standing(Closed):
    """How a standing is gained, held, lost and regained, or granted for a time, and what it does.

    With `gain` one begins without it; otherwise one begins with it, unless `begins` says so.
    """

    id: Name
    title: Line | None = None
    clause: Line | None = None
    begins: bool | None = None
    gain: Gaining | None = None
    hold: Holding | None = None
    lose: Losing | None = None
    regain: Gaining | None = None
    granted: Granted | None = None
    max: CalendarSpan | None = None
    effect: Effect = Effect()

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if not any((self.gain, self.hold, self.lose, self.granted)):
            raise ValueError("Say how the standing is had, with gain, hold, lose or granted")
        if self.hold and (self.gain or self.lose or self.regain):
            raise ValueError("What is held needs no gain, lose or regain")
        return self

    @property
    def begins_with_it(self) -> bool:
        return self.gain is None if self.begins is None else self.begins

    @property
    def sentences(self) -> list[str]:
        """ "Three misses: lost after 3 consecutive missed meetings; regained after 2 attended in a row."."""
        moves = [("gained", self.gain), ("held", self.hold), ("lost", self.lose), ("regained", self.regain)]
        parts = [f"{move} {how.words}" for move, how in moves if how is not None]
        if self.granted:
            most = f", for at most {self.max.words}" if self.max else ""
            parts.append(f"granted {self.granted.words}{most}")
        return [sentence(f"{self.title or spaced(self.id)}: {'; '.join(parts)}"), *self.effect.sentences]


@dataclass(frozen=True, slots=True)
class Course:
    """Whether a standing was had in each meeting, in their order, and whether it is had after the last."""

    in_meeting: tuple[bool, ...]
    now: bool


def course(standing: Standing, meetings: Sequence[Attendance]) -> Course:
    """The standing through meetings, oldest first.

    Excused absences are skipped: they neither break nor add to a row. `ValueError` for a standing that does
    not depend on meetings (`granted`, or by a condition on a time: see `has_standing`).
    """
    if any(isinstance(each, Activity) for each in _tests(standing)) or not any(_tests(standing)):
        raise ValueError(f"“{spaced(standing.id)}” does not depend on meetings alone.")
    had = standing.begins_with_it
    in_meeting = []
    counted: list[Attendance] = []
    for meeting in meetings:
        if meeting == "excused":
            in_meeting.append(had)
            continue
        counted.append(meeting)
        after = _after(standing, counted, had=had)
        in_meeting.append(had or (after and _at_once(standing)))
        had = after
    return Course(tuple(in_meeting), had)


def has_standing(standing: Standing, activity: Tally, *, had: bool = True) -> bool:
    """Whether the standing is had, by what one person did within its time.

    `activity` counts meetings, attended, missed, voted, discussed, contributions; `had` says whether it was
    had before. Raises `MissingTallyError` when a number is missing, `ValueError` without such a condition.
    """
    if isinstance(standing.hold, Activity):
        return evaluate(standing.hold.where, activity)
    if had and isinstance(standing.lose, Activity):
        return not evaluate(standing.lose.where, activity)
    regain = standing.regain or standing.gain
    if not had and isinstance(regain, Activity):
        return evaluate(regain.where, activity)
    raise ValueError(f"“{spaced(standing.id)}” does not depend on what was done within a time.")


def _tests(standing: Standing) -> list[Absences | Attendances | Share | Activity]:
    return [
        each for each in (standing.gain, standing.hold, standing.lose, standing.regain) if each is not None
    ]


def _after(standing: Standing, meetings: Sequence[Attendance], *, had: bool) -> bool:
    if isinstance(standing.hold, Share):
        return _held(standing.hold, meetings)
    if had:
        return not (standing.lose is not None and _lost(standing.lose, meetings))
    gaining = standing.regain or standing.gain
    return gaining is not None and _gained(gaining, meetings)


def _lost(test: Absences | Share | Activity, meetings: Sequence[Attendance]) -> bool:
    match test:
        case Absences(consecutive_absences=row):
            return _row(meetings, row, "missed")
        case Share():
            return not _held(test, meetings)
        case _:
            return False


def _gained(test: Attendances | Share | Activity, meetings: Sequence[Attendance]) -> bool:
    match test:
        case Attendances(consecutive_attendances=row):
            return _row(meetings, row, "attended")
        case Share(attended=attended, of_last_meetings=last):
            return list(meetings[-last:]).count("attended") >= attended
        case _:
            return False


def _held(share: Share, meetings: Sequence[Attendance]) -> bool:
    missed = list(meetings[-share.of_last_meetings :]).count("missed")
    return missed <= share.of_last_meetings - share.attended


def _row(meetings: Sequence[Attendance], row: int, what: Attendance) -> bool:
    return len(meetings) >= row and all(each == what for each in meetings[-row:])


def _at_once(standing: Standing) -> bool:
    gaining = standing.regain or standing.gain
    return isinstance(gaining, Attendances) and gaining.restored_at == "last_of_them"


def bases_left(standings: Sequence[Standing], had: Mapping[str, bool]) -> frozenset[Base]:
    """The bases a member of the body leaves.

    `had` says by id which standings are had; one that is `granted`, such as a leave, takes effect when it is
    had, the others when they are not. Whoever may not vote is not counted as entitled.
    """
    left: set[Base] = set()
    for standing in standings:
        if _is_in_effect(standing, had):
            left |= set(standing.effect.leaves)
            if not standing.effect.may_vote:
                left.add("eligible")
            if standing.effect.vacates_seat:
                left |= {"seats", "eligible", "present"}
    return frozenset(left)


def may_vote(standings: Sequence[Standing], had: Mapping[str, bool]) -> bool:
    """Whether a member of the body has a vote, `had` as in `bases_left`."""
    return not any(_is_in_effect(each, had) and not each.effect.may_vote for each in standings)


def base_numbers(standings: Sequence[Standing], members: Sequence[Mapping[str, bool]]) -> dict[Base, int]:
    """The bases of a body: seats and entitled, one mapping (as in `bases_left`) for each seat's holder."""
    left = [bases_left(standings, had) for had in members]
    bases: tuple[Base, ...] = ("seats", "eligible")
    return {base: sum(base not in each for each in left) for base in bases}


def _is_in_effect(standing: Standing, had: Mapping[str, bool]) -> bool:
    if standing.granted is not None and not any(_tests(standing)):
        return had.get(standing.id, False)
    return not had.get(standing.id, standing.begins_with_it)


def _in_a_row(number: int, what: str) -> str:
    return count_of(number, what) if number == 1 else f"{number} consecutive {what}s"
