"""Everything that is needed to count a published ballot again at home, as one zip."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alliance.voting import queries, rules, verification
from alliance.voting.counting import Choices, read
from alliance.voting.models import Ballot, Count
from alliance.voting.operations import BALLOT, COUNT
from alliance.web.edge import actor_of, now


def count_verification(request: HttpRequest, key: int) -> HttpResponse:
    """Record, ballots and program of a count.

    Raises:
        Forbidden: the ballots are not published (403).
    """
    by = actor_of(request)
    subject: Count = COUNT.find(key, by=by)
    rules.may_read_ballots(by, subject).require()
    ballots = read(subject.ballots, subject.file_name, Choices.of(subject.options))
    read_me = _read_me(subject, subject.digest)
    return _zip(verification.of_count(subject.record, ballots, read_me), subject.ref)


def ballot_verification(request: HttpRequest, key: int) -> HttpResponse:
    """Record, votes without names and program of a motion's ballot.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    rules.may_see_votes(by, subject, at).require()
    read_me = _read_me(subject, subject.result.digest)
    choices = queries.choices_counted(subject)
    return _zip(verification.of_motion(subject.result.record, choices, read_me), subject.ref)


def _read_me(subject: Count | Ballot, digest: str) -> str:
    address = f"{settings.SITE_URL.rstrip('/')}{subject.get_absolute_url()}"
    return verification.read_me(str(subject), address, digest)


def _zip(files: Mapping[str, bytes], ref: str) -> HttpResponse:
    response = HttpResponse(verification.packed(files, ref), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{ref}-verification.zip"'
    return response
