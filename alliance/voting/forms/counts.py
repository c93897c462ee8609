"""Input about counts: a file to be counted, and a ranking to be followed through a count."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.functional import cached_property

from alliance.voting.counting import Choices, options_of, read
from alliance.voting.methods import METHODS, CountError, count
from alliance.web.fields import Line, Passage
from alliance.web.operations import OperationForm

LARGEST_FILE = 50_000_000
MOST_SEATS = 10_000
UNRANKED = [("", "As the rule says"), ("last", "Below all who are ranked"), ("excluded", "Say nothing")]


class CountBallotsForm(OperationForm):
    """A file of ballots, and how to count it."""

    title = Line(label="Title", help_text="What is decided, such as Steering committee 2026.")
    body_name = Line(label="Body", help_text="Which body is elected, or decides.")
    ballots = forms.FileField(
        label="Ballots",
        max_length=200,
        allow_empty_file=True,
        help_text="BLT, PrefLib, CSV of ranks or scores, or NIST CDF JSON; at most 50 MB.",
    )
    method = forms.ChoiceField(
        label="Method",
        choices=[
            ("", "Choose a rule"),
            *((each.name, f"{each.title} ({each.name})") for each in METHODS.values()),
        ],
        error_messages={"required": "Choose the rule by which these ballots are counted."},
    )
    seats = forms.IntegerField(
        label="Seats",
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text="Empty: as many as the file names.",
    )
    unranked = forms.ChoiceField(
        label="Candidates who are not ranked",
        choices=UNRANKED,
        required=False,
        help_text="For methods that compare pairs.",
    )
    cap = Passage(
        label="Cap",
        required=False,
        rows=4,
        help_text="At most so many of one group, in YAML: a limit, and the group of each candidate.",
    )
    seed = Line(
        label="Seed of the lot",
        required=False,
        help_text="What was committed before the vote, joined with a public value nobody could know then. "
        "Without it a tie for a seat stays open, or, where votes move, the file's order breaks it.",
    )
    default_option = Line(
        label="Default option", required=False, help_text="For Debian's method: its name in the file."
    )
    eligible = forms.IntegerField(
        label="Entitled to vote",
        required=False,
        min_value=1,
        max_value=1_000_000_000,
        help_text="For a quorum.",
    )
    majorities = Passage(
        label="Majorities over the default option",
        required=False,
        rows=2,
        max_length=2_000,
        help_text="One per line: the option, “=” and how many times the votes, as in “A = 3”.",
    )
    first_excluded = Passage(
        label="Excluded first",
        required=False,
        rows=2,
        help_text="Candidates who are excluded before any other, such as undeclared write-ins; one per line.",
    )
    ballots_are_public = forms.BooleanField(
        label="Publish the ballots",
        required=False,
        help_text="Everybody may download them, equal ones joined. "
        "Among few voters a rare ranking can tell who cast it.",
    )

    @cached_property
    def choices(self) -> Choices:
        """How to count; of a form whose single fields are valid."""
        given = self.cleaned_data
        return Choices(
            method=given["method"],
            seats=given["seats"],
            unranked=given["unranked"],
            cap=given["cap"],
            seed=given["seed"],
            default_option=given["default_option"],
            eligible=given["eligible"],
            first_excluded=given["first_excluded"],
            majorities=given["majorities"],
        )

    def clean_ballots(self) -> Any:  # noqa: ANN401 -- an uploaded file
        sent = self.cleaned_data["ballots"]
        if sent.size > LARGEST_FILE:
            message = (
                f"The file has {sent.size / 1e6:,.0f} MB; at most {LARGEST_FILE / 1e6:,.0f} MB are read."
            )
            raise forms.ValidationError(message)
        sent.seek(0)
        self.content = sent.read()
        return sent

    def clean(self) -> dict[str, Any]:
        """Reads and counts, so that whatever is wrong stands at the field it is about."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self._count(given["ballots"].name)
        if self.errors and "ballots" not in self.errors:
            self.fields["ballots"].help_text += " Choose the file again: no browser keeps it."
        return given

    def _count(self, file_name: str) -> None:
        field = "ballots"
        try:
            profile = read(self.content, file_name, self.choices)
            field = "cap"
            options = options_of(self.choices, profile)
            field = "method"
            count(profile, self.choices.method, options)
        except CountError as error:
            self.add_error(error.choice or field, str(error))

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "title": given["title"],
            "body_name": given["body_name"],
            "file_name": PurePath(given["ballots"].name).name,
            "ballots": self.content,
            "choices": self.choices,
            "ballots_are_public": given["ballots_are_public"],
        }


MOST_RANKS = 12


class FollowForm(forms.Form):
    """A ranking, one choice after the other, for candidates known by their position in the record."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, candidates: list[str]) -> None:  # noqa: ANN401 -- a QueryDict
        super().__init__(data, prefix="rank")
        self.candidates = candidates
        offered = [("", "nobody"), *((str(at), name) for at, name in enumerate(candidates))]
        for place in range(1, min(len(candidates), MOST_RANKS) + 1):
            self.fields[str(place)] = forms.ChoiceField(
                label=f"Choice {place}", choices=offered, required=place == 1
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        for place, choice in list(given.items()):
            if choice and choice in seen:
                name = self.candidates[int(choice)]
                self.add_error(place, f"{name} is choice {seen[choice]} already. Choose each candidate once.")
            seen.setdefault(choice, place)
        return given

    def ranking(self) -> list[list[str]]:
        """Names, best first; empty places are closed up. Only when valid."""
        chosen = (self.cleaned_data.get(str(place), "") for place in range(1, MOST_RANKS + 1))
        return [[self.candidates[int(each)]] for each in chosen if each]
