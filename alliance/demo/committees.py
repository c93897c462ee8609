"""The committees of the demonstration: one elected a while ago, its chair in a secret vote that is open, and
nominations for the other one. Candidates are the invented representatives; every step is an action.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from alliance.demo.stage import Stage, deliver_history
from alliance.elections import actions
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.queries import holders_of
from alliance.elections.voters import VoterLine
from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions as voting
from alliance.voting.models import Ballot, Elector

CHARTER: Final = "ai-alliance"
OFFICERS: Final = ("cornell", "numfocus", "uber")
TECHNICAL_OFFICERS: Final = ("imperial", "neo4j", "keio")
STEERING: Final[Mapping[str, Sequence[str]]] = {
    "enterprise": ("ibm", "meta", "hugging-face", "databricks", "intel", "red-hat"),
    "academia": ("ethz", "epfl", "nyu", "utokyo", "iitb", "cern"),
    "public-interest": ("mlcommons", "partnership-on-ai", "simons-foundation"),
}
"""Who stands for the steering committee, those first who are liked most."""
STATEMENTS: Final = (
    (
        "Decisions should be found in one place, with their reasons.",
        "I have led reviews in two working groups.",
        "Every proposal is answered within sixty days.",
        "Half a day a week; my employer pays for it.",
    ),
    (
        "Small members carry much of the work, and should be heard.",
        "I maintain one of the projects the alliance supports.",
        "Three more groups led by people outside large companies.",
        "One day a week, which my institute has agreed to.",
    ),
    (
        "Evaluations are only useful when others can repeat them.",
        "I wrote the first draft of the evaluation guide.",
        "A suite that every member can run on its own.",
        "Four hours a week, unpaid.",
    ),
)
VOTED: Final = 0.8
DEMO_TOLD: Final = timedelta(days=15)
SYSTEM: Final = Actor.system()


def elect_committees(stage: Stage) -> int:
    """Hold the three elections; how many."""
    company = _Company(stage)
    company.elect_steering_committee()
    company.open_vote_on_chair()
    company.take_nominations()
    return Election.objects.count()


@dataclass
class _Company:
    """Brings elections to where they stand today."""

    stage: Stage

    def _deliver(self, at: datetime) -> None:
        deliver_history(at, told=at > self.stage.now - DEMO_TOLD)

    # Elected a while ago -----------------------------------------------------------------------------------
    def elect_steering_committee(self) -> None:
        at = self._days_ago(250)
        body = actions.register_body(
            charter_body=CHARTER,
            charter_id="steering-committee",
            sizes={"technical": 1},
            by=self.stage.by_staff,
            at=at,
        )
        election = self._plan(
            body.pk,
            "steering-election",
            "Steering committee, first election",
            opens=self._days_ago(190),
            at=at,
            explanation="The first committee of the alliance. Half of the seats are for one year, so that "
            "not all of them end at once.",
            officers=OFFICERS,
        )
        self._open(election)
        for group, shorts in STEERING.items():
            contest = election.contests.get(group=group)
            for place, short in enumerate(shorts):
                candidacy = self._stand(contest, short, place)
                for endorser in dict.fromkeys((short, *shorts)):
                    if candidacy.endorsements.count() < 3 and endorser != "red-hat":
                        self._endorse(candidacy, endorser, election.nominations_open_at)
        self._ask(
            election,
            "cern",
            "How will you make sure that work is not decided behind closed doors?",
            {
                "ibm": "Minutes within a week, and a vote wherever money is spent.",
                "ethz": "Every meeting is open to members; only persons are discussed in private.",
                "mlcommons": "By publishing drafts before they are discussed, not after.",
            },
        )
        self._hold(election)

    def _hold(self, election: Election) -> None:
        """From the end of nominations to the certificate."""
        at = election.acceptance_until
        actions.close_nominations(election_id=election.pk, by=SYSTEM, at=at)
        ballots = self._announce(election, at + timedelta(hours=2))
        for ballot in ballots:
            voting.open_ballot(ballot_id=ballot.pk, by=SYSTEM, at=ballot.opens_at)
            self._vote(ballot, until=ballot.closes_at)
        self._deliver(ballots[0].opens_at)
        for ballot in ballots:
            voting.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=ballot.closes_at)
        self._deliver(ballots[0].closes_at + timedelta(seconds=2))
        for ballot in ballots:
            ballot.refresh_from_db()
            until = ballot.dispute_until or ballot.closes_at
            voting.certify_ballot(ballot_id=ballot.pk, by=SYSTEM, at=until)
            self._deliver(until + timedelta(seconds=2))

    # A secret vote that is open -----------------------------------------------------------------------------
    def open_vote_on_chair(self) -> None:
        body = self._steering()
        holders = {term.organization_id: term for term in holders_of(body, self.stage.now.date())}
        seated = [short for short, each in self.stage.organizations.items() if each.pk in holders]
        standing = seated[:3]
        opens = self._days_ago(3)
        election = self._plan(
            body.pk,
            "committee-chair",
            "Chair of the steering committee",
            opens=opens,
            at=opens - timedelta(days=30),
            numbers={"": 1},
            explanation="The committee elects its chair for a year from among its members.",
        )
        self._open(election)
        contest = election.contests.get()
        for place, short in enumerate(standing):
            self._stand(contest, short, place)
        at = election.acceptance_until
        actions.close_nominations(election_id=election.pk, by=SYSTEM, at=at)
        (ballot,) = self._announce(election, at + timedelta(minutes=30))
        voting.open_ballot(ballot_id=ballot.pk, by=SYSTEM, at=ballot.opens_at)
        self._vote(ballot, until=self.stage.now - timedelta(hours=1), share=0.5, not_by=("ibm",))
        self._deliver(self.stage.now)

    # Nominations that are open ------------------------------------------------------------------------------
    def take_nominations(self) -> None:
        at = self._days_ago(25)
        body = actions.register_body(
            charter_body=CHARTER, charter_id="technical-oversight-committee", by=self.stage.by_staff, at=at
        )
        election = self._plan(
            body.pk,
            "technical-election",
            "Technical oversight committee",
            opens=self.stage.now + timedelta(days=9),
            at=at,
            groups=("working-groups", "members"),
            explanation="Seven seats: three for the working groups, four for the members.",
            officers=TECHNICAL_OFFICERS,
        )
        voters = [
            VoterLine(str(user), user.email, "Represents a member.", self.stage.organizations[short].name)
            for short, user in self.stage.representatives.items()
        ]
        actions.list_voters(election_id=election.pk, voters=voters, by=self.stage.by_staff, at=at)
        self._open(election)
        groups, members = election.contests.order_by("pk")
        for place, short in enumerate(("mlcommons", "epfl", "cern", "langchain")):
            self._stand(groups, short, place, days=place)
        for place, short in enumerate(("ethz", "meta", "berkeley-cdss")):
            self._stand(members, short, place, days=place)
        self._nominate(members, "ibm", by="ethz", at=self.stage.now - timedelta(days=1, hours=3))
        self._ask(
            election,
            "uiuc",
            "Which of the open projects would you archive, and why?",
            {
                "mlcommons": "None before its users were asked. Two have had no release for a year: those I "
                "would ask first.",
                "cern": "Whatever nobody wants to review. A project without reviewers is not open, it is "
                "abandoned.",
            },
            days=3,
        )
        self._deliver(self.stage.now)

    # Steps --------------------------------------------------------------------------------------------------
    def _plan(
        self,
        body_id: int,
        rule_id: str,
        title: str,
        *,
        opens: datetime,
        at: datetime,
        officers: Sequence[str] = (),
        **given: Any,  # noqa: ANN401 -- arguments of the action
    ) -> Election:
        election = actions.plan_election(
            body_id=body_id,
            rule_id=rule_id,
            title=title,
            anchor="opens",
            anchor_on=opens.date(),
            by=self.stage.by_staff,
            at=at,
            **given,
        )
        for short in officers:
            user_id = self.stage.representatives[short].pk
            actions.appoint_officer(election_id=election.pk, user_id=user_id, by=self.stage.by_staff, at=at)
        self._deliver(at)
        return election

    def _open(self, election: Election) -> None:
        at = election.nominations_open_at
        actions.open_nominations(election_id=election.pk, by=SYSTEM, at=at)
        self._deliver(at)

    def _nominate(self, contest: Contest, short: str, *, by: str, at: datetime) -> Candidacy:
        return actions.nominate(
            contest_id=contest.pk,
            user_id=self.stage.representatives[short].pk,
            organization_id=self.stage.organizations[short].pk,
            by=self.stage.by(by),
            at=at,
        )

    def _stand(self, contest: Contest, short: str, place: int, *, days: float = 0) -> Candidacy:
        """The representative of a member nominates themselves, which is allowed, and writes a statement."""
        at = contest.election.nominations_open_at + timedelta(days=1 + days, minutes=7 * place)
        candidacy = self._nominate(contest, short, by=short, at=at)
        actions.revise_statement(
            candidacy_id=candidacy.pk,
            answers=STATEMENTS[place % len(STATEMENTS)],
            disclosures=f"Employed by {self.stage.organizations[short].name}.",
            by=self.stage.by(short),
            at=at + timedelta(minutes=20),
        )
        self._deliver(at + timedelta(minutes=20))
        return candidacy

    def _endorse(self, candidacy: Candidacy, short: str, opened_at: datetime) -> None:
        at = opened_at + timedelta(days=3)
        actions.endorse(candidacy_id=candidacy.pk, by=self.stage.by(short), at=at)

    def _ask(
        self, election: Election, short: str, text: str, answers: Mapping[str, str], *, days: float = 5
    ) -> None:
        at = election.nominations_open_at + timedelta(days=days)
        question = actions.ask_question(election_id=election.pk, text=text, by=self.stage.by(short), at=at)
        for place, (name, answer) in enumerate(answers.items(), start=1):
            candidacy = election.candidacies.get(user=self.stage.representatives[name])
            actions.answer_question(
                question_id=question.pk,
                candidacy_id=candidacy.pk,
                text=answer,
                by=self.stage.by(name),
                at=at + timedelta(hours=9 * place),
            )

    def _announce(self, election: Election, at: datetime) -> list[Ballot]:
        by = self.stage.by_staff
        actions.prepare_vote(election_id=election.pk, by=by, at=at)
        ballots = [each.ballot for each in election.contests.select_related("ballot") if each.ballot]
        for ballot in ballots:
            voting.rehearse_ballot(ballot_id=ballot.pk, by=by, at=at)
        actions.announce_vote(election_id=election.pk, by=by, at=at + timedelta(minutes=20))
        self._deliver(at + timedelta(minutes=30))
        return ballots

    def _vote(
        self, ballot: Ballot, *, until: datetime, share: float = VOTED, not_by: Sequence[str] = ()
    ) -> None:
        """Most of those entitled rank candidates, earlier ones a little more often."""
        chance = random.Random(ballot.question)  # noqa: S311 -- a demonstration, the same every time
        ballot.refresh_from_db()
        names = [option["name"] for option in ballot.options]
        liked = {name: place for place, name in enumerate(names)}
        quiet = {self.stage.organizations[short].pk for short in not_by}
        lines = [line for line in _lines(ballot) if line.organization_id not in quiet]
        for line in lines:
            if chance.random() > share:
                continue
            ranking = sorted(names, key=lambda name: chance.gauss(liked[name] * 0.5, 1.4))
            marks = ballot.form.ranking([[name] for name in ranking[: chance.randint(2, len(names))]])
            person = next(each for each in line.people.all() if each.is_acting)
            by = Actor(Interface.PORTAL, person.user_id, person.name)
            moment = ballot.opens_at + (until - ballot.opens_at) * min(chance.betavariate(0.8, 1.2), 0.99)
            voting.cast_vote(ballot_id=ballot.pk, elector_id=line.pk, marks=marks, by=by, at=moment)

    def _steering(self) -> Any:  # noqa: ANN401 -- a Body
        return Election.objects.get(rule_id="steering-election").body

    def _days_ago(self, days: float) -> datetime:
        moment = self.stage.now - timedelta(days=days)
        return moment.replace(hour=9, minute=0, second=0, microsecond=0)


def _lines(ballot: Ballot) -> Sequence[Elector]:
    return list(ballot.electors.entitled().order_by("name").prefetch_related("people"))
