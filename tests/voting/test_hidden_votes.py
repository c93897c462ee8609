"""Who has voted, and how, is hidden on one surface only if it is hidden on all.

Before the close and before the count nobody reads more than a number: on no page of the record, in no ledger
of mail, in no file, list, order, filter or search. After the count as the setting of the ballot says.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from alliance.voting import actions
from alliance.voting.models import Ballot, Box, Envelope, Result
from tests.cast import Cast, in_vote, line
from tests.voting.staging import (
    CANDIDATES,
    OPEN_DAYS,
    cast_since,
    choose,
    counted,
    motion,
    opened,
    rank,
    rank_all,
    reader,
    vote_of,
)

pytestmark = pytest.mark.django_db
PAGES = ("/admin/audit/event/", "/admin/notifications/notice/", "/api/v1/events/?page_size=200")
TELLING = ("vote.cast", "vote_recorded")
READERS = (None, "River", "staff")
TOKENS = re.compile(r"csrfmiddlewaretoken\" value=\"[^\"]+|<time.*?</time>|\d+ seconds? ago")
COUNTED_UP = re.compile(
    r"(/admin/(audit|notifications)/\w+/)\d+|\d\d:\d\d(:\d\d(\.\d+)?)?|>\d+<|\bc?x=\"[\d.]+%\"|\bd=\"M.*?\""
)


@pytest.fixture
def desk(cast) -> Client:
    client = Client()
    client.force_login(cast.staff)
    return client


def telling(desk: Client) -> list[str]:
    """The pages that tell of a vote."""
    found = []
    for page in PAGES:
        answer = desk.get(page)
        assert answer.status_code == 200
        # The filters of a list name every kind: only its rows are asked.
        rows = answer.content.decode().split("<tbody>")[-1]
        found += [page for word in TELLING if word in rows.split("</tbody>")[0]]
    return found


def test_staff_read_who_voted_after_the_count_only(cast, desk):
    _, ballot = in_vote(cast)
    elector = line(ballot, "Lake")
    actions.cast_vote(
        ballot_id=ballot.pk, elector_id=elector.pk, choice="for", by=cast.by("Lake"), at=cast.now
    )
    cast.later(seconds=1)
    assert telling(desk) == []
    cast.later(days=15)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    assert telling(desk) == list(PAGES)


def test_who_voted_stays_untold_where_the_totals_would_tell_how(cast, desk):
    ballot = opened(cast)
    for name in ("Hill", "Lake"):
        rank(cast, ballot, name, "Ana Ruiz")
    cast.later(seconds=1)
    assert telling(desk) == []
    counted(cast, ballot)
    assert telling(desk) == []


def test_who_took_part_in_a_secret_ballot_is_told_and_not_how(cast, desk):
    ballot = opened(cast)
    rank_all(cast, ballot)
    counted(cast, ballot)
    assert telling(desk) == list(PAGES)
    votes = desk.get("/admin/voting/vote/").content.decode()
    assert vote_of(ballot, "Hill").receipt not in votes


# Every surface ----------------------------------------------------------------------------------------------
OF_A_BALLOT = (
    *("ballot", "ballot_roll", "roll_csv", "ballot_result", "ballot_verify", "ballot_objections"),
    *("ballot_quorum", "ballot_manifest", "ballot_box", "ballot_record", "ballot_rounds", "ballot_report"),
    *("ballot_certificate", "roll_call_csv", "ballot_verification", "follow_vote"),
    *("api-ballot", "api-ballot_roll", "api-ballot_roll_changes", "api-ballot_votes", "api-ballot_result"),
    *("api-ballot_events", "api-ballot_offers", "api-ballot_manifest", "api-ballot_box", "api-ballot_files"),
    *("api-ballot_forecast", "api-ballot_objections"),
)
ELSEWHERE = (
    "/",
    "/ballots/",
    "/ballots/?state=open",
    "/ballots/?state=counting",
    "/ballots/?outcome=passed",
    "/ballots/?outcome=elected",
    "/ballots/?mine=roll",
    "/ballots/?q=committee",
    "/search/?q=committee",
    "/search/?q=elected",
    "/search/?q=lake",
    "/members/lake/",
    "/members/hill/",
    "/people/",
    "/decisions/",
    "/decisions/feed.atom",
    "/decisions.csv",
    "/my/",
    "/my/votes/",
    "/my/inbox/",
    "/staff/quorum/",
    "/api/v1/ballots/",
    "/api/v1/ballots/?outcome=elected",
    "/api/v1/ballots/?phase=counted",
    "/api/v1/events/?page_size=200",
    "/api/v1/decisions/",
    "/api/v1/votes/",
    "/admin/voting/ballot/",
    "/admin/voting/ballot/?q=elected",
    "/admin/voting/elector/",
    "/admin/voting/elector/?o=3",
    "/admin/voting/rollperson/",
    "/admin/voting/vote/",
    "/admin/voting/vote/?q=lake",
    "/admin/voting/vote/?choice__exact=for",
    "/admin/voting/result/",
    "/admin/audit/event/",
    "/admin/audit/event/?q=lake",
    "/admin/audit/event/?kind=vote.cast",
    "/admin/notifications/notice/",
    "/admin/notifications/notice/?q=lake",
)


def surfaces(ballot: Ballot, client: Client) -> Iterator[tuple[str, str]]:
    """Every address that could tell something of the ballot, with what this reader gets there."""
    addresses = [reverse(name, args=[ballot.pk]) for name in OF_A_BALLOT]
    for address in (*addresses, *ELSEWHERE):
        answer = client.get(address)
        assert answer.status_code < 500, address
        told = TOKENS.sub("", answer.content.decode(errors="replace"))
        yield address, f"{answer.status_code} {told}"


@pytest.mark.parametrize("days", [1, OPEN_DAYS + 2])
def test_a_ballot_that_is_not_public_does_not_exist_for_visitors(days):
    cast = cast_since(days)
    ballot = opened(cast, is_public=False)
    rank_all(cast, ballot)
    if days > OPEN_DAYS:
        counted(cast, ballot)
    found = {address: told for address, told in surfaces(ballot, Client()) if ballot.question in told}
    assert found == {}
    for name in OF_A_BALLOT:
        status = Client().get(reverse(name, args=[ballot.pk])).status_code
        assert status in {302, 401, 404}, name


def cast_by(cast: Cast, ballot: Ballot, names: tuple[str, ...], said: tuple[str, ...]) -> None:
    if ballot.is_motion:
        choose(cast, ballot, **dict(zip(names, said, strict=True)))
    else:
        for name, first in zip(names, said, strict=True):
            rank(cast, ballot, name, first)
    cast.later(seconds=1)


ONE, OTHER = ("Lake", "Hill"), ("Stone", "Forest")
KINDS: dict[str, tuple[Callable[..., Ballot], dict[str, Any], tuple[str, str], tuple[str, str]]] = {
    "recorded motion": (motion, {}, ("for", "against"), ("abstain", "abstain")),
    "secret motion": (motion, {"level": "secret"}, ("for", "against"), ("abstain", "abstain")),
    "recorded contest": (opened, {"level": "recorded"}, CANDIDATES[:2], CANDIDATES[1:]),
    "secret contest": (opened, {}, CANDIDATES[:2], CANDIDATES[1:]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_while_open_all_surfaces_are_the_same_whoever_voted_and_however(kind):
    """The same ballot, once with the votes of two, once with others of two others, reads alike."""
    cast = cast_since(1)
    make, given, said, otherwise = KINDS[kind]
    ballot = make(cast, **given)
    began = cast.now
    cast_by(cast, ballot, ONE, said)
    one = read_by_all(cast, ballot)
    Envelope.objects.filter(elector__ballot=ballot).delete()
    for name in ONE:
        line(ballot, name).vote.delete()
    cast.now = began
    cast_by(cast, ballot, OTHER, otherwise)
    other = read_by_all(cast, ballot)
    assert [place for place in one if one[place] != other[place]] == []


def read_by_all(cast: Cast, ballot: Ballot) -> dict[tuple[str | None, str], str]:
    """What each reader gets at each address."""
    return {
        (who, address): _without_ids(told)
        for who in READERS
        for address, told in surfaces(ballot, reader(cast, who))
    }


def _without_ids(text: str) -> str:
    """Without what is counted up by every event, whatever it is about, and without the clock."""
    return COUNTED_UP.sub(r"\1", text)


@pytest.mark.parametrize("kind", ["recorded motion", "secret contest"])
def test_between_close_and_count_no_surface_tells_a_vote_or_a_result(kind):
    cast = cast_since(OPEN_DAYS + 1)
    make, given, said, _ = KINDS[kind]
    ballot = make(cast, **given)
    cast_by(cast, ballot, ONE, said)
    receipts = [vote_of(ballot, name).receipt for name in ONE]
    at = cast.now + timedelta(days=OPEN_DAYS)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    assert not Result.objects.filter(ballot=ballot).exists()
    telling = re.compile(
        rf"{'|'.join(receipts)}|are elected|\d for, \d against|voted\s+<b[^>]*>(For|Against|Abstained|1 )"
    )
    told = [
        (who, address)
        for who in READERS
        for address, text in surfaces(ballot, reader(cast, who))
        if telling.search(text)
    ]
    assert told == []


@pytest.mark.parametrize(
    ("kind", "publication"),
    [
        ("recorded contest", "members"),
        *(("secret contest", each) for each in ("public", "members", "scrutineers", "aggregates")),
    ],
)
def test_after_the_count_ballots_are_where_the_setting_shows_them_and_nowhere_else(kind, publication):
    cast = cast_since(OPEN_DAYS + 2)
    make, given, *_ = KINDS[kind]
    ballot = make(cast, **given, publication=publication)
    codes = [code for code in rank_all(cast, ballot).values() if code]
    ballot = counted(cast, ballot)
    telling = re.compile("|".join([*codes, "1 Ana Ruiz, 2 Mei Lin", '"Ana Ruiz": *1,"Mei Lin": *2']))
    own = {"/my/votes/", "/api/v1/votes/", reverse("ballot", args=[ballot.pk])}
    shown = {reverse(name, args=[ballot.pk]) for name in SHOWING[kind]}
    shown |= {"/members/lake/", "/members/hill/"} if kind == "recorded contest" else set()
    for who in READERS:
        told = {addr for addr, text in surfaces(ballot, reader(cast, who)) if telling.search(text)} - own
        assert told == (shown if who in ALLOWED[publication] else set()), who


ALLOWED = {"public": READERS, "members": ("River", "staff"), "scrutineers": ("staff",), "aggregates": ()}
SHOWING = {
    "recorded contest": ("ballot_result", "ballot_verify", "api-ballot_votes", "roll_call_csv"),
    "secret contest": ("ballot_verify", "ballot_box", "api-ballot_box"),
}


def test_the_outbox_tells_that_a_vote_came_in_and_of_nobody(cast, desk):
    ballot = opened(cast)
    rank_all(cast, ballot)
    cast.later(seconds=1)
    rows = desk.get("/admin/audit/delivery/?q=vote.cast").content.decode().split("<tbody>")[-1]
    assert "vote.cast" in rows
    assert not [name for name in ("Hill", "Lake", "River", "Forest", "Stone") if name in rows]


# Mail -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_says_how_anybody_voted(kind):
    cast = cast_since(OPEN_DAYS + 2)
    make, given, said, _ = KINDS[kind]
    ballot = make(cast, **given)
    cast_by(cast, ballot, ("River", "Forest", *ONE), (*said, *said))
    counted(cast, ballot)
    texts = [f"{notice.subject}\n{notice.body}" for notice in Notice.objects.all()]
    texts += [f"{each.subject}\n{each.body}" for each in mail.outbox]
    receipts = [text for text in texts if vote_of(ballot, "River").receipt in text]
    assert len(receipts) == 1
    for text in receipts:
        assert not any(word in text for word in (*CANDIDATES, "against", "abstain"))
    if ballot.is_secret:
        codes = [row.split(",")[0] for row in Box.objects.get(ballot=ballot).text.splitlines()[1:]]
        assert not [code for code in codes if any(code in text for text in texts)]
