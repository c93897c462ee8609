"""Casting a vote in three steps: choose, check, recorded. Nothing is kept before the last.

From step to step the choice travels in the body of a POST, signed, and is stored nowhere.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, Refused, Verdict
from alliance.voting import queries, rules
from alliance.voting.forms import ChooseForm, VoteForm
from alliance.voting.models import Ballot, Elector, Vote
from alliance.voting.operations import BALLOT, CAST_VOTE
from alliance.voting.states import CHOICES
from alliance.voting.views.standing import my_lines
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb
from alliance.web.portal import SeeOther

SALT = "alliance.voting.vote"
DAY = 24 * 60 * 60
P = ParamSpec("P")


def _confidential(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in only; the page is stored by no cache, and its input kept out of error reports."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    allowed = require_http_methods(["GET", "HEAD", "POST"])(guarded)
    return cache_control(private=True, no_store=True)(sensitive_post_parameters()(allowed))


@_confidential
def cast_vote(request: HttpRequest, key: int) -> HttpResponse:
    """GET: choose. POST: cast the checked vote, or go back from the check with the choice kept."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    if request.method != "POST":
        return _choose(request, ballot, by, at, asked_for=request.GET.get("for", ""))
    checked = _checked(request, ballot, by)
    if checked is None:
        messages.warning(request, "Nothing was recorded. Choose again, then cast your vote.")
        return SeeOther(reverse("cast_vote", args=[ballot.pk]))
    if request.POST.get("step") == "change":
        return _choose(request, ballot, by, at, asked_for=checked["elector"], choice=checked["choice"])
    return _cast(request, ballot, by, at, checked)


@_confidential
def check_vote(request: HttpRequest, key: int) -> HttpResponse:
    """The choice in plain words, before anything is recorded."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    if request.method != "POST":
        messages.info(request, "Nothing was recorded. Choose, then check your vote.")
        return SeeOther(reverse("cast_vote", args=[ballot.pk]))
    verdict = rules.may_vote(by, ballot, at)
    if not verdict:
        return _refused(request, ballot, _refusal(verdict))
    form = ChooseForm(request.POST, by=by, subject=ballot, at=at)
    if not form.is_valid():
        return _choose(request, ballot, by, at, asked_for=request.POST.get("elector", ""), form=form)
    elector: Elector = form.cleaned_data["elector"]
    choice, seen = form.cleaned_data["choice"], form.cleaned_data["replaces"]
    vote = Vote.objects.filter(elector=elector).first()
    revision = vote.revision if vote else 0
    token = _signed(ballot, elector, choice, revision, by)
    context = _context(ballot, elector) | {"vote": vote, "token": token, "choice": choice}
    context |= {"choice_label": dict(CHOICES)[choice], "meaning": ballot.meaning_of(choice)}
    if seen is not None and vote is not None and seen != revision:
        return render(request, "voting/vote_meanwhile.html", context, status=409)
    return render(request, "voting/vote_check.html", context)


@_confidential
def vote_recorded(request: HttpRequest, key: int, elector: int) -> HttpResponse:
    """The receipt, for those who stand on the roll line; coming back shows the same."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    line = queries.lines_of(ballot, by.person_id).filter(pk=elector, vote__isnull=False).first()
    if line is None:
        raise Http404
    context = _context(ballot, line) | {"vote": line.vote, "may_change": rules.may_cast_for(by, line, at)}
    return render(request, "voting/vote_recorded.html", context)


def _choose(
    request: HttpRequest,
    ballot: Ballot,
    by: Actor,
    at: datetime,
    *,
    asked_for: str = "",
    choice: str = "",
    form: ChooseForm | None = None,
) -> HttpResponse:
    verdict = rules.may_vote(by, ballot, at)
    if not verdict:
        return _refused(request, ballot, _refusal(verdict))
    lines = my_lines(ballot, by, at)
    castable = [line for line in lines if line.verdict]
    line = next((line for line in castable if line.elector.slug == asked_for), None)
    if line is None and len(castable) > 1:
        return render(request, "voting/vote_for_whom.html", _context(ballot) | {"lines": lines})
    elector = (line or castable[0]).elector
    vote = Vote.objects.filter(elector=elector).first()
    initial = {
        "elector": elector.slug,
        "replaces": vote.revision if vote else 0,
        "choice": choice or (vote.choice if vote else ""),
    }
    form = form or ChooseForm(initial=initial, by=by, subject=ballot, at=at)
    context = _context(ballot, elector) | {"form": form, "vote": vote, "others": len(castable) - 1}
    return render(request, "voting/vote_choose.html", context, status=422 if form.errors else 200)


def _cast(
    request: HttpRequest, ballot: Ballot, by: Actor, at: datetime, checked: dict[str, Any]
) -> HttpResponse:
    form = VoteForm(checked, by=by, subject=ballot, at=at)
    elector = ballot.electors.get(slug=checked["elector"])
    if not form.is_valid():
        return _refused(request, ballot, _refusal(rules.may_cast_for(by, elector, at)))
    try:
        CAST_VOTE.perform(form=form, subject=ballot, by=by, at=at)
    except Refused as refusal:
        return _not_recorded(request, ballot, elector, by, at, checked, refusal)
    return SeeOther(reverse("vote_recorded", args=[ballot.pk, elector.pk]))


def _not_recorded(
    request: HttpRequest,
    ballot: Ballot,
    elector: Elector,
    by: Actor,
    at: datetime,
    checked: dict[str, Any],
    refusal: Refused,
) -> HttpResponse:
    """A colleague voted meanwhile: keep that vote or replace it. Anything else: why nothing was recorded."""
    vote = Vote.objects.filter(elector=elector).first()
    if not isinstance(refusal, NotNow) or vote is None or not rules.is_taking_votes(ballot, at):
        return _refused(request, ballot, refusal)
    choice = checked["choice"]
    context = _context(ballot, elector) | {"vote": vote, "choice_label": dict(CHOICES)[choice]}
    context["token"] = _signed(ballot, elector, choice, vote.revision, by)
    return render(request, "voting/vote_meanwhile.html", context, status=refusal.status)


def _refusal(verdict: Verdict) -> Refused:
    refusal = verdict.refusal or NotNow
    return refusal(verdict.reason or "This ballot does not take that vote.")


def _refused(request: HttpRequest, ballot: Ballot, refusal: Refused) -> HttpResponse:
    context = _context(ballot) | {"reason": str(refusal), "was_sent": request.method == "POST"}
    return render(request, "voting/vote_refused.html", context, status=refusal.status)


def _signed(ballot: Ballot, elector: Elector, choice: str, replaces: int, by: Actor) -> str:
    content = {
        "ballot": ballot.pk,
        "user": by.user_id,
        "elector": elector.slug,
        "choice": choice,
        "replaces": replaces,
    }
    return signing.dumps(content, salt=SALT)


def _checked(request: HttpRequest, ballot: Ballot, by: Actor) -> dict[str, Any] | None:
    """What the check page signed for this person and ballot within a day, else None."""
    try:
        content: dict[str, Any] = signing.loads(request.POST.get("vote", ""), salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return None
    return content if (content["ballot"], content["user"]) == (ballot.pk, by.user_id) else None


def _context(ballot: Ballot, elector: Elector | None = None) -> dict[str, Any]:
    crumbs = [
        Crumb("Ballots", reverse("ballots")),
        Crumb(ballot.ref, ballot.get_absolute_url()),
        Crumb("Vote"),
    ]
    return {"ballot": ballot, "rule": ballot.rule, "elector": elector, "crumbs": crumbs}
