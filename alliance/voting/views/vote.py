"""Casting a vote in three steps: choose, check, recorded. Nothing is kept before the last.

From step to step what is marked travels in the body of a POST, signed, and is stored nowhere. In a secret
ballot the page that says "recorded" answers the POST itself: it shows the tracker, which nothing else does.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, Self

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow, Refused, Verdict
from alliance.voting import queries, rules
from alliance.voting.forms import ChooseForm, LineForm, VoteForm
from alliance.voting.forms.marks import A_TO_Z, MarksForm, as_list, from_list, initial_from
from alliance.voting.forms.read_back import ReadBack, read_back
from alliance.voting.models import Ballot, Elector, Vote
from alliance.voting.operations import BALLOT, CAST_VOTE
from alliance.voting.options import TRANSFERABLE, is_later_no_harm
from alliance.voting.promises import promises_of
from alliance.voting.published import marks_of
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.tracker import draw_tracker
from alliance.voting.secrecy.withheld import Withheld
from alliance.voting.states import CHOICES
from alliance.voting.views import same_size
from alliance.voting.views.standing import my_lines
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb
from alliance.web.portal import SeeOther

SALT = "alliance.voting.vote"
DAY = 24 * 60 * 60
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, repr=False)
class Checked(Withheld):
    """What was marked and for which line, as it travels from the check to the cast.

    ``submission`` makes the same page sent twice one vote; ``tracker`` is of a secret ballot.
    """

    ballot: int
    user: int
    elector: str
    marks: list[int | None]
    replaces: int
    submission: str
    tracker: str = ""

    @classmethod
    def fresh(cls, ballot: Ballot, elector: Elector, marked: Marked, replaces: int, by: Actor) -> Self:
        tracker = draw_tracker().code if ballot.is_secret else ""
        return cls(
            ballot.pk, by.person_id, elector.slug, as_list(marked), replaces, secrets.token_hex(16), tracker
        )

    @classmethod
    @sensitive_variables()
    def read(cls, token: str, ballot: Ballot, by: Actor) -> Self | None:
        """What the check page signed for this person and ballot within a day, else None."""
        try:
            *content, _ = signing.loads(token, salt=SALT, max_age=DAY)
            found = cls(*content)
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return found if (found.ballot, found.user) == (ballot.pk, by.user_id) else None

    @property
    def token(self) -> str:
        content = [
            self.ballot,
            self.user,
            self.elector,
            self.marks,
            self.replaces,
            self.submission,
            self.tracker,
            same_size.made_up(self.marks),
        ]
        return signing.dumps(content, salt=SALT)

    def data(self) -> dict[str, Any]:
        """As the operation's form takes it."""
        return {
            "elector": self.elector,
            "marks": self.marks,
            "replaces": self.replaces,
            "submission": self.submission,
            "tracker": self.tracker,
        }


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
@sensitive_variables()
def cast_vote(request: HttpRequest, key: int) -> HttpResponse:
    """GET: choose. POST: cast the checked vote, or go back from the check with the choice kept."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    if request.method != "POST":
        return _choose(request, ballot, by, at, asked_for=request.GET.get("for", ""))
    checked = Checked.read(request.POST.get("vote", ""), ballot, by)
    if checked is None:
        messages.warning(request, "Nothing was recorded. Choose again, then cast your vote.")
        return SeeOther(reverse("cast_vote", args=[ballot.pk]))
    if request.POST.get("step") == "change":
        marked = from_list(checked.marks, ballot.form)
        return _choose(request, ballot, by, at, asked_for=checked.elector, marked=marked)
    return _cast(request, ballot, by, at, checked)


@_confidential
@sensitive_variables()
def check_vote(request: HttpRequest, key: int) -> HttpResponse:
    """What was marked in plain words, before anything is recorded."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    if request.method != "POST":
        messages.info(request, "Nothing was recorded. Choose, then check your vote.")
        return SeeOther(reverse("cast_vote", args=[ballot.pk]))
    verdict = rules.may_vote(by, ballot, at)
    if not verdict:
        return _refused(request, ballot, _refusal(verdict))
    line = LineForm(request.POST, by=by, subject=ballot, at=at)
    form = _form(request, ballot, by, at, data=request.POST)
    if not (line.is_valid() & form.is_valid()):
        asked_for = request.POST.get("elector", "")
        return _choose(request, ballot, by, at, asked_for=asked_for, form=form)
    elector: Elector = line.cleaned_data["elector"]
    seen: int | None = line.cleaned_data["replaces"]
    vote = Vote.objects.filter(elector=elector).first()
    revision = vote.revision if vote else 0
    marked, corrections = _marked(ballot, form)
    checked = Checked.fresh(ballot, elector, marked, revision, by)
    words, filler = _said(ballot, marked, corrections)
    context = _context(ballot, elector) | {
        "vote": vote,
        "token": checked.token,
        "said": words,
        "filler": filler,
        "before": _recorded(ballot, vote),
        "is_same": vote is not None and _says(ballot, vote) == marked and vote.cast_by_id == by.user_id,
    }
    if seen is not None and vote is not None and seen != revision:
        return render(request, "voting/vote_meanwhile.html", context, status=409)
    return render(request, "voting/vote_check.html", context)


@_confidential
def vote_recorded(request: HttpRequest, key: int, elector: int) -> HttpResponse:
    """The receipt, for those who stand on the roll line; coming back shows the same, without the tracker."""
    by, at = actor_of(request), now()
    ballot = BALLOT.find(key, by=by)
    line = queries.lines_of(ballot, by.person_id).filter(pk=elector, vote__isnull=False).first()
    if line is None:
        raise Http404
    return _receipt(request, ballot, line, by, at)


def _receipt(
    request: HttpRequest, ballot: Ballot, line: Elector, by: Actor, at: datetime, tracker: str = ""
) -> HttpResponse:
    others = [
        each
        for each in my_lines(ballot, by, at)
        if each.verdict and each.vote is None and each.elector.pk != line.pk
    ]
    context = _context(ballot, line) | {
        "vote": line.vote,
        "may_change": rules.may_cast_for(by, line, at),
        "tracker": tracker,
        "others": others,
        "next": queries.next_ballot(ballot, by, at),
    }
    return render(request, "voting/vote_recorded.html", context)


@sensitive_variables()
def _choose(
    request: HttpRequest,
    ballot: Ballot,
    by: Actor,
    at: datetime,
    *,
    asked_for: str = "",
    marked: Marked | None = None,
    form: ChooseForm | MarksForm | None = None,
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
    if marked is None and vote is not None:
        marked = _says(ballot, vote)
    form = form or _form(request, ballot, by, at, elector=elector, marked=marked)
    context = _context(ballot, elector) | {
        "form": form,
        "vote": vote,
        "before": _recorded(ballot, vote),
        "replaces": vote.revision if vote else 0,
        "others": len(castable) - 1,
        "promises": promises_of(ballot),
        "leave": ballot.get_absolute_url(),
    }
    template = "voting/vote_choose.html" if ballot.is_motion else "voting/vote_mark.html"
    return render(request, template, context, status=422 if form.errors else 200)


@sensitive_variables()
def _form(
    request: HttpRequest,
    ballot: Ballot,
    by: Actor,
    at: datetime,
    *,
    data: Any = None,  # noqa: ANN401 -- a QueryDict
    elector: Elector | None = None,
    marked: Marked | None = None,
) -> ChooseForm | MarksForm:
    """The form of the ballot's kind, empty, filled in again, or as it was sent."""
    if ballot.is_motion:
        vote: Vote | None = getattr(elector, "vote", None)
        initial = {
            "elector": elector.slug if elector else "",
            "choice": _choice(ballot, marked),
            "replaces": vote.revision if vote else 0,
        }
        return ChooseForm(data, initial=initial, by=by, subject=ballot, at=at)
    return MarksForm(
        data,
        form=ballot.form,
        options=ballot.options,
        seed=_seed(ballot, by),
        later_no_harm=is_later_no_harm(ballot.method, ballot.seats),
        order=A_TO_Z if request.GET.get("order") == A_TO_Z else "",
        initial=initial_from(marked, ballot.form) if marked is not None else None,
    )


def _seed(ballot: Ballot, by: Actor) -> str:
    """Shuffles the candidates for one voter, the same each time."""
    return sha256(f"{ballot.manifest_digest}|{by.person_id}".encode()).hexdigest()[:12]


@sensitive_variables()
def _marked(ballot: Ballot, form: ChooseForm | MarksForm) -> tuple[Marked, list[str]]:
    if isinstance(form, MarksForm):
        return form.cleaned_marks, form.corrections
    return ballot.form.choice(form.cleaned_data["choice"]), []


@sensitive_variables()
def _choice(ballot: Ballot, marked: Marked | None) -> str:
    if marked is None:
        return ""
    return next(name for name, mark in zip(ballot.form.options, marked.marks, strict=True) if mark)


@sensitive_variables()
def _says(ballot: Ballot, vote: Vote) -> Marked | None:
    """What a recorded vote says; of a secret one nobody knows."""
    return None if ballot.is_secret else Marked(marks_of(ballot, vote))


@sensitive_variables()
def _recorded(ballot: Ballot, vote: Vote | None) -> ReadBack | None:
    found = _says(ballot, vote) if vote is not None else None
    return None if found is None else _words(ballot, found, [])


@sensitive_variables()
def _said(ballot: Ballot, marked: Marked, corrections: list[str]) -> tuple[SafeString, str]:
    meaning = ballot.meaning_of(_choice(ballot, marked)) if ballot.is_motion else ""
    return same_size.said(ballot, _words(ballot, marked, corrections), meaning)


@sensitive_variables()
def _words(ballot: Ballot, marked: Marked, corrections: list[str]) -> ReadBack:
    options = ballot.options
    if ballot.is_motion:
        labels = dict(CHOICES)
        options = [{**option, "name": labels[option["name"]]} for option in options]
    return read_back(
        marked,
        ballot.form,
        options,
        transferable=ballot.method in TRANSFERABLE,
        corrections=corrections,
    )


@sensitive_variables()
def _cast(request: HttpRequest, ballot: Ballot, by: Actor, at: datetime, checked: Checked) -> HttpResponse:
    form = VoteForm(checked.data(), by=by, subject=ballot, at=at)
    elector = ballot.electors.get(slug=checked.elector)
    if not form.is_valid():
        return _refused(request, ballot, _refusal(rules.may_cast_for(by, elector, at)))
    try:
        CAST_VOTE.perform(form=form, subject=ballot, by=by, at=at)
    except Refused as refusal:
        return _not_recorded(request, ballot, elector, at, checked, refusal)
    if not ballot.is_secret:
        return SeeOther(reverse("vote_recorded", args=[ballot.pk, elector.pk]))
    line = queries.lines_of(ballot, by.person_id).get(pk=elector.pk)
    return _receipt(request, ballot, line, by, at, tracker=checked.tracker)


@sensitive_variables()
def _not_recorded(
    request: HttpRequest,
    ballot: Ballot,
    elector: Elector,
    at: datetime,
    checked: Checked,
    refusal: Refused,
) -> HttpResponse:
    """A colleague voted meanwhile: keep that vote or replace it. Anything else: why nothing was recorded."""
    vote = Vote.objects.filter(elector=elector).first()
    if not isinstance(refusal, NotNow) or vote is None or not rules.is_taking_votes(ballot, at):
        return _refused(request, ballot, refusal)
    words, filler = _said(ballot, from_list(checked.marks, ballot.form), [])
    context = _context(ballot, elector) | {
        "vote": vote,
        "before": _recorded(ballot, vote),
        "said": words,
        "filler": filler,
        "token": replace(checked, replaces=vote.revision).token,
    }
    return render(request, "voting/vote_meanwhile.html", context, status=refusal.status)


def _refusal(verdict: Verdict) -> Refused:
    refusal = verdict.refusal or NotNow
    return refusal(verdict.reason or "This ballot does not take that vote.")


def _refused(request: HttpRequest, ballot: Ballot, refusal: Refused) -> HttpResponse:
    context = _context(ballot) | {"reason": str(refusal), "was_sent": request.method == "POST"}
    return render(request, "voting/vote_refused.html", context, status=refusal.status)


def _context(ballot: Ballot, elector: Elector | None = None) -> dict[str, Any]:
    crumbs = [
        Crumb("Ballots", reverse("ballots")),
        Crumb(ballot.ref, ballot.get_absolute_url()),
        Crumb("Vote"),
    ]
    return {"ballot": ballot, "rule": ballot.rule, "elector": elector, "crumbs": crumbs}
