"""Choose, check, recorded: as a browser without JavaScript does it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.audit.models import Event
from alliance.voting.actions import cancel_ballot, cast_vote, name_alternate
from alliance.voting.models import Ballot, Vote
from members.models import Role
from tests.cast import Cast, appoint, in_vote, line, raise_curtain
from tests.voting.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    cast = raise_curtain(timezone.now() - timedelta(days=1))
    cast.people["Lake alternate"] = appoint(cast, "Lake", "Lea Lake", Role.ALTERNATE)
    return cast


@pytest.fixture
def ballot(cast: Cast) -> Ballot:
    return in_vote(cast)[1]


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's forms."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name not in {"csrfmiddlewaretoken", "next"}}


def choose(client: Client, ballot: Ballot, choice: str, query: str = "") -> Any:
    """Steps one and two: the answer to the chosen form."""
    page = client.get(reverse("cast_vote", args=[ballot.pk]) + query)
    assert page.status_code == 200
    return client.post(
        reverse("check_vote", args=[ballot.pk]), {**hidden(page.content.decode()), "choice": choice}
    )


def cast_checked(client: Client, ballot: Ballot, checked: Any) -> Any:
    data = {**hidden(checked.content.decode()), "step": "cast"}
    return client.post(reverse("cast_vote", args=[ballot.pk]), data)


def by_action(cast: Cast, ballot: Ballot, name: str, choice: str, organization: str = "") -> Vote:
    elector = line(ballot, organization or name)
    return cast_vote(
        ballot_id=ballot.pk, elector_id=elector.pk, choice=choice, by=cast.by(name), at=timezone.now()
    )


def test_three_steps_record_a_vote_and_the_receipt_stays(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = choose(client, ballot, "for")
    assert "Check your vote: it is not recorded yet" in checked.content.decode()
    assert "The project is created." in checked.content.decode()
    assert not Vote.objects.exists()
    answer = cast_checked(client, ballot, checked)
    assert answer.status_code == 303
    assert answer["Location"] == reverse("vote_recorded", args=[ballot.pk, line(ballot, "Lake").pk])
    vote = Vote.objects.get()
    assert (vote.choice, vote.cast_by, vote.revision) == ("for", cast.people["Lake"], 1)
    for _ in range(2):
        receipt = client.get(answer["Location"]).content.decode()
        assert vote.receipt in receipt
        assert "UTC" in receipt
        assert "The receipt does not show the choice." in receipt


def test_no_step_is_stored_by_a_cache(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = choose(client, ballot, "for")
    recorded = cast_checked(client, ballot, checked)
    pages = [client.get(reverse("cast_vote", args=[ballot.pk])), checked, recorded, client.get(recorded.url)]
    assert [("no-store" in page["Cache-Control"]) for page in pages] == [True] * 4


def test_casting_twice_gives_one_vote_and_the_same_receipt(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = choose(client, ballot, "for")
    answers = [cast_checked(client, ballot, checked) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert Vote.objects.get().revision == 1
    assert Event.objects.filter(kind="vote.cast").count() == 1


def test_a_vote_can_be_changed_and_the_form_shows_the_present_one(cast, ballot):
    client = signed_in(cast, "Lake")
    cast_checked(client, ballot, choose(client, ballot, "for"))
    receipt = Vote.objects.get().receipt
    form = client.get(reverse("cast_vote", args=[ballot.pk])).content.decode()
    assert "You voted <b>For</b>" in form
    assert re.search(r'value="for"[^>]* checked', form)
    checked = choose(client, ballot, "against")
    assert "Replaces" in checked.content.decode()
    assert cast_checked(client, ballot, checked).status_code == 303
    vote = Vote.objects.get()
    assert (vote.choice, vote.revision, vote.receipt) == ("against", 2, receipt)


def test_back_from_the_check_keeps_the_choice_and_records_nothing(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = choose(client, ballot, "abstain")
    data = {**hidden(checked.content.decode()), "step": "change"}
    again = client.post(reverse("cast_vote", args=[ballot.pk]), data)
    assert again.status_code == 200
    assert re.search(r'value="abstain"[^>]* checked', again.content.decode())
    assert not Vote.objects.exists()


def test_without_a_choice_the_form_says_so(cast, ballot):
    answer = choose(signed_in(cast, "Lake"), ballot, "")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.content.decode()
    answer = choose(signed_in(cast, "Lake"), ballot, "maybe")
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["cast_vote", "check_vote"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_not_signed_in_does_that_first(cast, ballot, name, method):
    address = reverse(name, args=[ballot.pk])
    answer = getattr(Client(), method)(address, {})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={address}"


def test_the_check_page_fetched_by_itself_leads_to_the_form(cast, ballot):
    answer = signed_in(cast, "Lake").get(reverse("check_vote", args=[ballot.pk]))
    assert answer["Location"] == reverse("cast_vote", args=[ballot.pk])


def test_a_forged_or_foreign_choice_is_not_cast(cast, ballot):
    checked = choose(signed_in(cast, "Lake"), ballot, "for")
    stolen = hidden(checked.content.decode())["vote"]
    client = signed_in(cast, "River")
    for vote in (stolen, stolen[:-2] + "xx", "", "{}"):
        answer = client.post(reverse("cast_vote", args=[ballot.pk]), {"vote": vote, "step": "cast"})
        assert answer["Location"] == reverse("cast_vote", args=[ballot.pk])
    _, other = in_vote(cast, title="Another register", name="Another")
    answer = signed_in(cast, "Lake").post(
        reverse("cast_vote", args=[other.pk]), {"vote": stolen, "step": "cast"}
    )
    assert answer.status_code == 303
    assert not Vote.objects.exists()


def test_when_voting_closed_meanwhile_nothing_is_recorded_and_the_page_says_when(cast, ballot):
    client = signed_in(cast, "Lake")
    checked = choose(client, ballot, "for")
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    for answer in (cast_checked(client, ballot, checked), client.get(reverse("cast_vote", args=[ballot.pk]))):
        assert answer.status_code == 409
        assert "Voting closed at" in answer.content.decode()
    late = cast_checked(client, ballot, checked).content.decode()
    assert "Nothing was recorded" in late
    assert re.search(r"reached us at .* UTC, [\d.]+ seconds late, and was not recorded", late)
    assert not Vote.objects.exists()


def test_a_cancelled_ballot_takes_no_vote(cast, ballot):
    client = signed_in(cast, "River")
    checked = choose(client, ballot, "for")
    cancel_ballot(ballot_id=ballot.pk, reason="wrong text", by=cast.by("Lake"), at=timezone.now())
    answer = cast_checked(client, ballot, checked)
    assert answer.status_code == 409
    assert "This ballot was cancelled." in answer.content.decode()


@pytest.mark.parametrize(("name", "status", "words"), [
    ("Hill", 403, "Hill may not vote here. Recused"),
    ("Lake alternate", 403, "Its primary representative can name you"),
    ("staff", 403, "You do not represent an organization"),
])  # fmt: skip
def test_who_may_not_vote_here_reads_why(cast, ballot, name, status, words):
    answer = signed_in(cast, name).get(reverse("cast_vote", args=[ballot.pk]))
    assert answer.status_code == status
    assert words in answer.content.decode()


def alternate_is_named(cast: Cast, ballot: Ballot) -> Client:
    person = line(ballot, "Lake").people.get(capacity="alternate")
    name_alternate(ballot_id=ballot.pk, person_id=person.pk, by=cast.by("Lake"), at=timezone.now())
    return signed_in(cast, "Lake alternate")


def test_a_colleague_who_voted_between_form_and_check_is_not_overwritten_unseen(cast, ballot):
    client = alternate_is_named(cast, ballot)
    page = client.get(reverse("cast_vote", args=[ballot.pk])).content.decode()
    by_action(cast, ballot, "Lake", "against")
    checked = client.post(reverse("check_vote", args=[ballot.pk]), {**hidden(page), "choice": "for"})
    assert checked.status_code == 409
    assert "Lake Rep voted" in checked.content.decode()
    assert Vote.objects.get().choice == "against"


def test_a_colleague_who_voted_between_check_and_cast_may_be_kept_or_replaced(cast, ballot):
    client = alternate_is_named(cast, ballot)
    checked = choose(client, ballot, "for")
    by_action(cast, ballot, "Lake", "against")
    answer = cast_checked(client, ballot, checked)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What you chose is not recorded." in page
    assert "Keep Against" in page
    assert Vote.objects.get().choice == "against"
    assert cast_checked(client, ballot, answer).status_code == 303
    vote = Vote.objects.get()
    assert (vote.choice, vote.cast_by_name, vote.revision) == ("for", "Lea Lake", 2)


def test_an_old_check_page_does_not_undo_a_newer_vote_of_the_same_person(cast, ballot):
    client = signed_in(cast, "Lake")
    old = choose(client, ballot, "for")
    cast_checked(client, ballot, old)
    cast_checked(client, ballot, choose(client, ballot, "against"))
    answer = cast_checked(client, ballot, old)
    assert answer.status_code == 409
    assert "you voted in another window" in answer.content.decode()
    assert Vote.objects.get().choice == "against"


def test_who_votes_for_several_says_for_whom(cast, ballot):
    line(ballot, "Cliff").people.update(user=cast.people["Stone"])
    client = signed_in(cast, "Stone")
    page = client.get(reverse("cast_vote", args=[ballot.pk])).content.decode()
    assert "For whom do you vote?" in page
    for organization, choice in (("Stone", "for"), ("Cliff", "against")):
        checked = choose(client, ballot, choice, query=f"?for={line(ballot, organization).slug}")
        assert cast_checked(client, ballot, checked).status_code == 303
    votes = {vote.elector.name: vote.choice for vote in Vote.objects.select_related("elector")}
    assert votes == {"Stone": "for", "Cliff": "against"}


def test_an_organization_one_does_not_stand_for_cannot_be_named(cast, ballot):
    client = signed_in(cast, "Lake")
    answer = client.post(
        reverse("check_vote", args=[ballot.pk]),
        {"elector": line(ballot, "River").slug, "choice": "for"},
    )
    assert answer.status_code == 422
    assert not Vote.objects.exists()


def test_a_receipt_is_for_the_people_of_its_line(cast, ballot):
    by_action(cast, ballot, "Lake", "for")
    address = reverse("vote_recorded", args=[ballot.pk, line(ballot, "Lake").pk])
    assert signed_in(cast, "Lake alternate").get(address).status_code == 200
    assert signed_in(cast, "River").get(address).status_code == 404
    assert signed_in(cast, "staff").get(address).status_code == 404
    without = reverse("vote_recorded", args=[ballot.pk, line(ballot, "River").pk])
    assert signed_in(cast, "River").get(without).status_code == 404


def test_every_form_needs_its_token_against_forgery(cast, ballot):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["Lake"])
    for name in ("check_vote", "cast_vote"):
        assert client.post(reverse(name, args=[ballot.pk]), {"choice": "for"}).status_code == 403
