"""The rehearsal with a mirror, and the practice ballot: real forms, real counting, real mails, no vote.

Nothing that is marked here is stored; what was tried comes back in the answer to its POST and nowhere else.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from alliance.charter.bars import bar_of
from alliance.kernel.verdict import Refused, permit
from alliance.voting import practice, rules
from alliance.voting.actions import electorate_of
from alliance.voting.forms.marks import A_TO_Z, MarksForm
from alliance.voting.forms.read_back import ReadBack, read_back
from alliance.voting.models import Ballot
from alliance.voting.operations import BALLOT, REHEARSE_BALLOT
from alliance.voting.options import TRANSFERABLE, is_later_no_harm
from alliance.voting.practice import Booth
from alliance.voting.previews import mails_of
from alliance.voting.promises import promises_of
from alliance.voting.rehearsal import Case, Plan, rehearsed
from alliance.voting.roll import RollLine
from alliance.voting.views.counted import described, drawn
from alliance.web.edge import actor_of, now
from alliance.web.operations import OperationForm
from alliance.web.parts import Crumb
from alliance.web.portal import SeeOther

unstored = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def rehearse_ballot(request: HttpRequest, key: int) -> HttpResponse:
    """GET: the mirror. POST: try the form, or say that one has gone through all of it.

    Raises:
        Forbidden: neither staff nor a returning officer (403).
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    permit(rules.is_returning_officer(by, subject), rules.RETURNING_OFFICER_ONLY).require()
    refusal: Refused | None = None
    if request.method == "POST" and "try" not in request.POST:
        form = OperationForm(request.POST, by=by, subject=subject, at=at)
        form.is_valid()
        try:
            REHEARSE_BALLOT.perform(form=form, subject=subject, by=by, at=at)
        except Refused as error:
            form.add_error(None, str(error))
            refusal = error
        else:
            messages.success(request, REHEARSE_BALLOT.done)
            return SeeOther(reverse("manage_ballot", args=[subject.pk]))
    booth, marks = practice.real(subject), None
    if "try" in request.POST:
        marks = _marks_form(request, booth, subject, request.POST)
    roll = electorate_of(subject, at)
    entitled = [line for line in roll if line.is_entitled]
    cases = rehearsed(_plan(subject, roll))
    context = {
        **_of_booth(booth, marks or _marks_form(request, booth, subject), marks),
        "ballot": subject,
        "rule": subject.rule,
        "form": form if refusal else None,
        "cases": [_shown(subject, case) for case in cases],
        "entitled": len(entitled),
        "mails": mails_of(subject, entitled, request.user, cases[0].record),
        "promises": promises_of(subject),
        "verdict": rules.may_rehearse(by, subject, at),
        "is_rehearsed": subject.rehearsed_digest == subject.text_digest,
        "crumbs": _crumbs(subject, Crumb("Manage", reverse("manage_ballot", args=[subject.pk])), "Rehearse"),
    }
    status = refusal.status if refusal else 422 if marks is not None and marks.errors else 200
    return render(request, "voting/rehearse_ballot.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@unstored
def practise_ballot(request: HttpRequest, key: int) -> HttpResponse:
    """The form of this ballot with harmless options: choose, check, done. Nothing is recorded at any step."""
    by = actor_of(request)
    subject: Ballot = BALLOT.find(key, by=by)
    booth = practice.harmless(subject)
    context = {"ballot": subject, "crumbs": _crumbs(subject, None, "Practice")}
    if request.method == "POST" and request.POST.get("step") == "cast":
        return render(request, "voting/practice_done.html", context)
    marks = None
    if request.method == "POST":
        marks = _marks_form(request, booth, subject, request.POST)
    context |= _of_booth(booth, marks or _marks_form(request, booth, subject), marks)
    if marks is not None and not marks.errors:
        return render(request, "voting/practice_check.html", context)
    return render(request, "voting/practice_choose.html", context, status=422 if marks else 200)


def _plan(ballot: Ballot, roll: Sequence[RollLine]) -> Plan:
    """What is rehearsed: the ballot as it stands, with the roll as it would be fixed now."""
    seated = [line for line in roll if line.is_entitled or line.is_recused]
    entitled: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    for line in seated:
        seats[line.voter_class] += line.weight
        entitled[line.voter_class] += line.weight if line.is_entitled else 0
    return Plan(
        form=ballot.form,
        method=ballot.method,
        rule=ballot.rule,
        entitled=entitled.total(),
        seats_of_body=seats.total(),
        classes={name: (entitled[name], number) for name, number in seats.items() if name},
        seats=ballot.seats,
        counting=ballot.counting,
        title=ballot.question,
        awaits_lot=bool(ballot.lot_source),
        seed=ballot.text_digest,
    )


def _marks_form(request: HttpRequest, booth: Booth, ballot: Ballot, data: Any = None) -> MarksForm:  # noqa: ANN401
    return MarksForm(
        data,
        form=booth.form,
        options=booth.options,
        later_no_harm=is_later_no_harm(ballot.method, ballot.seats),
        order=A_TO_Z if request.GET.get("order") == A_TO_Z else "",
        noun=booth.noun,
    )


def _of_booth(booth: Booth, form: MarksForm, sent: MarksForm | None) -> dict[str, Any]:
    """The form as it stands, and what was marked on it in words."""
    words: ReadBack | None = None
    if sent is not None and sent.is_valid():
        words = read_back(
            sent.cleaned_marks,
            booth.form,
            booth.options,
            transferable=booth.method in TRANSFERABLE,
            corrections=sent.corrections,
            noun=booth.noun,
        )
    return {"marks": form, "booth": booth, "words": words}


def _shown(ballot: Ballot, case: Case) -> dict[str, Any]:
    """A case with what is drawn of its record."""
    if case.record is None:
        return {"case": case}
    if ballot.is_motion:
        return {"case": case, "record": case.record, "bar": bar_of(ballot.motion_rule, case.record["tally"])}
    record: Any = case.record
    return {"case": case, **described(record), **drawn(record)}


def _crumbs(ballot: Ballot, between: Crumb | None, last: str) -> list[Crumb]:
    first = [Crumb("Ballots", reverse("ballots")), Crumb(ballot.ref, ballot.get_absolute_url())]
    return [*first, *([between] if between else []), Crumb(last)]
