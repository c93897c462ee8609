"""A count repeated, and one ballot followed through it. Nothing here changes or keeps anything."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
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
from alliance.voting.methods.record import digest, figures
from alliance.voting.models import Count
from alliance.voting.operations import COUNT
from alliance.voting.views.counts import shown
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb


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
    """Where a ballot with the chosen ranking went. It is sent in the body, so that no log has it."""
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    found = subject.found
    withdrawn = set(found["input"]["withdrawn"])
    candidates = [name for name in found["input"]["candidates"] if name not in withdrawn]
    form = FollowForm(request.POST if request.method == "POST" else None, candidates=candidates)
    context = {**shown(subject, by), "form": form, "crumbs": _crumbs(subject, "Where did my vote go?")}
    if form.is_valid():
        ranking = form.ranking()
        context |= {
            "ranking": [name for group in ranking for name in group],
            "stands": followed(found, ranking),
            "comparisons": compared(found, ranking),
            "counted_for": counted_for(found, ranking),
        }
    return render(request, "voting/follow_ballot.html", context, status=422 if form.errors else 200)


def _crumbs(subject: Count, here: str) -> list[Crumb]:
    return [
        Crumb("Counts", reverse("counts")),
        Crumb(subject.ref, subject.get_absolute_url()),
        Crumb(here),
    ]
