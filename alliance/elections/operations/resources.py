"""The kinds of objects with addresses: elections, candidacies, questions, voters, bodies, seats, terms."""

from django.db import models
from django.urls import reverse

from alliance.elections.listings import (
    candidacies_known_to,
    questions_known_to,
    requests_known_to,
    seats_known_to,
    terms_known_to,
    voters_known_to,
)
from alliance.elections.models import (
    Body,
    BodySeat,
    Candidacy,
    Election,
    EntitlementRequest,
    Question,
    Term,
    Voter,
)
from alliance.elections.queries import bodies_visible_to, elections_visible_to
from alliance.web.operations import Resource


class PartResource(Resource):
    """Rows whose page is that of what they belong to."""

    def url(self, subject: models.Model) -> str:
        return page_of(subject)


def page_of(subject: models.Model) -> str:
    """The page on which a row is shown."""
    if isinstance(subject, BodySeat):
        return subject.body.get_absolute_url()
    if isinstance(subject, Term):
        return subject.seat.body.get_absolute_url()
    if isinstance(subject, Question):
        return f"{reverse('election_questions', args=[subject.election_id])}#question-{subject.pk}"
    if isinstance(subject, Voter | EntitlementRequest):
        return reverse("manage_election", args=[subject.election_id])
    address: str = subject.get_absolute_url()  # type: ignore[attr-defined]  # a candidacy has one
    return address


ELECTION = Resource(
    "election", "elections", Election, elections_visible_to, converter="election", lookup="pk"
)
BODY = Resource("body", "bodies", Body, bodies_visible_to)
CANDIDACY = PartResource(
    "candidacy", "candidacies", Candidacy, candidacies_known_to, converter="row", lookup="pk"
)
QUESTION = PartResource("question", "questions", Question, questions_known_to, converter="row", lookup="pk")
VOTER = PartResource("voter", "voters", Voter, voters_known_to, converter="row", lookup="pk")
REQUEST = PartResource(
    "entitlement_request",
    "entitlement-requests",
    EntitlementRequest,
    requests_known_to,
    converter="row",
    lookup="pk",
)
SEAT = PartResource("seat", "seats", BodySeat, seats_known_to, converter="row", lookup="pk")
TERM = PartResource("term", "terms", Term, terms_known_to, converter="row", lookup="pk")
