"""The main job, by people in browsers of their own: from a draft to a decision that everyone was told of.

Web server, Celery worker, PostgreSQL, Redis and mail are real. Only waiting is done behind the
product's back: the deadline, which is data, is moved to the present when everybody has voted.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alliance.voting.models import Ballot
from members.models import Role
from projects.models import Decision, Project, Proposal
from tests.browser.conftest import confirm_addresses
from tests.browser.post import Post
from tests.browser.screens import Screen
from tests.cast import Cast, appoint
from tests.local.watching import until

pytestmark = [pytest.mark.browser, pytest.mark.worker]

TITLE = "A register of datasets"
SUMMARY = "One place that says where each dataset comes from."
FIRST = "## Purpose\n\nThe group describes where datasets come from.\n"
SECOND = FIRST + "\n## Upkeep\n\nThe group looks after the register.\n"
ADDRESS = {
    "author": "hill.rep@members.example",
    "chair": "lake.rep@members.example",
    "river": "river.rep@members.example",
    "forest": "forest.rep@members.example",
    "stone": "stone.rep@members.example",
    "deputy": "stella.stone@members.example",
    "cliff": "cliff.rep@members.example",
    "staff": "sam@staff.example",
}
TOLD = {
    "representative_appointed": ["deputy"],
    "proposal_submitted": ["chair"],
    "review_asked": ["river", "forest"],
    "review_started": ["author"],
    "proposal_commented": ["author"],
    "review_handed_in": ["chair"],
    "all_reviews_in": ["chair"],
    "version_published": ["chair", "river", "forest"],
    "proposal_put_to_ballot": ["author", "river", "forest"],
    "ballot_opened": ["river", "forest", "stone", "cliff"],
    "alternate_named": ["deputy"],
    "vote_recorded": ["chair", "river", "river", "forest", "deputy", "cliff"],
    "vote_by_colleague": ["stone"],
    "ballot_counted": ["chair", "river", "forest", "stone", "deputy", "cliff"],
    "proposal_settled": ["author", "chair", "river", "forest", "stone"],
}
People = dict[str, Screen]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_from_draft_to_decision(cast: Cast, worker, post: Post, sit_down, scripts: bool):
    appoint(cast, "Stone", "Stella Stone", Role.ALTERNATE)
    confirm_addresses()
    people = take_seats(sit_down, post, scripts=scripts)
    proposal = draft_and_submit(people["author"])
    ask_for_reviews(people, post)
    comment(people["stone"], proposal)
    review(people["river"], post, "River", scripts=scripts)
    post.wait_for(ADDRESS["chair"], "review_handed_in")
    review(people["forest"], post, "Forest", scripts=scripts)
    publish_version(people["author"], proposal)
    put_to_ballot(people, post)
    vote_all(people, post)
    watch_as_staff(people["staff"])
    close_now()
    read_the_outcome(people, post)
    everyone_was_told(people, post)


def take_seats(sit_down: Callable[..., Screen], post: Post, *, scripts: bool) -> People:
    """Everyone signs in at the sign-in page: Forest by a code from the mail, the others by password."""
    people = {name: sit_down(name, java_script_enabled=scripts) for name in ADDRESS}
    for name, screen in people.items():
        if name == "forest":
            sign_in_by_code(screen, post)
        else:
            screen.sign_in(ADDRESS[name])
    return people


def sign_in_by_code(screen: Screen, post: Post) -> None:
    screen.open("/account/login/")
    screen.follow("Mail me a sign-in code")
    screen.fill("Email", ADDRESS["forest"])
    screen.press("Send the code")
    letter = until(lambda: [each for each in post.letters() if each.to == ADDRESS["forest"]])[0]
    code = next(word for word in letter.text.split() if len(word) >= 6 and word.isupper())
    screen.fill("Code", code)
    screen.press("Confirm")
    screen.reads("heading", "need")


def draft_and_submit(author: Screen) -> str:
    """The id of the proposal, as people say it."""
    author.open("/my/")
    author.follow("New proposal")
    author.choose("A new project")
    author.fill("Title", TITLE)
    author.pick("Working group", "Data")
    author.fill("Name of the project or group", "Dataset Register")
    author.fill("In one paragraph", SUMMARY)
    author.page.get_by_role("textbox", name="Proposal", exact=True).fill(FIRST)
    author.press("Save draft")
    author.shows("The draft is saved.")
    author.follow("Submit")
    author.press("Submit")
    author.shows("The proposal is submitted.")
    return Proposal.objects.get().ref


def ask_for_reviews(people: People, post: Post) -> None:
    """The chair comes by the mail; nobody with a conflict can be chosen."""
    chair = people["chair"]
    chair.open(post.wait_for(ADDRESS["chair"], "proposal_submitted").link)
    for name in ("River Rep", "Forest Rep"):
        chair.follow("Ask a reviewer")
        chair.choose(name)
        chair.press("Ask a reviewer")
        chair.shows("The reviewer is asked.")
        chair.open(Proposal.objects.get().get_absolute_url())


def comment(member: Screen, proposal: str) -> None:
    member.open(f"/proposals/{proposal}/discussion/")
    member.fill("Comment", "We would use it.")
    member.press("Comment")
    member.shows("Your comment is in the discussion.")


def review(reviewer: Screen, post: Post, name: str, *, scripts: bool) -> None:
    """Begun, saved by itself or by a button, found again, handed in."""
    form = post.wait_for(ADDRESS[name.lower()], "review_asked").link
    reviewer.open(form)
    reviewer.choose("Accept")
    reviewer.fill("For the author", f"{name} finds it useful.")
    if scripts:
        with reviewer.page.expect_response(lambda answer: "finds+it" in (answer.request.post_data or "")):
            reviewer.page.get_by_label("For the chairs only").focus()
        expect(reviewer.page.get_by_text(re.compile("^saved"))).to_be_visible()
    else:
        reviewer.press("Save draft")
        reviewer.shows("Your draft is saved.")
    reviewer.open(form)
    expect(reviewer.page.get_by_label("For the author")).to_have_value(f"{name} finds it useful.")
    reviewer.press("Submit review")
    reviewer.shows("Your review is submitted.")


def publish_version(author: Screen, proposal: str) -> None:
    author.open(f"/proposals/{proposal}/reviews/")
    author.shows("River finds it useful.")
    author.open(f"/proposals/{proposal}/")
    author.follow("Publish a new version")
    author.page.get_by_role("textbox", name="Proposal", exact=True).fill(SECOND)
    author.fill("What changed", "Says who looks after it.")
    author.press("Publish version 2")
    author.shows("The new version is published.")


def put_to_ballot(people: People, post: Post) -> None:
    chair = people["chair"]
    chair.open(post.wait_for(ADDRESS["chair"], "all_reviews_in").link)
    chair.open(Proposal.objects.get().get_absolute_url())
    chair.follow("Put to ballot")
    chair.choose("Simple majority")
    chair.fill("Question", "Shall the alliance set up the register?")
    chair.press("Put to ballot")
    chair.shows("The ballot is open and the voters are being told.")


def vote_all(people: People, post: Post) -> None:
    """Each comes by the mail; River changes its mind; Stone hands its vote to its alternate."""
    ballot = Ballot.objects.get()
    chair = people["chair"]
    chair.open(f"/ballots/{ballot.ref}/vote/")
    vote(chair, "For")
    for name, choice in {"river": "Against", "forest": "For", "cliff": "Abstain"}.items():
        people[name].open(post.wait_for(ADDRESS[name], "ballot_opened").link)
        vote(people[name], choice)
    stone = people["stone"]
    stone.open(f"/ballots/{ballot.ref}/")
    stone.follow("Name an alternate")
    stone.pick("Alternate", "Stella Stone")
    stone.press("Name an alternate")
    stone.shows("The alternate may now vote.")
    people["deputy"].open(post.wait_for(ADDRESS["deputy"], "alternate_named").link)
    vote(people["deputy"], "For")
    river = people["river"]
    river.open(post.wait_for(ADDRESS["river"], "vote_recorded").link)
    river.follow("Change")
    vote(river, "For")
    post.wait_for(ADDRESS["river"], "vote_recorded", times=2)


def vote(voter: Screen, choice: str) -> None:
    """Choose, check, recorded."""
    voter.choose(choice)
    voter.press("Check your vote")
    voter.reads("heading", "it is not recorded yet")
    voter.press("Cast this vote")
    voter.reads("heading", "Your vote is recorded")


def watch_as_staff(staff: Screen) -> None:
    """The desk shows the open ballot; who voted how stays closed until the count."""
    ballot = Ballot.objects.get()
    staff.open("/admin/")
    staff.open("/admin/voting/ballot/")
    staff.page.get_by_role("link", name=ballot.ref).first.click()
    staff.shows("Shall the alliance set up the register?")
    staff.open(f"/ballots/{ballot.ref}/result/")
    staff.shows(ballot.ref)


def close_now() -> None:
    """Move the deadline to the present: the worker finds it, closes, counts and settles."""
    Ballot.objects.update(closes_at=timezone.now() + timedelta(seconds=1))
    until(lambda: Proposal.objects.get().state == "accepted", within=90)


def read_the_outcome(people: People, post: Post) -> None:
    decision, ballot = Decision.objects.get(), Ballot.objects.get()
    assert decision.sentence == "4 for, 0 against, 1 abstained"
    author = people["author"]
    author.open(post.wait_for(ADDRESS["author"], "proposal_settled").link)
    author.reads("heading", TITLE)
    author.shows("4 for, 0 against, 1 abstained")
    author.follow("Dataset Register")
    author.reads("heading", "Dataset Register")
    assert Project.objects.get().decision == decision
    river = people["river"]
    river.open(post.wait_for(ADDRESS["river"], "ballot_counted").link)
    river.open(f"/ballots/{ballot.ref}/result/")
    for name, cast in {"Lake": "For", "River": "For", "Stone": "For", "Cliff": "Abstained"}.items():
        river.reads("row", f"{name} {cast}")


def everyone_was_told(people: People, post: Post) -> None:
    """Each mail once, to nobody else, and each leads to a page that its reader may open."""
    expected = Counter((kind, ADDRESS[name]) for kind, names in TOLD.items() for name in names)
    expected[("Sign-In Code", ADDRESS["forest"])] = 1
    until(lambda: post.sent().total() >= expected.total(), within=90)
    assert post.sent() == expected
    names = {address: name for name, address in ADDRESS.items()}
    for letter in post.letters():
        if letter.kind in TOLD:
            people[names[letter.to]].open(letter.link, status=409 if "/vote/" in letter.link else 200)
