"""From the marks on ballots of a form to what is counted: rankings, points, or choices on a motion. Pure.

Marks of secret ballots pass through here: an error leaves without the frames that hold them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from alliance.voting.methods import Cap, Lot, Options
from alliance.voting.methods.profile import NOBODY, Profile, ScoreSheet
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind, Marks
from alliance.voting.secrecy.withheld import SecrecyError, discreet
from alliance.voting.verification import scores_json, strict_blt

if TYPE_CHECKING:
    from numpy.typing import NDArray


WITH_QUORUM: Final = "debian"
"""The method that asks for the number of those who may vote."""


class ProfileError(SecrecyError):
    """These marks cannot be counted in this way."""


@discreet
def profile_of(
    form: BallotForm,
    marks: Sequence[Marks],
    *,
    seats: int,
    title: str = "",
    weights: Sequence[int] | None = None,
) -> Profile | ScoreSheet:
    """The ballots as `methods.count` takes them: points for a form with scores, rankings for any other.

    What is approved stands at the first place together; a choice is a ranking of one name. `weights` has a
    whole number for each ballot, 1 without them. The digest is that of the file the ballots are published in
    (`ballots.blt` or `scores.json`): equal ballots have an equal one, in whatever order they come.
    Raises `BallotRefusedError` for marks that are no ballot of the form, and `ProfileError` for weights that
    do not go with the marks.
    """
    weighed = np.array([1] * len(marks) if weights is None else weights, dtype=np.int64)
    if len(weighed) != len(marks) or (weighed < 1).any():
        raise ProfileError("Each ballot has a weight, and it is at least 1.")
    ballots = [form.checked(Ballot(tuple(each))).marks for each in marks]
    if form.kind is Kind.SCORES:
        points = [[NOBODY if each is None else each for each in ballot] for ballot in ballots]
        scores = np.array(points, dtype=np.int32).reshape(len(ballots), len(form.options)).T
        sheet = ScoreSheet(form.options, scores, weighed, form.top or 0, seats, title)
        return replace(sheet, digest=_sha256(scores_json(sheet)))
    places, level = _places(form, ballots)
    profile = Profile(form.options, places, weighed, seats, title, level if level.any() else None)
    return replace(profile, digest=_sha256(strict_blt(profile)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _places(
    form: BallotForm, ballots: Sequence[Marks]
) -> tuple[NDArray[np.signedinteger], NDArray[np.bool_]]:
    """`Profile.places` and `Profile.level`: a column for each ballot."""
    orders = [sorted((rank, at) for at, rank in enumerate(ballot) if rank is not None) for ballot in ballots]
    shape = (max((len(order) for order in orders), default=0) or 1, len(orders))
    number = np.int8 if len(form.options) <= np.iinfo(np.int8).max + 1 else np.int16
    places, level = np.full(shape, NOBODY, dtype=number), np.zeros(shape, dtype=np.bool_)
    for column, order in enumerate(orders):
        for row, (rank, at) in enumerate(order):
            places[row, column] = at
            level[row, column] = row > 0 and rank == order[row - 1][0]
    return places, level


@discreet
def choices_of(form: BallotForm, marks: Sequence[Marks]) -> list[str]:
    """The names that were chosen, as `count_motion` takes them, in the order of the marks.

    Raises `BallotRefusedError` for marks that are no ballot of the form, `ProfileError` for a form that does
    not ask for one choice and for a blank ballot: on a motion, abstaining is a choice.
    """
    if form.kind is not Kind.CHOICE:
        raise ProfileError(f"This form asks for {form.kind}, not for one choice.")
    found = []
    for each in marks:
        ballot = form.checked(Ballot(tuple(each)))
        if ballot.is_blank:
            raise ProfileError("A blank ballot is no choice.")
        found.append(form.options[ballot.marks.index(1)])
    return found


def options_for(
    method: str, counting: Mapping[str, Any], *, eligible: int | None = None, lot: Lot | None = None
) -> Options:
    """How a ballot is counted, from the settings in its manifest (`counting` in docs/verification.md).

    `eligible` is the weight of all who may vote; only a method that asks for a quorum takes it. Raises
    `KeyError`, `TypeError` and `ValueError` for settings that are none.
    """
    cap = counting.get("cap")
    return Options(
        seats=counting.get("seats"),
        unranked=counting.get("unranked") or None,
        lot=lot or Lot(),
        cap=_cap(cap) if cap else None,
        first_excluded=tuple(counting.get("first_excluded") or ()),
        default_option=counting.get("default_option") or "",
        eligible=eligible if method == WITH_QUORUM else None,
        ratios={name: Fraction(text) for name, text in (counting.get("ratios") or {}).items()},
    )


def _cap(cap: Mapping[str, Any]) -> Cap:
    """A limit with a bar is a share of the size, any other a whole number."""
    text = str(cap["limit"])
    return Cap(
        limit=Fraction(text) if "/" in text else int(text),
        groups=cap.get("groups") or {},
        size=cap.get("size") or 0,
        least=cap.get("least") or 0,
        sitting=cap.get("sitting") or {},
    )
