"""The scenes of operations on elections, candidates, voters and bodies."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from alliance.elections import actions
from alliance.elections.models import Candidacy, Election, EntitlementRequest, Question
from alliance.elections.operations import OPERATIONS
from tests.cast import Cast
from tests.elections import polls

OFFICERS = frozenset({"River", "staff"})
STAFF = frozenset({"staff"})
EVERYBODY = frozenset({"Hill", "Lake", "River", "Hill alternate", "staff", "nobody"})
ALL = {operation.name: operation for operation in OPERATIONS}
REASON = {"reason": "It was agreed."}
Scene = Callable[[Cast], tuple[Any, dict[str, Any]]]


def day(cast: Cast, days: float) -> str:
    return str((cast.now + timedelta(days=days)).date())


def plan(cast: Cast) -> dict[str, Any]:
    return {
        "body": polls.body(cast).slug,
        "rule_id": "technical-election",
        "title": "Technical oversight 2027",
        "explanation": "Two seats.",
        "anchor_on": day(cast, 60),
        "anchor": "closes",
        "groups": ["members"],
        "numbers": "members: 2",
        "questions": "Why do you stand?\nWhat will you do?",
        "terms_from_on": day(cast, 100),
    }


def of_academia(cast: Cast) -> Candidacy:
    """Lake stands for a seat of the universities, who endorse."""
    election = polls.nominating(
        cast,
        rule="steering-election",
        group="academia",
        of=polls.body(cast, "steering-committee"),
        officers=("Forest", "Stone", "Cliff"),
    )
    (candidacy,) = polls.standing(cast, election, "Lake")
    return candidacy


def endorsed(cast: Cast) -> Candidacy:
    candidacy = of_academia(cast)
    election = candidacy.election
    actions.endorse(candidacy_id=candidacy.pk, by=cast.by("Hill"), at=polls.during(election))
    return candidacy


def exceptions(cast: Cast) -> Election:
    """The officers may put somebody on the list who asks."""
    charter = polls.adopted(cast, "kubernetes")
    body = polls.body(cast, "steering-committee", charter)
    return polls.nominating(
        cast, opens_in=25, rule="steering-election", group="elected", of=body, voters=("Hill", "Stone")
    )


def asked_to_vote(cast: Cast) -> EntitlementRequest:
    election = exceptions(cast)
    return actions.ask_to_vote(
        election_id=election.pk, text="I wrote the parser.", by=cast.by("Lake"), at=cast.now
    )


def to_register(cast: Cast) -> Election:
    """Listed voters register."""
    charter = polls.adopted(cast, "cncf")
    return polls.nominating(
        cast,
        rule="maintainer-election",
        group="maintainer-selected",
        number=1,
        of=polls.body(cast, "toc", charter),
        voters=("Hill", "Lake"),
    )


def to_qualify(cast: Cast) -> Election:
    """The evaluation of a nominee has lasted long enough."""
    charter = polls.adopted(cast, "cncf")
    board = polls.body(cast, "governing-board", charter, platinum=2, gold=1, silver=1)
    for number, name in enumerate(("Hill", "Forest"), start=1):
        polls.term(cast, name, number, board)
    toc = polls.body(cast, "toc", charter)
    given = {"rule": "toc-election-by-governing-board", "group": "governing-board-selected", "of": toc}
    election = polls.nominating(cast, opens_in=5, **given)
    polls.standing(cast, election, "Lake", "Cliff")
    actions.close_nominations(election_id=election.pk, by=polls.SYSTEM, at=election.acceptance_until)
    Election.objects.filter(pk=election.pk).update(evaluation_until=cast.now - timedelta(hours=1))
    election.refresh_from_db()
    return election


def question(cast: Cast, *, hidden: bool = False) -> Question:
    election = polls.nominating(cast)
    polls.standing(cast, election, "Lake")
    found = actions.ask_question(
        election_id=election.pk, text="How often will you meet?", by=cast.by("Hill"), at=cast.now
    )
    if hidden:
        actions.hide_question(question_id=found.pk, reason="rude", by=cast.by("staff"), at=cast.now)
        found.refresh_from_db()
    return found


def refused(cast: Cast) -> Candidacy:
    (candidacy,) = polls.standing(cast, polls.nominating(cast), "Lake")
    return actions.refuse_candidacy(
        candidacy_id=candidacy.pk, reason="too new", by=cast.by("staff"), at=cast.now
    )


def reopened(cast: Cast) -> Election:
    """Nominations were opened again: there are fewer candidates than seats."""
    return polls.settled(cast, "Lake")


def too_many(cast: Cast) -> Any:
    """Stone and Cliff are one group, and hold two seats where they may hold one."""
    body = polls.body(cast, "steering-committee")
    polls.term(cast, "Stone", 1, body)
    polls.term(cast, "Cliff", 2, body)
    return body


def vacant(cast: Cast) -> Any:
    """A seat that was given up after an election: Cliff is next."""
    election = polls.certified(cast)
    held = election.terms.get(user=cast.people["Lake"])
    actions.end_term(
        term_id=held.pk, ended_on=cast.now.date(), reason="left", by=cast.by("staff"), at=cast.now
    )
    return held.seat


def listed(cast: Cast) -> Any:
    return polls.nominating(cast).voters.get(user=cast.people["Cliff"])


def on_leave(cast: Cast) -> Any:
    term = polls.term(cast)
    begins = cast.now.date() - timedelta(days=3)
    return actions.grant_leave(term_id=term.pk, leave_from=begins, by=cast.by("staff"), at=cast.now)


def with_earlier(cast: Cast) -> tuple[Election, dict[str, Any]]:
    earlier = polls.planned(cast, title="Technical oversight 2026")
    later = polls.planned(cast, voters=("Hill",))
    return later, {"from_election": str(earlier.pk)}


CSV = "name,email,reason\nNia New,nia@new.example,Lead of a project.\n"

SCENES: list[tuple[str, str, Scene, frozenset[str]]] = [
    ("plan_election", "election.planned", lambda cast: (None, plan(cast)), STAFF),
    (
        "reschedule_election",
        "election.rescheduled",
        lambda cast: (
            polls.planned(cast),
            {"anchor_on": day(cast, 90), "anchor": "opens", "reason": "holidays"},
        ),
        OFFICERS,
    ),
    (
        "set_questions",
        "election.questions_set",
        lambda cast: (polls.planned(cast), {"questions": "Why?\nHow?"}),
        OFFICERS,
    ),
    (
        "appoint_officer",
        "election.officer_appointed",
        lambda cast: (polls.planned(cast), {"user": cast.people["Cliff"].email}),
        STAFF,
    ),
    (
        "relieve_officer",
        "election.officer_relieved",
        lambda cast: (
            found := polls.planned(cast),
            {"user": str(found.officers.get(user=cast.people["Stone"]).pk)},
        ),
        STAFF,
    ),
    ("cancel_election", "election.cancelled", lambda cast: (polls.nominating(cast), REASON), STAFF),
    (
        "list_voters",
        "election.voters_listed",
        lambda cast: (polls.nominating(cast), {"voters": CSV}),
        OFFICERS,
    ),
    ("copy_voters", "election.voters_listed", with_earlier, OFFICERS),
    (
        "register_to_vote",
        "election.voter_registered",
        lambda cast: (to_register(cast), {}),
        frozenset({"Hill", "Lake"}),
    ),
    (
        "ask_to_vote",
        "election.entitlement_asked",
        lambda cast: (exceptions(cast), {"text": "I wrote the parser.", "affiliation": "Parsers Inc."}),
        EVERYBODY - {"Hill"},
    ),
    (
        "decide_request",
        "election.entitlement_decided",
        lambda cast: (asked_to_vote(cast), {"is_granted": "yes", "answer": "You did."}),
        OFFICERS,
    ),
    ("remove_voter", "election.voter_removed", lambda cast: (listed(cast), {}), OFFICERS),
    (
        "open_nominations",
        "election.nominations_opened",
        lambda cast: (polls.planned(cast, opens_in=10), {}),
        OFFICERS,
    ),
    (
        "extend_nominations",
        "election.nominations_extended",
        lambda cast: (
            polls.nominating(cast),
            {"closes_at": (cast.now + timedelta(days=20)).isoformat(), "reason": "holidays"},
        ),
        OFFICERS,
    ),
    (
        "close_nominations",
        "election.nominations_closed",
        lambda cast: (polls.waiting(cast), {}),
        OFFICERS,
    ),
    (
        "leave_seats_open",
        "contest.seats_left_open",
        lambda cast: (reopened(cast), {"contest": str(reopened_contest(cast)), **REASON}),
        OFFICERS,
    ),
    (
        "nominate",
        "candidacy.nominated",
        lambda cast: (
            polls.nominating(cast),
            {"name": "Nia New", "email": "nia@new.example", "affiliation": "New Inc."},
        ),
        frozenset({"Hill", "Lake"}),
    ),
    (
        "call_qualification",
        "election.qualification_called",
        lambda cast: (to_qualify(cast), {"closes_at": (cast.now + timedelta(days=8)).isoformat()}),
        OFFICERS,
    ),
    (
        "prepare_vote",
        "election.vote_prepared",
        lambda cast: (polls.settled(cast), {"dispute_days": 5, "lot_source": "the lottery of 1 May"}),
        OFFICERS,
    ),
    ("announce_vote", "election.vote_announced", lambda cast: (polls.prepared(cast), {}), OFFICERS),
    (
        "step_down",
        "contest.decided",
        lambda cast: (
            found := polls.settled(cast, "Lake", "Hill"),
            {"who": f"candidacy-{found.candidacies.get(user=cast.people['Lake']).pk}", **REASON},
        ),
        OFFICERS | {"Lake"},
    ),
    (
        "draw_contest_lot",
        "contest.lot_drawn",
        lambda cast: (polls.settled(cast, "Lake", "Hill", "Cliff", number=3), {"value": "4 8 15 16"}),
        OFFICERS,
    ),
    (
        "certify_election",
        "election.certified",
        lambda cast: (polls.settled(cast, "Lake", "Hill"), {}),
        OFFICERS,
    ),
    (
        "ask_question",
        "question.asked",
        lambda cast: (polls.nominating(cast), {"text": "How often will you meet?"}),
        EVERYBODY,
    ),
    (
        "accept_nomination",
        "candidacy.accepted",
        lambda cast: (
            polls.nominated(cast, polls.nominating(cast)),
            {
                "answer_1": "To make reviews faster.",
                "answer_4": "A day a week.",
                "disclosures": "None.",
                "organization": "lake",
            },
        ),
        frozenset({"Lake"}),
    ),
    (
        "decline_nomination",
        "candidacy.declined",
        lambda cast: (polls.nominated(cast, polls.nominating(cast)), {}),
        frozenset({"Lake"}),
    ),
    (
        "revise_statement",
        "candidacy.statement_revised",
        lambda cast: (
            polls.standing(cast, polls.nominating(cast), "Lake")[0],
            {"answer_2": "Three years.", "disclosures": "A grant."},
        ),
        frozenset({"Lake"}),
    ),
    (
        "withdraw_candidacy",
        "candidacy.withdrawn",
        lambda cast: (polls.standing(cast, polls.nominating(cast), "Lake")[0], REASON),
        frozenset({"Lake"}),
    ),
    (
        "refuse_candidacy",
        "candidacy.refused",
        lambda cast: (polls.standing(cast, polls.nominating(cast), "Lake")[0], REASON),
        OFFICERS,
    ),
    ("admit_candidacy", "candidacy.admitted", lambda cast: (refused(cast), {}), OFFICERS),
    (
        "endorse",
        "candidacy.endorsed",
        lambda cast: (of_academia(cast), {}),
        frozenset({"Hill", "Hill alternate", "Lake", "River"}),
    ),
    (
        "withdraw_endorsement",
        "candidacy.endorsement_withdrawn",
        lambda cast: (endorsed(cast), {}),
        frozenset({"Hill"}),
    ),
    (
        "answer_question",
        "question.answered",
        lambda cast: (question(cast), {"text": "Every fortnight."}),
        frozenset({"Lake"}),
    ),
    ("hide_question", "question.hidden", lambda cast: (question(cast), REASON), OFFICERS),
    ("show_question", "question.shown", lambda cast: (question(cast, hidden=True), {}), OFFICERS),
    (
        "register_body",
        "body.registered",
        lambda _: (None, {"body": "ai-alliance/steering-committee", "sizes": "technical: 1"}),
        STAFF,
    ),
    (
        "resize_group",
        "body.resized",
        lambda cast: (polls.body(cast), {"group": "members", "number": 5}),
        STAFF,
    ),
    (
        "draw_for_excess",
        "body.excess_drawn",
        lambda cast: (
            too_many(cast),
            {"side": "Stone", "value": "4 8 15 16", "ended_on": day(cast, 0)},
        ),
        STAFF,
    ),
    (
        "seat_person",
        "body.term_begun",
        lambda cast: (
            polls.seat(cast),
            {
                "user": cast.people["Lake"].email,
                "organization": "lake",
                "from_on": day(cast, 0),
                "until_on": day(cast, 700),
            },
        ),
        STAFF,
    ),
    ("fill_vacancy", "body.vacancy_filled", lambda cast: (vacant(cast), {"from_on": day(cast, 0)}), STAFF),
    (
        "end_term",
        "body.term_ended",
        lambda cast: (polls.term(cast), {"ended_on": day(cast, 0), **REASON}),
        STAFF | {"Lake"},
    ),
    (
        "grant_leave",
        "body.leave_granted",
        lambda cast: (polls.term(cast), {"leave_from": day(cast, 1), "leave_until": day(cast, 30)}),
        STAFF,
    ),
    ("end_leave", "body.leave_ended", lambda cast: (on_leave(cast), {}), STAFF | {"Lake"}),
    (
        "change_affiliation",
        "body.affiliation_changed",
        lambda cast: (polls.term(cast), {"affiliation": "New Inc."}),
        STAFF | {"Lake"},
    ),
]


def reopened_contest(cast: Cast) -> int:
    return Election.objects.get().contests.get().pk
