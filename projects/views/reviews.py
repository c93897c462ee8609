"""Reviews: the queue, and the page on which one is written or read."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alliance.web.edge import actor_of, now
from alliance.web.operations import OperationForm, offers
from alliance.web.parts import Crumb
from alliance.web.portal import OperationView, SeeOther
from projects import operations, rules
from projects.forms import ReviewForm
from projects.models import Review
from projects.queries import review_queue, reviews_visible_to
from projects.states import REFUSED, SETTLED, SUBMITTED
from projects.views.forms import SavingView
from projects.views.proposals import label_of

PAST = 30


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What this reviewer owes, due first, and what is done."""
    by, at = actor_of(request), now()
    queue = list(review_queue(by.person_id))
    own = reviews_visible_to(by).filter(reviewer_id=by.person_id)
    past = list(own.filter(state=SUBMITTED).order_by("-submitted_at")[:PAST])
    done = sum(each.proposal.state not in SETTLED for each in past)
    context = {
        "queue": [(each, *label_of(each, at)) for each in queue],
        "done": done,
        "total": done + len(queue),
        "past": past,
        "refused": own.filter(state=REFUSED).order_by("-asked_at")[:PAST],
    }
    return render(request, "projects/reviews.html", context)


@login_required
@require_safe
def review(request: HttpRequest, key: int) -> HttpResponse:
    """One review: to write for its reviewer, to read for those who may."""
    by, at = actor_of(request), now()
    found = operations.REVIEW.find(key, by=by)
    if found.reviewer_id == by.user_id and found.state not in {SUBMITTED, REFUSED}:
        return review_form(request, found, ReviewForm(by=by, subject=found, at=at))
    if found.reviewer_id != by.user_id:
        rules.may_read_reviews(by, found.proposal, at).require()
    queue = review_queue(by.person_id).first() if found.reviewer_id == by.user_id else None
    label, tone = label_of(found, at)
    context = {
        "review": found,
        "label": label,
        "tone": tone,
        "is_own": found.reviewer_id == by.user_id,
        "may_read_confidential": found.reviewer_id == by.user_id
        or rules.may_read_confidential(by, found.proposal, at),
        "offers": list(offers([operations.REMIND_REVIEWER], subject=found, by=by, at=at)),
        "next": queue,
        "crumbs": _crumbs(found),
    }
    return render(request, "projects/review.html", context)


def _crumbs(review: Review) -> list[Crumb]:
    return [Crumb("Reviews", reverse("reviews")), Crumb(f"{review.proposal.ref} {review.proposal.title}")]


def review_form(
    request: HttpRequest, review: Review, form: OperationForm, *, status: int = 200
) -> HttpResponse:
    """The text beside the form."""
    by, at = actor_of(request), now()
    queue = review_queue(by.person_id)
    done = Review.objects.filter(reviewer_id=by.person_id, state=SUBMITTED).exclude(
        proposal__state__in=SETTLED
    )
    latest = review.proposal.latest_version
    label, tone = label_of(review, at)
    context: dict[str, Any] = {
        "review": review,
        "form": form,
        "version": review.proposal.versions.get(number=latest),
        "changed_since": review.version if review.version < latest else 0,
        "label": label,
        "tone": tone,
        "may": rules.may_submit_review(by, review, at),
        "may_refuse": rules.may_refuse_review(by, review, at),
        "done": done.count(),
        "total": done.count() + queue.count(),
        "crumbs": _crumbs(review),
    }
    return render(request, "projects/review_form.html", context, status=status)


class ReviewView(OperationView):
    """Takes what the review form sends; its page is the review's own."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:  # noqa: ANN401, ARG002
        return SeeOther(self.next_url(self.subject))

    def page(self, request: HttpRequest, form: OperationForm, status: int = 200) -> HttpResponse:
        return review_form(request, self.subject, form, status=status)

    def next_url(self, result: Review) -> str:
        return reverse("review", args=[result.pk])


class DraftReviewView(SavingView, ReviewView):
    """Saves a draft."""

    operation = operations.DRAFT_REVIEW


class SubmitReviewView(ReviewView):
    """Hands the review in."""

    operation = operations.SUBMIT_REVIEW
