"""Checking a published ballot: find the own vote, compare the counts, count again at home."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from alliance.kernel.actor import Actor
from alliance.kernel.verdict import NotNow
from alliance.voting import queries, rules, verification
from alliance.voting.counting import Choices, read
from alliance.voting.forms.codes import CodeForm
from alliance.voting.methods.record import canonical_json
from alliance.voting.models import Ballot, Box, Count, Vote
from alliance.voting.operations import BALLOT, COUNT
from alliance.voting.published import box_of, files_for
from alliance.voting.said import in_words
from alliance.voting.secrecy.levels import undetected
from alliance.voting.secrecy.withheld import Withheld
from alliance.voting.views.ballot import AUDIENCES, of_ballot
from alliance.voting.views.results import crumbs_to, file_stem
from alliance.voting.views.standing import did
from alliance.web.downloads import file_response
from alliance.web.edge import actor_of, now

PER_PAGE = 2000
ALTERED = 10
MEANINGS = {
    "record.json": "The result, with every figure",
    "manifest.json": "What was asked, of whom, and how it would be counted: frozen at the opening",
    "turnout.json": "How many could vote and did",
    "box.csv": "The ballots, each beside its code",
    "trackers.csv": "The codes alone",
    "rollcall.csv": "Who voted what",
    "roll.csv": "The electoral roll as it was fixed",
    "roll-changes.json": "What became of the roll since",
    "register.csv": "Who took part",
    "lot.json": "What the lot was drawn from",
    "ballots.blt": "The ballots as they were counted",
    "scores.json": "The ballots as they were counted",
    "choices.json": "The votes as they were counted",
    "README.txt": "How to begin",
    "verify.py": "The program that checks all this",
    "SHA256SUMS": "The digests of the other files",
}


@dataclass(frozen=True, slots=True, repr=False)
class Listed(Withheld):
    """A line of the list to look oneself up in: a code, what is voted, and the name where it is recorded."""

    code: str
    said: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The numbers that must be one number: ballots in the list, votes counted, lines marked as having voted.

    ``weight`` is the sum of the weights of those lines, ``unopened`` how many sealed votes did not open.
    """

    listed: int
    counted: Fraction
    marked: int
    weight: int
    unopened: int

    @property
    def agrees(self) -> bool:
        return self.listed == self.marked - self.unopened and self.counted == self.weight - self.unopened

    @property
    def is_weighted(self) -> bool:
        return self.weight != self.marked


@sensitive_post_parameters()
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def ballot_verify(request: HttpRequest, key: int) -> HttpResponse:
    """GET: what there is to check. POST: look for one code; it is sent in the body, so that no log has it."""
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    context = of_ballot(subject, by, at) | {"crumbs": crumbs_to(subject, "Check it")}
    if not rules.may_see_result(by, subject, at):
        return render(request, "voting/verify.html", context)
    may_see_ballots = rules.may_see_ballots(by, subject, at)
    listed = _listed(subject) if may_see_ballots else []
    form = CodeForm(request.POST if request.method == "POST" else None)
    found = _found(form, subject, listed, by, at) if form.is_valid() else {}
    context |= {
        "result": subject.result,
        "record": subject.result.record,
        "may_see_ballots": may_see_ballots,
        "may_see_who_voted": rules.may_see_who_voted(by, subject, at),
        "audience": AUDIENCES[subject.published or subject.publication],
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "agreement": _agreement(subject),
        "files": _files(subject, by, at),
        "command": _command(subject),
        "may_confirm": rules.may_confirm_in(by, subject, at),
        **(_checked(subject) if subject.is_secret else {}),
        **found,
    }
    return render(request, "voting/verify.html", context, status=422 if form.errors else 200)


@sensitive_variables()
def _listed(subject: Ballot) -> list[Listed]:
    """The published list, in the order of the codes or of the names."""
    if not subject.is_secret:
        lines = queries.roll_call(subject).filter(vote__isnull=False).select_related("ballot")
        return [Listed(line.vote.receipt, did(line), line.name) for line in lines]
    box = box_of(subject)
    return [
        Listed(row.tracker.code, in_words(subject.form, row.ballot.marks))
        for row in (box.rows if box else ())
    ]


@sensitive_variables()
def _found(
    form: CodeForm, subject: Ballot, listed: Sequence[Listed], by: Actor, at: datetime
) -> dict[str, Any]:
    """What stands beside the code; when nothing does, the form says so."""
    code = form.tracker.code if form.tracker else form.receipt
    line = next((each for each in listed if each.code == code), None)
    if line is not None:
        return {"found": line}
    if form.receipt and (name := _voter_of(form.receipt, subject, by, at)):
        return {"receipt": form.receipt, "receipt_of": name}
    form.refuse(_not_found(subject, code, is_receipt=bool(form.receipt)))
    return {}


def _voter_of(receipt: str, subject: Ballot, by: Actor, at: datetime) -> str:
    """For whom a vote is in under this receipt, where this reader may know it."""
    votes = Vote.objects.filter(elector__ballot=subject, receipt=receipt).select_related("elector")
    if not rules.may_see_who_voted(by, subject, at):
        votes = votes.filter(elector__people__user_id=by.person_id, elector__people__struck_at=None)
    vote = votes.first()
    return "" if vote is None else vote.elector.name


def _not_found(subject: Ballot, code: str, *, is_receipt: bool) -> str:
    until = subject.dispute_until
    remedy = (
        f"Otherwise object to the result, which is possible until {rules.clock(until)}."
        if until is not None and subject.is_provisional
        else "Otherwise write to the returning officer."
    )
    if is_receipt:
        return f"{code} is no receipt of {subject.ref}. Receipts differ per ballot. {remedy}"
    return (
        f"{code} is not in {subject.ref}. Codes differ per ballot, and a changed vote has a new one. "
        f"Check for 0 and O: codes never use O. {remedy}"
    )


def _agreement(subject: Ballot) -> Agreement:
    """The three numbers, each from where it is kept."""
    record = subject.result.record
    voted = Vote.objects.filter(elector__ballot=subject, elector__is_entitled=True)
    weights = list(voted.values_list("elector__weight", flat=True))
    unopened = int(subject.result.turnout.get("unopened", 0))
    counted = record["input"]["votes"] if subject.is_motion else record["input"]["ballots"]
    return Agreement(
        _number_listed(subject, len(weights)), Fraction(counted), len(weights), sum(weights), unopened
    )


def _number_listed(subject: Ballot, recorded: int) -> int:
    if not subject.is_secret:
        return recorded
    kept = Box.objects.filter(ballot=subject).first()
    if kept is None:  # totals only: the box was dropped with the key
        return recorded - int(subject.result.turnout.get("unopened", 0))
    return max(0, len(kept.text.splitlines()) - 1)


def _checked(subject: Ballot) -> dict[str, Any]:
    """How many have found their ballot, and what that says."""
    voted = Vote.objects.filter(elector__ballot=subject, elector__is_entitled=True)
    checked, number = voted.filter(is_checked=True).count(), voted.count()
    altered = ALTERED if number >= 2 * ALTERED else 1
    missed = float(100 * undetected(Fraction(checked, number), altered)) if number else 100.0
    return {"checked": checked, "voters": number, "missed": f"{missed:.0f}\u202f%", "altered": altered}


def _files(subject: Ballot, by: Actor, at: datetime) -> list[tuple[str, str, int, str]]:
    """Name, meaning, size and SHA-256 of each file this reader gets."""
    return [
        (name, MEANINGS.get(name, ""), len(data), hashlib.sha256(data).hexdigest())
        for name, data in files_for(by, subject, at).items()
    ]


def _command(subject: Ballot) -> str:
    """What is typed where the zip was unpacked."""
    digests = " ".join(filter(None, [subject.result.digest, subject.manifest_digest]))
    return f"python3 {subject.ref}/verify.py {subject.ref} {digests}"


# Files -----------------------------------------------------------------------------------------------------
def count_verification(request: HttpRequest, key: int) -> HttpResponse:
    """Record, ballots and program of a count.

    Raises:
        Forbidden: the ballots are not published (403).
    """
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    rules.may_read_ballots(by, subject).require()
    ballots = read(subject.ballots, subject.file_name, Choices.of(subject.options))
    address = f"{settings.SITE_URL.rstrip('/')}{subject.get_absolute_url()}"
    read_me = verification.read_me(str(subject), address, subject.digest)
    return _zip(verification.of_count(subject.record, ballots, read_me), subject.ref, subject.ref)


@sensitive_variables()
def ballot_verification(request: HttpRequest, key: int) -> HttpResponse:
    """Everything that this reader may have to count the ballot again, with the program.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    rules.may_see_result(by, subject, at).require()
    return _zip(files_for(by, subject, at), subject.ref, file_stem(subject))


def ballot_manifest(request: HttpRequest, key: int) -> HttpResponse:
    """The manifest, byte for byte the text whose SHA-256 the ballot shows from its opening on.

    Raises:
        NotNow: it is made at the opening (409).
    """
    subject: Ballot = BALLOT.find(key, by=actor_of(request))
    if subject.manifest is None:
        raise NotNow("The manifest is made when the ballot opens.")
    return file_response(canonical_json(subject.manifest), "application/json", f"{subject.ref}-manifest.json")


@sensitive_variables()
def ballot_box(request: HttpRequest, key: int) -> HttpResponse:
    """The ballots of a secret ballot beside their codes, in the order of these, as they were counted.

    Raises:
        NotNow: not before the count (409). Forbidden: not shown to this reader (403). Http404: the ballot is
        recorded, or its box was not kept.
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    rules.may_see_ballots(by, subject, at).require()
    kept = Box.objects.filter(ballot=subject).first()
    if kept is None:
        raise Http404
    return file_response(kept.text, "text/csv; charset=utf-8", f"{file_stem(subject)}-box.csv")


def _zip(files: Mapping[str, bytes], folder: str, stem: str) -> HttpResponse:
    return file_response(verification.packed(files, folder), "application/zip", f"{stem}-verification.zip")
