"""Where a ballot stands, and where one reader stands in it, in words and tones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict
from alliance.voting import rules
from alliance.voting.models import Ballot, Elector, Phase, RollPerson, Vote
from alliance.voting.models.roll import ORGANIZATION
from alliance.voting.published import said_on
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import BALLOT, CERTIFIED, OUTCOME_TONES, Capacity

PHASES = {
    Phase.SCHEDULED: ("Scheduled", "info"),
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
    if phase is Phase.PREPARED:
        state = BALLOT.state(ballot.state)
        return Word(state.label, state.tone)
    if phase is Phase.OPEN and at < ballot.opens_at:
        return Word("Scheduled", "info")
    if phase is Phase.OPEN and timezone.localdate(ballot.closes_at) == timezone.localdate(at):
        return Word("Closes today", "urgent")
    return Word(*PHASES[phase])


def words_beside(ballot: Ballot) -> list[Word]:
    """What else is true of a ballot, wherever its status is shown."""
    found = [Word("Secret", "special")] if ballot.is_secret else []
    if ballot.is_provisional:
        found.append(Word("Provisional", "warn"))
    if ballot.state == CERTIFIED:
        found.append(Word("Certified", "good"))
    return found


# The reader's lines ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One roll line on which the reader stands: what is cast for it, and whether the reader may cast now."""

    elector: Elector
    verdict: Verdict
    is_mine: bool
    user_id: int | None = None

    @property
    def vote(self) -> Vote | None:
        return getattr(self.elector, "vote", None)

    @property
    def said(self) -> str:
        """What the vote says; empty when there is none, and of a secret one, which nobody can read."""
        return said_on(self.elector)

    @property
    def place(self) -> RollPerson | None:
        """Where the reader stands on it."""
        return next((each for each in self.people if each.user_id == self.user_id), None)

    @property
    def others(self) -> list[RollPerson]:
        """Who else stands on it: representative, alternates, holders of its proxy."""
        return [each for each in self.people if each.user_id != self.user_id]

    @property
    def people(self) -> list[RollPerson]:
        return [each for each in self.elector.people.all() if each.struck_at is None]

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


def did(elector: Elector) -> str:
    """What was done on a roll line, in words, without what a secret vote says."""
    vote = getattr(elector, "vote", None)
    if vote is not None:
        return said_on(elector) or "Voted"
    if elector.is_recused:
        return "Recused"
    return "Did not vote" if elector.is_entitled else "No vote"


def my_lines(ballot: Ballot, by: Actor, at: datetime) -> list[Line]:
    """The reader's lines in one ballot, none hidden."""
    if not by.is_signed_in:
        return []
    found = lines_on([ballot], by)[ballot.pk]
    return [
        Line(elector, rules.may_cast_for(by, elector, at), may_ever_cast(elector, by), by.user_id)
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


# A reader without a line -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Bystander:
    """Why somebody who stands on no line does not vote here: the lines of the own organizations, lines they
    were taken off, and own organizations that are not on the roll."""

    lines: tuple[Elector, ...]
    struck: tuple[RollPerson, ...]
    absent: tuple[str, ...]


def bystander(ballot: Ballot, by: Actor, organizations: Collection[tuple[int, str]]) -> Bystander:
    """What the roll says of a reader who stands on no line; ``organizations`` are the own ones."""
    own = ballot.electors.filter(unit=ORGANIZATION, organization_id__in=[pk for pk, _ in organizations])
    lines = tuple(own.prefetch_related("people"))
    listed = {line.organization_id for line in lines}
    struck = RollPerson.objects.filter(
        elector__ballot=ballot, user_id=by.person_id, struck_at__isnull=False
    ).select_related("elector")
    return Bystander(lines, tuple(struck), tuple(name for pk, name in organizations if pk not in listed))


# Before there is a roll ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Expected:
    """A line on which the reader would stand if the ballot opened now."""

    line: RollLine
    place: RollEntry

    @property
    def votes(self) -> bool:
        """Whether the reader would cast for it, without being named first."""
        return self.line.is_entitled and self.place.capacity == Capacity.PRIMARY

    @property
    def others(self) -> list[RollEntry]:
        return [each for each in self.line.people if each.user_id != self.place.user_id]


def expected_lines(roll: Iterable[RollLine], by: Actor) -> list[Expected]:
    """The lines of a roll to come on which the reader stands."""
    return [
        Expected(line, entry)
        for line in roll
        for entry in line.people
        if by.is_signed_in and entry.user_id == by.user_id
    ]


# In a list -------------------------------------------------------------------------------------------------
def word_for_reader(ballot: Ballot, lines: Sequence[Elector], by: Actor, at: datetime) -> Word:
    """The reader's own state in a list of ballots."""
    if ballot.phase(at) in {Phase.PREPARED, Phase.SCHEDULED}:
        return Word("Not open yet")
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
