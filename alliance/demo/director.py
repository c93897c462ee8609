"""Plays the proposals of the fixture in the order of time, every step by the person whose step it is."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from alliance.demo import facts
from alliance.demo.stage import Stage, deliver_history, open_group
from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions as voting
from alliance.voting.models import Ballot, Elector
from alliance.voting.queries import REMINDERS, latest_milestone, milestones_reminded
from members.models import Organization, WorkingGroup
from projects import actions as projects
from projects.models import ProposalKind, Review
from projects.states import PENDING

MEANINGS = {
    ProposalKind.PROJECT: "The project {name} is created, managed by the alliance.",
    ProposalKind.GROUP: "The working group {name} is founded.",
    ProposalKind.STANDARD: "The text becomes a standard of the alliance.",
    ProposalKind.POLICY: "The text becomes a policy of the alliance.",
}
REVIEW_PERIOD = timedelta(days=14)
TOLD = timedelta(days=15)


@dataclass
class Play:
    """One proposal on its way."""

    key: str
    given: Mapping[str, Any]
    text: str
    chance: random.Random
    proposal_id: int = 0
    reviews: dict[str, int] = field(default_factory=dict)
    ballot_id: int = 0


class Director:
    """Keeps the timeline: steps in the order of time, each followed by the delivery of its consequences."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._order = count()
        self._timeline: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._short_of = {each.pk: short for short, each in stage.organizations.items()}

    def stage_all(self) -> int:
        """Put the steps of every proposal of the fixture on the timeline; how many proposals."""
        plays = facts.document("proposals")["proposals"]
        for given in plays:
            play = Play(given["key"], given, facts.markdown(given), random.Random(given["key"]))  # noqa: S311
            for position, (ago, verb, *arguments) in enumerate(given["steps"]):
                self._plan_step(play, self._instant(play, ago, position), verb, arguments)
        return len(plays)

    def perform(self) -> None:
        """Play everything up to now."""
        while self._timeline and self._timeline[0][0] <= self.stage.now:
            at, _, step = heappop(self._timeline)
            step(at)
            deliver_history(at, told=at > self.stage.now - TOLD)

    def _instant(self, play: Play, ago: float, position: int) -> datetime:
        """So many days ago in working hours, later steps of a day after earlier ones, never in the future."""
        day = (self.stage.now - timedelta(days=ago)).replace(hour=7, minute=0, second=0, microsecond=0)
        at = day + timedelta(
            minutes=35 * position + play.chance.randrange(30), seconds=play.chance.randrange(60)
        )
        return min(at, self.stage.now - timedelta(minutes=40 - position))

    def _plan(self, at: datetime, step: Callable[[datetime], None]) -> None:
        heappush(self._timeline, (at, next(self._order), step))

    def _plan_step(self, play: Play, at: datetime, verb: str, arguments: list[Any]) -> None:
        method = getattr(self, f"do_{verb}")
        self._plan(at, lambda at: method(play, at, *arguments))

    # The verbs of data/proposals.yaml ----------------------------------------------------------------------

    def do_draft(self, play: Play, at: datetime) -> None:
        given = play.given
        proposal = projects.draft_proposal(
            kind=given["kind"],
            title=given["title"],
            summary=given["summary"],
            text=play.text,
            name=given.get("name", ""),
            group_id=self.stage.groups[given["group"]].pk,
            by=self._author(play),
            at=at,
        )
        play.proposal_id = proposal.pk

    def do_submit(self, play: Play, at: datetime) -> None:
        projects.submit_proposal(proposal_id=play.proposal_id, by=self._author(play), at=at)

    def do_comment(self, play: Play, at: datetime, short: str, text: str) -> None:
        projects.comment_on_proposal(proposal_id=play.proposal_id, text=text, by=self.stage.by(short), at=at)

    def do_ask(self, play: Play, at: datetime, *shorts: str) -> None:
        for short in shorts:
            review = projects.assign_reviewer(
                proposal_id=play.proposal_id,
                reviewer_id=self.stage.representatives[short].pk,
                due_at=at + REVIEW_PERIOD,
                by=self._chair(play),
                at=at,
            )
            play.reviews[short] = review.pk
            self._plan_reminders_of_review(review)

    def do_start(self, play: Play, at: datetime, short: str, recommendation: str, remarks: str) -> None:
        projects.draft_review(
            review_id=play.reviews[short],
            recommendation=recommendation,
            remarks=remarks,
            by=self.stage.by(short),
            at=at,
        )

    def do_review(
        self, play: Play, at: datetime, short: str, recommendation: str, remarks: str, confidential: str = ""
    ) -> None:
        projects.submit_review(
            review_id=play.reviews[short],
            recommendation=recommendation,
            remarks=remarks,
            confidential=confidential,
            by=self.stage.by(short),
            at=at,
        )

    def do_refuse(self, play: Play, at: datetime, short: str, reason: str) -> None:
        projects.refuse_review(review_id=play.reviews[short], reason=reason, by=self.stage.by(short), at=at)

    def do_return(self, play: Play, at: datetime, note: str) -> None:
        projects.return_proposal(proposal_id=play.proposal_id, note=note, by=self._chair(play), at=at)

    def do_publish(self, play: Play, at: datetime, note: str, edits: Mapping[str, str]) -> None:
        for old, new in edits.items():
            if old not in play.text:
                message = f"{play.key}: the text to be replaced is not there: {old}"
                raise ValueError(message)
            play.text = play.text.replace(old, new)
        projects.publish_version(
            proposal_id=play.proposal_id,
            title=play.given["title"],
            summary=play.given["summary"],
            text=play.text,
            note=note,
            by=self._author(play),
            at=at,
        )

    def do_withdraw(self, play: Play, at: datetime, reason: str) -> None:
        projects.withdraw_proposal(proposal_id=play.proposal_id, reason=reason, by=self._author(play), at=at)

    def do_lapse(self, play: Play, at: datetime) -> None:
        projects.lapse_proposal(proposal_id=play.proposal_id, by=Actor.system(), at=at)

    def do_ballot(
        self, play: Play, at: datetime, rule: str, until: float, votes: Mapping[str, int], *conflicted: str
    ) -> None:
        """Put to ballot; ``until`` counts days before now too: negative ones are still to come."""
        given = play.given
        proposal = projects.put_to_ballot(
            proposal_id=play.proposal_id,
            rule_id=rule,
            closes_at=self._closing(until),
            question=given.get("question", f"Shall the alliance adopt “{given['title']}”?"),
            meaning_for=MEANINGS[ProposalKind(given["kind"])].format(name=given.get("name", "")),
            meaning_against="Nothing changes; the proposal is settled as declined.",
            recused_ids=[self.stage.organizations[short].pk for short in conflicted],
            recusal_reason="it would be paid for the work proposed." if conflicted else "",
            by=self._chair(play),
            at=at,
        )
        ballot = proposal.ballot
        if ballot is None:
            message = f"{proposal.ref} has no ballot"
            raise ValueError(message)
        play.ballot_id = ballot.pk
        self._plan_votes(play, ballot, votes)
        self._plan_reminders_of_ballot(ballot)
        self._plan_close(ballot.pk, ballot.closes_at)

    def do_extend(self, play: Play, at: datetime, until: float, reason: str) -> None:
        ballot = voting.extend_ballot(
            ballot_id=play.ballot_id,
            closes_at=self._closing(until),
            reason=reason,
            by=self._chair(play),
            at=at,
        )
        self._plan_reminders_of_ballot(ballot)
        self._plan_close(ballot.pk, ballot.closes_at)

    def do_cancel(self, play: Play, at: datetime, reason: str) -> None:
        voting.cancel_ballot(ballot_id=play.ballot_id, reason=reason, by=self._chair(play), at=at)

    def do_recuse(self, play: Play, at: datetime, short: str, reason: str) -> None:
        line = self._line(play.ballot_id, short)
        if line.is_entitled:
            voting.recuse_elector(
                ballot_id=play.ballot_id, elector_id=line.pk, reason=reason, by=self.stage.by(short), at=at
            )

    def do_name(self, play: Play, at: datetime, short: str) -> None:
        """The representative names the alternate to vote in this ballot."""
        person = self._line(play.ballot_id, short).people.get(user=self.stage.alternates[short])
        voting.name_alternate(ballot_id=play.ballot_id, person_id=person.pk, by=self.stage.by(short), at=at)

    def do_constitute(self, play: Play, at: datetime, chairs: list[str], others: list[str]) -> None:
        """A group that was founded by the decision adopts its charter and takes its seats."""
        group = WorkingGroup.objects.get(name=play.given["name"])
        open_group(self.stage, group, chairs=chairs, others=others, at=at)

    # What follows from a step by the passing of time -------------------------------------------------------

    def _plan_votes(self, play: Play, ballot: Ballot, votes: Mapping[str, int]) -> None:
        quiet = set(facts.document("proposals")["quiet"]) if ballot.closes_at > self.stage.now else set()
        lines = [
            line
            for line in ballot.electors.entitled().order_by("name")
            if self._short_of[line.organization_id or 0] not in quiet
        ]
        play.chance.shuffle(lines)
        choices = [choice for choice in ("for", "against", "abstain") for _ in range(votes.get(choice, 0))]
        end = min(ballot.closes_at, self.stage.now) - timedelta(minutes=5)
        for line, choice in zip(lines, choices, strict=False):
            share = min(play.chance.betavariate(0.7, 1.1), 0.999)
            moment = ballot.opens_at + timedelta(minutes=1) + (end - ballot.opens_at) * share
            self._plan(moment, self._cast(ballot.pk, line, choice, play.chance.random()))

    def _cast(self, ballot_id: int, line: Elector, choice: str, luck: float) -> Callable[[datetime], None]:
        short = self._short_of[line.organization_id or 0]

        def cast(at: datetime) -> None:
            present = Elector.objects.select_related("ballot").prefetch_related("people").get(pk=line.pk)
            if not present.is_entitled or present.ballot.state != "open":
                return
            named = any(person.named_at for person in present.people.all())
            door = Interface.API if luck < 0.08 else Interface.PORTAL
            by = self.stage.by_alternate(short) if named else self.stage.by(short, door)
            if not named and luck > 0.95:
                voting.cast_vote(ballot_id=ballot_id, elector_id=line.pk, choice="abstain", by=by, at=at)
            voting.cast_vote(ballot_id=ballot_id, elector_id=line.pk, choice=choice, by=by, at=at)

        return cast

    def _plan_close(self, ballot_id: int, closes_at: datetime) -> None:
        def close(at: datetime) -> None:
            ballot = Ballot.objects.get(pk=ballot_id)
            if ballot.state == "open" and ballot.closes_at <= at:
                voting.close_ballot(ballot_id=ballot_id, by=Actor.system(), at=at)

        self._plan(closes_at + timedelta(seconds=2), close)

    def _plan_reminders_of_ballot(self, ballot: Ballot) -> None:
        def remind(at: datetime) -> None:
            present = Ballot.objects.get(pk=ballot.pk)
            milestone = latest_milestone(present, at)
            if present.state == "open" and milestone and milestone not in milestones_reminded(present):
                voting.remind_voters(ballot_id=ballot.pk, milestone=milestone, by=Actor.system(), at=at)

        for before in REMINDERS.values():
            if (moment := ballot.closes_at - before) > ballot.opens_at:
                self._plan(moment + timedelta(seconds=20), remind)

    def _plan_reminders_of_review(self, review: Review) -> None:
        def remind(milestone: str) -> Callable[[datetime], None]:
            def step(at: datetime) -> None:
                present = Review.objects.select_related("proposal").get(pk=review.pk)
                if present.state in PENDING and present.proposal.state in ("open", "in_review"):
                    projects.remind_reviewer(
                        review_id=review.pk, milestone=milestone, by=Actor.system(), at=at
                    )

            return step

        self._plan(review.due_at - timedelta(days=3), remind("due in 3 days"))
        self._plan(review.due_at + timedelta(days=1), remind("1 day late"))

    # Who -------------------------------------------------------------------------------------------------

    def _author(self, play: Play) -> Actor:
        return self.stage.by(play.given["by"])

    def _chair(self, play: Play) -> Actor:
        """The group's first chair; staff where the chair's own organization proposes."""
        name = self.stage.groups[play.given["group"]].name
        row = next(each for each in facts.document("groups") if each["name"] == name)
        chairs = [short for short in row["chairs"] if short != play.given["by"]]
        return self.stage.by(chairs[0] if chairs else "staff")

    def _line(self, ballot_id: int, short: str) -> Elector:
        organization: Organization = self.stage.organizations[short]
        return Elector.objects.get(ballot_id=ballot_id, organization_id=organization.pk)

    def _closing(self, until: float) -> datetime:
        """The full hour of the closing; past closings at 16:00 UTC."""
        moment = self.stage.now - timedelta(days=until)
        if until > 0:
            return moment.replace(hour=16, minute=0, second=0, microsecond=0)
        return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
