"""Who is told about ballots. No notice says how anybody voted; results only once they are published."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee, NoticeKind, joined
from alliance.notifications.models import Urgency
from alliance.notifications.queries import staff_ids
from alliance.voting.models import Ballot, Elector, RollPerson, Vote
from alliance.voting.queries import votes_owed_by
from alliance.voting.rules import is_taking_votes

ASSURANCE = (
    "We never ask for your password. "
    "The address of the portal is {site_url}, and this ballot is listed there."
)


class BallotNotice(NoticeKind):
    """About one ballot; by default to everyone who may cast in it."""

    topic = "Votes"
    urgency = Urgency.DUTY
    action = "Open the ballot"
    locked_because = (
        "Your organization's vote depends on you. This ends when somebody else represents it or, "
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
        return {"ballot": self.ballot}

    def audience(self) -> Iterable[Addressee]:
        return voters_of(RollPerson.objects.filter(elector__ballot=self.ballot))


def voters_of(people: Any) -> list[Addressee]:  # noqa: ANN401 -- RollPersonQuerySet
    """Those of the people who may cast, each once, with the organizations they act for."""
    acting = people.acting().filter(elector__is_entitled=True).select_related("elector")
    organizations: dict[int, list[str]] = {}
    for person in acting.order_by("user_id", "elector__name"):
        organizations.setdefault(person.user_id, []).append(person.elector.name)
    return [
        Addressee(user_id, f"you vote for {joined(names)}", {"organizations": joined(names)})
        for user_id, names in organizations.items()
    ]


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


class ElectorRecused(BallotNotice):
    """To the people of a recused organization."""

    kind = "elector_recused"
    label = "Your organization is recused from a ballot"

    def audience(self) -> Iterable[Addressee]:
        name = self.event.data["organization"]
        people = RollPerson.objects.filter(elector__ballot=self.ballot, elector__name=name, struck_at=None)
        return [Addressee(person.user_id, f"you represent {name}") for person in people]

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


class VoteNotice(BallotNotice):
    """About one vote: the event's subject is the roll line."""

    @cached_property
    def elector(self) -> Elector:
        return Elector.objects.select_related("ballot").get(pk=self.event.subject_id)

    @property
    def ballot(self) -> Ballot:
        return self.elector.ballot

    @property
    def organization(self) -> str:
        return self.elector.name


class VoteRecorded(VoteNotice):
    """The receipt, to whoever cast the vote. It does not repeat the choice: mail is read by others."""

    kind = "vote_recorded"
    label = "The receipt of a vote you cast"
    locked_because = "A receipt belongs to every vote."
    tells_the_doer = True

    def audience(self) -> Iterable[Addressee]:
        if self.event.user_id is not None:
            yield Addressee(self.event.user_id, f"you voted for {self.organization}")

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "organization": self.organization,
            "receipt": self.event.data["receipt"],
            "is_change": self.event.data["revision"] > 1,
        }

    def still_true(self, user_id: int, at: datetime) -> Verdict:  # noqa: ARG002
        present = Vote.objects.filter(elector=self.elector, revision=self.event.data["revision"])
        return now_if(present.exists(), "The vote was changed meanwhile; that has its own receipt.")


class VoteByColleague(VoteNotice):
    """To the others who may cast the same vote."""

    kind = "vote_by_colleague"
    label = "A colleague casts or changes your organization's vote"

    def audience(self) -> Iterable[Addressee]:
        return voters_of(self.elector.people.all())

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "organization": self.organization,
            "colleague": self.event.user_name,
            "is_change": self.event.data["revision"] > 1,
        }


class CountDisagreed(BallotNotice):
    """To staff: an alarm."""

    kind = "count_disagreed"
    topic = "Running the alliance"
    label = "A second count differs from the published result"
    locked_because = "Staff are always told when something does not work."
    closing = ""
    for_staff = True

    def audience(self) -> Iterable[Addressee]:
        return [Addressee(user_id, "you are staff of the alliance") for user_id in staff_ids()]

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "published": self.event.data["published"],
            "found": self.event.data["found"],
        }
