"""One election, from the first nomination to the certificate: eight voters and those who run it, each in a
browser of their own, by keyboard alone, half of them in the dark theme.

Web server, worker, PostgreSQL, Redis and mail are real, and the vote is secret. Only waiting is done behind
the product's back: what is due, which is data, is moved to the present.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.models import User
from alliance.elections import actions
from alliance.elections.models import Candidacy, Election, Term
from alliance.voting.models import Ballot, Envelope, Vote
from tests.browser.conftest import confirm_addresses
from tests.browser.keyboard import Hands
from tests.browser.post import Post
from tests.cast import PASSWORD, Cast, add_organization
from tests.local.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.worker]

CANDIDATES = ("Lake", "River", "Brook", "Cliff")
RANKINGS = {
    "Hill": ("Lake", "River"),
    "Lake": ("Lake", "Brook"),
    "River": ("River", "Lake"),
    "Forest": ("Lake", "River", "Brook"),
    "Stone": ("Cliff", "Lake"),
    "Cliff": ("Cliff", "River"),
    "Brook": ("River", "Lake", "Cliff"),
    "Hill alternate": ("River", "Brook"),
}
ANSWERS = (
    "To have reviews done within a month.",
    "Two years as a reviewer.",
    "Nobody waits longer than that.",
    "A day a week.",
)
TITLE = "Technical oversight committee 2027"
People = dict[str, Hands]


@pytest.fixture
def officers(cast: Cast) -> dict[str, User]:
    """Two people without any other role, who run the election with a member of staff."""
    return {
        name: User.objects.create_user(f"{name.lower()}@officers.example", PASSWORD, name=f"{name} Officer")
        for name in ("Ona", "Otto")
    }


def test_from_nomination_to_certificate(cast: Cast, officers, worker, post: Post, sit_down):
    add_organization(cast, "Brook", kind="university")
    actions.register_body(
        charter_body="ai-alliance",
        charter_id="technical-oversight-committee",
        by=cast.by("staff"),
        at=cast.now,
    )
    confirm_addresses()
    people = take_seats(cast, officers, sit_down)
    plan(people["staff"])
    appoint(people["staff"], officers)
    list_voters(people["Ona"], cast, post)
    open_nominations()
    nominate(people, post)
    ask_and_answer(people, post)
    close_nominations()
    prepare(people["Ona"])
    open_vote()
    vote_all(people, cast, post)
    close_vote()
    read_provisional_result(people, cast, post)
    end_disputes()
    read_certificate(people, cast, post)


def take_seats(cast: Cast, officers: dict[str, User], sit_down: Callable[..., object]) -> People:
    """Everyone signs in, by keyboard."""
    addresses = {name: cast.people[name].email for name in RANKINGS}
    addresses |= {"staff": cast.staff.email, "Ona": officers["Ona"].email}
    people = {}
    for number, (name, email) in enumerate(addresses.items()):
        scheme = "dark" if number % 2 else "light"
        hands = Hands(sit_down(name, color_scheme=scheme, reduced_motion="reduce"))
        hands.sign_in(email)
        people[name] = hands
    return people


# Planning ---------------------------------------------------------------------------------------------------
def plan(staff: Hands) -> None:
    """From a body, its rule and one day; the dates are looked at first."""
    staff.open("/elections/")
    staff.go_to("Plan an election")
    staff.go_to("Election of the technical oversight committee")
    staff.type("Title", TITLE)
    day = timezone.now() + timedelta(days=90)
    staff.type("The one day", f"{day:%m%d%Y}")
    staff.tick("members")
    staff.type("Seats to fill", "members: 2")
    staff.go_to("Show the dates")
    staff.shows("Nothing is planned yet.")
    staff.go_to("Plan an election")
    staff.reads("heading", TITLE)
    assert Election.objects.get().contests.get().number == 2


def appoint(staff: Hands, officers: dict[str, User]) -> None:
    """The rule asks for three; the desk says how many are missing."""
    desk = f"/elections/{Election.objects.get().ref}/manage/"
    staff.open(desk)
    staff.shows("Appoint three officers")
    for email in (*(each.email for each in officers.values()), "sam@staff.example"):
        staff.open(desk)
        staff.go_to("Appoint an officer")
        staff.type("Person", email)
        staff.go_to("Appoint an officer")
    staff.shows("Put the voters on the list")


def list_voters(officer: Hands, cast: Cast, post: Post) -> None:
    """An officer comes by the mail, and pastes a table."""
    officer.open(post.wait_for("ona@officers.example", "officer_appointed").link)
    officer.go_to("Put voters on the list")
    lines = [
        "name,email,reason",
        *(f"{cast.people[name]},{cast.people[name].email},Elector" for name in RANKINGS),
    ]
    officer.type("Voters", "\n".join(lines))
    officer.go_to("Put voters on the list")
    officer.shows("List of voters (8)")


# Nominations ------------------------------------------------------------------------------------------------
def open_nominations() -> None:
    Election.objects.update(nominations_open_at=timezone.now())
    until(lambda: Election.objects.get().state == "nominating", within=90)


def nominate(people: People, post: Post) -> None:
    """Hill nominates Lake, who accepts; the others stand of their own accord."""
    hill = people["Hill"]
    hill.open(post.wait_for("hill.rep@members.example", "nominations_opened").link)
    hill.type("Name", "Lake Rep")
    hill.go_to("Nominate")
    hill.shows("Seen by Lake Rep, by whoever nominated")
    assert not people["Stone"].screen.page.get_by_text("Lake Rep").count()
    lake = people["Lake"]
    lake.open(post.wait_for("lake.rep@members.example", "nominated").link)
    lake.go_to("Accept the nomination")
    write_statement(lake)
    lake.go_to("Accept the nomination")
    lake.shows("You stand for Members")
    for name in CANDIDATES[1:]:
        hands = people[name]
        hands.open(f"/elections/{Election.objects.get().ref}/")
        hands.go_to("Nominate")
        hands.go_to("Stand yourself")
        hands.go_to("Nominate")
        hands.go_to("Edit your statement")
        write_statement(hands)
        hands.go_to("Edit your statement")
    assert Candidacy.objects.standing().count() == len(CANDIDATES)


def write_statement(hands: Hands) -> None:
    for question, answer in zip(Election.objects.get().questions, ANSWERS, strict=True):
        hands.type(question, answer)
    hands.type("What voters should know", "Nothing.")


def ask_and_answer(people: People, post: Post) -> None:
    forest = people["Forest"]
    forest.open(f"/elections/{Election.objects.get().ref}/questions/")
    forest.go_to("Ask the candidates")
    forest.type("Question", "How often will you meet?")
    forest.go_to("Ask the candidates")
    brook = people["Brook"]
    brook.open(post.wait_for("brook.rep@members.example", "question_asked").link)
    brook.type("Answer", "Every fortnight, in the open.")
    brook.go_to("Answer")
    forest.open(post.wait_for("forest.rep@members.example", "question_answered").link)
    forest.shows("Every fortnight, in the open.")
    forest.open(f"/elections/{Election.objects.get().ref}/compare/")
    forest.tick("Brook Rep")
    forest.tick("Lake Rep")
    forest.go_to("Compare")
    forest.reads("columnheader", "Lake Rep")


def close_nominations() -> None:
    now = timezone.now()
    Election.objects.update(nominations_close_at=now - timedelta(seconds=1), acceptance_until=now)
    until(lambda: Election.objects.get().state == "balloting", within=90)


# The vote ---------------------------------------------------------------------------------------------------
def prepare(officer: Hands) -> None:
    """The desk leads from one step to the next."""
    desk = f"/elections/{Election.objects.get().ref}/manage/"
    officer.open(desk)
    officer.go_to("Prepare the ballots")
    officer.go_to("Prepare the ballots")
    ballot = Ballot.objects.get()
    officer.go_to(f"Rehearse {ballot.ref}")
    officer.go_to("Rehearse")
    officer.go_to("I have gone through it")
    officer.open(desk)
    officer.go_to("Announce the vote")
    officer.go_to("Announce the vote")
    officer.shows("The vote opens by itself.")


def open_vote() -> None:
    Ballot.objects.update(opens_at=timezone.now())
    until(lambda: Ballot.objects.get().state == "open", within=90)


def vote_all(people: People, cast: Cast, post: Post) -> None:
    """Each comes by the mail, ranks, checks and casts; what is cast is sealed."""
    for name, ranking in RANKINGS.items():
        hands = people[name]
        hands.open(post.wait_for(cast.people[name].email, "ballot_opened").link)
        for place, candidate in enumerate(ranking, start=1):
            hands.press(f"Rank {ordinal(place)}: {candidate} Rep")
        hands.go_to("Check your vote")
        hands.reads("heading", "it is not recorded yet")
        hands.go_to("Cast this vote")
        hands.reads("heading", "Your vote is recorded")
        hands.reads("heading", "Your tracker")
    assert (Vote.objects.count(), Envelope.objects.count()) == (8, 8)
    assert not Vote.objects.exclude(choice="", marks=None).exists()
    hill = people["Hill"]
    hill.open(f"/elections/{Election.objects.get().ref}/vote/")
    hill.shows("All your votes in this election are in")


def ordinal(place: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}[place]


def close_vote() -> None:
    """The worker closes, opens the envelopes and counts."""
    Ballot.objects.update(closes_at=timezone.now() + timedelta(seconds=1))
    until(lambda: Election.objects.get().state == "provisional", within=120)


def read_provisional_result(people: People, cast: Cast, post: Post) -> None:
    lake = people["Lake"]
    letter = post.wait_for(cast.people["Lake"].email, "result_declared")
    assert "elected, provisionally" in letter.subject
    lake.open(letter.link)
    lake.shows("Lake Rep and River Rep are elected.")
    lake.go_to("How the votes were counted")
    lake.reads("heading", "elected")


# The certificate --------------------------------------------------------------------------------------------
def end_disputes() -> None:
    """Nobody objects; the ballot is certified, and the election with it."""
    Ballot.objects.update(dispute_until=timezone.now())
    until(lambda: Election.objects.get().state == "certified", within=120)


def read_certificate(people: People, cast: Cast, post: Post) -> None:
    election = Election.objects.get()
    for name in ("Lake", "River"):
        letter = post.wait_for(cast.people[name].email, "elected")
        assert letter.subject.startswith("You are elected to the Technical oversight committee")
        people[name].open(letter.link)
        people[name].shows(f"{name} Rep")
    assert post.wait_for(cast.people["Brook"].email, "not_elected").subject.startswith(
        f"{election.ref} is certified"
    )
    officer = people["Ona"]
    officer.open(post.wait_for("ona@officers.example", "election_certified").link)
    officer.reads("heading", election.ref)
    officer.shows("Lake Rep and River Rep are elected.")
    officer.shows(election.digest)
    held = Term.objects.filter(election=election).order_by("rank")
    assert [(term.person_name, term.seat.group) for term in held] == [
        ("Lake Rep", "members"),
        ("River Rep", "members"),
    ]
    ends = {term.until_on for term in held}
    assert len(ends) == 1
    assert ends.pop() > datetime.now(tz=timezone.get_current_timezone()).date()
