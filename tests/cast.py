"""The cast that everybody knows, brought on stage through the actions.

Three universities and three companies, one of them owned by another. Every organization has a representative
named after it; ``Hill`` also has an alternate. Chair of the working group "Data" is the representative of
``Lake``.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from alliance.accounts.models import User
from alliance.audit.dispatch import deliver_due
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.kernel.actor import Actor, Interface
from alliance.voting.models import Ballot, Elector
from members import actions as members
from members.models import Organization, Representation, Role, Tier, WorkingGroup
from projects import actions as projects
from projects.models import Proposal, ProposalKind, Review

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
NAMES = ("Hill", "Lake", "River", "Forest", "Stone", "Cliff")
TEXT = "## Purpose\n\nThe group describes where datasets come from.\n\n## Scope\n\nText and images.\n"


@dataclass
class Cast:
    """People and organizations by name; ``staff`` is Sam. ``now`` moves only when a test moves it."""

    staff: User
    tier: Tier
    group: WorkingGroup
    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    now: datetime = NOON

    def by(self, name: str, interface: Interface = Interface.PORTAL) -> Actor:
        """The representative of that organization, or ``staff``, as an actor."""
        if name == "staff":
            return Actor(interface, self.staff.pk, str(self.staff), is_staff=True)
        user = self.people[name]
        actor = Actor(interface, user.pk, str(user))
        seat = (
            Representation.objects.current(self.now.date())
            .filter(user=user)
            .select_related("organization")
            .first()
        )
        return actor.acting_for(seat.organization_id, seat.organization.name) if seat else actor

    def later(self, **span: float) -> datetime:
        """Move the clock on, and let the outbox deliver what is due by then."""
        self.now += timedelta(**span)
        deliver_due(at=self.now)
        return self.now


def raise_curtain(at: datetime = NOON) -> Cast:
    """Set the stage: see the module's docstring."""
    adopt_charter()
    staff = User.objects.create_user("sam@staff.example", PASSWORD, name="Sam Staff", is_staff=True)
    tier, _ = Tier.objects.get_or_create(slug="core", defaults={"name": "Core", "rank": 1})
    by = Actor(Interface.ADMIN, staff.pk, str(staff), is_staff=True)
    group = members.found_group(
        name="Data",
        mandate="Says where datasets come from. Reports to all members.",
        founded_on=date(2025, 1, 1),
        by=by,
        at=at,
    )
    members.revise_charter(
        group_id=group.pk, text="# Charter of Data\n\nWe meet.", note="first", by=by, at=at
    )
    group.refresh_from_db()
    cast = Cast(staff=staff, tier=tier, group=group, now=at)
    for number, name in enumerate(NAMES):
        add_organization(cast, name, kind="university" if number < 3 else "company")
    Organization.objects.filter(name="Cliff").update(parent=cast.organizations["Stone"])
    cast.people["Hill alternate"] = appoint(cast, "Hill", "Hal Hill", Role.ALTERNATE)
    for name in ("Lake", "River", "Forest", "Stone", "Cliff"):
        members.join_group(group_id=group.pk, by=cast.by(name), at=at)
    seat = group.seats.get(user=cast.people["Lake"])
    members.appoint_chair(group_id=group.pk, seat_id=seat.pk, by=by, at=at)
    deliver_due(at=at)
    return cast


def adopt_charter() -> None:
    """Put the shipped rules in force."""
    adopt_edition(source=shipped(), by=Actor.system(), at=datetime(2026, 1, 1, 12, tzinfo=UTC))


def add_organization(cast: Cast, name: str, *, kind: str = "company", **fields: Any) -> Organization:
    """A member with a representative called "<Name> Rep"."""
    by = cast.by("staff", Interface.ADMIN)
    organization = members.admit_organization(
        name=name,
        kind=kind,
        country=fields.pop("country", "CH"),
        tier_id=cast.tier.pk,
        since_on=date(2024, 1, 1),
        by=by,
        at=cast.now,
        **fields,
    )
    cast.organizations[name] = organization
    cast.people[name] = appoint(cast, name, f"{name} Rep", Role.PRIMARY)
    return organization


def appoint(cast: Cast, organization: str, person: str, role: str) -> User:
    """Appoint a new person who can sign in with ``PASSWORD``."""
    email = person.lower().replace(" ", ".") + "@members.example"
    found = members.appoint_representative(
        organization_id=cast.organizations[organization].pk,
        name=person,
        email=email,
        role=role,
        from_on=date(2024, 1, 1),
        by=cast.by("staff", Interface.ADMIN),
        at=cast.now,
    )
    found.user.set_password(PASSWORD)
    found.user.save(update_fields=["password"])
    return found.user


def draft(cast: Cast, author: str = "Hill", **fields: Any) -> Proposal:
    """A draft of a new project, by the representative of Hill."""
    given = {
        "kind": ProposalKind.PROJECT,
        "title": "A register of datasets",
        "summary": "One place that says where each dataset comes from.",
        "text": TEXT,
        "name": "Dataset Register",
        "group_id": cast.group.pk,
    }
    return projects.draft_proposal(**{**given, **fields}, by=cast.by(author), at=cast.now)


def submitted(cast: Cast, author: str = "Hill", **fields: Any) -> Proposal:
    """A proposal that is open for comment."""
    proposal = draft(cast, author, **fields)
    return projects.submit_proposal(proposal_id=proposal.pk, by=cast.by(author), at=cast.now)


def in_review(cast: Cast, *reviewers: str, **fields: Any) -> tuple[Proposal, list[Review]]:
    """A proposal whose chair asked the representatives of these organizations (River, Forest) for reviews."""
    proposal = submitted(cast, **fields)
    reviews = [
        projects.assign_reviewer(
            proposal_id=proposal.pk,
            reviewer_id=cast.people[name].pk,
            by=cast.by(leader(proposal)),
            at=cast.now,
        )
        for name in reviewers or ("River", "Forest")
    ]
    proposal.refresh_from_db()
    return proposal, reviews


def leader(proposal: Proposal) -> str:
    """The chair, or staff where the chair's own organization proposes."""
    return "staff" if proposal.organization.name == "Lake" else "Lake"


def reviewed(cast: Cast, **fields: Any) -> Proposal:
    """A proposal with two reviews that recommend it."""
    proposal, reviews = in_review(cast, **fields)
    for name, review in zip(("River", "Forest"), reviews, strict=True):
        projects.submit_review(
            review_id=review.pk,
            recommendation="accept",
            remarks="Sound and useful.",
            by=cast.by(name),
            at=cast.now,
        )
    proposal.refresh_from_db()
    return proposal


def in_vote(
    cast: Cast, *, rule_id: str = "simple-majority", days: float = 14, **fields: Any
) -> tuple[Proposal, Ballot]:
    """A proposal put to ballot by its chair."""
    proposal = reviewed(cast, **fields)
    proposal = projects.put_to_ballot(
        proposal_id=proposal.pk,
        rule_id=rule_id,
        closes_at=cast.now + timedelta(days=days),
        question="Shall the alliance set up the register?",
        meaning_for="The project is created.",
        meaning_against="Nothing changes.",
        by=cast.by(leader(proposal)),
        at=cast.now,
    )
    assert proposal.ballot is not None
    return proposal, proposal.ballot


def line(ballot: Ballot, name: str) -> Elector:
    """The roll line of that organization."""
    return ballot.electors.get(name=name)
