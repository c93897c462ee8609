"""Rows of elections as every door lists them: what a reader may see is decided here and in `queries`."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from alliance.elections.models import (
    Answer,
    Body,
    BodySeat,
    Candidacy,
    CandidacyQuerySet,
    Contest,
    Election,
    ElectionQuerySet,
    EntitlementRequest,
    Nomination,
    Officer,
    Question,
    Term,
    Voter,
)
from alliance.elections.queries import elections_visible_to
from alliance.elections.rules import runs
from alliance.elections.states import ENDED, NOMINATING, PLANNED, RUNNING
from alliance.kernel.actor import Actor


def elections_run_by(by: Actor) -> ElectionQuerySet:
    """The elections whose officers this person is one of; staff run all."""
    every: ElectionQuerySet = Election.objects.all()
    if by.is_staff:
        return every
    return every.filter(Exists(Officer.objects.filter(election=OuterRef("pk"), user_id=by.person_id)))


def candidacies_known_to(by: Actor) -> CandidacyQuerySet:
    """`candidacies_visible_to` of all elections at once: whoever accepted a nomination; other nominees for
    themselves, their nominators, and who runs the election."""
    every: CandidacyQuerySet = Candidacy.objects.select_related(
        "election__body", "contest", "organization", "user"
    )
    every = every.filter(election__in=elections_visible_to(by).order_by())
    if by.is_staff:
        return every
    nominated = Nomination.objects.filter(candidacy=OuterRef("pk"), nominator_id=by.user_id)
    runs = Officer.objects.filter(election=OuterRef("election"), user_id=by.person_id)
    concerned = Q(user_id=by.person_id) | Exists(nominated) | Exists(runs)
    accepted = Q(accepted_at__isnull=False)
    return every.filter(accepted | concerned if by.is_signed_in else accepted)


def nominations_known_to(by: Actor, candidacy: Candidacy) -> list[Nomination]:
    """Who nominated: for everybody once it is accepted; before, each nominator knows of the own nomination
    only, the nominee and who runs the election of all."""
    every = list(candidacy.nominations.all())
    is_nominee = by.is_signed_in and candidacy.user_id == by.user_id
    if candidacy.accepted_at is not None or is_nominee or runs(by, candidacy.election):
        return every
    return [each for each in every if each.nominator_id == by.user_id]


def contests_known_to(by: Actor) -> QuerySet[Contest]:
    """The contests of the elections a reader may see."""
    return Contest.objects.filter(election__in=elections_visible_to(by).order_by())


def questions_known_to(by: Actor) -> QuerySet[Question]:
    """The public questions of the elections a reader may see; hidden ones for who runs the election."""
    every = Question.objects.filter(election__in=elections_visible_to(by).order_by())
    every = every.select_related("election")
    if by.is_staff:
        return every
    return every.filter(Q(hidden_at=None) | Q(election__in=elections_run_by(by).order_by()))


def voters_known_to(by: Actor) -> QuerySet[Voter]:
    """The lists of voters of the elections a person runs."""
    return Voter.objects.filter(election__in=elections_run_by(by).order_by()).select_related(
        "election", "user", "organization"
    )


def requests_known_to(by: Actor) -> QuerySet[EntitlementRequest]:
    """Requests to vote in the elections a person runs."""
    return EntitlementRequest.objects.filter(election__in=elections_run_by(by).order_by()).select_related(
        "election", "user", "organization"
    )


def seats_known_to(by: Actor) -> QuerySet[BodySeat]:  # noqa: ARG001 -- all are public
    """Every seat of every body."""
    return BodySeat.objects.select_related("body")


def terms_known_to(by: Actor) -> QuerySet[Term]:  # noqa: ARG001 -- all are public
    """Every term in every seat."""
    return Term.objects.select_related("seat__body", "user", "organization", "election")


def election_rows(elections: ElectionQuerySet) -> ElectionQuerySet:
    """Elections with what a list says of each: its contests with their ballots."""
    contests = Contest.objects.select_related("ballot").order_by("pk")
    return elections.select_related("body").prefetch_related(Prefetch("contests", queryset=contests))


def upcoming(elections: ElectionQuerySet) -> ElectionQuerySet:
    """Planned ones, whose nominations open next first."""
    return elections.filter(state=PLANNED).order_by("nominations_open_at", "pk")


def running(elections: ElectionQuerySet) -> ElectionQuerySet:
    """From nominations to the provisional result, whose vote closes next first."""
    return elections.filter(state__in=RUNNING).order_by("voting_closes_at", "pk")


def taking_nominations(elections: ElectionQuerySet, at: datetime) -> ElectionQuerySet:
    """Those in which somebody can be nominated now, soonest close first; with the number of seats at
    ``seat_count``."""
    found = elections.filter(
        state=NOMINATING, nominations_open_at__lte=at, nominations_close_at__gt=at
    ).order_by("nominations_close_at", "pk")
    seats = Contest.objects.filter(election=OuterRef("pk")).order_by().values("election")
    return found.annotate(seat_count=Subquery(seats.annotate(total=Sum("number")).values("total")))


def past(elections: ElectionQuerySet) -> ElectionQuerySet:
    """Certified and cancelled ones, the latest first."""
    return elections.filter(state__in=ENDED).order_by("-anchor_on", "-pk")


def questions_with_answers(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions with the answers of candidates who were seen to stand, in the order of their names."""
    answers = Answer.objects.filter(candidacy__accepted_at__isnull=False).select_related(
        "candidacy__organization"
    )
    return questions.prefetch_related(Prefetch("answers", queryset=answers.order_by("candidacy__name", "pk")))


def terms_with_seats(body: Body) -> QuerySet[Term]:
    """All terms in the seats of a body, the newest first."""
    found = Term.objects.filter(seat__body=body).select_related("seat", "user", "organization", "election")
    return found.order_by("-from_on", "seat__number", "pk")


def seats_with_holders(body: Body, on: date) -> QuerySet[BodySeat]:
    """The seats of a body on a day, each with its holders at ``held``: none or one."""
    held = Term.objects.on(on).select_related("user", "organization", "election")
    return body.seats.existing(on).prefetch_related(Prefetch("terms", queryset=held, to_attr="held"))
