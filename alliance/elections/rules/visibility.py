"""What of an election is for whom: page, list, search, API and mail ask here."""

from datetime import datetime

from alliance.elections.models import Candidacy, Election
from alliance.elections.rules.planning import runs
from alliance.kernel.actor import Actor
from alliance.kernel.verdict import Verdict, permit


def may_see_candidacy(by: Actor, candidacy: Candidacy, at: datetime) -> Verdict:  # noqa: ARG001 -- one signature for all rules
    """Until it is accepted a nomination is for the nominee, who nominated, and who runs the election."""
    concerned = by.is_signed_in and (
        candidacy.user_id == by.user_id or candidacy.nominations.filter(nominator_id=by.person_id).exists()
    )
    return permit(
        candidacy.accepted_at is not None or concerned or bool(runs(by, candidacy.election)),
        "This nomination has not been accepted.",
    )


def may_see_voters(by: Actor, election: Election, at: datetime) -> Verdict:  # noqa: ARG001
    """The list of voters holds addresses of people: it is for those who run the election."""
    return runs(by, election)
