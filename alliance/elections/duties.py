"""What elections ask of one person: as rows, so that they can be counted in one query."""

from datetime import datetime

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from alliance.elections.models import (
    Candidacy,
    Contest,
    Election,
    ElectionQuerySet,
    EntitlementRequest,
    Officer,
)
from alliance.elections.states import (
    ACCEPTED,
    BALLOTING,
    COUNTED,
    DECIDED,
    NOMINATED,
    NOMINATING,
    PROVISIONAL,
    QUALIFYING,
    READY,
    VOTING,
)
from alliance.voting import states as ballots

ANY_ANSWER = '$[*] ? (@ != "")'


def nominations_to_answer(user_id: int, at: datetime) -> QuerySet[Candidacy]:
    """Nominations of a person that wait for a yes or a no, and can still be accepted."""
    found = Candidacy.objects.filter(user_id=user_id, state=NOMINATED, election__state=NOMINATING)
    return found.filter(election__acceptance_until__gt=at).select_related("election__body", "contest")


def statements_to_write(user_id: int, at: datetime) -> QuerySet[Candidacy]:
    """Candidacies of a person without any answer to the questions that every candidate is asked."""
    said = Func(
        F("answers"),
        Cast(Value(ANY_ANSWER), _JSONPath()),
        function="jsonb_path_exists",
        output_field=BooleanField(),
    )
    standing = Candidacy.objects.standing().filter(user_id=user_id, election__voting_opens_at__gt=at)
    running = standing.filter(election__state__in=(NOMINATING, QUALIFYING, BALLOTING))
    asked = running.exclude(election__questions=[])
    return asked.alias(said=said).filter(said=False).select_related("election__body", "contest")


class _JSONPath(BooleanField[bool, bool]):
    """The type ``jsonpath`` of PostgreSQL, for a cast."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 -- Django's own signature
        return "jsonpath"

    def get_db_prep_value(self, value: str, connection: object, prepared: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return value


def elections_to_run(user_id: int, at: datetime) -> ElectionQuerySet:
    """Elections of which a person is an officer, and whose next step is for officers to take now."""
    own = Officer.objects.filter(election=OuterRef("pk"), user_id=user_id)
    found: ElectionQuerySet = Election.objects.filter(Exists(own))
    return waiting_for_officers(found, at)


def waiting_for_officers(elections: ElectionQuerySet, at: datetime) -> ElectionQuerySet:
    """Elections in which those who run them have to act: what `runbook.next_step` says, for the database.

    Left out is what only staff can do, and what a ballot asks of them.
    """
    contests = Contest.objects.filter(election=OuterRef("pk"))
    unasked = Candidacy.objects.filter(election=OuterRef("pk"), state=ACCEPTED, ballot=None)
    asking = EntitlementRequest.objects.filter(election=OuterRef("pk"), decided_at=None)
    provisional = Q(ballot__isnull=False) & ~Q(ballot__state=ballots.CERTIFIED)
    undecided = Exists(contests.filter(~Q(state=DECIDED) | provisional))
    return elections.filter(
        Q(state=NOMINATING) & Exists(asking)
        | Q(state=QUALIFYING, evaluation_until__lte=at) & Exists(unasked)
        | Q(state=BALLOTING)
        & Exists(contests.filter(Q(state=READY) | Q(state=VOTING, ballot__state__in=ballots.UNSEEN)))
        | Q(state__in=(BALLOTING, PROVISIONAL)) & Exists(contests.filter(state=COUNTED))
        | Q(state=PROVISIONAL) & ~undecided
    )
