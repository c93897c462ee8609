"""What the pages of one election share: its status line, its tabs, and the way back."""

from functools import cached_property
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from alliance.elections.listings import candidacies_known_to
from alliance.elections.models import Candidacy, Contest, Election
from alliance.elections.operations import ELECTION
from alliance.elections.rules import runs
from alliance.elections.standing import standing_of
from alliance.elections.states import CERTIFIED, ENDED
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb, Tab


class Visit:
    """One reader before one election."""

    def __init__(self, request: HttpRequest, key: int) -> None:
        self.request, self.by, self.at = request, actor_of(request), now()
        self.election: Election = ELECTION.find(key, by=self.by)
        contests = Contest.objects.select_related("ballot").prefetch_related("seats").order_by("pk")
        prefetch_related_objects([self.election], Prefetch("contests", queryset=contests))
        self.contests: list[Contest] = list(self.election.contests.all())
        self.runs_it = bool(runs(self.by, self.election))

    def frame(self, page: str, last: str = "") -> dict[str, Any]:
        """The context every page of the election has; ``page`` is the URL name of this one."""
        election = self.election
        return {
            "election": election,
            "contests": self.contests,
            "seat_count": sum(contest.number for contest in self.contests),
            "standing": standing_of(election, self.at),
            "runs_it": self.runs_it,
            "signed_in": self.by.is_signed_in,
            "tabs": self._tabs(page),
            "crumbs": crumbs(election, last),
        }

    def _tabs(self, page: str) -> list[Tab]:
        election = self.election
        asked = election.asked.public().count()
        shown = [
            ("election", "Overview", None),
            ("compare_candidates", "Compare", None),
            ("election_questions", "Questions", asked),
        ]
        if any(contest.ballot_id for contest in self.contests):
            shown.append(("vote_in_election", "Vote", None))
        if any(contest.outcome for contest in self.contests):
            shown.append(("election_result", "Result", None))
        if election.state == CERTIFIED:
            shown.append(("election_certificate", "Certificate", None))
        if self.runs_it:
            shown.append(("manage_election", "Desk", None))
        return [
            Tab(label, reverse(name, args=[election.pk]), name == page, count) for name, label, count in shown
        ]

    @property
    def is_over(self) -> bool:
        """The election is certified or cancelled."""
        return self.election.state in ENDED

    @cached_property
    def candidates(self) -> list[Candidacy]:
        """Everybody whom the reader may know to be nominated or to stand, by name."""
        found = candidacies_known_to(self.by).filter(election=self.election).order_by("name", "pk")
        return list(found.prefetch_related("endorsements__organization", "nominations"))


def crumbs(election: Election, last: str = "") -> list[Crumb]:
    """The way from the list of elections to this page."""
    above = [Crumb("Elections", reverse("elections"))]
    if not last:
        return [*above, Crumb(election.ref)]
    return [*above, Crumb(election.ref, election.get_absolute_url()), Crumb(last)]
