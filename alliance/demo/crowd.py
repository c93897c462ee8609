"""A larger alliance for measuring: invented organizations, people, groups, proposals and ballots, in bulk.

Rows come with the events that the record wants for them. Ballots are opened, closed and counted by the
actions; votes are written by the database itself, one statement for each ballot.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models

from alliance.accounts.models import User
from alliance.audit.kinds import EventKind
from alliance.audit.models import Event
from alliance.demo.stage import DOMAIN, Stage, deliver_history
from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions as voting
from alliance.voting.models import Ballot
from members import events as member_events
from members.models import GroupSeat, Kind, Organization, Representation, Role, Tier, WorkingGroup
from projects import actions as projects
from projects import events as project_events
from projects.models import Proposal, ProposalKind, ProposalVersion, Review

PEOPLE_PER_ORGANIZATION = 10
PROPOSALS_PER_ORGANIZATION = 2
BALLOTS_PER_ORGANIZATION = 0.3
ORGANIZATIONS_PER_GROUP = 10
BATCH = 2_000
COUNTRIES = ("US", "JP", "CH", "IN", "DE", "FR", "GB", "KR", "BR", "KE", "CA", "SG")
TEXT = "## Purpose\n\nInvented to fill a large alliance.\n\n## What would change\n\nNothing real.\n"
Member = tuple[User, Organization]


def fill(stage: Stage, size: int, say: Callable[[str], None]) -> None:
    """Bring the alliance to ``size`` organizations with their people, groups, proposals and ballots."""
    Crowd(stage, size, say).gather()


class Crowd:
    """What is made in bulk; everything is as old as the alliance's record unless it says otherwise."""

    def __init__(self, stage: Stage, size: int, say: Callable[[str], None]) -> None:
        self.stage, self.size, self.say = stage, size, say
        self.at = stage.opening
        self.facts: list[Event] = []

    def gather(self) -> None:
        organizations = self._organizations()
        self.say(f"{len(organizations)} invented organizations")
        people = self._people(organizations)
        self._representations(people)
        self.say(f"{len(people)} people")
        rosters = self._groups(people)
        self.say(f"{len(rosters)} invented working groups")
        proposals = self._proposals(rosters)
        self.say(f"{len(proposals)} proposals")
        self._ballots(proposals)

    # Members ---------------------------------------------------------------------------------------------

    def _organizations(self) -> list[Organization]:
        tier = Tier.objects.get(slug="member")
        numbers = range(Organization.objects.count() + 1, self.size + 1)
        made = Organization.objects.bulk_create(
            [
                Organization(
                    name=f"Organization {number:04}",
                    slug=f"organization-{number:04}",
                    kind=kind,
                    country=country,
                    tier=tier,
                    since_on=date(2024, 3, 1),
                )
                for number, kind, country in zip(numbers, cycle(Kind.values), cycle(COUNTRIES), strict=False)
            ],
            batch_size=BATCH,
        )
        for each in made:
            self._note(member_events.ORGANIZATION_ADMITTED, each, self.stage.by_staff, {"name": each.name})
        self._write_down()
        return made

    def _people(self, organizations: Sequence[Organization]) -> list[Member]:
        """Ten of each organization, those included whom the members of the fixture have already."""
        locked = make_password(None)
        wanted = [
            (each, number) for each in organizations for number in range(1, PEOPLE_PER_ORGANIZATION + 1)
        ]
        wanted += [
            (each, number)
            for short, each in self.stage.organizations.items()
            for number in range(3 if short in self.stage.alternates else 2, PEOPLE_PER_ORGANIZATION + 1)
        ]
        users = User.objects.bulk_create(
            [
                User(
                    name=f"Person {number} of {organization.name}"[:120],
                    email=f"person{number}@{organization.slug}.{DOMAIN}"[:254],
                    handle=f"person-{number}-{organization.pk}",
                    password=locked,
                )
                for organization, number in wanted
            ],
            batch_size=BATCH,
        )
        return [(user, organization) for user, (organization, _) in zip(users, wanted, strict=True)]

    def _representations(self, people: Sequence[Member]) -> None:
        """The first person of an organization represents it, the second is the alternate."""
        roles = {1: Role.PRIMARY, 2: Role.ALTERNATE}
        rows = [
            Representation(
                organization=organization, user=user, role=roles[number], from_on=organization.since_on
            )
            for user, organization in people
            if (number := int(user.handle.split("-")[1])) in roles
        ]
        for each in Representation.objects.bulk_create(rows, batch_size=BATCH):
            data = {
                "person": str(each.user),
                "person_id": each.user_id,
                "role": each.get_role_display().lower(),
                "organization": each.organization.name,
                "representation_id": each.pk,
            }
            kind = member_events.REPRESENTATIVE_APPOINTED
            self._note(kind, each.organization, self.stage.by_staff, data)
        self._write_down()

    def _groups(self, people: Sequence[Member]) -> dict[WorkingGroup, list[Member]]:
        """Groups up to a tenth of the organizations, one at least; everyone invented sits in one of them."""
        first = WorkingGroup.objects.count() + 1
        numbers = range(first, max(first, self.size // ORGANIZATIONS_PER_GROUP) + 1)
        groups = WorkingGroup.objects.bulk_create(
            WorkingGroup(
                name=f"Working group {number:03}",
                slug=f"working-group-{number:03}",
                mandate="Invented to fill a large alliance.",
                state="active",
                founded_on=self.at.date(),
            )
            for number in numbers
        )
        for group in groups:
            self._note(member_events.GROUP_FOUNDED, group, self.stage.by_staff, {"name": group.name})
        rosters: dict[WorkingGroup, list[Member]] = {
            group: list(people[index :: len(groups)]) for index, group in enumerate(groups)
        }
        GroupSeat.objects.bulk_create(
            [
                GroupSeat(
                    group=group, user=user, organization=organization, joined_at=self.at, is_chair=place == 0
                )
                for group, roster in rosters.items()
                for place, (user, organization) in enumerate(roster)
            ],
            batch_size=BATCH,
        )
        for group, roster in rosters.items():
            for member in roster:
                data = {"group": group.name, "person": str(member[0])}
                self._note(member_events.GROUP_JOINED, group, _acting(member), data)
        self._write_down()
        return rosters

    # Proposals -------------------------------------------------------------------------------------------

    def _proposals(self, rosters: dict[WorkingGroup, list[Member]]) -> list[Proposal]:
        """Twice the organizations: those meant for a ballot in review, the others open or withdrawn."""
        number = PROPOSALS_PER_ORGANIZATION * self.size - Proposal.objects.count()
        voted = self._ballot_count()
        groups = list(islice(cycle(rosters), number))
        authors = [rosters[group][index % len(rosters[group])] for index, group in enumerate(groups)]
        states = ["in_review"] * voted + [
            "open" if index % 3 else "withdrawn" for index in range(number - voted)
        ]
        made = Proposal.objects.bulk_create(
            [
                self._proposal(index, group, member, state)
                for index, (group, member, state) in enumerate(zip(groups, authors, states, strict=True))
            ],
            batch_size=BATCH,
        )
        ProposalVersion.objects.bulk_create(
            [
                ProposalVersion(
                    proposal=each,
                    number=1,
                    title=each.title,
                    summary=each.summary,
                    text=TEXT,
                    author=each.author,
                    at=self.at,
                )
                for each in made
            ],
            batch_size=BATCH,
        )
        for each, member in zip(made, authors, strict=True):
            by = _acting(member)
            self._note(project_events.PROPOSAL_DRAFTED, each, by, {})
            self._note(project_events.PROPOSAL_SUBMITTED, each, by, {"group": each.group.name})
            if each.state == "withdrawn":
                self._note(project_events.PROPOSAL_WITHDRAWN, each, by, {"reason": "superseded"})
        self._reviews(made[:voted], rosters)
        self._write_down()
        return made

    def _proposal(self, index: int, group: WorkingGroup, member: Member, state: str) -> Proposal:
        user, organization = member
        return Proposal(
            kind=(ProposalKind.STANDARD, ProposalKind.POLICY)[index % 2],
            title=f"Invented proposal {index + 1:05}",
            summary="One of many, to see how the product behaves with many.",
            group=group,
            organization=organization,
            author=user,
            state=state,
            reasons="Withdrawn: superseded" if state == "withdrawn" else "",
            created_at=self.at,
            submitted_at=self.at,
            stage_since=self.at,
            settled_at=self.at if state == "withdrawn" else None,
        )

    def _reviews(self, proposals: Sequence[Proposal], rosters: dict[WorkingGroup, list[Member]]) -> None:
        rows = [Review(**self._review(each, rosters[each.group])) for each in proposals]
        for each in Review.objects.bulk_create(rows, batch_size=BATCH):
            by = _acting((each.reviewer, each.organization))
            asked = {
                "reviewer": str(each.reviewer),
                "reviewer_id": each.reviewer_id,
                "review": each.pk,
                "reason": each.reason,
            }
            handed_in = {
                "proposal": each.proposal.ref,
                "proposal_id": each.proposal_id,
                "reviewer": str(each.reviewer),
            }
            self._note(project_events.REVIEWER_ASSIGNED, each.proposal, self.stage.by_staff, asked)
            self._note(project_events.REVIEW_ASKED, each, self.stage.by_staff, asked)
            self._note(project_events.REVIEW_SUBMITTED, each, by, handed_in)

    def _review(self, proposal: Proposal, roster: Sequence[Member]) -> dict[str, Any]:
        user, organization = next(each for each in roster if each[1].pk != proposal.organization_id)
        return {
            "proposal": proposal,
            "reviewer": user,
            "organization": organization,
            "assigned_by": self.stage.staff,
            "reason": f"Member of {proposal.group}.",
            "state": "submitted",
            "version": 1,
            "recommendation": "accept",
            "remarks": "Invented.",
            "asked_at": self.at,
            "due_at": self.at + timedelta(days=14),
            "saved_at": self.at,
            "submitted_at": self.at,
        }

    # Ballots ---------------------------------------------------------------------------------------------

    def _ballot_count(self) -> int:
        return max(0, int(self.size * BALLOTS_PER_ORGANIZATION) - Ballot.objects.count())

    def _ballots(self, proposals: Sequence[Proposal]) -> None:
        """One after another over the last year; every tenth, the youngest, is still open."""
        number = self._ballot_count()
        for index, proposal in enumerate(proposals[:number]):
            days_open = 1 + index % 13 if index >= number - number // 10 else None
            self._ballot(proposal, days_open, 340 * (number - index) // number)
            if (index + 1) % 50 == 0 or index + 1 == number:
                _refresh_statistics()
                self.say(f"{index + 1} of {number} ballots")

    def _ballot(self, proposal: Proposal, days_open: int | None, ago: int) -> None:
        at = datetime.combine(
            (self.stage.now - timedelta(days=3 if days_open else ago + 15)).date(), time(8), tzinfo=UTC
        )
        closes_at = self.stage.now + timedelta(days=days_open) if days_open else at + timedelta(days=14)
        opened = projects.put_to_ballot(
            proposal_id=proposal.pk,
            rule_id="simple-majority",
            closes_at=closes_at,
            question=f"Shall {proposal.ref} be adopted?",
            meaning_for="The text is adopted.",
            meaning_against="Nothing changes.",
            by=self.stage.by_staff,
            at=at,
        )
        ballot_id = int(opened.ballot_id or 0)
        _cast_votes(ballot_id, at + timedelta(hours=1), at + timedelta(days=2))
        if not days_open:
            voting.close_ballot(ballot_id=ballot_id, by=Actor.system(), at=closes_at)
        deliver_history(at if days_open else closes_at, told=False)

    # The record ------------------------------------------------------------------------------------------

    def _note(self, kind: EventKind, subject: models.Model, by: Actor, data: dict[str, Any]) -> None:
        self.facts.append(
            Event(
                kind=kind.name,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                subject_ref=str(getattr(subject, "ref", "") or subject)[:120],
                user_id=by.user_id,
                user_name=by.name,
                organization_id=by.organization_id,
                organization_name=by.organization_name,
                interface=by.interface,
                at=self.at,
                data=data,
            )
        )

    def _write_down(self) -> None:
        Event.objects.bulk_create(self.facts, batch_size=BATCH)
        self.facts = []


def _acting(member: Member) -> Actor:
    user, organization = member
    return Actor(Interface.PORTAL, user.pk, str(user)).acting_for(organization.pk, organization.name)


VOTES = """
    WITH cast_now AS (
        INSERT INTO voting_vote (elector_id, choice, cast_by_id, cast_by_name, cast_at, receipt, revision)
        SELECT line.id, CASE line.id %% 8 WHEN 0 THEN 'against' WHEN 1 THEN 'abstain' ELSE 'for' END,
               person.user_id, person.name, %(since)s + (%(until)s - %(since)s) * ((line.id %% 997) / 997.0),
               'MANY-' || lpad(upper(to_hex(line.id / 65536)), 4, '0')
                   || '-' || lpad(upper(to_hex(line.id %% 65536)), 4, '0'), 1
        FROM voting_elector line
        JOIN voting_rollperson person ON person.elector_id = line.id AND person.capacity = 'primary'
        WHERE line.ballot_id = %(ballot)s AND line.is_entitled AND line.id %% 10 < 6
        RETURNING elector_id, cast_by_id, cast_by_name, cast_at, receipt
    )
    INSERT INTO audit_event (kind, subject_type, subject_id, subject_ref, user_id, user_name, organization_id,
                             organization_name, interface, at, data)
    SELECT 'vote.cast', 'voting.elector', line.id, 'B-' || line.ballot_id, cast_by_id, cast_by_name,
           line.organization_id, line.name, 'portal', cast_at,
           jsonb_build_object('organization', line.name, 'receipt', receipt, 'revision', 1)
    FROM cast_now JOIN voting_elector line ON line.id = cast_now.elector_id
"""


def _cast_votes(ballot_id: int, since: datetime, until: datetime) -> None:
    """Six of ten entitled lines vote, each by its representative."""
    with connection.cursor() as cursor:
        cursor.execute(VOTES, {"ballot": ballot_id, "since": since, "until": until})


def _refresh_statistics() -> None:
    """The database plans by what it has counted, and it cannot count what is not committed unless told to."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_event, audit_delivery, voting_elector, voting_rollperson, voting_vote")
