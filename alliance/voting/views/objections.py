"""What was objected to in a ballot, and what was answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.voting import queries, rules
from alliance.voting.operations import BALLOT
from alliance.voting.views.ballot import of_ballot
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb


def ballot_objections(request: HttpRequest, key: int) -> HttpResponse:
    """Every objection with its answer: to members in full, to others without who and what."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    context = of_ballot(subject, by, at) | {
        "objections": queries.objections_of(subject),
        "may_see_objections": rules.may_see_objections(by, subject, at),
        "may_raise": rules.may_raise(by, subject, at),
        "may_answer": rules.may_answer(by, subject, at),
        "until": subject.dispute_until if subject.is_provisional else subject.objections_until,
        "crumbs": [
            Crumb("Ballots", reverse("ballots")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Objections"),
        ],
    }
    return render(request, "voting/objections.html", context)
