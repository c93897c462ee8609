"""Input of the operations that prepare a ballot and decide its ties."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.html import escape

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.voting.actions import Offered, cap_among, rules_on_offer
from alliance.voting.forms.option_lines import read_options, written
from alliance.voting.models import Ballot
from alliance.voting.roll import OptionText
from alliance.voting.rules import is_kept_as_the_rule_says
from alliance.voting.states import Level
from alliance.web.fields import Choices, Line, Moment, Passage
from alliance.web.operations import OperationForm
from alliance.web.parts import Explained

AS_THE_RULE_SAYS = ""
MOST_DAYS = 60
HOUR = timedelta(hours=1)
LEVELS = [
    (
        AS_THE_RULE_SAYS,
        Explained("As the rule says", "Secret where it asks for a secret ballot, else recorded."),
    ),
    (
        Level.RECORDED.value,
        Explained(
            "Recorded",
            "Who voted how is on record. While the ballot is open nobody is shown it; after the count those "
            "who are named below.",
        ),
    ),
    (
        Level.SECRET.value,
        Explained(
            "Secret",
            "Each vote is sealed when it arrives. After the count the key is destroyed: then nobody can tell "
            "who voted how; who took part stays known. Every line of the roll has one vote.",
        ),
    ),
]
AUDIENCES = [
    (
        AS_THE_RULE_SAYS,
        Explained("As the rule says", "Everybody, where it says nothing."),
    ),
    (
        "public",
        Explained(
            "Everybody",
            "Anybody can count again. After a secret ballot its voters find theirs by a tracker, among "
            "ballots without names.",
        ),
    ),
    (
        "members",
        Explained("Members", "Whoever is signed in can count again. Visitors read the totals."),
    ),
    (
        "scrutineers",
        Explained(
            "Returning officers", "They can count again. Everybody else has the totals and their word."
        ),
    ),
    (
        "aggregates",
        Explained(
            "Nobody: totals only",
            "Nobody outside the server can count again. How a recorded vote was cast stays on record.",
        ),
    ),
]


class _BallotForm(OperationForm):
    """What voters are asked and when, and what becomes of their votes."""

    question = Line(
        label="Question",
        max_length=200,
        help_text="What voters read first: “Shall we …?”, or who or what is to be chosen.",
    )
    explanation = Passage(
        label="Why this question", required=False, max_length=5_000, rows=4, help_text="Markdown."
    )
    meaning_for = Line(
        label="“For” means", required=False, max_length=300, help_text="What happens when it passes."
    )
    meaning_against = Line(
        label="“Against” means", required=False, max_length=300, help_text="What happens when it does not."
    )
    options = Passage(
        label="Options",
        required=False,
        max_length=20_000,
        rows=8,
        help_text="One to a line. An affiliation stands after a bar: Ana Ruiz | UNAM",
    )
    seats = forms.IntegerField(
        label="How many are chosen", required=False, min_value=1, max_value=100, initial=1
    )
    lot_source = Line(
        label="Public value for a lot",
        required=False,
        max_length=300,
        help_text="What decides a tie that the rule gives to a lot: something public that nobody knows "
        "before the close and nobody can bend, such as the closing value of an index on a named day. When "
        "there is a tie, its value is entered. Left empty, the seed decides that is committed to at the "
        "opening.",
    )
    level = Choices(label="Secrecy", choices=LEVELS, required=False)
    publication = Choices(
        label="Who is shown the votes after the count",
        choices=AUDIENCES,
        required=False,
        help_text="The totals are shown to all who may know of the ballot. After a secret ballot fewer may "
        "be shown the ballots than chosen here, where single votes could be recognized.",
    )
    opens_at = Moment(label="Opens", help_text="The electoral roll is fixed then.")
    closes_at = Moment(label="Closes", help_text="Within the limits of the rule.")
    objection_days = forms.IntegerField(
        label="Days for objections to the roll",
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        initial=0,
        help_text="Counted from the opening. 0: until the close.",
    )
    dispute_days = forms.IntegerField(
        label="Days for objections to the result",
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        initial=7,
        help_text="So long the result is provisional and the key of a secret ballot is kept; then the "
        "result is certified. 0: you certify it when you have looked at it.",
    )
    members_only = forms.BooleanField(
        label="Only members see this ballot",
        required=False,
        help_text="Visitors do not learn that it exists, nor how it came out.",
    )

    def rule_chosen(self) -> MotionRule | ContestRule | None:
        """The rule under which it is held, once it is known."""
        raise NotImplementedError

    def clean_options(self) -> list[OptionText]:
        return read_options(self.cleaned_data["options"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        rule = self.rule_chosen()
        if rule is None:
            return given
        if isinstance(rule, MotionRule):
            self._check_meanings(given)
        else:
            self._check_options(given, rule)
        self._check_times(given, rule)
        self._check_level(given, rule)
        return given

    def _check_meanings(self, given: dict[str, Any]) -> None:
        for name in ("meaning_for", "meaning_against"):
            if name in given and name in self.fields and not given[name]:
                self.add_error(name, "Say what this answer means: voters read it beside the answer.")
        same = given.get("meaning_for", "").casefold() == given.get("meaning_against", "").casefold()
        if same and given.get("meaning_for"):
            self.add_error("meaning_against", "Both answers mean the same. Say what the difference is.")

    def _check_options(self, given: dict[str, Any], rule: ContestRule) -> None:
        if "options" not in given or "options" not in self.fields or "seats" not in given:
            return
        number, seats = len(given["options"]), given["seats"] or 1
        if number < 2:
            self.add_error("options", "Give at least two options, each on a line of its own.")
        elif number <= seats and rule.election.method.rule != "approval":
            self.add_error(
                "seats", f"There are {number} options for {seats}: nothing is to be chosen. Choose fewer."
            )
        elif number < seats:
            self.add_error("seats", f"There are only {number} options. Choose at most {number}.")

    def _check_times(self, given: dict[str, Any], rule: MotionRule | ContestRule) -> None:
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at is not None and (problem := self._is_too_soon(opens_at, rule)):
            self.add_error("opens_at", problem)
        elif opens_at is not None and closes_at is not None:
            open_for = closes_at - opens_at
            if open_for <= timedelta(0):
                self.add_error("closes_at", "It would close before it opens. Choose a later close.")
            elif not rule.open.min <= open_for <= rule.open.max:
                self.add_error("closes_at", f"This rule does not allow that time. {rule.open.sentence}")

    def _is_too_soon(self, opens_at: datetime, rule: MotionRule | ContestRule) -> str:
        if opens_at < self.at - HOUR:
            return "This time has passed. Choose a later opening."
        if rule.notice is not None and opens_at < rule.notice.min.after(self.at):
            return f"The rule asks for a notice of {rule.notice.min.words}. Choose a later opening."
        return ""

    def _check_level(self, given: dict[str, Any], rule: MotionRule | ContestRule) -> None:
        for name in ("level", "publication"):
            chosen = {"level": "", "publication": "", name: given.get(name) or ""}
            verdict = is_kept_as_the_rule_says(rule, **chosen)
            if not verdict:
                self.add_error(name, f"{verdict.reason} Choose “As the rule says”.")

        if isinstance(rule, MotionRule) and rule.classes_by:
            self._check_shown_by_class(given)

    def _check_shown_by_class(self, given: dict[str, Any]) -> None:
        """The figures of a small class nearly tell each vote: they are given where votes are public."""
        why = "This rule counts votes by class of members, whose figures nearly tell each vote. "
        if given.get("level") == Level.SECRET:
            self.add_error("level", f"{why}Hold a recorded ballot.")
        if given.get("publication") not in {AS_THE_RULE_SAYS, "public", None}:
            self.add_error("publication", f"{why}Show the votes to everybody.")

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found["is_public"] = not found.pop("members_only")
        for name, usual in (("seats", 1), ("objection_days", 0), ("dispute_days", 0)):
            if name in found:
                found[name] = usual if found[name] is None else found[name]
        return found


class DraftBallotForm(_BallotForm):
    """The rule first, then the question, its answers or options, the times, and what becomes of the votes."""

    rule_id = Choices(
        label="Rule",
        choices=[],
        help_text="Who votes, what passes, how it is counted: as the charter has it.",
        error_messages={"required": "Choose the rule under which this ballot is held."},
    )
    field_order = ["rule_id"]

    def prepare(self) -> None:
        self.rules: dict[str, Offered] = rules_on_offer(self.at)
        chosen: Any = self.fields["rule_id"]
        chosen.choices = [
            (slug, Explained(offered.rule.title, _told(offered))) for slug, offered in self.rules.items()
        ]
        opens_at = (self.at + 25 * HOUR).replace(minute=0, second=0, microsecond=0)
        first = next(iter(self.rules.values()), None)
        open_for = first.rule.open.default if first else timedelta(days=14)
        self.initial.setdefault("opens_at", opens_at)
        self.initial.setdefault("closes_at", opens_at + open_for)
        self.initial.setdefault("level", AS_THE_RULE_SAYS)
        self.initial.setdefault("publication", AS_THE_RULE_SAYS)

    def rule_chosen(self) -> MotionRule | ContestRule | None:
        offered = self.rules.get(self.cleaned_data.get("rule_id", ""))
        return None if offered is None else offered.rule


def _told(offered: Offered) -> str:
    """The rule in sentences, as whoever chooses it has to know it."""
    rule = offered.rule
    notice = f" {rule.notice.sentence}" if rule.notice else ""
    clause = f" (clause {rule.clause})" if rule.clause else ""
    secrecy = {"secret_ballot": " The ballot is secret.", "open": " Votes are public."}.get(
        rule.secrecy or "", ""
    )
    return (
        f"{offered.body_name}: {rule.sentence} {rule.quorum_sentence} {rule.abstention_sentence} "
        f"{rule.open.sentence}{notice}{secrecy}{clause}"
    )


class ReviseBallotForm(_BallotForm):
    """Text and times again, as long as the ballot is not announced. The rule stays."""

    def prepare(self) -> None:
        ballot = cast("Ballot", self.subject)
        if ballot.is_motion:
            gone = ["options", "seats", "lot_source"]
        elif any(option.get("path") for option in ballot.options):
            gone = ["meaning_for", "meaning_against", "options", "seats"]
        else:
            gone = ["meaning_for", "meaning_against"]
        for name in gone:
            del self.fields[name]
        until = ballot.objections_until
        known = {
            "question": ballot.question,
            "explanation": ballot.explanation,
            "meaning_for": ballot.meaning_for,
            "meaning_against": ballot.meaning_against,
            "options": written(ballot.options),
            "seats": ballot.seats,
            "lot_source": ballot.lot_source,
            "level": ballot.level,
            "publication": ballot.publication,
            "opens_at": ballot.opens_at,
            "closes_at": ballot.closes_at,
            "objection_days": (until - ballot.opens_at).days if until else 0,
            "dispute_days": ballot.dispute_days,
            "members_only": not ballot.is_public,
        }
        for name, value in known.items():
            self.initial.setdefault(name, value)

    def rule_chosen(self) -> MotionRule | ContestRule | None:
        rule: MotionRule | ContestRule = self.subject.rule
        return rule

    def _is_too_soon(self, opens_at: datetime, rule: MotionRule | ContestRule) -> str:
        """A time that was chosen earlier may have come."""
        if opens_at == self.subject.opens_at.replace(second=0, microsecond=0):
            return ""
        return super()._is_too_soon(opens_at, rule)

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        if "options" in found:
            seats = found.pop("seats")
            found["counting"] = {"seats": seats, **cap_among(self.subject.rule, found["options"], seats)}
        return found


class DrawLotForm(OperationForm):
    """The public value that was named before the vote."""

    value = Line(label="Public value", max_length=200)

    def prepare(self) -> None:
        source = escape(self.subject.lot_source)
        self.fields["value"].help_text = (
            f"Named before the vote: {source}. Enter it as it was published, digit by digit. With the "
            "committed seed it decides every tie, and anybody can draw the lot again. It cannot be changed."
        )
