"""Five hundred persons who elect a committee by secret ballot, and the ballots that they cast."""

import random
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from alliance.accounts.models import User
from alliance.charter.grammar import ContestRule
from alliance.charter.queries import contest_rule_in_force
from alliance.kernel.actor import Actor, Interface
from alliance.voting import actions
from alliance.voting.models import Ballot
from alliance.voting.roll import OptionText, RollEntry, RollLine
from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.states import Capacity
from tests.cast import adopt_charter

HOOK = "tests.voting.proofs.electorate.electorate"
BACKEND = "django.contrib.auth.backends.ModelBackend"
CANDIDATES = (
    "Adaeze Okonkwo",
    "Birgit Sørensen",
    "Chandrika Pillai",
    "Diego Fuentes",
    "Eun-ji Park",
    "Farid Haddad",
    "Grażyna Wolska",
    "Hemi Tāmaki",
    "Ingeborg Lindqvist",
    "João Carvalho",
)
OPEN_FOR = timedelta(days=14)


def electorate(ballot: Ballot, at: datetime) -> list[RollLine]:
    """Every voter on a line of the own: what `settings.ELECTORATES` names here."""
    return [
        RollLine(
            name=user.name,
            slug=user.email.partition("@")[0],
            is_entitled=True,
            reason="Elects the committee.",
            unit="person",
            people=(RollEntry(user.pk, user.name, Capacity.PRIMARY),),
        )
        for user in voters()
    ]


def voters() -> list[User]:
    """The voters; their keys are in the order of their names."""
    return list(User.objects.filter(email__endswith="@voters.example").order_by("pk"))


def people_arrive(count: int) -> Actor:
    """Charter, staff and so many voters; who prepares ballots."""
    adopt_charter()
    User.objects.bulk_create(
        User(
            email=f"voter-{number:03}@voters.example",
            handle=f"voter-{number:03}",
            name=f"Voter {number:03}",
            password="!",
        )
        for number in range(count)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in voters()
    )
    staff = User.objects.create_user("sam@staff.example", None, name="Sam Staff", is_staff=True)
    return Actor(Interface.ADMIN, staff.pk, str(staff), is_staff=True)


def opened(by: Actor, at: datetime, **given: object) -> Ballot:
    """A secret election of three of the candidates, open from that instant for two weeks."""
    return actions.open_ballot(ballot_id=prepared(by, at, **given).pk, by=by, at=at)


def prepared(by: Actor, at: datetime, **given: object) -> Ballot:
    """The same, frozen and not open yet."""
    opens_at = given.pop("opens_at", at)
    words = {
        "question": "Who sits on the committee?",
        "body_name": "The committee",
        "rule": rule_with_programs(at),
        "options": [OptionText(name, affiliation=f"{name.split()[-1]} Labs") for name in CANDIDATES],
        "counting": {"seats": 3},
        "opens_at": opens_at,
        "closes_at": opens_at + OPEN_FOR,
        **given,
    }
    ballot = actions.build_ballot(**words, by=by, at=at)  # type: ignore[arg-type]
    for action in (actions.rehearse_ballot, actions.freeze_ballot):
        action(ballot_id=ballot.pk, by=by, at=at)
    return ballot


def rule_with_programs(at: datetime) -> ContestRule:
    """The shipped rule of such elections; votes may come from programs as well."""
    rule = contest_rule_in_force("steering-election", at)[1]
    vote = rule.election.vote.model_copy(update={"by_program": True})
    return rule.model_copy(update={"election": rule.election.model_copy(update={"vote": vote})})


def rankings(form: BallotForm, count: int, unique: int, seed: int) -> list[Marked]:
    """So many ballots in random order: some are the only ones of their kind, the others follow twelve slates.

    A unique one is long and looks like no run of numbers, so that it is found nowhere by chance.
    """
    chance = random.Random(seed)
    slates = [ranking(form, chance, chance.randint(1, 7)) for _ in range(12)]
    found: list[Marked] = []
    while len(found) < unique:
        drawn = ranking(form, chance, len(form.options) - chance.randint(0, 1))
        if drawn not in found and not looks_counted(drawn):
            found.append(drawn)
    found += [chance.choice(slates) for _ in range(count - unique)]
    chance.shuffle(found)
    return found


def ranking(form: BallotForm, chance: random.Random, length: int) -> Marked:
    return form.ranking([[name] for name in chance.sample(form.options, length)])


def looks_counted(drawn: Marked) -> bool:
    """Whether three neighbours on the form are ranked one after the other."""
    marks = [mark or 0 for mark in drawn.marks]
    runs = zip(marks, marks[1:], marks[2:], strict=False)
    return any(b - a == c - b and abs(b - a) == 1 for a, b, c in runs)


def signed_in(user: User) -> str:
    """The key of a session, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key
