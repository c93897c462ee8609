"""What is told about a vote that is in: that it is, never what it says."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from alliance.kernel.verdict import Verdict, now_if
from alliance.notifications.kinds import Addressee
from alliance.voting.addressing import Place, addressee
from alliance.voting.models import Ballot, Elector, RollPerson, Vote
from alliance.voting.notices.ballots import BallotNotice, voters_of
from alliance.voting.states import Capacity


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
        user_id = self.event.user_id
        if user_id is None:
            return
        person = RollPerson.objects.filter(elector=self.elector, user_id=user_id).first()
        capacity = person.capacity if person else Capacity.PRIMARY
        told = addressee([Place(user_id, self.organization, self.elector.unit, capacity)])
        yield Addressee(user_id, f"you voted{told.words['for_whom']}", told.words)

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
    label = "Somebody else casts or changes a vote that you may cast as well"

    def audience(self) -> Iterable[Addressee]:
        return voters_of(self.elector.people.all())

    def words(self) -> Mapping[str, Any]:
        return {
            **super().words(),
            "organization": self.organization,
            "colleague": self.event.user_name,
            "is_change": self.event.data["revision"] > 1,
        }
