"""What a ballot says, in one line of words. Pure."""

from alliance.voting.secrecy.ballot_form import BallotForm, Kind, Marks
from alliance.voting.secrecy.withheld import discreet

ANSWERS = {"for": "For", "against": "Against", "abstain": "Abstained"}
"""How a vote on a motion is told; other options are told by their names."""
BLANK = "Blank"


@discreet
def in_words(form: BallotForm, marks: Marks) -> str:
    """“1 Ann, 2 Bob = Cy”, “Ann 5, Bob 3”, “Ann, Bob” or “For”: the best first, in the order of the form."""
    marked = [
        (mark, ANSWERS.get(name, name))
        for name, mark in zip(form.options, marks, strict=True)
        if mark is not None
    ]
    if not marked:
        return BLANK
    match form.kind:
        case Kind.RANKING:
            ranks = sorted({mark for mark, _ in marked})
            equals = (" = ".join(name for mark, name in marked if mark == rank) for rank in ranks)
            return ", ".join(f"{rank} {names}" for rank, names in zip(ranks, equals, strict=True))
        case Kind.SCORES:
            best_first = sorted(marked, key=lambda each: -each[0])
            return ", ".join(f"{name} {mark}" for mark, name in best_first)
        case _:
            return ", ".join(name for _, name in marked)
