"""Where a ballot stands, and where one reader stands in it, in words and tones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict
from alliance.voting import rules
from alliance.voting.models import Ballot, Elector, Phase, Vote
from alliance.voting.states import OUTCOME_TONES

PHASES = {
    Phase.OPEN: ("Open", "open"),
    Phase.COUNTING: ("Counting", "info"),
    Phase.CANCELLED: ("Cancelled", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A status word and its tone."""

    text: str
    tone: str = "neutral"


def word_of(ballot: Ballot, at: datetime) -> Word:
    """The ballot's status; once counted, how it came out."""
    phase = ballot.phase(at)
    if phase is Phase.COUNTED:
        return Word(ballot.result.get_outcome_display(), OUTCOME_TONES[ballot.result.outcome])
    if phase is Phase.OPEN and at < ballot.opens_at:
        return Word("Scheduled", "info")
    return Word(*PHASES[phase])


@dataclass(frozen=True, slots=True)
class Line:
    """One roll line on which the reader stands: what is cast for it, and whether the reader may cast now."""

    elector: Elector
    verdict: Verdict
    is_mine: bool

    @property
    def vote(self) -> Vote | None:
        return getattr(self.elector, "vote", None)

    @property
    def url(self) -> str:
        address = reverse("cast_vote", args=[self.elector.ballot_id])
        return f"{address}?for={self.elector.slug}"

    @property
    def receipt_url(self) -> str:
        return reverse("vote_recorded", args=[self.elector.ballot_id, self.elector.pk])

    @property
    def button(self) -> str:
        if self.vote is None:
            return f"Vote for {self.elector.name}"
        return f"Change the vote of {self.elector.name}"


def my_lines(ballot: Ballot, by: Actor, at: datetime) -> list[Line]:
    """The reader's lines in one ballot, none hidden."""
    if not by.is_signed_in:
        return []
    found = lines_on([ballot], by)[ballot.pk]
    return [
        Line(elector, rules.may_cast_for(by, elector, at), is_mine=may_ever_cast(elector, by))
        for elector in found
    ]


def lines_on(ballots: Iterable[Ballot], by: Actor) -> dict[int, list[Elector]]:
    """The reader's lines in several ballots, by the ballot's id, with people and vote: two queries."""
    found: dict[int, list[Elector]] = defaultdict(list)
    if by.is_signed_in:
        lines = Elector.objects.of_person(by.user_id).filter(ballot__in=list(ballots))
        for elector in lines.select_related("vote", "ballot").prefetch_related("people"):
            found[elector.ballot_id].append(elector)
    return found


def may_ever_cast(elector: Elector, by: Actor) -> bool:
    """Whether the reader is who votes for this line, the clock aside. Reads prefetched people."""
    return elector.is_entitled and any(
        person.user_id == by.user_id and person.is_acting for person in elector.people.all()
    )


def word_for_reader(ballot: Ballot, lines: Sequence[Elector], by: Actor, at: datetime) -> Word:
    """The reader's own state in a list of ballots."""
    mine = [line for line in lines if may_ever_cast(line, by)]
    if not mine:
        return _without_vote(lines)
    cast = sum(hasattr(line, "vote") for line in mine)
    if cast == len(mine):
        return Word("Voted", "good")
    if ballot.phase(at) is Phase.OPEN:
        return Word("Not voted yet" if not cast else f"{cast} of {len(mine)} cast", "warn")
    return Word("Did not vote" if not cast else f"{cast} of {len(mine)} cast")


def _without_vote(lines: Sequence[Elector]) -> Word:
    if not lines:
        return Word("Not on the roll")
    if any(line.is_entitled for line in lines):
        return Word("Alternate")
    return Word("Recused" if any(line.is_recused for line in lines) else "No vote here")
