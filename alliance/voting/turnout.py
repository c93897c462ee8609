"""How the turnout of a ballot comes in, against past ballots of the same body under the same rule."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

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
from alliance.voting.models import Ballot, BallotQuerySet, Elector, RollPerson
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

    @property
    def title(self) -> str:
        """The finding."""
        found = f"{self.turnout.voted} of {self.turnout.entitled} have voted"
        if self.usual is None:
            return f"{found}; there are no past ballots to compare with"
        usual = f"{float(100 * self.usual):.0f}\u202f%"
        return f"{found}; at this point of the last {self.compared} ballots {usual} had (median)"


def pace_of(ballot: Ballot, at: datetime) -> Pace:
    """The turnout until now, or in all when the ballot has closed, beside that of past ballots.

    A public ballot is compared with public ones only.
    """
    past = past_ballots(ballot)
    curves = _curves([ballot, *past])
    own, others = curves[0], curves[1:]
    turnout = turnout_of(ballot)
    elapsed = moment_of(ballot, at)
    progress = Progress(turnout.entitled, turnout.voted, turnout.needed, elapsed)
    usual = lines(own, elapsed, others, [elapsed]).median
    return Pace(
        turnout,
        forecast(progress, others) if elapsed < 1 else None,
        lines(own, elapsed, others, HUNDREDTHS),
        len(others),
        tuple(_rows(ballot, turnout.entitled, own, elapsed, lines(own, elapsed, others, TENTHS).median)),
        usual[0][1] if usual else None,
    )


def past_ballots(ballot: Ballot) -> list[Ballot]:
    """The last counted ballots of the same body under the same rule, the latest first."""
    found: BallotQuerySet = Ballot.objects.filter(
        body_name=ballot.body_name,
        charter_body=ballot.charter_body,
        rule_id=ballot.rule_id,
        state__in=HAS_RESULT,
        closed_at__lte=ballot.closed_at or ballot.closes_at,
    ).exclude(pk=ballot.pk)
    if ballot.is_public:
        found = found.public()
    return list(found.order_by("-closed_at", "-pk")[:COMPARED])


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


def _curves(ballots: Iterable[Ballot]) -> list[Curve]:
    """The curve of each ballot, from when the votes that stand were first cast. One query."""
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
    return [curve_of(entitled[pk], moments[pk]) for pk in by_pk]


def _rows(ballot: Ballot, entitled: int, own: Curve, elapsed: Fraction, median: Curve) -> Iterator[Row]:
    """Ten parts of the time: what is drawn, as a table."""
    length = min(ballot.closed_at or ballot.closes_at, ballot.closes_at) - ballot.opens_at
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


def unreachable_lines(ballot: Ballot) -> list[Unreachable]:
    """Entitled lines without anybody active who may cast, and those whose mail about this ballot failed.

    Reminders are not looked at: they go to those whose vote is missing, and would tell it.
    """
    every = ballot.electors.entitled().prefetch_related(Prefetch("people", _acting(), to_attr="acting"))
    told = Notice.objects.filter(
        event__subject_type=Ballot._meta.label_lower, event__subject_id=ballot.pk, mail_state=MailState.FAILED
    ).exclude(event__kind=str(events.BALLOT_REMINDED))
    failed = set(told.values_list("recipient_id", flat=True))
    return [
        Unreachable(line, why)
        for line in every
        if (why := _why_unreachable(line.acting, failed))  # type: ignore[attr-defined]  # prefetched
    ]


def _acting() -> QuerySet[RollPerson]:
    return RollPerson.objects.acting().select_related("user")


def _why_unreachable(acting: Sequence[RollPerson], failed: Collection[int]) -> str:
    if not acting:
        return "Nobody is appointed to vote for it."
    active = [person for person in acting if person.user.is_active]
    if not active:
        return "The account of whoever votes for it is not active."
    if all(person.user_id in failed for person in active):
        return "The mail about this ballot could not be delivered."
    return ""


def delegated_count(ballot: Ballot) -> int:
    """How many entitled lines have named an alternate or given a proxy; whether it has voted is not asked."""
    named = RollPerson.objects.filter(elector=OuterRef("pk"), struck_at=None, named_at__isnull=False)
    return ballot.electors.entitled().filter(Exists(named)).count()
