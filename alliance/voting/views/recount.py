"""A count repeated, and one ballot followed through a count. Nothing here changes or keeps anything."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alliance.voting import rules
from alliance.voting.counting import Choices, counted
from alliance.voting.forms import FollowForm
from alliance.voting.methods import METHODS
from alliance.voting.methods.following import compared, counted_for, followed
from alliance.voting.methods.record import CountRecord, digest, figures
from alliance.voting.models import Ballot, Count
from alliance.voting.operations import BALLOT, COUNT
from alliance.voting.views.counts import shown
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb

FOLLOW = "Where did my vote go?"


@require_http_methods(["GET", "HEAD", "POST"])
def check_count(request: HttpRequest, key: int) -> HttpResponseBase:
    """POST counts the kept file again and compares the digests; GET says what that will do."""
    by = actor_of(request)
    if not by.is_signed_in:
        return redirect_to_login(request.get_full_path())
    subject: Count = COUNT.find(key, by=by)
    rules.may_check_count(by).require()
    choices = Choices.of(subject.options)
    context = {
        **shown(subject, by),
        "crumbs": _crumbs(subject, "Count again"),
        "command": choices.command(f"{subject.ref}.blt", subject.record["options"]),
    }
    method = METHODS.get(subject.method)
    context["is_countable"] = method is not None and method.version == subject.method_version
    if request.method == "POST" and context["is_countable"]:
        again = counted(subject.ballots, subject.file_name, choices)
        context |= {
            "again": digest(again),
            "is_identical": digest(again) == subject.digest,
            "agrees": digest(figures(again)) == digest(figures(subject.record)),
            "checked_at": now(),
        }
    return render(request, "voting/count_check.html", context)


@sensitive_post_parameters()
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_ballot(request: HttpRequest, key: int) -> HttpResponse:
    """Where a ballot with the chosen ranking went in a count."""
    subject: Count = COUNT.find(key, by=actor_of(request))
    return following(request, subject.found, subject, subject.title, _crumbs(subject, FOLLOW))


@sensitive_post_parameters()
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_vote(request: HttpRequest, key: int) -> HttpResponse:
    """Where a ballot with the chosen ranking went in the count of a contest.

    Raises:
        NotNow: not before the count (409). Http404: it is a motion, whose votes go nowhere.
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    if subject.is_motion:
        raise Http404
    rules.may_see_result(by, subject, at).require()
    crumbs = [
        Crumb("Ballots", reverse("ballots")),
        Crumb(subject.ref, subject.get_absolute_url()),
        Crumb("Result", reverse("ballot_result", args=[subject.pk])),
        Crumb(FOLLOW),
    ]
    return following(request, subject.result.record, subject, subject.question, crumbs)


def following(
    request: HttpRequest, record: CountRecord, subject: Count | Ballot, title: str, crumbs: list[Crumb]
) -> HttpResponse:
    """The form and its answer. The ranking is sent in the body, so that no log has it."""
    withdrawn = set(record["input"]["withdrawn"])
    candidates = [name for name in record["input"]["candidates"] if name not in withdrawn]
    form = FollowForm(request.POST if request.method == "POST" else None, candidates=candidates)
    context: dict[str, Any] = {"subject": subject, "title": title, "form": form}
    context |= {"crumbs": crumbs, "back": crumbs[-2]}
    if form.is_valid():
        ranking = form.ranking()
        context |= {
            "ranking": [name for group in ranking for name in group],
            "stands": followed(record, ranking),
            "comparisons": compared(record, ranking),
            "counted_for": counted_for(record, ranking),
        }
    return render(request, "voting/follow_ballot.html", context, status=422 if form.errors else 200)


def _crumbs(subject: Count, here: str) -> list[Crumb]:
    return [
        Crumb("Counts", reverse("counts")),
        Crumb(subject.ref, subject.get_absolute_url()),
        Crumb(here),
    ]
