"""Elections among the known cast, each brought to a point of its life by the actions, around ``cast.now``.

The technical oversight committee is elected by a list of voters: the six representatives. River, Forest and
Stone are the officers, who may vote, and neither stand nor nominate nor endorse.
"""

from datetime import datetime, timedelta
from typing import Any

from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.elections import actions
from alliance.elections.models import Body, BodySeat, Candidacy, Contest, Election, Term
from alliance.elections.voters import VoterLine
from alliance.kernel.actor import Actor
from alliance.voting import actions as voting
from alliance.voting.models import Ballot
from tests.cast import NAMES, Cast

SYSTEM = Actor.system()
OFFICERS = ("River", "Forest", "Stone")
TITLE = "Technical oversight 2027"
STATEMENT = (
    "To make reviews faster.",
    "Two years in the Data group.",
    "Reviews within a month.",
    "A day a week.",
)


def body(
    cast: Cast, charter_id: str = "technical-oversight-committee", charter: str = "ai-alliance", **sizes: int
) -> Body:
    """A body, registered once."""
    found = Body.objects.filter(charter_body=charter, charter_id=charter_id).first()
    if found is not None:
        return found
    given = {name.replace("_", "-"): number for name, number in sizes.items()}
    return actions.register_body(
        charter_body=charter, charter_id=charter_id, sizes=given, by=cast.by("staff"), at=cast.now
    )


def planned(
    cast: Cast,
    *,
    opens_in: float = 40,
    rule: str = "technical-election",
    group: str = "members",
    number: int = 2,
    officers: tuple[str, ...] = OFFICERS,
    voters: tuple[str, ...] = NAMES,
    of: Body | None = None,
    **given: Any,
) -> Election:
    """An election whose vote opens in so many days; officers appointed, voters listed."""
    at = cast.now
    election = actions.plan_election(
        body_id=(of or body(cast)).pk,
        rule_id=rule,
        title=given.pop("title", TITLE),
        anchor="opens",
        anchor_on=(at + timedelta(days=opens_in)).date(),
        groups=(group,) if group else (),
        numbers={group: number},
        by=cast.by("staff"),
        at=at,
        **given,
    )
    for name in officers:
        actions.appoint_officer(
            election_id=election.pk, user_id=cast.people[name].pk, by=cast.by("staff"), at=at
        )
    who = election.rule.election.electorate
    if who is not None and who.role and voters:
        lines = [
            VoterLine(str(cast.people[name]), cast.people[name].email, "Representative.", name)
            for name in voters
        ]
        before = min(at, election.nominations_open_at)
        actions.list_voters(election_id=election.pk, voters=lines, by=cast.by("staff"), at=before)
    election.refresh_from_db()
    return election


def nominating(cast: Cast, *, opens_in: float = 10, **given: Any) -> Election:
    """An election that takes nominations now."""
    election = planned(cast, opens_in=opens_in, **given)
    at = election.nominations_open_at
    return actions.open_nominations(election_id=election.pk, by=SYSTEM, at=at)


def during(election: Election) -> datetime:
    """A moment in the time for nominations."""
    return election.nominations_open_at + timedelta(hours=1)


def contest_of(election: Election) -> Contest:
    return election.contests.get()


def nominated(
    cast: Cast, election: Election, who: str = "Lake", *, by: str = "Hill", **given: Any
) -> Candidacy:
    """``by`` nominates the representative of an organization, who has not answered yet."""
    return actions.nominate(
        contest_id=given.pop("contest", None) or contest_of(election).pk,
        user_id=cast.people[who].pk,
        organization_id=cast.organizations[who].pk if who in cast.organizations else None,
        by=cast.by(by),
        at=during(election),
        **given,
    )


def standing(cast: Cast, election: Election, *names: str, by: str = "Hill") -> list[Candidacy]:
    """The representatives of these organizations stand, each with a statement."""
    found = []
    for name in names or ("Lake", "Hill", "Cliff"):
        candidacy = nominated(cast, election, name, by=name if name == by else by)
        at = during(election) + timedelta(hours=1)
        if candidacy.state == "nominated":
            actions.accept_nomination(
                candidacy_id=candidacy.pk, answers=STATEMENT, disclosures="None.", by=cast.by(name), at=at
            )
        else:
            actions.revise_statement(candidacy_id=candidacy.pk, answers=STATEMENT, by=cast.by(name), at=at)
        candidacy.refresh_from_db()
        found.append(candidacy)
    return found


def waiting(cast: Cast, *names: str, opens_in: float = -1, **given: Any) -> Election:
    """An election whose nominees had their time to accept."""
    election = nominating(cast, opens_in=opens_in, **given)
    standing(cast, election, *names)
    return election


def settled(cast: Cast, *names: str, **given: Any) -> Election:
    """It is settled who stands; where there are no more than seats, they are elected."""
    election = waiting(cast, *names, **given)
    return actions.close_nominations(election_id=election.pk, by=SYSTEM, at=election.acceptance_until)


def prepared(
    cast: Cast, *names: str, rehearse: bool = True, at: datetime | None = None, **given: Any
) -> Election:
    """The ballots are prepared, and rehearsed."""
    election = settled(cast, *names, **given)
    at = at or cast.now
    actions.prepare_vote(election_id=election.pk, by=cast.by("staff"), at=at)
    for ballot in ballots(election) if rehearse else ():
        voting.rehearse_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=at)
    election.refresh_from_db()
    return election


def ballots(election: Election) -> list[Ballot]:
    return [each.ballot for each in election.contests.select_related("ballot") if each.ballot]


def voting_open(cast: Cast, *names: str, days_ago: float = 2, **given: Any) -> Election:
    """The vote opened some days ago, and is open."""
    given.setdefault("opens_in", -days_ago - 3)
    at = cast.now - timedelta(days=days_ago + 1)
    election = prepared(cast, *names, at=at, **given)
    actions.announce_vote(election_id=election.pk, by=cast.by("staff"), at=at)
    for ballot in ballots(election):
        voting.open_ballot(ballot_id=ballot.pk, by=SYSTEM, at=max(ballot.opens_at, at))
    election.refresh_from_db()
    return election


def rank(cast: Cast, ballot: Ballot, name: str, *ranking: str, at: datetime | None = None) -> None:
    """``name`` ranks candidates."""
    line = ballot.electors.of_person(cast.people[name].pk).get()
    marks = ballot.form.ranking([[each] for each in ranking])
    voting.cast_vote(
        ballot_id=ballot.pk, elector_id=line.pk, marks=marks, by=cast.by(name), at=at or ballot.opens_at
    )


def counted(cast: Cast, *, days_ago: float = 20, **given: Any) -> Election:
    """Lake and Hill are elected by a count that is provisional; Cliff is next."""
    election = voting_open(cast, days_ago=days_ago, **given)
    (ballot,) = ballots(election)
    for name, ranking in {
        "Hill": ("Hill Rep", "Lake Rep", "Cliff Rep"),
        "Lake": ("Lake Rep", "Hill Rep"),
        "River": ("Lake Rep", "Cliff Rep"),
        "Forest": ("Hill Rep", "Lake Rep"),
        "Stone": ("Cliff Rep", "Lake Rep"),
    }.items():
        rank(cast, ballot, name, *ranking)
    voting.close_ballot(ballot_id=ballot.pk, by=SYSTEM, at=ballot.closes_at)
    voting.count_ballot(ballot_id=ballot.pk, by=SYSTEM, at=ballot.closes_at)
    actions.read_count(ballot_id=ballot.pk, by=SYSTEM, at=ballot.closes_at)
    election.refresh_from_db()
    return election


def certified(cast: Cast, *, days_ago: float = 40, **given: Any) -> Election:
    """Certified, with its terms."""
    election = counted(cast, days_ago=days_ago, **given)
    (ballot,) = ballots(election)
    at = ballot.dispute_until or ballot.closes_at
    voting.certify_ballot(ballot_id=ballot.pk, by=SYSTEM, at=at)
    actions.certify_when_ballots_are(ballot_id=ballot.pk, by=SYSTEM, at=at)
    election.refresh_from_db()
    assert election.state == "certified"
    return election


def seat(cast: Cast, number: int = 1, of: Body | None = None) -> BodySeat:
    return (of or body(cast)).seats.get(number=number)


def term(cast: Cast, name: str = "Lake", number: int = 1, of: Body | None = None, **given: Any) -> Term:
    """The representative of an organization holds a seat for two years."""
    begins = (cast.now - timedelta(days=100)).date()
    return actions.seat_person(
        seat_id=seat(cast, number, of).pk,
        user_id=cast.people[name].pk,
        organization_id=cast.organizations[name].pk,
        from_on=begins,
        until_on=begins + timedelta(days=730),
        by=cast.by("staff"),
        at=cast.now,
        **given,
    )


def adopted(cast: Cast, charter: str) -> str:
    """Another charter is in force as well."""
    adopt_edition(source=shipped(charter), by=SYSTEM, at=cast.now - timedelta(days=300))
    return charter
