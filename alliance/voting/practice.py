"""A voting booth that records nothing: with the real text, or the same form with harmless options."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alliance.voting.models import Ballot
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.states import ABSTAIN, AGAINST, CHOICES, FOR

FRUIT = (
    "Apple", "Banana", "Cherry", "Date", "Elderberry", "Fig", "Grape", "Hazelnut", "Kiwi", "Lemon", "Mango",
    "Nectarine", "Orange", "Peach", "Quince", "Raspberry", "Strawberry", "Tangerine", "Walnut", "Yuzu",
)  # fmt: skip
MEANINGS = {
    FOR: "There is fruit at every meeting.",
    AGAINST: "Everybody brings their own.",
    ABSTAIN: "Takes part, and is neither for it nor against it.",
}


@dataclass(frozen=True, slots=True)
class Booth:
    """A question, the form on which it is answered, and the texts of its options."""

    question: str
    form: BallotForm
    options: Sequence[dict[str, str]]
    method: str
    noun: str = "candidate"


def real(ballot: Ballot) -> Booth:
    """The ballot as its voters will see it."""
    labels = dict(CHOICES) if ballot.is_motion else {}
    options = [{**option, "name": labels.get(option["name"], option["name"])} for option in ballot.options]
    return Booth(
        ballot.question, ballot.form, options, ballot.method, "answer" if ballot.is_motion else "candidate"
    )


def harmless(ballot: Ballot) -> Booth:
    """The same kind of form with as many options, about nothing."""
    if ballot.is_motion:
        labels = dict(CHOICES)
        options = [_text(labels[name], MEANINGS[name]) for name in ballot.form.options]
        return Booth("Shall there be fruit at every meeting?", ballot.form, options, ballot.method, "answer")
    names = tuple(_fruit(at) for at in range(len(ballot.form.options)))
    form = replace(ballot.form, options=names)
    return Booth("Which fruit shall there be?", form, [_text(name) for name in names], ballot.method, "fruit")


def _fruit(at: int) -> str:
    again, kind = divmod(at, len(FRUIT))
    return f"{FRUIT[kind]} {again + 1}" if again else FRUIT[kind]


def _text(name: str, meaning: str = "") -> dict[str, str]:
    return {"name": name, "affiliation": "", "meaning": meaning, "path": ""}
