"""Will it be enough? The turnout of open ballots for those who run them, and reminders.

Counts only: who has voted is told to nobody before the count.
"""

from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from alliance.accounts.models import User
from alliance.audit.queries import history_of
from alliance.kernel.verdict import permit
from alliance.voting import events, queries, rules
from alliance.voting.forecast import Outlook
from alliance.voting.models import Ballot
from alliance.voting.operations import BALLOT
from alliance.voting.previews import reminder_of
from alliance.voting.turnout import Pace, delegated_counts, pace_of, paces_of, unreachable_lines
from alliance.voting.views.ballot import of_ballot
from alliance.voting.views.results import crumbs_to
from alliance.voting.views.standing import Word, words_beside
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb

OUTLOOKS = {
    Outlook.NO_QUORUM_NEEDED: Word("No quorum needed"),
    Outlook.REACHED: Word("Quorum reached", "good"),
    Outlook.LIKELY: Word("Likely", "open"),
    Outlook.AT_RISK: Word("At risk", "warn"),
    Outlook.NOT_COMPARABLE: Word("Nothing to compare with", "info"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One open ballot on the board."""

    ballot: Ballot
    beside: list[Word]
    pace: Pace
    outlook: Word
    unreachable: int
    delegated: int

    @property
    def outstanding(self) -> int:
        return self.pace.turnout.entitled - self.pace.turnout.voted


def ballot_quorum(request: HttpRequest, key: int) -> HttpResponseBase:
    """Needed, in, delegated, out of reach, expected; and the reminder as it would be sent.

    Raises:
        Forbidden: neither staff nor returning officer (403). NotNow: no votes are taken (409).
    """
    by, at = actor_of(request), now()
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    subject: Ballot = BALLOT.find(key, by=by)
    rules.may_watch_quorum(by, subject, at).require()
    pace = pace_of(subject, at)
    unreachable = unreachable_lines([subject])[subject.pk]
    outstanding = pace.turnout.entitled - pace.turnout.voted
    have = "has" if outstanding == 1 else "have"
    context = of_ballot(subject, by, at) | {
        "pace": pace,
        "turnout": pace.turnout,
        "outlook": _outlook(pace),
        "outstanding": outstanding,
        "remind_label": f"Send reminder to {outstanding} who {have} not voted",
        "unreachable": unreachable,
        "beyond_reach": pace.turnout.needed > pace.turnout.entitled - len(unreachable),
        "delegated": delegated_counts([subject])[subject.pk],
        "reminded": history_of(subject, by=by).filter(kind=str(events.BALLOT_REMINDED)).last(),
        "may_remind": rules.may_remind(by, subject, at),
        "preview": reminder_of(subject, request.user, at),
        "crumbs": crumbs_to(subject, "Turnout"),
    }
    return render(request, "voting/quorum.html", context)


def _outlook(pace: Pace) -> Word:
    return OUTLOOKS[pace.forecast.outlook] if pace.forecast else Word("Closed")


def quorum_board(request: HttpRequest) -> HttpResponseBase:
    """Every open ballot with a quorum, the first to close first.

    Raises:
        Forbidden: not staff (403).
    """
    by, at = actor_of(request), now()
    if not by.is_signed_in:
        return redirect_to_login(request.get_full_path())
    permit(by.is_staff, "The quorum of all open ballots is for staff. Chairs see their own.").require()
    ballots = list(queries.ballots_visible_to(by).taking_votes(at).with_turnout().order_by("closes_at", "pk"))
    paces, unreachable = paces_of(ballots, at), unreachable_lines(ballots)
    delegated = delegated_counts(ballots)
    rows = [
        Row(
            ballot,
            words_beside(ballot),
            paces[ballot.pk],
            _outlook(paces[ballot.pk]),
            len(unreachable[ballot.pk]),
            delegated[ballot.pk],
        )
        for ballot in ballots
        if paces[ballot.pk].turnout.needed
    ]
    crumbs = [Crumb("Ballots", reverse("ballots")), Crumb("Quorum")]
    context = {"rows": rows, "without": len(ballots) - len(rows), "crumbs": crumbs}
    return render(request, "voting/quorum_board.html", context)
