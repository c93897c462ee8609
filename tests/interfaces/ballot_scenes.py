"""Scenes of the life of a ballot: the subject, and the input with which the operation is performed."""

from datetime import timedelta
from typing import Any

from alliance.charter.grammar import MotionRule
from alliance.charter.grammar.electorates import Proxies
from alliance.charter.queries import rule_in_force
from alliance.kernel.actor import Actor
from alliance.voting import actions
from alliance.voting.models import Ballot
from alliance.voting.roll import OptionText
from tests.cast import Cast, in_vote, line

Scene = tuple[Any, dict[str, Any]]
CANDIDATES = ("Ana Ruiz", "Kofi Boateng", "Mei Lin")


def typed(cast: Cast, **given: Any) -> dict[str, Any]:
    """A motion as it is filled in."""
    opens_at = (cast.now + timedelta(days=2)).replace(second=0, microsecond=0)
    return {
        "question": "Shall we meet in spring?",
        "explanation": "The hall is free.",
        "meaning_for": "We meet in spring.",
        "meaning_against": "We do not meet.",
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + timedelta(days=14)).isoformat(),
        "level": "recorded",
        "publication": "members",
        "objection_days": 3,
        "dispute_days": 7,
        **given,
    }


def drafted(cast: Cast, **given: Any) -> Ballot:
    """A motion in preparation, by staff."""
    return actions.draft_ballot(
        **{
            "rule_id": "simple-majority",
            "question": "Shall we meet?",
            "meaning_for": "We meet.",
            "meaning_against": "We do not.",
            "opens_at": cast.now,
            "closes_at": cast.now + timedelta(days=14),
            **given,
        },
        by=cast.by("staff"),
        at=cast.now,
    )


def contest(cast: Cast, **given: Any) -> Ballot:
    """A secret contest for one seat, in preparation."""
    options = [OptionText(name) for name in CANDIDATES]
    given = {"rule_id": "steering-election", "question": "Who leads?", "options": options, **given}
    return drafted(cast, meaning_for="", meaning_against="", **given)


def carried(cast: Cast, ballot: Ballot, *moves: str) -> Ballot:
    """The ballot after these actions of staff."""
    for move in moves:
        action = getattr(actions, f"{move}_ballot")
        ballot = action(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    return ballot


def opened(cast: Cast, ballot: Ballot) -> Ballot:
    return carried(cast, ballot, "rehearse", "freeze", "open")


def counted(cast: Cast, ballot: Ballot) -> Ballot:
    """The ballot, closed and counted: it was opened a fortnight ago."""
    Ballot.objects.filter(pk=ballot.pk).update(
        opens_at=cast.now - timedelta(days=15), closes_at=cast.now - timedelta(minutes=1)
    )
    for action in (actions.close_ballot, actions.count_ballot):
        action(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    ballot.refresh_from_db()
    return ballot


def tied(cast: Cast) -> Scene:
    """Two candidates have a vote each, and a lot decides."""
    ballot = opened(cast, contest(cast, lot_source="Closing value of the index"))
    for name, first in (("Hill", "Ana Ruiz"), ("Lake", "Mei Lin")):
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            marks=ballot.form.ranking([[first]]),
            by=cast.by(name),
            at=cast.now,
        )
    return counted(cast, ballot), {"value": "4711.08"}


def provisional(cast: Cast) -> Scene:
    return counted(cast, opened(cast, drafted(cast))), {}


def objecting(cast: Cast) -> Scene:
    _, ballot = in_vote(cast)
    text = "Cliff belongs to Stone, and both have a vote."
    return ballot, {"kind": "roll", "elector": "cliff", "text": text}


def objected(cast: Cast) -> Scene:
    """An objection waits for its answer."""
    _, ballot = in_vote(cast)
    objection = actions.raise_objection(
        ballot_id=ballot.pk,
        kind="roll",
        elector_id=line(ballot, "Cliff").pk,
        text="Cliff belongs to Stone.",
        by=cast.by("River"),
        at=cast.now,
    )
    answer = {"verdict": "upheld", "effect": "strike", "answer": "So it is."}
    return ballot, {"objection": str(objection.pk), **answer}


def with_proxies(cast: Cast) -> Scene:
    """A ballot under a rule that has proxies."""
    _, found = rule_in_force("simple-majority", cast.now)
    rule = MotionRule.model_validate({**found.model_dump(), "proxies": Proxies(allowed=True)})
    ballot = actions.build_ballot(
        rule=rule,
        question="Shall we meet?",
        meaning_for="We meet.",
        meaning_against="We do not.",
        body_name="The membership",
        opens_at=cast.now,
        closes_at=cast.now + timedelta(days=14),
        by=cast.by("staff"),
        at=cast.now,
    )
    return opened(cast, ballot), {"holder": "forest"}


def with_a_proxy(cast: Cast) -> Scene:
    """Hill has given Lake its proxy."""
    ballot, _ = with_proxies(cast)
    proxy = actions.name_proxy(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "Hill").pk,
        holder="lake",
        by=cast.by("Hill"),
        at=cast.now,
    )
    return ballot, {"person": str(proxy.pk)}


def written_on(cast: Cast, sentence: str, text: str) -> None:
    """That line and that text in every field of a draft, and of an open contest with an objection."""
    name = " ".join(sentence.split())[:100]
    options = [OptionText(f"{name} {at}", affiliation=sentence[:200]) for at in range(3)]
    said = {"question": sentence[:200], "explanation": text[:5000]}
    drafted(cast, **said, meaning_for=sentence[:300], meaning_against=f"{sentence} not"[:300])
    at = {"opens_at": cast.now, "closes_at": cast.now + timedelta(days=28)}
    ballot = opened(cast, contest(cast, **said, **at, options=options, lot_source=sentence[:300]))
    elector = line(ballot, "Hill")
    given: dict[str, Any] = {"ballot_id": ballot.pk, "elector_id": elector.pk, "at": cast.now}
    objection = actions.raise_objection(**given, kind="roll", text=text[:2000], by=cast.by("Lake"))
    actions.answer_objection(
        ballot_id=ballot.pk,
        objection_id=objection.pk,
        is_upheld=False,
        answer=text[:2000],
        by=cast.by("staff"),
        at=cast.now,
    )
    actions.raise_objection(**given, kind="roll", text=text[:1000], by=cast.by("River"))
    actions.cast_vote(**given, marks=ballot.form.ranking([[options[0].name]]), by=cast.by("Hill"))


def found_in_box(cast: Cast) -> Scene:
    """A counted secret contest with a box that everybody sees; who voted for Lake found the ballot."""
    at = {"opens_at": cast.now, "closes_at": cast.now + timedelta(days=28)}
    ballot = opened(cast, contest(cast, **at, publication="public"))
    for number, name in enumerate(("Hill", "Lake", "River", "Forest", "Stone", "Cliff")):
        actions.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            marks=ballot.form.ranking([[CANDIDATES[number % 2]]]),
            by=cast.by(name),
            at=cast.now,
        )
    return counted(cast, ballot), {"elector": "lake"}
