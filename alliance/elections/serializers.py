"""Elections, candidates, voters and bodies as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from alliance.elections import rules
from alliance.elections.listings import nominations_known_to
from alliance.elections.models import (
    Answer,
    Body,
    BodySeat,
    Candidacy,
    Contest,
    Election,
    Endorsement,
    EntitlementRequest,
    Nomination,
    Question,
    Term,
    Voter,
)
from alliance.voting.states import UNSEEN
from members.serializers import OrganizationRef


class BodyRef(serializers.ModelSerializer[Body]):
    """A body, by name and address."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Body
        fields = ["slug", "name", "url"]


class ElectionRef(serializers.ModelSerializer[Election]):
    """An election, by reference and title."""

    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Election
        fields = ["ref", "title", "url"]


class ElectionOut(serializers.ModelSerializer[Election]):
    """An election and its dates."""

    body = BodyRef()
    state_label = serializers.CharField(source="get_state_display")
    anchor_on = serializers.DateField(help_text="The one day from which all other dates follow.")
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Election
        fields = [
            "ref",
            "title",
            "body",
            "rule_id",
            "edition_label",
            "edition_digest",
            "state",
            "state_label",
            "anchor",
            "anchor_on",
            "nominations_open_at",
            "nominations_close_at",
            "acceptance_until",
            "evaluation_until",
            "qualification_closes_at",
            "voting_opens_at",
            "voting_closes_at",
            "terms_from_on",
            "certified_at",
            "is_public",
            "url",
        ]


class ContestOut(serializers.ModelSerializer[Contest]):
    """The seats of one group, and how it came out so far."""

    state_label = serializers.CharField(source="get_state_display")
    ballot = serializers.SerializerMethodField(help_text="B-14, once it is announced.")

    class Meta:
        model = Contest
        fields = [
            "id",
            "group",
            "title",
            "number",
            "least",
            "voter_class",
            "state",
            "state_label",
            "ballot",
            "outcome",
            "outcome_at",
        ]

    def get_ballot(self, contest: Contest) -> str | None:
        ballot = contest.ballot
        if ballot is None:
            return None
        is_known = ballot.state not in UNSEEN or rules.runs(self.context["by"], contest.election)
        return ballot.ref if is_known else None


class ElectionDetailOut(ElectionOut):
    """An election with its rule in words, contests and officers."""

    rule = serializers.SerializerMethodField(help_text="The rule in sentences, as it was when planned.")
    clause = serializers.CharField(source="rule.clause")
    contests = ContestOut(many=True)
    officers = serializers.SerializerMethodField(help_text="Names of those who run it beside staff.")

    class Meta(ElectionOut.Meta):
        fields = [
            *ElectionOut.Meta.fields,
            "explanation",
            "rule",
            "clause",
            "questions",
            "contests",
            "officers",
            "reason",
            "digest",
        ]

    def get_rule(self, election: Election) -> list[str]:
        return election.rule.election.sentences

    def get_officers(self, election: Election) -> list[str]:
        return [str(officer.user) for officer in election.officers.select_related("user")]


class StepOut(serializers.Serializer[Any]):
    """A step of an election: when, who, why then, and what stands against it."""

    key = serializers.CharField()
    title = serializers.CharField()
    starts = serializers.DateTimeField()
    ends = serializers.DateTimeField()
    who = serializers.CharField()
    why = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())


class NominationOut(serializers.ModelSerializer[Nomination]):
    """Who nominated."""

    affiliation = serializers.CharField(source="affiliation_name")

    class Meta:
        model = Nomination
        fields = ["name", "affiliation", "at"]


class EndorsementOut(serializers.ModelSerializer[Endorsement]):
    """Who endorses."""

    affiliation = serializers.CharField(source="affiliation_name")

    class Meta:
        model = Endorsement
        fields = ["name", "affiliation", "at"]


class StatementOut(serializers.Serializer[Any]):
    """What every candidate is asked, and what this one answers."""

    question = serializers.CharField()
    answer = serializers.CharField()


class CandidacyOut(serializers.ModelSerializer[Candidacy]):
    """A candidate; before the nomination is accepted, for those whom it concerns."""

    election = ElectionRef()
    contest = serializers.CharField(source="contest.title")
    contest_id = serializers.IntegerField()
    organization = OrganizationRef(allow_null=True)
    affiliation = serializers.CharField(source="affiliation_name", help_text="Empty for nobody's.")
    state_label = serializers.CharField(source="get_state_display")
    statement = serializers.SerializerMethodField()
    nominations = serializers.SerializerMethodField()
    endorsements = EndorsementOut(many=True)
    url = serializers.CharField(source="get_absolute_url", help_text="Its page in the portal.")

    class Meta:
        model = Candidacy
        fields = [
            "id",
            "slug",
            "election",
            "contest_id",
            "contest",
            "name",
            "organization",
            "affiliation",
            "project",
            "state",
            "state_label",
            "reason",
            "statement",
            "disclosures",
            "nominations",
            "endorsements",
            "nominated_at",
            "accepted_at",
            "url",
        ]

    @extend_schema_field(NominationOut(many=True))
    def get_nominations(self, candidacy: Candidacy) -> list[dict[str, Any]]:
        known = nominations_known_to(self.context["by"], candidacy)
        return list(NominationOut(known, many=True).data)

    @extend_schema_field(StatementOut(many=True))
    def get_statement(self, candidacy: Candidacy) -> list[dict[str, str]]:
        return statement_of(candidacy)


def statement_of(candidacy: Candidacy) -> list[dict[str, str]]:
    """Each question of the election with the candidate's answer, empty where there is none."""
    answers = candidacy.answers
    return [
        {"question": question, "answer": answers[place] if place < len(answers) else ""}
        for place, question in enumerate(candidacy.election.questions)
    ]


class AnswerOut(serializers.ModelSerializer[Answer]):
    """What one candidate answers."""

    candidate = serializers.CharField(source="candidacy.name")

    class Meta:
        model = Answer
        fields = ["candidacy_id", "candidate", "text", "at", "revised_at"]


class QuestionOut(serializers.ModelSerializer[Question]):
    """A public question to all candidates, with their answers."""

    election = serializers.CharField(source="ref")
    asked_by = serializers.CharField(source="asked_by_name")
    organization = serializers.CharField(source="organization_name")
    is_hidden = serializers.SerializerMethodField()
    answers = AnswerOut(many=True)

    class Meta:
        model = Question
        fields = ["id", "election", "text", "asked_by", "organization", "asked_at", "is_hidden", "answers"]

    def get_is_hidden(self, question: Question) -> bool:
        return question.hidden_at is not None


class VoterOut(serializers.ModelSerializer[Voter]):
    """A line of the list of voters, for those who run the election."""

    election = serializers.CharField(source="election.ref")
    email = serializers.EmailField(source="user.email")
    organization = OrganizationRef(allow_null=True)
    affiliation = serializers.CharField(source="affiliation_name")

    class Meta:
        model = Voter
        fields = [
            "id",
            "election",
            "name",
            "email",
            "reason",
            "organization",
            "affiliation",
            "project",
            "listed_at",
            "registered_at",
        ]


class RequestOut(serializers.ModelSerializer[EntitlementRequest]):
    """A request to be put on the list of voters, for those who run the election."""

    election = serializers.CharField(source="ref")
    organization = OrganizationRef(allow_null=True)
    affiliation = serializers.CharField(source="affiliation_name")

    class Meta:
        model = EntitlementRequest
        fields = [
            "id",
            "election",
            "name",
            "text",
            "organization",
            "affiliation",
            "asked_at",
            "is_granted",
            "answer",
            "decided_at",
        ]


class BodyOut(BodyRef):
    """A body and where its charter describes it."""

    class Meta(BodyRef.Meta):
        fields = [*BodyRef.Meta.fields, "charter_body", "charter_id", "clause", "registered_at"]


class TermOut(serializers.ModelSerializer[Term]):
    """Somebody holds a seat from a day until another."""

    body = serializers.CharField(source="seat.body.slug")
    seat = serializers.CharField(source="seat.title")
    seat_id = serializers.IntegerField()
    name = serializers.CharField(source="person_name")
    organization = OrganizationRef(allow_null=True)
    affiliation = serializers.CharField(source="affiliation_name")
    election = serializers.CharField(source="election.ref", allow_null=True, default=None)

    class Meta:
        model = Term
        fields = [
            "id",
            "body",
            "seat_id",
            "seat",
            "name",
            "organization",
            "affiliation",
            "project",
            "from_on",
            "until_on",
            "ended_on",
            "end_reason",
            "leave_from",
            "leave_until",
            "election",
            "rank",
        ]


class BodySeatOut(serializers.ModelSerializer[BodySeat]):
    """One seat of a body."""

    body = serializers.CharField(source="body.slug")

    class Meta:
        model = BodySeat
        fields = ["id", "body", "group", "number", "title", "cohort", "is_voting", "abolished_on"]
