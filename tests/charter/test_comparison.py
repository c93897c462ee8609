"""Rules beside rules: what an edition changed, and one tally under the rules of every body."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from alliance.charter.actions import adopt_edition
from alliance.charter.changes import changes
from alliance.charter.editions import shipped
from alliance.charter.grammar import parse_charter
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SYSTEM = Actor.system()
EXAMPLE = {"entitled": "58", "votes_for": "23", "against": "4", "abstain": "12"}
TYPED = {"entitled": "9", "votes_for": "6", "against": "2", "abstain": "1"}


@pytest.fixture
def ours() -> CharterEdition:
    return adopt_edition(source=shipped(), by=SYSTEM, at=AT)


@pytest.fixture
def oasis() -> CharterEdition:
    return adopt_edition(source=shipped("oasis"), by=SYSTEM, at=AT)


def text_of(client: Client, address: str, typed: dict[str, str] | None = None, status: int = 200) -> str:
    answer = client.get(address, typed or {})
    assert answer.status_code == status
    return " ".join(unescape(strip_tags(answer.content.decode().replace("<", " <"))).split())


def later(old: str, *changed: tuple[str, str]) -> str:
    text = old
    for before, after in (("in_force_since: 2017-07-01", "in_force_since: 2025-07-01"), *changed):
        assert before in text
        text = text.replace(before, after)
    return text


def test_an_edition_tells_what_it_changed(client: Client, oasis: CharterEdition) -> None:
    source = later(
        shipped("oasis"),
        (f"edition: {oasis.label}", "edition: the next one"),
        ("title: Full Majority Vote", "title: Vote by full majority"),
    )
    following = adopt_edition(source=source, by=SYSTEM, at=AT.replace(month=2))
    (change,) = changes(oasis.charter, following.charter)
    assert (change.kind, change.title, change.old) == ("changed", "Vote by full majority", change.new)
    text = text_of(client, f"/charter-editions/{following.pk}/changes/")
    assert f"Edition {oasis.label} to edition the next one" in text
    assert "Vote by full majority changed" in text
    assert "What changed" in text_of(client, "/rules/of/oasis/")
    text_of(client, f"/charter-editions/{oasis.pk}/changes/", status=404)


def test_rules_that_came_and_went() -> None:
    full = parse_charter(shipped("apache"))
    fewer = full.model_copy(update={"rules": dict(list(full.rules.items())[1:])})
    first = next(iter(full.rules.values())).title
    assert [(each.kind, each.title) for each in changes(full, fewer)] == [("removed", first)]
    assert [(each.kind, each.title) for each in changes(fewer, full)] == [("added", first)]


@pytest.mark.usefixtures("ours", "oasis")
def test_a_tally_under_the_rules_of_every_body(client: Client) -> None:
    text = text_of(client, "/rules/compare/", TYPED)
    assert "Special Majority Vote Would pass" in text
    assert "The same votes under every rule in the 2 charters known here." in text
    assert "Class-balanced decision Cannot be said It also asks for" in text
    assert "Special Majority Vote Would not pass" in text_of(
        client, "/rules/compare/", {**TYPED, "votes_for": "5"}
    )


@pytest.mark.usefixtures("ours", "oasis")
def test_a_sample_stands_where_nothing_is_typed(client: Client) -> None:
    assert text_of(client, "/rules/compare/") == text_of(client, "/rules/compare/", EXAMPLE)


@pytest.mark.parametrize(
    ("slug", "typed", "outcome"),
    [
        ("code-change", {"votes_for": "6"}, "Would pass"),
        ("code-change", {"votes_for": "6", "vetoes": "1"}, "Would not pass"),
        ("code-change", {"votes_for": "2"}, "Would not pass"),
        ("lazy-consensus", {}, "Would pass"),
        ("lazy-consensus", {"objections": "1"}, "Would not pass"),
    ],
)
def test_vetoes_and_objections_stop_what_they_may(
    client: Client, slug: str, typed: dict[str, str], outcome: str
) -> None:
    """Apache's voting process: three votes for and no veto; silence while nobody objects."""
    adopt_edition(source=shipped("apache"), by=SYSTEM, at=AT)
    address = f"/rules/of/apache/{slug}/"
    text = text_of(client, address, {**TYPED, **typed})
    told = text[text.index("Calculate") :]
    assert told.startswith(f"Calculate {outcome} ")
    assert ("Vetoes" in text[: text.index("Calculate")]) == (slug == "code-change")


@pytest.mark.parametrize(
    ("body", "title", "decides"),
    [
        ("", "Admission of a member", "It is approved at the end of the time: there must be no objections."),
        ("", "Election of the steering committee", "Counted by single transferable vote"),
        ("", "End or change of support", "Then “technical decision” decides."),
        (
            "debian",
            "General resolution",
            "For an option to stay, the votes ranking it over the default option",
        ),
        ("debian", "General resolution", "Counted by Debian's method with a default option."),
    ],
)
def test_a_rule_in_a_list_says_what_decides(client: Client, body: str, title: str, decides: str) -> None:
    adopt_edition(source=shipped(body) if body else shipped(), by=SYSTEM, at=AT)
    text = text_of(client, f"/rules/of/{body}/" if body else "/rules/")
    assert decides in text[text.index(f"{title} Clause ") :][:500]


@pytest.mark.usefixtures("oasis")
def test_present_and_seats_count_where_a_rule_asks_for_them(client: Client) -> None:
    at_the_meeting = {**TYPED, "votes_for": "3", "against": "1", "abstain": "0", "present": "4"}
    assert "No quorum" in text_of(client, "/rules/of/oasis/simple-majority/", at_the_meeting)
    enough = text_of(client, "/rules/of/oasis/simple-majority/", {**at_the_meeting, "present": "5"})
    assert "Would pass" in enough
    too_few = text_of(client, "/rules/of/oasis/simple-majority/", {**at_the_meeting, "present": "3"})
    assert "4 voted, but 3 are present." in too_few


@pytest.mark.usefixtures("ours", "oasis")
def test_the_name_of_a_body_leads_to_its_charter(client: Client) -> None:
    answer = client.get("/rules/oasis/")
    assert (answer.status_code, answer["Location"]) == (302, "/rules/of/oasis/")
    for address in ("/rules/of/nobody/", "/rules/of/oasis/no-such-rule/", "/rules/no-such-rule/"):
        text_of(client, address, status=404)


@pytest.mark.usefixtures("ours", "oasis")
def test_charters_and_trials_in_the_api(client: Client) -> None:
    found = client.get("/api/v1/charters/").json()
    assert [each["body"] for each in found] == ["ai-alliance", "oasis"]
    (special,) = [each for each in found[1]["rules"] if each["title"] == "Special Majority Vote"]
    assert special["clause"]
    assert any("one quarter" in sentence for sentence in special["sentences"])
    assert client.get("/api/v1/charters/oasis/").json() == found[1]
    assert client.get("/api/v1/charters/nobody/").status_code == 404
    trials = client.get("/api/v1/rule-trials/", {**TYPED, "everywhere": "true"}).json()
    outcomes = {(each["body"], each["title"]): each["outcome"] for each in trials}
    assert outcomes["oasis", "Special Majority Vote"] == "passed"
    assert all(each["body"] == "" for each in client.get("/api/v1/rule-trials/", TYPED).json())


def test_a_clause_with_a_word_before_its_number_is_not_called_clause(client: Client) -> None:
    adopt_edition(source=shipped("cncf"), by=SYSTEM, at=AT)
    text = text_of(client, "/rules/of/cncf/")
    assert "Charter 6(c)(ix)" in text
    assert "Clause charter" not in text
