"""Whatever is voted is sent to one address, and answered with one status, one size and the same headers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from alliance.voting import actions
from alliance.voting.models import Ballot
from alliance.voting.states import Level
from tests.cast import Cast, raise_curtain
from tests.voting.proofs.browsers import hidden
from tests.voting.proofs.electorate import CANDIDATES, opened
from tests.voting.test_pages import signed_in

NUMBER = len(CANDIDATES)
VOTES = {
    "blank": {},
    "one": {3: 1},
    "the shortest name": dict.fromkeys([min(range(NUMBER), key=lambda at: len(CANDIDATES[at]))], 1),
    "the longest name": dict.fromkeys([max(range(NUMBER), key=lambda at: len(CANDIDATES[at]))], 1),
    "two": {0: 2, 9: 1},
    "five": {at: at + 1 for at in range(5)},
    "all but one": {at: at + 1 for at in range(NUMBER - 1)},
    "all": {at: NUMBER - at for at in range(NUMBER)},
    "with gaps": {at: at + 2 for at in range(NUMBER - 1)},
    "with a gap": {4: 7},
}


@pytest.fixture
def cast(db: None) -> Cast:
    return raise_curtain(timezone.now() - timedelta(days=1))


@pytest.fixture
def voter(cast: Cast) -> Iterator[Client]:
    client = signed_in(cast, "Hill")
    client.cookies["csrftoken"] = "c" * 32
    return client


def shape(answer) -> tuple[int, int, dict[str, str]]:
    """What somebody on the way sees of an answer, and more."""
    return answer.status_code, len(answer.content), dict(answer.headers)


def cast_all(voter: Client, ballot: Ballot, votes: list[dict[str, str]]) -> list[list[object]]:
    """The shapes of what comes back for each of these votes, cast by one person in the same situation."""
    return [cast_once(voter, ballot, vote) for vote in votes]


def cast_once(voter: Client, ballot: Ballot, vote: dict[str, str]) -> list[object]:
    """Checked, cast, sent again, and checked when there is a newer vote; then as if nothing had been."""
    check_at, cast_at = reverse("check_vote", args=[ballot.pk]), reverse("cast_vote", args=[ballot.pk])
    sent = {"elector": ballot.electors.get(name="Hill").slug, "replaces": "0", **vote}
    before = transaction.savepoint()
    check = voter.post(check_at, sent)
    fields = hidden(check.content.decode())
    recorded = voter.post(cast_at, {**fields, "step": "cast"})
    again = voter.post(cast_at, {**fields, "step": "cast"})
    sent["replaces"] = "5"
    late = voter.post(check_at, sent)
    transaction.savepoint_rollback(before)
    assert [each.status_code for each in (check, recorded, again, late)] == [200, 200, 200, 409]
    return [*map(shape, (check, recorded, again, late)), len(fields["vote"])]


def test_all_ballots_of_a_secret_contest_look_alike_on_the_way(cast: Cast, voter: Client):
    ballot = opened(cast.by("staff"), cast.now)
    votes = [{f"mark_{at}": str(mark) for at, mark in marks.items()} for marks in VOTES.values()]
    found = cast_all(voter, ballot, votes)
    assert len({str(each) for each in found}) == 1, dict(zip(VOTES, found, strict=True))


def test_all_answers_to_a_secret_motion_look_alike_on_the_way(cast: Cast, voter: Client):
    ballot = actions.build_ballot(
        question="Shall it be?",
        body_name="All members",
        rule_id="simple-majority",
        meaning_for="It is; and then some more is said about it.",
        meaning_against=f"It is not {escape('<&>')}.",
        level=Level.SECRET,
        opens_at=cast.now,
        closes_at=cast.now + timedelta(days=14),
        by=cast.by("staff"),
        at=cast.now,
    )
    for action in (actions.rehearse_ballot, actions.freeze_ballot, actions.open_ballot):
        action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    ballot.refresh_from_db()
    found = cast_all(voter, ballot, [{"choice": choice} for choice in ballot.form.options])
    assert len({str(each) for each in found}) == 1, found


def test_no_answer_about_a_vote_is_kept_by_anybody_on_the_way(cast: Cast, voter: Client):
    ballot = opened(cast.by("staff"), cast.now)
    elector = ballot.electors.get(name="Hill")
    check_at, cast_at = reverse("check_vote", args=[ballot.pk]), reverse("cast_vote", args=[ballot.pk])
    check = voter.post(check_at, {"elector": elector.slug, "replaces": "0", "mark_1": "1"})
    recorded = voter.post(cast_at, {**hidden(check.content.decode()), "step": "cast"})
    for answer in (voter.get(cast_at), check, recorded):
        assert set(answer["Cache-Control"].split(", ")) >= {"private", "no-store"}
        assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(answer.headers)
