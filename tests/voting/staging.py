"""Ballots as pages show them, before, during and after: brought there through the actions, in the past."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from alliance.kernel.actor import Actor
from alliance.voting import actions
from alliance.voting.models import Ballot, Vote
from alliance.voting.roll import OptionText
from alliance.voting.secrecy.tracker import draw_tracker
from tests.cast import Cast, line, raise_curtain

CANDIDATES = ("Ana Ruiz", "Kofi Boateng", "Mei Lin")
ANA, MEI = ("Ana Ruiz", "Mei Lin"), ("Mei Lin", "Ana Ruiz")
RANKINGS = {"Hill": ANA, "Lake": ANA, "River": MEI, "Forest": MEI, "Stone": ANA}
"""Five who vote, and no ballot that is the only one of its kind."""
OPEN_DAYS = 14


def cast_since(days: float) -> Cast:
    """The cast as of that many days ago, so that what happened since is in the past of the pages."""
    return raise_curtain(timezone.now() - timedelta(days=days))


def prepared(cast: Cast, **given: Any) -> Ballot:
    """A secret election of two, its text frozen; ``level`` and ``rule_id`` make other ballots of it."""
    defaults: dict[str, Any] = {
        "question": "Who sits on the steering committee?",
        "body_name": "Steering committee",
        "rule_id": "steering-election",
        "opens_at": cast.now,
        "closes_at": cast.now + timedelta(days=OPEN_DAYS),
        "dispute_days": 7,
    }
    if "meaning_for" not in given:
        defaults["options"] = [
            OptionText(
                name, affiliation=f"{name.split()[0]} Labs", path=f"/people/{name.split()[0].lower()}/"
            )
            for name in CANDIDATES
        ]
        defaults["counting"] = {"seats": 2}
    ballot = actions.build_ballot(**{**defaults, **given}, by=cast.by("staff"), at=cast.now)
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    ballot.refresh_from_db()
    return ballot


def opened(cast: Cast, **given: Any) -> Ballot:
    """The same, open."""
    ballot = prepared(cast, **given)
    return actions.open_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def motion(cast: Cast, **given: Any) -> Ballot:
    """An open motion of the whole membership; with ``level="secret"`` a secret one."""
    return opened(
        cast,
        **{
            "question": "Shall we meet in Nairobi?",
            "body_name": "All members",
            "rule_id": "simple-majority",
            "meaning_for": "We meet there.",
            "meaning_against": "We meet online.",
            **given,
        },
    )


def announced(cast: Cast, in_days: float = 3, **given: Any) -> Ballot:
    """A ballot that opens in a few days, as everybody knows."""
    opens_at = cast.now + timedelta(days=in_days)
    closes_at = opens_at + timedelta(days=OPEN_DAYS)
    ballot = prepared(cast, opens_at=opens_at, closes_at=closes_at, **given)
    return actions.announce_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)


def rank(cast: Cast, ballot: Ballot, name: str, *ranking: str, by: str = "") -> str:
    """A vote of that organization; its tracker's code where the ballot is secret."""
    tracker = draw_tracker() if ballot.is_secret else None
    actions.cast_vote(
        ballot_id=ballot.pk,
        elector_id=line(ballot, name).pk,
        marks=ballot.form.ranking([[each] for each in ranking]),
        tracker=tracker,
        by=cast.by(by or name),
        at=cast.now,
    )
    return tracker.code if tracker else ""


def choose(cast: Cast, ballot: Ballot, **choices: str) -> None:
    """Votes on a motion, by the names of the organizations."""
    for name, choice in choices.items():
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            choice=choice,
            by=cast.by(name),
            at=cast.now,
        )


def rank_all(
    cast: Cast, ballot: Ballot, rankings: dict[str, tuple[str, ...]] | None = None
) -> dict[str, str]:
    """Everybody's ranking; the trackers' codes by name."""
    return {name: rank(cast, ballot, name, *ranking) for name, ranking in (rankings or RANKINGS).items()}


def counted(cast: Cast, ballot: Ballot) -> Ballot:
    """The ballot closed at its time, and counted."""
    at = cast.later(days=OPEN_DAYS, seconds=1)
    actions.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    cast.later(seconds=1)
    return Ballot.objects.get(pk=ballot.pk)


def certified(cast: Cast, ballot: Ballot) -> Ballot:
    """The counted ballot after the time for objections."""
    at = cast.later(days=8)
    actions.certify_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=at)
    cast.later(seconds=1)
    return Ballot.objects.get(pk=ballot.pk)


def vote_of(ballot: Ballot, name: str) -> Vote:
    return Vote.objects.get(elector=line(ballot, name))


# Looking ---------------------------------------------------------------------------------------------------
def reader(cast: Cast, name: str | None) -> Client:
    """A browser of that person, of staff, or of a visitor (None)."""
    client = Client()
    if name is not None:
        client.force_login(cast.staff if name == "staff" else cast.people[name])
    return client


def page_of(
    client: Client, name: str, ballot: Ballot | None = None, query: str = "", status: int = 200
) -> str:
    """The words of the page's main part."""
    answer = client.get(reverse(name, args=[ballot.pk] if ballot else []) + query)
    assert answer.status_code == status, answer.content.decode()
    return words_in(answer.content.decode())


def words_in(html: str) -> str:
    """The words between header and footer, with single spaces."""
    main = html.split('<main id="main" tabindex="-1">', 1)[1].split("<footer", 1)[0]
    words = " ".join(unescape(strip_tags(main.replace("<", " <"))).split())
    return re.sub(r" ([.,:;])", r"\1", words)
