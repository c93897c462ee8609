"""Rules and editions as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.charter.grammar import MotionRule
from alliance.charter.models import CharterEdition


class CharterEditionOut(serializers.ModelSerializer[CharterEdition]):
    """An adopted edition with its full text."""

    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = CharterEdition
        fields = ["id", "body", "label", "title", "in_force_since", "adopted_at", "digest", "source", "url"]


class CharterRuleOut(serializers.Serializer[Any]):
    """A rule of any body, in plain sentences."""

    id = serializers.CharField()
    title = serializers.CharField()
    clause = serializers.CharField()
    text = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class CharterInForceOut(serializers.ModelSerializer[CharterEdition]):
    """The charter of a body that is in force, and its rules."""

    edition = serializers.CharField(source="label")
    rules = serializers.SerializerMethodField()

    class Meta:
        model = CharterEdition
        fields = ["id", "body", "title", "edition", "in_force_since", "rules"]

    @extend_schema_field(CharterRuleOut(many=True))
    def get_rules(self, edition: CharterEdition) -> list[dict[str, Any]]:
        return [
            {
                "id": slug,
                "title": rule.title or slug,
                "clause": rule.clause or "",
                "text": rule.text,
                "sentences": rule.sentences,
            }
            for slug, rule in edition.charter.rules.items()
        ]


class RuleOut(serializers.Serializer[Any]):
    """A rule in force: its sentences, and the conditions as data."""

    id = serializers.CharField()
    title = serializers.CharField()
    clause = serializers.CharField()
    text = serializers.CharField()
    vote_unit = serializers.ChoiceField(["organization", "corporate_group"])
    options = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField(help_text="When a motion passes.")
    quorum_sentence = serializers.CharField()
    abstention_sentence = serializers.CharField(help_text="What an abstention does.")
    open_sentence = serializers.CharField(source="open.sentence", help_text="How long a ballot is open.")
    recuse = serializers.ListField(child=serializers.CharField(), help_text="Roles that do not vote.")
    conditions = serializers.SerializerMethodField(
        help_text="Passing, quorum and open period as in the charter."
    )

    def get_conditions(self, rule: MotionRule) -> dict[str, Any]:
        return rule.model_dump(mode="json", include={"passes", "quorum", "open"})


class TrialIn(serializers.Serializer[Any]):
    """A tally to try."""

    entitled = serializers.IntegerField(min_value=1, help_text="How many are entitled to vote.")
    votes_for = serializers.IntegerField(min_value=0)
    against = serializers.IntegerField(min_value=0)
    abstain = serializers.IntegerField(min_value=0, required=False)
    present = serializers.IntegerField(
        min_value=0, required=False, help_text="Those who voted, if not given."
    )
    seats = serializers.IntegerField(min_value=0, required=False, help_text="Those entitled, if not given.")
    vetoes = serializers.IntegerField(min_value=0, required=False, help_text="Those that stand.")
    objections = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="Those that stand; where somebody rules on them, the sustained.",
    )
    everywhere = serializers.BooleanField(
        required=False, help_text="Under every rule of every charter known here, not only our own."
    )


class TrialOut(serializers.Serializer[Any]):
    """What a tally would decide under one rule, and why."""

    body = serializers.CharField(help_text="Whose rule it is; empty for our own.")
    rule = serializers.CharField(source="slug")
    title = serializers.CharField()
    outcome = serializers.ChoiceField(["passed", "not_passed", "no_quorum", "void", "unknown"])
    quorum = serializers.CharField()
    passes = serializers.CharField()
