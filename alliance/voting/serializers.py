"""Ballots, rolls, votes and results as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.charter.grammar import ContestRule, MotionRule
from alliance.charter.serializers import RuleOut
from alliance.voting import rules
from alliance.voting.models import Ballot, Count, Elector, Objection, Phase, Result, RollPerson, Vote
from alliance.voting.promises import promises_of
from alliance.voting.queries import turnout_of
from alliance.voting.states import HAS_RESULT, LEVELS, OUTCOMES, PUBLICATIONS

MARKS = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


def marks_by_name(ballot: Ballot, marks: Sequence[int | None] | None) -> dict[str, int] | None:
    """What is marked, by the names of the options; None without marks."""
    if marks is None:
        return None
    options = ballot.form.options
    return {name: mark for name, mark in zip(options, marks, strict=True) if mark is not None}


class TurnoutOut(serializers.Serializer[Any]):
    """How many took part; says nothing of who or how."""

    entitled = serializers.IntegerField()
    voted = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="For the quorum; 0 when the rule has none.")
    short = serializers.IntegerField(help_text="How many more the quorum needs.")


class BallotOut(serializers.ModelSerializer[Ballot]):
    """A question, or a contest for seats, put to an electorate under a named rule."""

    ref = serializers.CharField()
    rule = serializers.CharField(source="rule_id")
    rule_title = serializers.CharField(source="rule.title")
    phase = serializers.SerializerMethodField(help_text="State and clock together, at this instant.")
    method = serializers.CharField(help_text="“motion”, or how a contest is counted.")
    level = serializers.ChoiceField(LEVELS)
    is_provisional = serializers.BooleanField(help_text="Counted, and still open to objections.")
    turnout = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField(help_text="Once counted.")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Ballot
        fields = [
            "ref",
            "question",
            "document_ref",
            "document_version",
            "body_name",
            "rule",
            "rule_title",
            "state",
            "phase",
            "method",
            "level",
            "is_public",
            "opens_at",
            "closes_at",
            "closed_at",
            "is_provisional",
            "certified_at",
            "turnout",
            "outcome",
            "url",
        ]

    @extend_schema_field(serializers.ChoiceField([each.value for each in Phase]))
    def get_phase(self, ballot: Ballot) -> str:
        at: datetime = self.context["at"]
        return ballot.phase(at).value

    @extend_schema_field(TurnoutOut)
    def get_turnout(self, ballot: Ballot) -> dict[str, Any]:
        found: dict[str, Any] = TurnoutOut(turnout_of(ballot)).data
        return found

    @extend_schema_field(serializers.ChoiceField(OUTCOMES, allow_null=True))
    def get_outcome(self, ballot: Ballot) -> str | None:
        return ballot.result.outcome if ballot.state in HAS_RESULT else None


class BallotRuleOut(RuleOut):
    """The rule of a ballot as frozen at opening: of a motion with its options, of a contest with its caps."""

    vote_unit = serializers.ChoiceField(["organization", "corporate_group", "person"])
    options = serializers.SerializerMethodField()  # type: ignore[assignment]  # a contest has none
    recuse = serializers.SerializerMethodField(help_text="Roles that do not vote.")  # type: ignore[assignment]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_options(self, rule: MotionRule | ContestRule) -> list[str]:
        return list(rule.options) if isinstance(rule, MotionRule) else []

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_recuse(self, rule: MotionRule | ContestRule) -> list[str]:
        return list(rule.recuse) if isinstance(rule, MotionRule) else []

    def get_conditions(self, rule: MotionRule | ContestRule) -> dict[str, Any]:
        named = {"passes", "quorum", "open"} if isinstance(rule, MotionRule) else {"election", "caps", "open"}
        return rule.model_dump(mode="json", by_alias=True, include=named)


class OptionOut(serializers.Serializer[Any]):
    """What can be marked: an answer to a motion and what it does, or an option of a contest."""

    name = serializers.CharField()
    affiliation = serializers.CharField()
    meaning = serializers.CharField()
    path = serializers.CharField(help_text="Its page in the portal; empty without one.")


class PromiseOut(serializers.Serializer[Any]):
    """One of the questions about a vote, answered for this ballot's settings."""

    key = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()


class BallotDetailOut(BallotOut):
    """A ballot with its options, its rule as frozen at opening, and what it promises its voters."""

    rule = BallotRuleOut()  # type: ignore[assignment]  # the list names it, the detail shows it
    options = OptionOut(many=True)
    form = serializers.JSONField(source="form_data", help_text="What may be marked: docs/verification.md.")
    counting = serializers.JSONField(help_text="Seats, caps and what else the count needs.")
    publication = serializers.ChoiceField(PUBLICATIONS, help_text="To whom the ballots are to be shown.")
    published = serializers.CharField(
        help_text="To whom they are shown, after the check at the close; empty before."
    )
    promises = serializers.SerializerMethodField()

    class Meta(BallotOut.Meta):
        fields = [
            *BallotOut.Meta.fields,
            "explanation",
            "meaning_for",
            "meaning_against",
            "options",
            "form",
            "counting",
            "publication",
            "published",
            "promises",
            "edition_label",
            "edition_digest",
            "text_digest",
            "manifest_digest",
            "announced_at",
            "objections_until",
            "dispute_until",
            "key_destroyed_at",
        ]

    @extend_schema_field(PromiseOut(many=True))
    def get_promises(self, ballot: Ballot) -> list[dict[str, Any]]:
        return list(PromiseOut(promises_of(ballot), many=True).data)


class RollPersonOut(serializers.ModelSerializer[RollPerson]):
    """A person on a roll line, and whether that person may cast."""

    may_cast = serializers.BooleanField(source="is_acting")

    class Meta:
        model = RollPerson
        fields = ["id", "name", "capacity", "named_at", "may_cast"]


class ElectorOut(serializers.ModelSerializer[Elector]):
    """A line of the electoral roll: whether an organization or a person may vote here, and why."""

    people = serializers.SerializerMethodField(help_text="For members and staff; empty for others.")
    voted = serializers.SerializerMethodField(
        help_text="Whether it took part; null where that is not told, as before the count."
    )

    class Meta:
        model = Elector
        fields = [
            "slug",
            "name",
            "unit",
            "affiliation",
            "group",
            "voter_class",
            "weight",
            "is_entitled",
            "is_recused",
            "reason",
            "people",
            "voted",
        ]

    @extend_schema_field(serializers.BooleanField(allow_null=True))
    def get_voted(self, elector: Elector) -> bool | None:
        if not self.context.get("who_voted"):
            return None
        return getattr(elector, "vote", None) is not None

    @extend_schema_field(RollPersonOut(many=True))
    def get_people(self, elector: Elector) -> list[dict[str, Any]]:
        if not self.context["by"].is_signed_in:
            return []
        on_it = [each for each in elector.people.all() if each.struck_at is None]
        return list(RollPersonOut(on_it, many=True).data)


class VoteOut(serializers.ModelSerializer[Vote]):
    """A vote as recorded, for those who stand on its roll line."""

    ballot = serializers.CharField(source="elector.ref")
    organization = serializers.CharField(source="elector.slug")
    organization_name = serializers.CharField(source="elector.name")
    choice_label = serializers.CharField(source="get_choice_display")
    marks = serializers.SerializerMethodField(help_text="In a recorded contest: what is marked, by option.")

    class Meta:
        model = Vote
        fields = [
            "id",
            "ballot",
            "organization",
            "organization_name",
            "choice",
            "choice_label",
            "marks",
            "cast_by_name",
            "cast_at",
            "receipt",
            "revision",
        ]

    @extend_schema_field(MARKS)
    def get_marks(self, vote: Vote) -> dict[str, int] | None:
        return marks_by_name(vote.elector.ballot, vote.marks)


class MyLineOut(ElectorOut):
    """A roll line on which you stand: what is cast for it, and whether you may cast now."""

    vote = serializers.SerializerMethodField()
    may_cast = serializers.SerializerMethodField()
    reason_not = serializers.SerializerMethodField(help_text="Why you may not cast now; empty when you may.")

    class Meta(ElectorOut.Meta):
        fields = [*ElectorOut.Meta.fields, "vote", "may_cast", "reason_not"]

    @extend_schema_field(VoteOut(allow_null=True))
    def get_vote(self, elector: Elector) -> dict[str, Any] | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return None if vote is None else VoteOut(vote).data

    def get_may_cast(self, elector: Elector) -> bool:
        return bool(rules.may_cast_for(self.context["by"], elector, self.context["at"]))

    def get_reason_not(self, elector: Elector) -> str:
        return rules.may_cast_for(self.context["by"], elector, self.context["at"]).reason


class RollCallOut(serializers.ModelSerializer[Elector]):
    """How a line of the roll voted, once the ballot is counted."""

    choice = serializers.SerializerMethodField(help_text="Null: did not vote, or a contest.")
    marks = serializers.SerializerMethodField(help_text="In a contest: what is marked, by option.")
    cast_by = serializers.SerializerMethodField(help_text="For members and staff; empty for others.")
    cast_at = serializers.SerializerMethodField()

    class Meta:
        model = Elector
        fields = [
            "slug",
            "name",
            "weight",
            "is_entitled",
            "is_recused",
            "choice",
            "marks",
            "cast_by",
            "cast_at",
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_choice(self, elector: Elector) -> str | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return (vote.choice or None) if vote else None

    @extend_schema_field(MARKS)
    def get_marks(self, elector: Elector) -> dict[str, int] | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return marks_by_name(elector.ballot, vote.marks) if vote else None

    def get_cast_by(self, elector: Elector) -> str:
        vote: Vote | None = getattr(elector, "vote", None)
        return vote.cast_by_name if vote and self.context["by"].is_signed_in else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_cast_at(self, elector: Elector) -> datetime | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return vote.cast_at if vote else None


class FindingOut(serializers.Serializer[Any]):
    """What publishing the ballots would tell about single voters."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    in_totals = serializers.BooleanField(help_text="The totals tell it as well; who took part is not shown.")


class ResultOut(serializers.ModelSerializer[Result]):
    """How a ballot came out, with the record from which everything about it is drawn."""

    ballot = serializers.CharField(source="ballot.ref")
    outcome_label = serializers.CharField(source="get_outcome_display")
    sentence = serializers.CharField()
    tally = serializers.SerializerMethodField(help_text="Of a motion; null for a contest.")
    elected = serializers.ListField(
        child=serializers.CharField(), help_text="Of a contest, in the order of election."
    )
    is_provisional = serializers.BooleanField(source="ballot.is_provisional")
    dispute_until = serializers.DateTimeField(source="ballot.dispute_until", allow_null=True)
    certified_at = serializers.DateTimeField(source="ballot.certified_at", allow_null=True)
    published = serializers.CharField(source="ballot.published", help_text="To whom the ballots are shown.")
    disclosure = FindingOut(many=True, help_text="Of a secret ballot: what was found at the close.")

    class Meta:
        model = Result
        fields = [
            "ballot",
            "outcome",
            "outcome_label",
            "sentence",
            "tally",
            "elected",
            "turnout",
            "is_provisional",
            "dispute_until",
            "certified_at",
            "published",
            "disclosure",
            "digest",
            "counted_at",
            "record",
        ]

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField(), allow_null=True))
    def get_tally(self, result: Result) -> dict[str, int] | None:
        found: dict[str, int] | None = result.record.get("tally")
        return found


class BoxedBallotOut(serializers.Serializer[Any]):
    """A ballot of a secret ballot beside its tracker, as it was counted."""

    tracker = serializers.CharField()
    marks = serializers.DictField(child=serializers.IntegerField(), help_text="What is marked, by option.")


class FileOut(serializers.Serializer[Any]):
    """A file of the verification.zip as this reader gets it."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class RollChangeOut(serializers.Serializer[Any]):
    """What became of a line of the roll since the opening, and why."""

    key = serializers.CharField()
    before = serializers.JSONField(allow_null=True, help_text="The line as it was; null: not on the roll.")
    after = serializers.JSONField(allow_null=True)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class ForecastOut(serializers.Serializer[Any]):
    """How many will have voted at the close, by past ballots of the same body under the same rule."""

    expected = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    compared = serializers.IntegerField(help_text="How many past ballots it rests on.")
    outlook = serializers.CharField()
    sentence = serializers.CharField()


class ObjectionOut(serializers.ModelSerializer[Objection]):
    """An objection to the roll or to a provisional result, with its answer."""

    elector = serializers.CharField(source="elector.slug", default=None, help_text="The line it is about.")

    class Meta:
        model = Objection
        fields = [
            "id",
            "kind",
            "elector",
            "text",
            "raised_by_name",
            "organization_name",
            "raised_at",
            "is_upheld",
            "answer",
            "answered_by_name",
            "answered_at",
        ]


class CountOut(serializers.ModelSerializer[Count]):
    """A count of a file of ballots: how it was counted, and its outcome in a sentence."""

    ref = serializers.CharField()
    body = serializers.CharField(source="body_name")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Count
        fields = [
            "ref",
            "title",
            "body",
            "file_name",
            "method",
            "method_version",
            "options",
            "sentence",
            "digest",
            "ballots_are_public",
            "counted_at",
            "url",
        ]


class CountDetailOut(CountOut):
    """A count with its whole result record."""

    class Meta(CountOut.Meta):
        fields = [*CountOut.Meta.fields, "record"]
