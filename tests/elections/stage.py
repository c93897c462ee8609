"""Bodies, voters and candidates, brought on stage through the actions; a test moves the clock.

``go_to`` does at an instant what the worker would: opens and closes what is due, counts, certifies, and lets
the outbox deliver.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from alliance.accounts.models import User
from alliance.audit.dispatch import deliver_due
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.elections import actions
from alliance.elections.models import Body, Candidacy, Contest, Election, Term
from alliance.elections.queries import nominations_due
from alliance.kernel.actor import Actor, Interface
from alliance.kernel.verdict import Refused
from alliance.voting import actions as voting
from alliance.voting import queries as ballots
from alliance.voting.models import Ballot
from members import actions as members
from members.models import Organization, Representation, Tier

SYSTEM = Actor.system()
START = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Stage:
    """People and members by name; Sam is staff."""

    charter: str
    now: datetime = START
    people: dict[str, User] = field(default_factory=dict)
    members: dict[str, Organization] = field(default_factory=dict)

    # People -------------------------------------------------------------------------------------------------
    def person(self, name: str) -> User:
        """Somebody of that name, always the same."""
        if name not in self.people:
            email = f"{name.lower().replace(' ', '.')}@people.example"
            self.people[name] = User.objects.create_user(email, name=name, is_staff=name == "Sam")
        return self.people[name]

    def by(self, name: str = "Sam") -> Actor:
        """The person, with the hat of the member they represent if there is one."""
        user = self.person(name)
        actor = Actor(Interface.PORTAL, user.pk, str(user), is_staff=user.is_staff)
        hat = Representation.objects.filter(user=user).select_related("organization").first()
        return actor.acting_for(hat.organization_id, str(hat.organization)) if hat else actor

    def do(self, name: str = "Sam") -> dict[str, Any]:
        """Who acts, and when: ``**stage.do("Ana")``."""
        return {"by": self.by(name), "at": self.now}

    def member(self, name: str, *, of: str = "", kind: str = "company") -> Organization:
        """A member of that name, perhaps owned by another, always the same."""
        if name not in self.members:
            tier, _ = Tier.objects.get_or_create(slug="core", defaults={"name": "Core", "rank": 1})
            self.members[name] = members.admit_organization(
                name=name,
                kind=kind,
                country="CH",
                tier_id=tier.pk,
                since_on=date(2024, 1, 1),
                parent_id=self.member(of).pk if of else None,
                **self.do(),
            )
        return self.members[name]

    def represented(self, name: str, **given: Any) -> Organization:
        """A member with a representative, "<Name> Rep"."""
        organization = self.member(name, **given)
        user = self.person(f"{name} Rep")
        members.appoint_representative(
            organization_id=organization.pk,
            name=user.name,
            email=user.email,
            role="primary",
            from_on=date(2024, 1, 1),
            **self.do(),
        )
        return organization

    # Bodies -------------------------------------------------------------------------------------------------
    def body(self, charter_id: str, **sizes: int) -> Body:
        given = {name.replace("_", "-"): number for name, number in sizes.items()}
        return actions.register_body(
            charter_body=self.charter, charter_id=charter_id, sizes=given, **self.do()
        )

    def seat(
        self, body: Body, number: int, name: str, affiliation: str = "", *, terms: tuple[str, str]
    ) -> Term:
        """``name`` holds the seat of that number, from one day until another."""
        from_on, until_on = (date.fromisoformat(day) if day else None for day in terms)
        assert from_on is not None
        organization = self.members.get(affiliation)
        return actions.seat_person(
            seat_id=body.seats.get(number=number).pk,
            user_id=self.person(name).pk,
            organization_id=organization.pk if organization else None,
            affiliation="" if organization else affiliation,
            from_on=from_on,
            until_on=until_on,
            **self.do(),
        )

    # Elections ----------------------------------------------------------------------------------------------
    def plan(self, body: Body, rule: str, opens: str, **given: Any) -> Election:
        """An election whose vote opens on that day, with as many officers as its rule asks for."""
        election = actions.plan_election(
            body_id=body.pk,
            rule_id=rule,
            title=given.pop("title", f"Election of the {body}"),
            anchor="opens",
            anchor_on=date.fromisoformat(opens),
            **given,
            **self.do(),
        )
        officers = election.rule.election.officers
        for number in range((officers.count or 0) if officers else 0):
            user = self.person(f"Officer {number + 1}")
            actions.appoint_officer(election_id=election.pk, user_id=user.pk, **self.do())
        return election

    def nominate(
        self,
        contest: Contest,
        nominee: str,
        *,
        by: str,
        affiliation: str = "",
        accepts: bool = True,
        **given: Any,
    ) -> Candidacy:
        """``by`` nominates, and the nominee accepts."""
        organization = self.members.get(affiliation)
        candidacy = actions.nominate(
            contest_id=contest.pk,
            user_id=self.person(nominee).pk,
            organization_id=organization.pk if organization else None,
            affiliation="" if organization else affiliation,
            **given,
            **self.do(by),
        )
        if accepts and candidacy.state == "nominated":
            candidacy = actions.accept_nomination(
                candidacy_id=candidacy.pk, answers=["Because."], **self.do(nominee)
            )
        return candidacy

    def announce(self, election: Election, **given: Any) -> list[Ballot]:
        """Prepare, rehearse and announce the ballots of an election."""
        actions.prepare_vote(election_id=election.pk, **given, **self.do())
        found = [
            contest.ballot
            for contest in election.contests.all()
            if contest.ballot and contest.ballot.state == "draft"
        ]
        for ballot in found:
            voting.rehearse_ballot(ballot_id=ballot.pk, **self.do())
        if found:
            actions.announce_vote(election_id=election.pk, **self.do())
        return found

    def rank(self, ballot: Ballot, name: str, *ranking: str | list[str]) -> None:
        """``name`` ranks candidates, equals in a list."""
        ballot.refresh_from_db()
        places = [[place] if isinstance(place, str) else place for place in ranking]
        voting.cast_vote(
            ballot_id=ballot.pk,
            elector_id=self.line(ballot, name).pk,
            marks=ballot.form.ranking(places),
            **self.do(name),
        )

    def answer(self, ballot: Ballot, name: str, choice: str) -> None:
        """``name`` answers a question for, against or with an abstention."""
        voting.cast_vote(
            ballot_id=ballot.pk, elector_id=self.line(ballot, name).pk, choice=choice, **self.do(name)
        )

    def line(self, ballot: Ballot, name: str) -> Any:
        """The line of the roll on which a person stands."""
        return ballot.electors.of_person(self.person(name).pk).get()

    # The clock ----------------------------------------------------------------------------------------------
    def go_to(self, at: datetime) -> None:
        """Move the clock, and do what is due by then."""
        self.now = at
        for election_id, action in nominations_due(at):
            getattr(actions, action)(election_id=election_id, by=SYSTEM, at=at)
        for ballot_id in ballots.due_to_open(at):
            voting.open_ballot(ballot_id=ballot_id, by=SYSTEM, at=at)
        for ballot_id in ballots.due_to_close(at):
            voting.close_ballot(ballot_id=ballot_id, by=SYSTEM, at=at)
        deliver_due(at=at)
        for ballot_id in ballots.due_to_count(at):
            voting.count_ballot(ballot_id=ballot_id, by=SYSTEM, at=at)
        for ballot_id in ballots.due_to_certify(at):
            voting.certify_ballot(ballot_id=ballot_id, by=SYSTEM, at=at)
        deliver_due(at=at)

    def later(self, **span: float) -> None:
        self.go_to(self.now + timedelta(**span))


def raise_stage(charter: str) -> Stage:
    """A stage on which that charter is in force."""
    adopted = datetime(2026, 1, 1, 12, tzinfo=UTC)
    adopt_edition(source=shipped(charter), by=SYSTEM, at=adopted)
    return Stage(charter)


def reason_of(refused: type[Refused], action: Any, **given: Any) -> str:
    """The sentence with which an action is refused."""
    try:
        action(**given)
    except refused as error:
        return str(error)
    message = f"{action.__name__} was not refused"
    raise AssertionError(message)
