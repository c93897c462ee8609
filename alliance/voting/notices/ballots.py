"""What voters are told about a ballot. No notice says how anybody voted; results only once published."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee, NoticeKind
from alliance.notifications.models import Urgency
from alliance.voting.actions import electorate_of
from alliance.voting.addressing import Place, addressees
from alliance.voting.models import Ballot, RollPerson
from alliance.voting.queries import votes_owed_by
from alliance.voting.rules import is_taking_votes
from alliance.voting.states import PENDING, Capacity

ASSURANCE = (
    "We never ask for your password. "
    "The address of the portal is {site_url}, and this ballot is listed there."
)
AUDIENCES = {"public": "everybody", "members": "members", "scrutineers": "the returning officers"}
MOST_OPTIONS = 20


class BallotNotice(NoticeKind):
    """About one ballot; by default to everyone who may cast in it."""

    topic = "Votes"
    urgency = Urgency.DUTY
    action = "Open the ballot"
    locked_because = (
        "This vote depends on you. That ends when somebody else represents the organization or, "
        "for one ballot, votes as its alternate."
    )
    closing = ASSURANCE

    @cached_property
    def ballot(self) -> Ballot:
        return Ballot.objects.get(pk=self.event.subject_id)

    def about(self) -> str:
        return self.ballot.ref

    def path(self) -> str:
        return self.ballot.get_absolute_url()

    def words(self) -> Mapping[str, Any]:
        """``audience`` are those who are shown the votes, empty when only totals are."""
        ballot = self.ballot
        shown = ballot.published or ballot.publication
        return {
            "ballot": ballot,
            "audience": AUDIENCES.get(shown, ""),
            "options": ballot.options[:MOST_OPTIONS],
            "more": max(0, len(ballot.options) - MOST_OPTIONS),
        }

    def audience(self) -> Iterable[Addressee]:
        return voters_of(RollPerson.objects.filter(elector__ballot=self.ballot))


def voters_of(people: Any) -> list[Addressee]:  # noqa: ANN401 -- RollPersonQuerySet
    """Those of the people who may cast, each once, with the lines they act for."""
    acting = people.acting().filter(elector__is_entitled=True).select_related("elector")
    return addressees(
        Place(person.user_id, person.elector.name, person.elector.unit, person.capacity)
        for person in acting.order_by("user_id", "elector__name")
    )


class BallotAnnounced(BallotNotice):
    """To those who would vote if it opened now: what is coming, and when."""

    kind = "ballot_announced"
    label = "A ballot is announced in which you will vote"
    urgency = Urgency.PERSONAL
    action = "Read the ballot"

    def audience(self) -> Iterable[Addressee]:
        return addressees(
            Place(entry.user_id, line.name, line.unit, entry.capacity)
            for line in electorate_of(self.ballot, self.event.at)
            for entry in line.people
            if line.is_entitled and entry.capacity == Capacity.PRIMARY
        )

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        return now_if(self.ballot.state in PENDING, "The ballot has opened, which has a mail of its own.")


class VotingNotice(BallotNotice):
    """Asks for a vote, while one can be cast."""

    action = "Vote"

    def path(self) -> str:
        return reverse("cast_vote", args=[self.ballot.pk])

    def still_true(self, user_id: int, at: datetime) -> Verdict:
        owes = votes_owed_by(user_id, at).filter(ballot=self.ballot)
        return is_taking_votes(self.ballot, at) & now_if(owes.exists(), "The vote is in.")


class BallotOpened(VotingNotice):
    """To the voters: please vote."""

    kind = "ballot_opened"
    label = "A ballot opens in which you vote"


class VoteReminder(VotingNotice):
    """To those voters whose vote is missing, and to nobody else."""

    kind = "vote_reminder"
    label = "A reminder while your vote is missing"

    def audience(self) -> Iterable[Addressee]:
        return voters_of(RollPerson.objects.filter(elector__ballot=self.ballot, elector__vote=None))


class BallotExtended(BallotNotice):
    """To the voters: there is more time, and why."""

    kind = "ballot_extended"
    label = "A ballot closes later than planned"

    def words(self) -> Mapping[str, Any]:
        data = self.event.data
        moved = {name: datetime.fromisoformat(data[name]) for name in ("from", "to")}
        return {**super().words(), "before": moved["from"], "closes_at": moved["to"]}


class BallotClosedEarly(BallotNotice):
    """To the voters, when the rule closes a ballot before its time: nothing could change its outcome."""

    kind = "ballot_closed_early"
    label = "A ballot closes before its time"
    urgency = Urgency.PERSONAL

    def audience(self) -> Iterable[Addressee]:
        return super().audience() if self.event.at < self.ballot.closes_at else []


class BallotCancelled(BallotNotice):
    """To the voters: their votes are not counted, and why."""

    kind = "ballot_cancelled"
    label = "A ballot is cancelled"


class BallotCounted(BallotNotice):
    """To the voters and whoever opened the ballot: the published result."""

    kind = "ballot_counted"
    label = "The result of a ballot in which you vote"
    urgency = Urgency.PERSONAL
    action = "Read the result"

    def path(self) -> str:
        return reverse("ballot_result", args=[self.ballot.pk])

    def audience(self) -> Iterable[Addressee]:
        yield from super().audience()
        if self.ballot.opened_by_id is not None:
            yield Addressee(self.ballot.opened_by_id, "you opened the ballot")

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "result": self.ballot.result}


class BallotCertified(BallotCounted):
    """To the same people: the result is final."""

    kind = "ballot_certified"
    label = "A result becomes final"

    def audience(self) -> Iterable[Addressee]:
        """Only where the result was provisional: else the mail before said it all."""
        return super().audience() if self.ballot.dispute_until is not None else []


class ElectorRecused(BallotNotice):
    """To the people of a line that is recused."""

    kind = "elector_recused"
    label = "Your vote is recused from a ballot"

    def audience(self) -> Iterable[Addressee]:
        name = self.event.data["organization"]
        people = RollPerson.objects.filter(elector__ballot=self.ballot, elector__name=name, struck_at=None)
        return addressees(
            Place(person.user_id, name, person.elector.unit, person.capacity)
            for person in people.select_related("elector")
        )

    def words(self) -> Mapping[str, Any]:
        return {**super().words(), "organization": self.event.data["organization"]}


class AlternateNamed(VotingNotice):
    """To the alternate: the vote is now theirs to cast."""

    kind = "alternate_named"
    label = "You are named to vote as alternate"

    def audience(self) -> Iterable[Addressee]:
        organization = self.event.data["organization"]
        return [Addressee(self.event.data["alternate_id"], f"you are the alternate of {organization}")]

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "organization": self.event.data["organization"],
            "named_by": self.event.user_name,
        }


class ProxyNotice(BallotNotice):
    """About a proxy, to both sides: who holds it, and who stands on the line it is of."""

    tells_the_doer = True

    def audience(self) -> Iterable[Addressee]:
        data = self.event.data
        line = data["organization"]
        yield Addressee(data["proxy_id"], f"you were given the proxy of {line}", {"is_holder": True})
        people = RollPerson.objects.filter(elector__ballot=self.ballot, elector__name=line)
        for person in people.acting().exclude(capacity=Capacity.PROXY):
            yield Addressee(person.user_id, f"you vote for {line}", {"is_holder": False})

    def words(self) -> Mapping[str, Any]:
        data = self.event.data
        return {
            **super().words(),
            "organization": data["organization"],
            "holder": data["proxy"],
            "given_by": self.event.user_name,
        }


class ProxyNamed(ProxyNotice):
    """A proxy is given."""

    kind = "proxy_named"
    label = "A proxy is given, to you or by you"


class ProxyRevoked(ProxyNotice):
    """A proxy is taken back."""

    kind = "proxy_revoked"
    label = "A proxy is taken back, from you or by you"
