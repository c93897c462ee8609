"""The form by which a voter marks a ballot of any kind. It knows no database and keeps nothing.

Fields are named by the position of their option on the ballot's form. What is marked shows in the page of
the voter only: not in `repr`, not in an error that leaves the form, not in a traceback.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField, BoundWidget

from alliance.notifications.kinds import joined
from alliance.voting.forms.read_back import OptionTexts, ordinal
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, BallotRefusedError, Kind
from alliance.voting.secrecy.withheld import discreet
from alliance.web.fields import Choices
from alliance.web.folding import fold
from alliance.web.parts import Explained

A_TO_Z: Final = "a-z"
MOST_IN_A_LIST: Final = 30
"""Among more ranks than this a number is typed, not chosen."""
MOST_IN_A_ROW: Final = 10
"""A higher score is typed."""


@dataclass(frozen=True, slots=True)
class Row:
    """An option as it stands on the form.

    `alphabetical` and `own` are its places in both orders, `is_wrong` says that an error is about it.
    """

    name: str
    affiliation: str
    meaning: str
    path: str
    control: BoundField | BoundWidget
    alphabetical: int
    own: int
    is_wrong: bool


class MarksForm(forms.Form):
    """Ranks, approvals, scores or one choice, as the ballot's form takes them.

    Args:
        data: what was posted, None for an empty form.
        form: the form of the ballot.
        options: the texts of its options, in its order.
        seed: shuffles the options; whoever knows it can repeat the order. Empty: they stand as on the form.
        later_no_harm: ranking a further candidate cannot harm those ranked before; the voter is told.
        order: "a-z" shows the options by name instead; what was posted is shown as it was.
        noun: what an option is called.

    `cleaned_marks` is the ballot, `corrections` says what was put right. `partial` is the template of the
    controls, and the button named `blank` casts a vote for nobody.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 -- a QueryDict
        *,
        form: BallotForm,
        options: OptionTexts,
        seed: str = "",
        later_no_harm: bool = False,
        order: str = "",
        noun: str = "candidate",
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), prefix=prefix)
        self.ballot_form, self.options, self.noun = form, options, noun
        self.seed, self.later_no_harm = seed, later_no_harm
        if data is not None:
            order = data.get(self.order_name, order)
        self.order = A_TO_Z if order == A_TO_Z else ""
        self.corrections: list[str] = []
        self._wrong: set[int] = set()
        self._own = _shuffled(options, seed) if seed else list(range(len(options)))
        self._alphabetical = sorted(self._own, key=lambda at: fold(options[at]["name"]))
        self._add_fields()

    # What the page shows -----------------------------------------------------------------------------------
    @property
    def partial(self) -> str:
        """The template of the controls, to stand within a `<form>`."""
        return f"voting/marks/{self.ballot_form.kind}.html"

    @property
    def legend(self) -> str:
        """What is asked for."""
        match self.ballot_form.kind:
            case Kind.RANKING:
                return f"Rank the {self.noun}s"
            case Kind.APPROVALS:
                return f"Approve of {self.noun}s"
            case Kind.SCORES:
                return f"Score the {self.noun}s"
            case Kind.CHOICE:
                return f"Choose one {self.noun}"

    @property
    def instructions(self) -> str:
        """How to mark, and what the rule makes of it."""
        most, top = self.ballot_form.most, self.ballot_form.top
        match self.ballot_form.kind:
            case Kind.RANKING:
                said = ["Put your favourite first."]
                said += [f"Rank at most {most}." if most else "Rank as many as you like."]
                said += ["Several may have the same rank."] if self.ballot_form.equal_ranks else []
                said += ["A later choice never harms an earlier one."] if self.later_no_harm else []
            case Kind.APPROVALS:
                said = [f"Mark at most {most} {self.noun}s." if most else "Mark as many as you like."]
            case Kind.SCORES:
                said = [f"0 is the lowest score and {top} the highest. Without a score there are no points."]
                said += [f"Score at most {most} {self.noun}s."] if most else []
            case Kind.CHOICE:
                said = []
        return " ".join(said)

    @property
    def ranks(self) -> int:
        """How many options may be ranked."""
        return self.ballot_form.most or len(self.options)

    @property
    def order_name(self) -> str:
        """The name under which the order is posted back."""
        return self.add_prefix("order")

    @property
    def shows_marks(self) -> bool:
        """Whether something was marked before, which an order without scripts would lose."""
        return self.is_bound or bool(self.initial)

    @property
    def rows(self) -> list[Row]:
        """The options in the order in which they are shown, each with its control."""
        own = {at: place for place, at in enumerate(self._own)}
        alphabetical = {at: place for place, at in enumerate(self._alphabetical)}
        return [
            Row(
                **{key: self.options[at].get(key, "") for key in ("name", "affiliation", "meaning", "path")},
                control=control,
                alphabetical=alphabetical[at],
                own=own[at],
                is_wrong=at in self._wrong,
            )
            for at, control in zip(self._shown, self._controls(), strict=True)
        ]

    @property
    def _shown(self) -> list[int]:
        return self._alphabetical if self.order == A_TO_Z else self._own

    def _controls(self) -> Sequence[BoundField | BoundWidget]:
        if self.ballot_form.kind in {Kind.APPROVALS, Kind.CHOICE}:
            return self["marks"].subwidgets
        return [self[_field(at)] for at in self._shown]

    # Fields ------------------------------------------------------------------------------------------------
    def _add_fields(self) -> None:
        match self.ballot_form.kind:
            case Kind.APPROVALS:
                self.fields["marks"] = forms.MultipleChoiceField(
                    label=self.legend, widget=forms.CheckboxSelectMultiple, **self._choices()
                )
            case Kind.CHOICE:
                self.fields["marks"] = Choices(label=self.legend, **self._choices())
            case Kind.RANKING | Kind.SCORES:
                for at in self._shown:
                    self.fields[_field(at)] = self._number(self.options[at]["name"])
        if self.ballot_form.blank:
            self.fields["blank"] = forms.BooleanField(required=False)

    def _choices(self) -> dict[str, Any]:
        offered = [
            (str(at), Explained(self.options[at]["name"], self.options[at].get("meaning", "")))
            for at in self._shown
        ]
        wrong = f"Choose from the {self.noun}s on this page."
        return {
            "choices": offered,
            "required": False,
            "error_messages": {"invalid_choice": wrong, "invalid_list": wrong},
        }

    def _number(self, label: str) -> forms.Field:
        """A rank or a score."""
        if self.ballot_form.kind is Kind.RANKING:
            lowest, highest, longest = 1, self.ranks, MOST_IN_A_LIST
            offered = [("", "Not ranked"), *((str(rank), ordinal(rank)) for rank in range(1, highest + 1))]
            widget: type[forms.Widget] = forms.Select
        else:
            lowest, highest, longest = 0, self.ballot_form.top or 0, MOST_IN_A_ROW
            offered = [("", "No score"), *((str(score), str(score)) for score in range(highest + 1))]
            widget = forms.RadioSelect
        wrong = f"Give a whole number from {lowest} to {highest}, or none."
        if highest > longest:
            wrongs = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
            return forms.IntegerField(
                label=label, required=False, min_value=lowest, max_value=highest, error_messages=wrongs
            )
        return forms.TypedChoiceField(
            label=label,
            choices=offered,
            required=False,
            coerce=int,
            empty_value=None,
            widget=widget,
            error_messages={"invalid_choice": wrong},
        )

    # Checking ----------------------------------------------------------------------------------------------
    @property
    def cleaned_marks(self) -> Ballot:
        """The ballot that was marked; only of a valid form."""
        ballot: Ballot = self.cleaned_data["marks"]
        return ballot

    @discreet
    def full_clean(self) -> None:
        """As Django's, in no frame that an error report could print."""
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.pop("blank", False):
            if self.errors or any(mark not in (None, "", []) for mark in given.values()):
                self.corrections = ["What you had marked is left out."]
            self.errors.clear()
            return {"marks": self.ballot_form.nothing()}
        if self.errors:
            return {}
        marks = self._marked(given)
        if self.ballot_form.kind is Kind.RANKING:
            self._refuse_shared_ranks(marks)
            marks = self._without_gaps(marks)
        self._refuse_too_many_or_none(sum(mark is not None for mark in marks))
        if self.errors:
            return {}
        try:
            return {"marks": self.ballot_form.checked(Ballot(tuple(marks)))}
        except BallotRefusedError as refusal:
            self.add_error(None, str(refusal))
            return {}

    def _marked(self, given: Mapping[str, Any]) -> list[int | None]:
        """The mark of each option, in the order of the form."""
        if "marks" in self.fields:
            marked = given["marks"]
            return [1 if str(at) in marked else None for at in range(len(self.options))]
        return [given[_field(at)] for at in range(len(self.options))]

    def _refuse_too_many_or_none(self, marked: int) -> None:
        verb, verbed = _VERBS[self.ballot_form.kind]
        most = self.ballot_form.most
        if not marked and not self.ballot_form.blank:
            self._refuse(
                f"{verb} {'one' if self.ballot_form.kind is Kind.CHOICE else 'at least one'} {self.noun}."
            )
        if most is not None and marked > most:
            self._refuse(
                f"You {verbed} {marked} {self.noun}s, and {most} is the most. Take away {marked - most}."
            )

    def _refuse(self, message: str) -> None:
        """An error about the whole of it, at the field where there is one only."""
        self.add_error("marks" if "marks" in self.fields else None, message)

    def _refuse_shared_ranks(self, marks: Sequence[int | None]) -> None:
        """Where no two may share a rank: an error at the first of those who do; the others point to it."""
        if self.ballot_form.equal_ranks:
            return
        ranked = sorted((at for at in self._shown if marks[at] is not None), key=lambda at: marks[at] or 0)
        for rank, group in groupby(ranked, key=lambda at: marks[at]):
            sharing = list(group)
            if len(sharing) == 1 or rank is None:
                continue
            first = self[_field(sharing[0])]
            names = joined(self.options[at]["name"] for at in sharing)
            both, one = ("both", "one") if len(sharing) == 2 else ("all", "all but one")
            self.add_error(
                first.name, f"{names} are {both} {ordinal(rank)}. Give {one} of them another rank."
            )
            self._wrong |= set(sharing)
            for at in sharing[1:]:
                attrs = {"aria-invalid": "true", "aria-describedby": f"{first.auto_id}_error"}
                self.fields[_field(at)].widget.attrs |= attrs

    def _without_gaps(self, marks: Sequence[int | None]) -> list[int | None]:
        """The ranks counted from 1 without gaps, as the ballot has them; who moved up is told."""
        used = sorted({mark for mark in marks if mark is not None})
        if used == list(range(1, len(used) + 1)):
            return list(marks)
        closed = {rank: place for place, rank in enumerate(used, start=1)}
        skipped = [ordinal(rank) for rank in range(1, used[-1]) if rank not in closed]
        moved = [
            (closed[rank], self.options[at]["name"])
            for rank in used
            for at in self._shown
            if marks[at] == rank != closed[rank]
        ]
        (place, name), *others = moved
        counted = [f"{name} will count as {ordinal(place)}"]
        counted += [f"{name} as {ordinal(place)}" for place, name in others]
        self.corrections = [f"You skipped {joined(skipped)}. {joined(counted)}."]
        return [None if mark is None else closed[mark] for mark in marks]


_VERBS: Final = {
    Kind.RANKING: ("Rank", "ranked"),
    Kind.APPROVALS: ("Mark", "marked"),
    Kind.SCORES: ("Score", "scored"),
    Kind.CHOICE: ("Choose", "chose"),
}


@discreet
def initial_from(ballot: Ballot, form: BallotForm) -> dict[str, Any]:
    """What `MarksForm` takes as `initial` to show this ballot again."""
    marked = {at: mark for at, mark in enumerate(form.checked(ballot).marks) if mark is not None}
    match form.kind:
        case Kind.APPROVALS:
            return {"marks": [str(at) for at in marked]}
        case Kind.CHOICE:
            return {"marks": str(min(marked))} if marked else {}
        case Kind.RANKING | Kind.SCORES:
            return {_field(at): mark for at, mark in marked.items()}


def as_list(ballot: Ballot) -> list[int | None]:
    """The marks as JSON has them: a number or null for each option, in the order of the form."""
    return list(ballot.marks)


@discreet
def from_list(marks: object, form: BallotForm) -> Ballot:
    """The ballot that `as_list` wrote. Raises `BallotRefusedError` for anything that is none of this form."""
    if not isinstance(marks, list):
        raise BallotRefusedError("A ballot is written as a list of marks.")
    return form.checked(Ballot(tuple(marks)))


def _field(at: int) -> str:
    return f"mark_{at}"


def _shuffled(options: OptionTexts, seed: str) -> list[int]:
    """The positions in the order of the SHA-256 of seed, line feed and name: anybody can repeat it."""
    digests = [hashlib.sha256(f"{seed}\n{option['name']}".encode()).digest() for option in options]
    return sorted(range(len(options)), key=lambda at: digests[at])
