"""Who was nominated and has not accepted is known to the person, the nominator and the officers: on every
surface, and nowhere is there a trace of it for anybody else."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit.dispatch import deliver_due
from alliance.elections import actions
from alliance.elections.listings import candidacies_known_to
from alliance.elections.models import Candidacy, Election
from alliance.elections.queries import candidacies_visible_to
from alliance.elections.rules import may_withdraw_candidacy
from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from tests.cast import Cast, raise_curtain
from tests.elections import polls
from tests.interfaces.doors import client_for
from tests.notifications.telling import send_all

SECRET = "Quirina Zeller"
ADDRESS = "quirina@zeller.example"
KNOWING = ("Hill", "River", "staff")
OUTSIDE = ("visitor", "nobody", "Lake", "Cliff", "Hill alternate")


@pytest.fixture
def cast(db) -> Cast:
    return raise_curtain(timezone.now())


@pytest.fixture
def hidden(cast: Cast) -> Candidacy:
    """Hill nominated somebody, who has not answered."""
    election = polls.nominating(cast)
    polls.standing(cast, election, "Cliff")
    found = actions.nominate(
        contest_id=polls.contest_of(election).pk,
        name=SECRET,
        email=ADDRESS,
        affiliation="Zeller Works",
        by=cast.by("Hill"),
        at=cast.now,
    )
    deliver_due(at=cast.now)
    send_all(cast.now)
    return found


def client(cast: Cast, name: str) -> Client:
    found = Client() if name == "visitor" else client_for(cast, name)
    found.raise_request_exception = True
    return found


def surfaces(candidacy: Candidacy) -> Iterator[str]:
    """Every page and endpoint on which a candidate may be named."""
    election = candidacy.election
    for name in ("home", "my_work", "elections", "inbox", "people", "bodies", "api-events", "api-people"):
        yield reverse(name)
    for name in (
        "election",
        "compare_candidates",
        "election_questions",
        "vote_in_election",
        "election_result",
        "manage_election",
        "nominate",
        "api-election",
        "api-election_candidates",
        "api-election_questions",
        "api-election_events",
        "api-election_voters",
        "api-election_timetable",
    ):
        yield reverse(name, args=[election.pk])
    yield reverse("candidate", args=[election.pk, candidacy.slug])
    yield reverse("api-candidacy", args=[candidacy.pk])
    yield reverse("api-candidacy_offers", args=[candidacy.pk])
    yield reverse("accept_nomination", args=[candidacy.pk])
    yield f"{reverse('compare_candidates', args=[election.pk])}?c={candidacy.slug}"
    yield reverse("body", args=[election.body.slug])
    for words in ("Quirina", "Zeller", election.title, election.ref):
        yield f"{reverse('search')}?q={words}"
    yield f"{reverse('api-events')}?subject=E-{election.pk}"
    yield f"{reverse('api-people')}?q=Zeller"


def traces(text: str, candidacy: Candidacy) -> list[str]:
    """What in a page gives the nomination away; the words that were asked for stand in the page anyway."""
    return [each for each in (SECRET, ADDRESS, "Zeller Works", candidacy.get_absolute_url()) if each in text]


@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_else_sees_a_trace_of_it(cast: Cast, hidden: Candidacy, name: str):
    reader = client(cast, name)
    for address in surfaces(hidden):
        answer = reader.get(address)
        text = answer.content.decode().replace(address, "")  # what was asked for is said back
        assert not traces(text, hidden), (name, address)
        assert answer.status_code in {200, 302, 401, 403, 404}, (name, address, answer.status_code)
    for address in (hidden.get_absolute_url(), reverse("api-candidacy", args=[hidden.pk])):
        assert reader.get(address).status_code == 404


@pytest.mark.parametrize("name", KNOWING)
def test_those_whom_it_concerns_see_it(cast: Cast, hidden: Candidacy, name: str):
    reader = client(cast, name)
    assert SECRET in reader.get(hidden.election.get_absolute_url()).content.decode()
    assert SECRET in reader.get(hidden.get_absolute_url()).content.decode()
    listed = reader.get(reverse("api-election_candidates", args=[hidden.election_id])).json()
    assert {each["name"] for each in listed["results"]} == {SECRET, "Cliff Rep"}
    assert SECRET in reader.get(f"{reverse('search')}?q=Quirina").content.decode()


def test_counts_are_of_those_who_stand(cast: Cast, hidden: Candidacy):
    for name in OUTSIDE:
        reader = client(cast, name)
        listed = reader.get(reverse("api-election_candidates", args=[hidden.election_id])).json()
        assert listed["count"] == 1
        found = reader.get(f"{reverse('search')}?q=oversight").content.decode()
        assert "Candidates (2)" not in found
    text = client(cast, "River").get(reverse("manage_election", args=[hidden.election_id])).content.decode()
    assert "One candidate for two seats so far." in text


def test_the_two_ways_to_ask_agree(cast: Cast, hidden: Candidacy):
    readers = [Actor.anonymous(), *(cast.by(name) for name in ("Hill", "Lake", "River", "Cliff", "staff"))]
    for by in readers:
        one = set(candidacies_known_to(by).filter(election=hidden.election))
        assert one == set(candidacies_visible_to(by, hidden.election)), by


def test_only_the_nominee_is_written_to(cast: Cast, hidden: Candidacy):
    about = [each.to for each in mail.outbox if traces(each.body + each.subject, hidden)]
    assert about == [[ADDRESS]]
    letters = [each for each in mail.outbox if each.to == [ADDRESS]]
    assert [each.subject.split(":")[0] for each in letters] == [f"You are nominated for {hidden.ref}"]
    others = Notice.objects.exclude(recipient=hidden.user).filter(kind="nominated")
    assert not [each for each in others if traces(each.subject + each.body, hidden)]


def test_whoever_declined_is_never_seen_and_nobody_learns_of_it_by_nominating(cast: Cast, hidden: Candidacy):
    by = Actor(cast.by("Hill").interface, hidden.user_id, SECRET)
    at = polls.during(hidden.election)
    actions.decline_nomination(candidacy_id=hidden.pk, by=by, at=at)
    deliver_due(at=cast.now)
    assert not traces(client(cast, "Cliff").get(hidden.election.get_absolute_url()).content.decode(), hidden)
    told = Notice.objects.filter(kind="nomination_answered", recipient=cast.people["Hill"]).latest("id")
    assert told.subject.startswith(f"{SECRET} does not stand")
    again = actions.nominate(
        contest_id=hidden.contest_id, name=SECRET, email=ADDRESS, by=cast.by("Cliff"), at=at
    )
    assert (again.pk, again.state) == (hidden.pk, "declined")
    deliver_due(at=cast.now)
    assert Notice.objects.filter(kind="nominated", recipient=hidden.user).count() == 2


def test_a_nominator_does_not_see_who_else_nominated(cast: Cast, hidden: Candidacy):
    at = polls.during(hidden.election)
    actions.nominate(contest_id=hidden.contest_id, name=SECRET, email=ADDRESS, by=cast.by("Cliff"), at=at)
    for name, others in {"Cliff": "Hill Rep", "Hill": "Cliff Rep"}.items():
        reader = client(cast, name)
        page = reader.get(hidden.get_absolute_url()).content.decode().split('id="nominated"')[1]
        assert others not in page.split("</section>")[0]
        shown = reader.get(reverse("api-candidacy", args=[hidden.pk])).json()
        assert [each["name"] for each in shown["nominations"]] == [f"{name} Rep"]


def test_nobody_withdraws_what_was_never_accepted(cast: Cast, hidden: Candidacy):
    by = Actor(cast.by("Hill").interface, hidden.user_id, SECRET)
    assert may_withdraw_candidacy(by, hidden, cast.now).reason == "You have not accepted: you can decline."


def test_once_accepted_everybody_sees_it(cast: Cast, hidden: Candidacy):
    by = Actor(cast.by("Hill").interface, hidden.user_id, SECRET)
    actions.accept_nomination(candidacy_id=hidden.pk, by=by, at=polls.during(hidden.election))
    for name in OUTSIDE:
        assert SECRET in client(cast, name).get(hidden.election.get_absolute_url()).content.decode()
    assert Election.objects.get().candidacies.public().count() == 2
