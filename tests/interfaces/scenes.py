"""For every operation: the scene in which it can be performed, by whom, and with which input."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from alliance.charter.editions import shipped
from alliance.charter.operations import OPERATIONS as OF_CHARTERS
from alliance.voting.actions import count_ballots
from alliance.voting.counting import Choices
from alliance.voting.models import Count
from alliance.voting.operations import OPERATIONS as OF_BALLOTS
from alliance.web.operations import Operation
from members import actions as members
from members.models import Kind
from members.operations import OPERATIONS as OF_MEMBERS
from projects import actions as projects
from projects.models import Project
from projects.operations import OPERATIONS as OF_PROJECTS
from tests.cast import TEXT, Cast, draft, in_review, in_vote, line, reviewed, submitted
from tests.interfaces import ballot_scenes as life
from tests.interfaces import election_scenes as elections

ALL = {
    operation.name: operation
    for operation in [*OF_MEMBERS, *OF_PROJECTS, *OF_BALLOTS, *OF_CHARTERS, *elections.OPERATIONS]
}
BLT = """\
4 2
9 1 2 0
4 2 3 0
3 3 4 0
2 4 0
0
"Hill"
"Lake"
"River"
"Stone"
"Committee"
"""
CIRCLE = b'3 1\n5 1 2 3 0\n4 2 3 1 0\n3 3 1 2 0\n0\n"Hill"\n"Lake"\n"River"\n"Circle"\n'
TIED = b'2 1\n3 1 0\n3 2 0\n0\n"Hill"\n"Lake"\n"Tie"\n'
Scene = Callable[[Cast], tuple[Any, dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """``scene`` gives the subject (None for creators) and the input; only ``allowed`` may."""

    name: str
    event: str
    scene: Scene
    allowed: frozenset[str] = field(default_factory=frozenset)

    @property
    def operation(self) -> Operation:
        return ALL[self.name]


IDENTITIES = ("Hill", "Lake", "River", "Hill alternate", "staff", "nobody")
STAFF = frozenset({"staff"})
AUTHORS = frozenset({"Hill", "Hill alternate"})
CHAIRS = frozenset({"Lake", "staff"})
PROPOSERS = frozenset({"Hill", "Lake", "River", "Hill alternate"})
ANY_MEMBER = PROPOSERS | STAFF
REASON = {"reason": "It was agreed."}


def hill(cast: Cast) -> Any:
    return cast.organizations["Hill"]


def entry(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Hill University",
        "kind": Kind.UNIVERSITY,
        "country": "CH",
        "website": "",
        "summary": "",
        "aliases": "HU",
    }


def suspended(cast: Cast) -> Any:
    return members.suspend_membership(
        organization_id=hill(cast).pk, reason="late", by=cast.by("staff"), at=cast.now
    )


def ended(cast: Cast) -> Any:
    return members.end_membership(
        organization_id=hill(cast).pk, reason="left", by=cast.by("staff"), at=cast.now
    )


def a_project(cast: Cast) -> Project:
    return projects.register_project(name="Gofannon", by=cast.by("staff"), at=cast.now)


def archived(cast: Cast) -> Project:
    return projects.archive_project(
        project_id=a_project(cast).pk, reason="done", by=cast.by("staff"), at=cast.now
    )


def lake_seat(cast: Cast) -> Any:
    return cast.group.seats.get(user=cast.people["Lake"])


def river_seat(cast: Cast) -> Any:
    return cast.group.seats.get(user=cast.people["River"])


def waiting(cast: Cast) -> Any:
    proposal, _ = in_review(cast)
    return projects.return_proposal(
        proposal_id=proposal.pk, note="Say who pays.", by=cast.by("Lake"), at=cast.now
    )


def forgotten(cast: Cast) -> Any:
    proposal = waiting(cast)
    proposal.stage_since -= timedelta(days=100)
    proposal.save(update_fields=["stage_since"])
    return proposal


def overdue(cast: Cast) -> Any:
    _, ballot = in_vote(cast)
    ballot.opens_at -= timedelta(days=30)
    ballot.closes_at -= timedelta(days=30)
    ballot.save(update_fields=["opens_at", "closes_at"])
    return ballot


def ballot_and(
    cast: Cast, data: Callable[[Cast, Any], dict[str, Any]], **options: Any
) -> tuple[Any, dict[str, Any]]:
    _, ballot = in_vote(cast, **options)
    return ballot, data(cast, ballot)


def proposal_text(cast: Cast) -> dict[str, Any]:
    return {
        "kind": "project",
        "title": "A shared red-teaming playbook",
        "group": cast.group.slug,
        "name": "Playbook",
        "summary": "One playbook for all members.",
        "text": TEXT,
    }


def next_edition(cast: Cast) -> str:
    begins = str(cast.now.date() + timedelta(days=1))
    return (
        shipped()
        .replace('edition: "1"', 'edition: "2"')
        .replace("in_force_since: 2026-01-01", f"in_force_since: {begins}")
    )


def later(cast: Cast, days: float) -> str:
    return (cast.now + timedelta(days=days)).isoformat()


def election() -> dict[str, Any]:
    """A file of ballots and how to count it."""
    return {
        "title": "Steering committee",
        "body_name": "Steering Committee",
        "ballots": SimpleUploadedFile("ballots.blt", BLT.encode()),
        "method": "scottish-2007",
        "seats": "2",
    }


def counted(cast: Cast, **given: Any) -> Count:
    """A count of those ballots, by staff."""
    return count_ballots(
        title=given.pop("title", "Steering committee"),
        body_name="Steering Committee",
        file_name=given.pop("file_name", "ballots.blt"),
        ballots_are_public=given.pop("ballots_are_public", False),
        ballots=given.pop("ballots", BLT.encode()),
        choices=Choices(**{"method": "scottish-2007", **given}),
        by=cast.by("staff"),
        at=cast.now,
    )


CASES = [
    Case(
        "admit_organization",
        "organization.admitted",
        lambda cast: (None, {**entry(cast), "tier": "core", "since_on": "2026-02-01"}),
        STAFF,
    ),
    Case(
        "revise_organization",
        "organization.revised",
        lambda cast: (hill(cast), entry(cast)),
        frozenset({"Hill", "staff"}),
    ),
    Case(
        "appoint_representative",
        "representative.appointed",
        lambda cast: (
            hill(cast),
            {
                "name": "Nia New",
                "email": "nia@hill.example",
                "role": "alternate",
                "from_on": str(cast.now.date()),
                "until_on": "2199-03-02",
            },
        ),
        frozenset({"Hill", "staff"}),
    ),
    Case(
        "end_representation",
        "representation.ended",
        lambda cast: (
            hill(cast),
            {"representation": str(hill(cast).representations.get(role="alternate").pk)},
        ),
        frozenset({"Hill", "staff"}),
    ),
    Case("suspend_membership", "membership.suspended", lambda cast: (hill(cast), REASON), STAFF),
    Case("reinstate_membership", "membership.reinstated", lambda cast: (suspended(cast), {}), STAFF),
    Case("end_membership", "membership.ended", lambda cast: (hill(cast), REASON), STAFF),
    Case("readmit_organization", "membership.readmitted", lambda cast: (ended(cast), {}), STAFF),
    Case(
        "found_group",
        "group.founded",
        lambda _: (None, {"name": "Agents", "mandate": "Makes agents meet.", "founded_on": "2026-03-01"}),
        STAFF,
    ),
    Case(
        "revise_charter",
        "group.chartered",
        lambda cast: (cast.group, {"text": "# Charter\n\nWe meet monthly.", "note": "rhythm", "replaces": 1}),
        CHAIRS,
    ),
    Case("join_group", "group.joined", lambda cast: (cast.group, {}), AUTHORS),
    Case("leave_group", "group.left", lambda cast: (cast.group, {}), frozenset({"Lake", "River"})),
    Case(
        "appoint_chair",
        "group.chair_appointed",
        lambda cast: (cast.group, {"seat": str(river_seat(cast).pk)}),
        STAFF,
    ),
    Case(
        "relieve_chair",
        "group.chair_relieved",
        lambda cast: (cast.group, {"seat": str(lake_seat(cast).pk)}),
        STAFF,
    ),
    Case("close_group", "group.closed", lambda cast: (cast.group, REASON), STAFF),
    Case("draft_proposal", "proposal.drafted", lambda cast: (None, proposal_text(cast)), PROPOSERS),
    Case("revise_draft", "", lambda cast: (draft(cast), proposal_text(cast)), AUTHORS),
    Case("submit_proposal", "proposal.submitted", lambda cast: (draft(cast), {}), AUTHORS),
    Case(
        "publish_version",
        "proposal.version_published",
        lambda cast: (
            waiting(cast),
            {
                "title": "A register",
                "summary": "Shorter.",
                "text": TEXT + "\nMore.",
                "note": "who pays",
                "replaces": 1,
            },
        ),
        AUTHORS,
    ),
    Case(
        "comment_on_proposal",
        "proposal.commented",
        lambda cast: (submitted(cast), {"text": "Good."}),
        ANY_MEMBER,
    ),
    Case(
        "assign_reviewer",
        "proposal.reviewer_assigned",
        lambda cast: (submitted(cast), {"reviewer": cast.people["River"].handle}),
        CHAIRS,
    ),
    Case(
        "return_proposal",
        "proposal.returned",
        lambda cast: (in_review(cast)[0], {"note": "Who pays?"}),
        CHAIRS,
    ),
    Case(
        "put_to_ballot",
        "proposal.put_to_ballot",
        lambda cast: (
            reviewed(cast),
            {
                "rule_id": "simple-majority",
                "question": "Shall we?",
                "meaning_for": "We do.",
                "meaning_against": "We do not.",
                "closes_at": later(cast, 14),
                "recused": ["stone"],
                "recusal_reason": "pays for it",
            },
        ),
        CHAIRS,
    ),
    Case("withdraw_proposal", "proposal.withdrawn", lambda cast: (submitted(cast), REASON), AUTHORS),
    Case("lapse_proposal", "proposal.lapsed", lambda cast: (forgotten(cast), {}), STAFF),
    Case(
        "draft_review",
        "review.drafted",
        lambda cast: (in_review(cast)[1][0], {"remarks": "So far so good."}),
        frozenset({"River"}),
    ),
    Case(
        "submit_review",
        "review.submitted",
        lambda cast: (in_review(cast)[1][0], {"recommendation": "accept", "remarks": "Good."}),
        frozenset({"River"}),
    ),
    Case(
        "refuse_review", "review.refused", lambda cast: (in_review(cast)[1][0], REASON), frozenset({"River"})
    ),
    Case("remind_reviewer", "review.reminded", lambda cast: (in_review(cast)[1][0], {}), CHAIRS),
    Case(
        "register_project",
        "project.registered",
        lambda _: (None, {"name": "Docling", "kind": "supported", "organizations": ["hill"]}),
        STAFF,
    ),
    Case("archive_project", "project.archived", lambda cast: (a_project(cast), REASON), STAFF),
    Case("revive_project", "project.revived", lambda cast: (archived(cast), {}), STAFF),
    Case(
        "cast_vote",
        "vote.cast",
        lambda cast: ballot_and(cast, lambda *_: {"choice": "for"}),
        frozenset({"Lake", "River"}),
    ),
    Case("confirm_vote", "", life.found_in_box, frozenset({"Lake"})),
    Case(
        "name_alternate",
        "elector.alternate_named",
        lambda cast: ballot_and(
            cast,
            lambda _, ballot: {"person": str(line(ballot, "Hill").people.get(capacity="alternate").pk)},
            rule_id="two-thirds-of-entitled",
        ),
        frozenset({"Hill"}),
    ),
    Case(
        "recuse_elector",
        "elector.recused",
        lambda cast: ballot_and(cast, lambda *_: {"elector": "river", "reason": "pays for it"}),
        frozenset({"River", "Lake", "staff"}),
    ),
    Case(
        "extend_ballot",
        "ballot.extended",
        lambda cast: ballot_and(cast, lambda cast, _: {"closes_at": later(cast, 20), "reason": "holidays"}),
        CHAIRS,
    ),
    Case("remind_voters", "ballot.reminded", lambda cast: ballot_and(cast, lambda *_: {}), CHAIRS),
    Case("cancel_ballot", "ballot.cancelled", lambda cast: ballot_and(cast, lambda *_: REASON), CHAIRS),
    Case("close_ballot", "ballot.closed", lambda cast: (overdue(cast), {}), STAFF),
    Case(
        "draft_ballot",
        "ballot.built",
        lambda cast: (None, life.typed(cast, rule_id="simple-majority")),
        STAFF,
    ),
    Case("revise_ballot", "ballot.revised", lambda cast: (life.drafted(cast), life.typed(cast)), STAFF),
    Case("rehearse_ballot", "ballot.rehearsed", lambda cast: (life.drafted(cast), {}), STAFF),
    Case(
        "freeze_ballot",
        "ballot.frozen",
        lambda cast: (life.carried(cast, life.drafted(cast), "rehearse"), {}),
        STAFF,
    ),
    Case(
        "announce_ballot",
        "ballot.announced",
        lambda cast: (
            life.carried(
                cast, life.drafted(cast, opens_at=cast.now + timedelta(days=2)), "rehearse", "freeze"
            ),
            {},
        ),
        STAFF,
    ),
    Case(
        "open_ballot",
        "ballot.opened",
        lambda cast: (life.carried(cast, life.drafted(cast), "rehearse", "freeze"), {}),
        STAFF,
    ),
    Case("draw_lot", "ballot.lot_drawn", life.tied, STAFF),
    Case("certify_ballot", "ballot.certified", life.provisional, STAFF),
    Case("raise_objection", "objection.raised", life.objecting, ANY_MEMBER | {"nobody"}),
    Case("answer_objection", "objection.answered", life.objected, CHAIRS),
    Case("name_proxy", "elector.proxy_named", life.with_proxies, frozenset({"Hill", "Lake", "River"})),
    Case("revoke_proxy", "elector.proxy_revoked", life.with_a_proxy, frozenset({"Hill"})),
    Case(
        "adopt_edition",
        "charter.adopted",
        lambda cast: (None, {"source": next_edition(cast)}),
        STAFF,
    ),
    Case("count_ballots", "count.recorded", lambda _: (None, election()), STAFF),
    *(Case(*scene) for scene in elections.SCENES),
]
