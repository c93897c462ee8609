"""A person's own record of votes."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from alliance.voting import queries
from alliance.voting.models import Elector, RollPerson
from alliance.voting.states import HAS_RESULT
from alliance.voting.views.results import vote_word
from alliance.voting.views.standing import may_ever_cast, word_of
from alliance.web.edge import actor_of, now

PER_PAGE = 50


@login_required
@cache_control(private=True, no_store=True)
def my_votes(request: HttpRequest) -> HttpResponse:
    """Every roll line on which the reader stands: what is due, what was cast, and how the ballot came out."""
    by, at = actor_of(request), now()
    lines = (
        Elector.objects.of_person(by.user_id)
        .select_related("vote", "ballot__result")
        .prefetch_related("people")
        .order_by("-ballot__closes_at", "-ballot_id", "name")
    )
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    acting = RollPerson.objects.acting().filter(user_id=by.person_id)
    record = lines.filter(ballot__state__in=HAS_RESULT, is_entitled=True, people__in=acting).aggregate(
        entitled=Count("pk", distinct=True), cast=Count("pk", filter=Q(vote__isnull=False), distinct=True)
    )
    context = {
        "owed": queries.votes_owed_by(by.person_id, at),
        "rows": [
            {
                "line": line,
                "vote": getattr(line, "vote", None),
                "did": vote_word(line),
                "word": word_of(line.ballot, at),
                "is_mine": may_ever_cast(line, by),
            }
            for line in page.object_list
        ],
        "page": page,
        "record": record,
        "user_id": by.user_id,
    }
    return render(request, "voting/my_votes.html", context)
