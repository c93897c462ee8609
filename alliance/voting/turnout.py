"""How the turnout of a ballot comes in, against past ballots of the same body under the same rule.

Of an open ballot only counts are told, and what the roll says whoever has voted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from alliance.audit.models import Event
from alliance.notifications.models import MailState, Notice
from alliance.voting import events
from alliance.voting.forecast import (
    COMPARED,
    HUNDREDTHS,
    Curve,
    Forecast,
    Lines,
    Progress,
    curve_of,
    forecast,
    lines,
    share_at,
)
from alliance.voting.models import Ballot, Elector, RollPerson
from alliance.voting.queries import Turnout, turnout_of
from alliance.voting.states import HAS_RESULT

TENTHS = tuple(Fraction(each, 10) for each in range(11))


@dataclass(frozen=True, slots=True)
class Row:
    """A moment, how many had voted by then, and how many the median of past ballots would make."""

    at: datetime
    voted: int | None
    median: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """What is drawn of a ballot's turnout: counts only, it says nothing of who or how."""

    turnout: Turnout
    forecast: Forecast | None
    lines: Lines
    compared: int
    rows: tuple[Row, ...]
    usual: Fraction | None
    ends: datetime

    @property
    def is_open(self) -> bool:
        return self.forecast is not None

    @property
    def needed(self) -> Fraction | None:
        """The share that makes the quorum, None where the rule asks for none."""
        needed, entitled = self.turnout.needed, self.turnout.entitled
        return Fraction(min(needed, entitled), entitled) if needed and entitled else None

    @property
    def title(self) -> str:
        """The finding."""
        have = "have voted" if self.is_open else "voted"
        found = f"{self.turnout.voted} of {self.turnout.entitled} {have}"
        if self.usual is None:
            return found
        usual = f"{float(100 * self.usual):.0f}\u202f%"
        if self.is_open:
            return f"{found}; at this point of {self.past} it was {usual}"
        return f"{found}; {self.usual_label} is {usual}"

    @property
    def expectation(self) -> str:
        """What is to be expected by the close; empty without anything to go by."""
        found = self.forecast
        if found is None or found.expected is None:
            return ""
        like = f"as in {self.past} of this body under this rule"
        if found.low == found.high:
            return f"By the close {found.expected} are expected to have voted, {like}."
        between = f"{found.low} to {found.high} are expected to have voted, {found.expected} most likely"
        return f"By the close {between}, {like}."

    @property
    def label(self) -> str:
        """Of the point that is reached."""
        return f"{self.turnout.voted} voted"

    @property
    def needed_label(self) -> str:
        return f"{self.turnout.needed} needed"

    @property
    def past(self) -> str:
        """The ballots it is compared with; empty without any."""
        match self.compared:
            case 0:
                return ""
            case 1:
                return "the last ballot"
            case number:
                return f"the last {number} ballots"

    @property
    def usual_label(self) -> str:
        """What their turnout is called."""
        return f"the turnout of {self.past}" if self.compared == 1 else f"the median of {self.past}"


def pace_of(ballot: Ballot, at: datetime) -> Pace:
    """The turnout until now, or in all when the ballot has closed, beside that of past ballots."""
    return paces_of([ballot], at)[ballot.pk]


def paces_of(ballots: Sequence[Ballot], at: datetime) -> dict[int, Pace]:
    """The pace of each ballot, by its id: three queries, or two when the rows carry ``with_turnout``."""
    past = past_ballots(ballots)
    curves = _curves([*ballots, *(each for found in past.values() for each in found)])
    return {
        ballot.pk: _pace(ballot, at, curves[ballot.pk], [curves[each.pk] for each in past[ballot.pk]])
        for ballot in ballots
    }


def _pace(ballot: Ballot, at: datetime, own: Curve, past: Sequence[Curve]) -> Pace:
    turnout, elapsed = turnout_of(ballot), moment_of(ballot, at)
    progress = Progress(turnout.entitled, turnout.voted, turnout.needed, elapsed, by_class=turnout.by_class)
    usual = lines(own, elapsed, past, [elapsed]).median
    tenths = lines(own, elapsed, past, TENTHS).median
    return Pace(
        turnout,
        forecast(progress, past) if elapsed < 1 else None,
        lines(own, elapsed, past, HUNDREDTHS),
        len(past),
        tuple(_rows(ballot, turnout.entitled, own, elapsed, tenths)),
        usual[0][1] if usual else None,
        end_of(ballot),
    )


def past_ballots(ballots: Sequence[Ballot]) -> dict[int, list[Ballot]]:
    """The last counted ballots of the same body under the same rule, the latest first, by the id of the
    ballot that is compared with them; a public one with public ones only. One query."""
    found = (
        Ballot.objects.filter(
            state__in=HAS_RESULT,
            body_name__in={each.body_name for each in ballots},
            rule_id__in={each.rule_id for each in ballots},
        )
        .only("body_name", "charter_body", "rule_id", "is_public", "opens_at", "closes_at", "closed_at")
        .order_by("-closed_at", "-pk")
    )
    counted = list(found)
    return {
        ballot.pk: [other for other in counted if _is_like(other, ballot)][:COMPARED] for ballot in ballots
    }


def _is_like(past: Ballot, ballot: Ballot) -> bool:
    """Whether the two compare: another ballot of the body under the rule, which ended before this one."""
    same = all(
        getattr(past, name) == getattr(ballot, name) for name in ("body_name", "charter_body", "rule_id")
    )
    shown = past.is_public or not ballot.is_public
    return same and shown and past.pk != ballot.pk and end_of(past) <= end_of(ballot)


def end_of(ballot: Ballot) -> datetime:
    """When voting ends, or ended: at its time, or before it by rule."""
    return min(ballot.closed_at or ballot.closes_at, ballot.closes_at)


def moment_of(ballot: Ballot, at: datetime) -> Fraction:
    """The part of its time that has passed: 0 before the opening, 1 after the close."""
    ends = min(ballot.closed_at or ballot.closes_at, ballot.closes_at)
    if at >= ends:
        return Fraction(1)
    return max(
        Fraction(_microseconds(at - ballot.opens_at), _microseconds(ends - ballot.opens_at)), Fraction(0)
    )


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _curves(ballots: Iterable[Ballot]) -> dict[int, Curve]:
    """The curve of each ballot, by its id, from when the votes that stand were first cast. One query."""
    by_pk = {ballot.pk: ballot for ballot in ballots}
    cast = Event.objects.filter(
        subject_type=Elector._meta.label_lower, subject_id=OuterRef("pk"), kind=str(events.VOTE_CAST)
    )
    first = Subquery(cast.order_by("pk").values("at")[:1])
    entitled, moments = Counter[int](), defaultdict[int, list[Fraction]](list)
    lines_of_all = Elector.objects.entitled().filter(ballot__in=by_pk).order_by()
    for pk, vote, at in lines_of_all.values_list("ballot_id", "vote", first):
        entitled[pk] += 1
        if vote is not None and at is not None:
            moments[pk].append(moment_of(by_pk[pk], at))
    return {pk: curve_of(entitled[pk], moments[pk]) for pk in by_pk}


def _rows(ballot: Ballot, entitled: int, own: Curve, elapsed: Fraction, median: Curve) -> Iterator[Row]:
    """Ten parts of the time: what is drawn, as a table."""
    length = end_of(ballot) - ballot.opens_at
    usual = dict(median)
    for part in TENTHS:
        yield Row(
            ballot.opens_at + length * float(part),
            int(share_at(own, part) * entitled) if part <= elapsed else None,
            round(usual[part] * entitled) if usual else None,
        )


# Whom a ballot does not reach ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Unreachable:
    """A roll line for which nobody can act, or nobody gets mail; whether it has voted is not asked."""

    elector: Elector
    why: str


def unreachable_lines(ballots: Collection[Ballot]) -> dict[int, list[Unreachable]]:
    """Entitled lines without anybody active who may cast, and those whose mail about their ballot failed, by
    the ballot's id. Three queries.

    Reminders are not looked at: they go to those whose vote is missing, and would tell it.
    """
    acting = Prefetch("people", RollPerson.objects.acting().select_related("user"), to_attr="acting")
    every = Elector.objects.entitled().filter(ballot__in=ballots).prefetch_related(acting)
    told = Notice.objects.filter(
        event__subject_type=Ballot._meta.label_lower,
        event__subject_id__in=[ballot.pk for ballot in ballots],
        mail_state=MailState.FAILED,
    ).exclude(event__kind=str(events.BALLOT_REMINDED))
    failed = set(told.values_list("event__subject_id", "recipient_id"))
    found: dict[int, list[Unreachable]] = {ballot.pk: [] for ballot in ballots}
    for line in every:
        if why := _why_unreachable(line, failed):
            found[line.ballot_id].append(Unreachable(line, why))
    return found


def _why_unreachable(line: Elector, failed: Collection[tuple[int, int]]) -> str:
    acting: list[RollPerson] = line.acting  # type: ignore[attr-defined]  # prefetched
    if not acting:
        return "Nobody is appointed to vote for it."
    active = [person for person in acting if person.user.is_active]
    if not active:
        return "The account of whoever votes for it is not active."
    if all((line.ballot_id, person.user_id) in failed for person in active):
        return "The mail about this ballot could not be delivered."
    return ""


def delegated_counts(ballots: Collection[Ballot]) -> dict[int, int]:
    """How many entitled lines have named an alternate or given a proxy, by the ballot's id; whether they have
    voted is not asked. One query."""
    named = RollPerson.objects.filter(elector=OuterRef("pk"), struck_at=None, named_at__isnull=False)
    lines_of_all = Elector.objects.entitled().filter(Exists(named), ballot__in=ballots).order_by()
    found = Counter(lines_of_all.values_list("ballot_id", flat=True))
    return {ballot.pk: found[ballot.pk] for ballot in ballots}
