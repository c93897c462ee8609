"""Ballots as pages: before, during and after; to members, to strangers, to the one who may not vote."""

import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from alliance.kernel.actor import Actor
from alliance.voting.actions import cancel_ballot, cast_vote, close_ballot, extend_ballot
from alliance.voting.methods.record import digest
from alliance.voting.models import Ballot
from members.models import Role
from tests.cast import Cast, add_organization, appoint, in_vote, line, raise_curtain

pytestmark = pytest.mark.django_db

VOTES = {"Lake": "for", "Stone": "for", "River": "against", "Forest": "abstain"}


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, as of yesterday, so that pages are looked at while a ballot of two weeks is open."""
    return raise_curtain(timezone.now() - timedelta(days=1))


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    return in_vote(cast)[1]


def vote_all(cast: Cast, ballot: Ballot, votes: dict[str, str] = VOTES) -> None:
    for name, choice in votes.items():
        elector = line(ballot, name)
        cast_vote(ballot_id=ballot.pk, elector_id=elector.pk, choice=choice, by=cast.by(name), at=cast.now)


def counted(cast: Cast, ballot: Ballot, votes: dict[str, str] = VOTES) -> Ballot:
    """The ballot after its close: the deadline is in the past, as seen by pages too."""
    vote_all(cast, ballot, votes)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=cast.now + timedelta(hours=1))
    close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now + timedelta(hours=1))
    cast.later(hours=1)
    ballot.refresh_from_db()
    return ballot


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.staff if name == "staff" else cast.people[name])
    return client


def text_of(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status, answer.content.decode()
    main = answer.content.decode().split('<main id="main" tabindex="-1">', 1)[1].split("<footer", 1)[0]
    words = " ".join(unescape(strip_tags(main.replace("<", " <"))).split())
    return re.sub(r" ([.,:;])", r"\1", words)


def test_an_open_ballot_says_until_when_how_many_are_missing_and_what_the_options_mean(cast, ballot):
    vote_all(cast, ballot, {"Lake": "for"})
    page = text_of(Client(), "ballot", ballot.pk)
    assert "Shall the alliance set up the register?" in page
    assert "Quorum 1 of 5, 2 needed: 1 more" in page
    assert "For The project is created. Against Nothing changes." in page
    assert "Abstain Abstaining counts toward the quorum" in page
    assert ballot.rule.sentence in page
    assert "Sign in to vote" in page


def test_a_voter_sees_the_own_state_and_where_to_vote(cast, ballot):
    page = text_of(signed_in(cast, "Lake"), "ballot", ballot.pk)
    assert "You have not voted for Lake. Vote for Lake" in page
    vote_all(cast, ballot, {"Lake": "against"})
    page = text_of(signed_in(cast, "Lake"), "ballot", ballot.pk)
    assert "Lake: you voted Against." in page
    assert "Change the vote of Lake" in page


def test_an_alternate_reads_who_can_name_them(cast):
    cast.people["Lake alternate"] = appoint(cast, "Lake", "Lea Lake", Role.ALTERNATE)
    _, ballot = in_vote(cast)
    page = text_of(signed_in(cast, "Lake alternate"), "ballot", ballot.pk)
    assert "Lake: you do not vote here. You are the alternate of Lake." in page
    assert "Vote for Lake" not in page


def test_who_stands_for_several_has_one_row_for_each(cast, ballot):
    line(ballot, "Cliff").people.update(user=cast.people["Stone"])
    page = text_of(signed_in(cast, "Stone"), "ballot", ballot.pk)
    assert "Vote for Stone" in page
    assert "Vote for Cliff" in page


def test_a_recused_organization_reads_why(cast, ballot):
    page = text_of(signed_in(cast, "Hill"), "ballot", ballot.pk)
    assert f"Hill may not vote here. Recused: Hill proposes {ballot.document_ref}." in page


def test_a_person_on_no_line_is_told_so(cast, ballot):
    page = text_of(signed_in(cast, "staff"), "ballot", ballot.pk)
    assert "You do not vote here. You do not represent an organization on the electoral roll" in page


def test_the_returning_officer_gets_buttons_and_others_do_not(cast, ballot):
    chair = text_of(signed_in(cast, "Lake"), "ballot", ballot.pk)
    assert [word in chair for word in ("Extend", "Remind", "Cancel ballot")] == [True] * 3
    voter = text_of(signed_in(cast, "River"), "ballot", ballot.pk)
    assert [word in voter for word in ("Extend", "Remind", "Cancel ballot")] == [False] * 3


def test_an_extension_is_shown_with_its_reason(cast, ballot):
    extend_ballot(
        ballot_id=ballot.pk,
        closes_at=ballot.closes_at + timedelta(days=2),
        reason="a holiday",
        by=cast.by("Lake"),
        at=cast.now,
    )
    page = text_of(Client(), "ballot", ballot.pk)
    assert "by Lake Rep (Lake): a holiday" in page or "by Lake Rep: a holiday" in page


def test_a_cancelled_ballot_says_why_and_has_no_result(cast, ballot):
    vote_all(cast, ballot)
    cancel_ballot(ballot_id=ballot.pk, reason="wrong text", by=cast.by("Lake"), at=cast.now)
    assert "This ballot was cancelled: wrong text" in text_of(Client(), "ballot", ballot.pk)
    assert "its votes are never counted" in text_of(Client(), "ballot_result", ballot.pk)


def test_between_deadline_and_count_the_page_says_counting(cast, ballot):
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=cast.now + timedelta(hours=1))
    page = text_of(signed_in(cast, "Lake"), "ballot", ballot.pk)
    assert "The votes are being counted." in page
    assert "Vote for Lake" not in page


def test_a_counted_ballot_leads_with_the_sentence(cast, ballot):
    counted(cast, ballot)
    page = text_of(Client(), "ballot", ballot.pk)
    assert "Passed. 2 for, 1 against, 1 abstained." in page
    assert "4 of 5 entitled members took part, at least 2 needed." in page


def test_without_quorum_nothing_is_decided(cast, ballot):
    counted(cast, ballot, {"Lake": "for"})
    page = text_of(Client(), "ballot", ballot.pk)
    assert "Not decided: no quorum." in page
    assert "The chairs may call the vote again." in page


PAGES = ["ballot", "ballot_roll", "ballot_result", "ballots"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("reader", [None, "River", "staff"])
def test_while_open_no_page_tells_who_voted_or_how(cast, ballot, name, reader):
    """Two ballots with different votes of others look the same."""
    client = signed_in(cast, reader) if reader else Client()
    args = [] if name == "ballots" else [ballot.pk]
    vote_all(cast, ballot, {"Lake": "for", "Stone": "against"})
    one = text_of(client, name, *args)
    ballot.electors.get(name="Lake").vote.delete()
    ballot.electors.get(name="Stone").vote.delete()
    vote_all(cast, ballot, {"Forest": "abstain", "Cliff": "abstain"})
    assert text_of(client, name, *args) == one


@pytest.mark.parametrize("name", ["roll_call_csv", "ballot_record"])
def test_while_open_the_data_are_refused(cast, ballot, name):
    vote_all(cast, ballot)
    answer = signed_in(cast, "staff").get(reverse(name, args=[ballot.pk]))
    assert answer.status_code == 409
    assert b"against" not in answer.content.lower().split(b"<main")[-1].split(b"<footer")[0]


def test_the_result_shows_the_rule_in_numbers_and_the_roll_call(cast, ballot):
    counted(cast, ballot)
    page = text_of(signed_in(cast, "River"), "ballot_result", ballot.pk)
    assert "Passed. 2 for, 1 against, 1 abstained." in page
    assert "Of all entitled; not voting counts as against 2 of 5 40.0 % No" in page
    assert "River Against River Rep" in page
    assert "Cliff Did not vote" in page
    assert "Hill Recused" in page
    assert ballot.result.digest in page


def test_a_stranger_sees_votes_of_organizations_but_not_who_cast_them(cast, ballot):
    counted(cast, ballot)
    page = text_of(Client(), "ballot_result", ballot.pk)
    assert "River Against" in page
    assert "River Rep" not in page
    assert "River Rep" not in text_of(Client(), "ballot_roll", ballot.pk)
    assert "River Rep" not in Client().get(reverse("roll_call_csv", args=[ballot.pk])).content.decode()


def test_the_record_as_downloaded_has_the_published_digest(cast, ballot):
    counted(cast, ballot)
    answer = Client().get(reverse("ballot_record", args=[ballot.pk]))
    assert digest(answer.json()) == ballot.result.digest
    assert sha256(answer.content).hexdigest() == ballot.result.digest


def test_the_roll_call_as_a_file_holds_no_formula(cast):
    add_organization(cast, "=HYPERLINK(0)")
    _, ballot = in_vote(cast)
    counted(cast, ballot)
    lines = Client().get(reverse("roll_call_csv", args=[ballot.pk])).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "organization,slug,entitled,reason,vote,cast by,cast at (UTC)"
    assert len(lines) == 1 + ballot.electors.count()
    assert not [each for each in lines if each.startswith("=")]
    assert [each for each in lines if each.startswith("'=HYPERLINK(0)")]


def test_the_roll_gives_the_reason_of_every_line_and_can_be_searched(cast, ballot):
    page = text_of(signed_in(cast, "Lake"), "ballot_roll", ballot.pk)
    for name in ("Lake", "River", "Forest", "Stone", "Cliff"):
        assert re.search(f"{name} (academia|enterprise) Yes Core member since 1 January 2024\\.", page)
    assert "Hill academia Recused Recused: Hill proposes" in page
    assert "Hal Hill alternate" in page
    found = text_of(signed_in(cast, "Lake"), "ballot_roll", ballot.pk, query="?q=hal")
    assert "Showing 1 lines" in found
    assert "Hill academia Recused" in found
    assert "Lake academia" not in found
    by_stranger = text_of(Client(), "ballot_roll", ballot.pk, query="?q=hal")
    assert "No line of this roll matches." in by_stranger


def test_the_list_filters_by_state_outcome_and_what_is_owed(cast, ballot):
    other = counted(cast, in_vote(cast, title="Another register", name="Another")[1])
    client = signed_in(cast, "Stone")
    everything = text_of(client, "ballots")
    assert f"{ballot.ref} " in everything
    assert f"{other.ref} " in everything
    assert other.ref not in text_of(client, "ballots", query="?state=open")
    assert ballot.ref not in text_of(client, "ballots", query="?outcome=passed")
    assert ballot.ref in text_of(client, "ballots", query="?mine=owed")
    assert "Showing 1 ballots" in text_of(client, "ballots", query=f"?q={other.ref.lower()}")
    vote_all(cast, ballot)
    assert "No ballot matches these filters." in text_of(client, "ballots", query="?mine=owed")


@pytest.mark.parametrize("query", ["?page=999", "?state=x&outcome=y&mine=z", "?q=B-", "?q=B-%00"])
def test_odd_filters_do_no_harm(cast, ballot, query):
    assert "Ballots" in text_of(signed_in(cast, "Lake"), "ballots", query=query)


def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(cast, ballot, django_assert_max_num_queries):
    client = signed_in(cast, "Lake")
    client.get(reverse("ballots"))
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("ballots"))
    for number in range(29):
        _, more = in_vote(cast, title=f"Register {number}", name=f"Register {number}")
        if number % 2:
            counted(cast, more)
    with django_assert_max_num_queries(len(one) + 1):
        client.get(reverse("ballots"))
    with django_assert_max_num_queries(15):
        client.get(reverse("my_votes"))


def test_roll_and_result_cost_the_same_for_more_members(cast, ballot, django_assert_max_num_queries):
    counted(cast, ballot)
    for number in range(20):
        add_organization(cast, f"Member {number}")
    bigger = counted(cast, in_vote(cast, title="More", name="More")[1])
    client = signed_in(cast, "Lake")
    for name in ("ballot", "ballot_roll", "ballot_result"):
        with django_assert_max_num_queries(40) as small:
            client.get(reverse(name, args=[ballot.pk]))
        with django_assert_max_num_queries(len(small)):
            client.get(reverse(name, args=[bigger.pk]))


def test_my_votes_keeps_the_record_and_names_what_is_due(cast, ballot):
    counted(cast, in_vote(cast, title="Another register", name="Another")[1])
    page = text_of(signed_in(cast, "Lake"), "my_votes")
    assert "Waiting for your vote" in page
    assert "Votes were cast in 1 of the 1 counted ballots" in page
    assert "Lake For" in page
    assert Client().get(reverse("my_votes")).status_code == 302
    empty = text_of(signed_in(cast, "staff"), "my_votes")
    assert "You stand on no electoral roll yet." in empty


def test_a_ballot_that_is_not_public_exists_for_members_only(cast, ballot):
    Ballot.objects.filter(pk=ballot.pk).update(is_public=False)
    for name in ("ballot", "ballot_roll", "ballot_result", "roll_call_csv", "ballot_record"):
        assert Client().get(reverse(name, args=[ballot.pk])).status_code == 404
    assert ballot.question not in text_of(Client(), "ballots")
    assert ballot.question in text_of(signed_in(cast, "River"), "ballot", ballot.pk)
