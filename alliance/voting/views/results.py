"""How a ballot came out and why, with the data to check it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliance.charter.bars import bar_of
from alliance.charter.models import CharterEdition
from alliance.charter.trials import Trial, trials
from alliance.kernel.actor import Actor
from alliance.voting import queries, rules
from alliance.voting.methods.closeness import motion_margins
from alliance.voting.methods.readings import readings
from alliance.voting.methods.record import canonical_json
from alliance.voting.models import Ballot, Elector, Phase
from alliance.voting.operations import BALLOT
from alliance.voting.views.standing import word_of
from alliance.web.downloads import csv_response
from alliance.web.edge import actor_of, now
from alliance.web.parts import Crumb

VOTE_WORDS = {"for": "For", "against": "Against", "abstain": "Abstained"}
ROLL_CALL_HEAD = ["organization", "slug", "entitled", "reason", "vote", "cast by", "cast at (UTC)"]


def result(request: HttpRequest, key: int) -> HttpResponse:
    """The result in a sentence, the rule with the numbers put in, and who voted how."""
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    context: dict[str, Any] = {
        "ballot": subject,
        "word": word_of(subject, at),
        "phase": subject.phase(at).value,
        "crumbs": [
            Crumb("Ballots", reverse("ballots")),
            Crumb(subject.ref, subject.get_absolute_url()),
            Crumb("Result"),
        ],
    }
    if subject.phase(at) is not Phase.COUNTED:
        return render(request, "voting/no_result.html", context)
    rule, tally = subject.rule, subject.result.tally
    context |= {
        "result": subject.result,
        "record": subject.result.record,
        "rule": rule,
        "tally": tally,
        "turnout": queries.turnout_of(subject),
        "bar": bar_of(rule, tally),
        "closeness": motion_margins(subject.result.record),
        "readings": readings(rule, tally),
        "others": other_rules(subject),
        "roll_call": _roll_call(subject, by, at),
    }
    return render(request, "voting/result.html", context)


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


def _roll_call(ballot: Ballot, by: Actor, at: datetime) -> list[tuple[Elector, str]]:
    """Each line of the roll that had a vote, with the word for what was done with it."""
    if not rules.may_see_votes(by, ballot, at):
        return []
    lines = queries.roll_call(ballot)
    return [(line, vote_word(line)) for line in lines if line.is_entitled or line.is_recused]


def vote_word(line: Elector) -> str:
    """What an organization did: its vote, or why there is none."""
    vote = getattr(line, "vote", None)
    if vote is not None:
        return VOTE_WORDS[vote.choice]
    if line.is_recused:
        return "Recused"
    return "Did not vote" if line.is_entitled else "No vote"


def roll_call_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The roll with every vote as a file.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    rules.may_see_votes(by, subject, at).require()
    rows = [_roll_call_row(line, by) for line in queries.roll_call(subject)]
    return csv_response(f"{subject.ref}-roll-call.csv", ROLL_CALL_HEAD, rows)


def _roll_call_row(line: Elector, by: Actor) -> list[object]:
    entitled = "yes" if line.is_entitled else "no"
    known = [line.name, line.slug, entitled, line.reason, vote_word(line)]
    vote = getattr(line, "vote", None)
    if vote is None:
        return [*known, "", ""]
    return [*known, vote.cast_by_name if by.is_signed_in else "", f"{vote.cast_at:%Y-%m-%dT%H:%M:%SZ}"]


def record_json(request: HttpRequest, key: int) -> HttpResponse:
    """The result record, byte for byte the text whose SHA-256 is published as its digest.

    Raises:
        NotNow: not before the count (409).
    """
    by, at = actor_of(request), now()
    subject = BALLOT.find(key, by=by)
    rules.may_see_votes(by, subject, at).require()
    response = HttpResponse(canonical_json(subject.result.record), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{subject.ref}-record.json"'
    return response
