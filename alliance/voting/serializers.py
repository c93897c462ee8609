"""Ballots, rolls, votes and results as JSON."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.charter.serializers import RuleOut
from alliance.voting import rules
from alliance.voting.models import Ballot, Count, Elector, Phase, Result, RollPerson, Vote
from alliance.voting.queries import turnout_of
from alliance.voting.states import OUTCOMES


class TurnoutOut(serializers.Serializer[Any]):
    """How many took part; says nothing of who or how."""

    entitled = serializers.IntegerField()
    voted = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="For the quorum; 0 when the rule has none.")
    short = serializers.IntegerField(help_text="How many more the quorum needs.")


class BallotOut(serializers.ModelSerializer[Ballot]):
    """A question put to the members under a named rule."""

    ref = serializers.CharField()
    rule = serializers.CharField(source="rule_id")
    rule_title = serializers.CharField(source="rule.title")
    phase = serializers.SerializerMethodField(help_text="State and clock together, at this instant.")
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
            "is_public",
            "opens_at",
            "closes_at",
            "closed_at",
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
        result: Result | None = getattr(ballot, "result", None)
        return result.outcome if result else None


class BallotDetailOut(BallotOut):
    """A ballot with the meaning of its options and its rule, as frozen at opening."""

    rule = RuleOut()  # type: ignore[assignment]  # the list names it, the detail shows it

    class Meta(BallotOut.Meta):
        fields = [
            *BallotOut.Meta.fields,
            "explanation",
            "meaning_for",
            "meaning_against",
            "edition_label",
            "edition_digest",
            "text_digest",
        ]


class RollPersonOut(serializers.ModelSerializer[RollPerson]):
    """A person on a roll line, and whether that person may cast."""

    may_cast = serializers.BooleanField(source="is_acting")

    class Meta:
        model = RollPerson
        fields = ["id", "name", "capacity", "named_at", "may_cast"]


class ElectorOut(serializers.ModelSerializer[Elector]):
    """A line of the electoral roll: whether an organization may vote here, and why."""

    people = serializers.SerializerMethodField(help_text="For members and staff; empty for others.")

    class Meta:
        model = Elector
        fields = [
            "slug",
            "name",
            "weight",
            "is_entitled",
            "is_recused",
            "reason",
            "people",
        ]

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

    class Meta:
        model = Vote
        fields = [
            "id",
            "ballot",
            "organization",
            "organization_name",
            "choice",
            "choice_label",
            "cast_by_name",
            "cast_at",
            "receipt",
            "revision",
        ]


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
    """How an organization voted, once the ballot is counted."""

    choice = serializers.SerializerMethodField(help_text="Null: entitled, and did not vote.")
    cast_by = serializers.SerializerMethodField(help_text="For members and staff; empty for others.")
    cast_at = serializers.SerializerMethodField()

    class Meta:
        model = Elector
        fields = [
            "slug",
            "name",
            "is_entitled",
            "is_recused",
            "choice",
            "cast_by",
            "cast_at",
        ]

    def get_choice(self, elector: Elector) -> str | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return vote.choice if vote else None

    def get_cast_by(self, elector: Elector) -> str:
        vote: Vote | None = getattr(elector, "vote", None)
        return vote.cast_by_name if vote and self.context["by"].is_signed_in else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_cast_at(self, elector: Elector) -> datetime | None:
        vote: Vote | None = getattr(elector, "vote", None)
        return vote.cast_at if vote else None


class ResultOut(serializers.ModelSerializer[Result]):
    """How a ballot came out, with the record from which everything about it is drawn."""

    ballot = serializers.CharField(source="ballot.ref")
    outcome_label = serializers.CharField(source="get_outcome_display")
    sentence = serializers.CharField()
    tally = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = Result
        fields = ["ballot", "outcome", "outcome_label", "sentence", "tally", "digest", "counted_at", "record"]


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
