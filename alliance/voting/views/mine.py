"""A person's own record of votes."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from alliance.kernel.actor import Actor
from alliance.voting import queries
from alliance.voting.models import Elector, RollPerson
from alliance.voting.states import HAS_RESULT
from alliance.voting.views.standing import did, may_ever_cast, word_of, words_beside
from alliance.web.edge import actor_of, now

PER_PAGE = 50
LATEST = 10


@login_required
@cache_control(private=True, no_store=True)
def my_votes(request: HttpRequest) -> HttpResponse:
    """Every roll line on which the reader stands: what is due, what was cast, and how the ballot came out.

    Of a secret vote that it was cast, and its receipt; what it says nobody can show.
    """
    by, at = actor_of(request), now()
    lines = (
        Elector.objects.of_person(by.user_id)
        .select_related("vote", "ballot__result")
        .defer("ballot__manifest", "ballot__result__record")
        .prefetch_related("people")
        .order_by("-ballot__closes_at", "-ballot_id", "name")
    )
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    mine = _counted(by)
    context = {
        "owed": queries.votes_owed_by(by.person_id, at),
        "rows": [
            {
                "line": line,
                "vote": getattr(line, "vote", None),
                "did": did(line),
                "word": word_of(line.ballot, at),
                "beside": words_beside(line.ballot),
                "phase": line.ballot.phase(at).value,
                "is_mine": may_ever_cast(line, by),
            }
            for line in page.object_list
        ],
        "page": page,
        "record": mine.aggregate(
            entitled=Count("pk", distinct=True), cast=Count("pk", filter=Q(vote__isnull=False), distinct=True)
        ),
        "latest": _latest(mine),
        "user_id": by.user_id,
    }
    return render(request, "voting/my_votes.html", context)


def _counted(by: Actor) -> QuerySet[Elector]:
    """The lines of counted ballots for which the reader votes."""
    acting = RollPerson.objects.acting().filter(user_id=by.person_id)
    return Elector.objects.entitled().filter(ballot__state__in=HAS_RESULT, people__in=acting)


def _latest(mine: QuerySet[Elector]) -> dict[str, int]:
    """In how many of the last ballots a vote was cast."""
    votes = list(mine.order_by("-ballot__closed_at", "-pk").values_list("vote", flat=True)[:LATEST])
    return {"number": len(votes), "cast": sum(vote is not None for vote in votes)}
