"""How a ballot came out and why, with the data to check it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.audit.queries import history_of
from alliance.charter.bars import bar_of
from alliance.charter.models import CharterEdition
from alliance.charter.trials import Trial, trials
from alliance.kernel.actor import Actor
from alliance.voting import events, queries, rules
from alliance.voting.methods import report
from alliance.voting.methods.closeness import motion_margins
from alliance.voting.methods.readings import readings
from alliance.voting.methods.record import CountRecord, canonical_json
from alliance.voting.models import Ballot, Elector, Phase
from alliance.voting.operations import BALLOT
from alliance.voting.published import marks_of
from alliance.voting.turnout import pace_of
from alliance.voting.views.ballot import AUDIENCES, of_ballot
from alliance.voting.views.counted import described, drawn, figures_of
from alliance.voting.views.standing import did
from alliance.web.downloads import csv_response, file_response
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb, Fact
from alliance.web.qr import qr_code

ROLL_CALL_HEAD = ["organization", "slug", "entitled", "reason", "vote", "cast by", "cast at (UTC)"]


def result(request: HttpRequest, key: int) -> HttpResponse:
    """The result in a sentence, how it came about, who took part, and where it is published who voted how."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    context = of_ballot(subject, by, at) | {"crumbs": crumbs_to(subject, "Result")}
    if subject.phase(at) is not Phase.COUNTED:
        return render(request, "voting/no_result.html", context)
    may_see_votes = rules.may_see_votes(by, subject, at)
    context |= {
        **told(subject),
        "turnout": queries.turnout_of(subject),
        "pace": pace_of(subject, at),
        "may_see_votes": may_see_votes,
        "may_see_ballots": rules.may_see_ballots(by, subject, at),
        "may_see_who_voted": rules.may_see_who_voted(by, subject, at),
        "audience": AUDIENCES[subject.published or subject.publication],
        "was_narrowed": subject.published != subject.publication,
        "roll_call": _roll_call(subject) if may_see_votes else [],
        "waiting": subject.objections.filter(answered_at=None).count(),
        **(_motion(subject) if subject.is_motion else _contest(subject)),
    }
    return render(request, "voting/result.html", context)


def crumbs_to(ballot: Ballot, here: str) -> list[Crumb]:
    """The way to a page of a ballot."""
    return [Crumb("Ballots", reverse("ballots")), Crumb(ballot.ref, ballot.get_absolute_url()), Crumb(here)]


def told(ballot: Ballot) -> dict[str, Any]:
    """The result of a counted ballot and its record, for its page and its certificate."""
    found, now_known = ballot.result, queries.turnout_of(ballot)
    return {
        "result": found,
        "record": found.record,
        "is_provisional": ballot.is_provisional,
        "took_part": {"entitled": now_known.entitled, "voted": now_known.voted, **found.turnout},
    }


def _motion(ballot: Ballot) -> dict[str, Any]:
    rule, record = ballot.motion_rule, ballot.result.record
    tally = ballot.result.tally
    return {
        "tally": tally,
        "bar": bar_of(rule, tally),
        "closeness": motion_margins(record),
        "readings": readings(rule, tally),
        "others": other_rules(ballot),
    }


def _contest(ballot: Ballot) -> dict[str, Any]:
    record: CountRecord = ballot.result.record
    return {
        **described(record),
        **drawn(record),
        "rounds_url": reverse("ballot_rounds", args=[ballot.pk]),
        "facts": [Fact("Body", ballot.body_name), *figures_of(record)],
        "lot": _lot(ballot),
    }


def _lot(ballot: Ballot) -> dict[str, str] | None:
    """What the seed of the lot was fixed by before the vote; None for ballots without a manifest."""
    commitment = ((ballot.manifest or {}).get("lot") or {}).get("commitment", "")
    if not commitment:
        return None
    return {
        "commitment": commitment,
        "source": ballot.lot_source,
        "value": ballot.lot_value,
        "manifest_url": reverse("ballot_manifest", args=[ballot.pk]),
    }


def other_rules(ballot: Ballot) -> list[Trial]:
    """What the same votes would have decided under the other rules of that day's charter.

    Only rules whose votes are counted in the same units can be asked: another unit would be other votes.
    """
    edition = CharterEdition.objects.filter(digest=ballot.edition_digest).first()
    if edition is None:
        return []
    comparable = [
        rule
        for rule in edition.charter.motions.values()
        if rule.id != ballot.rule_id and rule.vote_unit == ballot.rule.vote_unit
    ]
    return trials(comparable, ballot.result.tally)


def _roll_call(ballot: Ballot) -> list[tuple[Elector, str]]:
    """Each line of the roll that had a vote, with the words for what was done with it."""
    lines = queries.roll_call(ballot).select_related("ballot")
    return [(line, did(line)) for line in lines if line.is_entitled or line.is_recused]


def certificate(request: HttpRequest, key: int) -> HttpResponse:
    """The result on one sheet of paper, with its address as a QR code.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    rules.may_see_result(by, subject, at).require()
    permalink = f"{settings.SITE_URL.rstrip('/')}{reverse('ballot_result', args=[subject.pk])}"
    certified = history_of(subject, by=by).filter(kind=str(events.BALLOT_CERTIFIED)).last()
    context = {
        **of_ballot(subject, by, at),
        **told(subject),
        "certified": certified,
        "permalink": permalink,
        "qr": qr_code(permalink),
        "crumbs": crumbs_to(subject, "Certificate"),
    }
    if subject.is_motion:
        context["tally"] = subject.result.tally
    else:
        record: CountRecord = subject.result.record
        context |= {**described(record), "facts": figures_of(record)}
    return render(request, "voting/result_certificate.html", context)


# Files -----------------------------------------------------------------------------------------------------
def file_stem(ballot: Ballot) -> str:
    """How the files of a result are called: a provisional one says so."""
    return f"{ballot.ref}-provisional" if ballot.is_provisional else ballot.ref


def _counted(request: HttpRequest, key: int) -> Ballot:
    """A ballot whose result this reader may see.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject: Ballot = BALLOT.find(key, by=by)
    rules.may_see_result(by, subject, at).require()
    return subject


def record_json(request: HttpRequest, key: int) -> HttpResponse:
    """The result record, byte for byte the text whose SHA-256 is published as its digest.

    Raises:
        NotNow: not before the count (409).
    """
    subject = _counted(request, key)
    text = canonical_json(subject.result.record)
    return file_response(text, "application/json", f"{file_stem(subject)}-record.json")


def rounds_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The rounds of a contest as a table; without rounds the totals, or the matrix of pairs.

    Raises:
        NotNow: not before the count (409). Http404: it is a motion.
    """
    subject = _counted(request, key)
    if subject.is_motion:
        raise Http404
    text = report.sheet_report(subject.result.record)
    return file_response(text, "text/csv; charset=utf-8", f"{file_stem(subject)}-rounds.csv")


def report_txt(request: HttpRequest, key: int) -> HttpResponse:
    """The whole record of a contest in plain English.

    Raises:
        NotNow: not before the count (409). Http404: it is a motion.
    """
    subject = _counted(request, key)
    if subject.is_motion:
        raise Http404
    text = report.text_report(subject.result.record)
    if subject.is_provisional:
        text = f"PROVISIONAL: objections to this result may still be raised.\n\n{text}"
    return file_response(text, "text/plain; charset=utf-8", f"{file_stem(subject)}-report.txt")


def roll_call_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The roll with every vote as a file: of a motion the answer, of a contest a column for each option.

    Raises:
        NotNow: not before the count (409). Forbidden: secret, or not published to this reader (403).
    """
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    rules.may_see_votes(by, subject, at).require()
    options = () if subject.is_motion else subject.form.options
    lines = queries.roll_call(subject).select_related("ballot")
    rows = (_roll_call_row(subject, line, options, by) for line in lines)
    return csv_response(f"{file_stem(subject)}-roll-call.csv", [*ROLL_CALL_HEAD, *options], rows)


def _roll_call_row(ballot: Ballot, line: Elector, options: Sequence[str], by: Actor) -> list[object]:
    entitled = "yes" if line.is_entitled else "no"
    known = [line.name, line.slug, entitled, line.reason, did(line)]
    vote = getattr(line, "vote", None)
    if vote is None:
        return [*known, "", "", *("" for _ in options)]
    marks = marks_of(ballot, vote) if options else ()
    cast_by = vote.cast_by_name if by.is_signed_in else ""
    return [*known, cast_by, f"{vote.cast_at:%Y-%m-%dT%H:%M:%SZ}", *marks]
