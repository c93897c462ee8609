from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import include, path

from alliance.accounts.models import User
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.charter.test_api")]

AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ROOT = "/api/v1"

urlpatterns = [path("api/v1/", include("alliance.charter.api")), path("", include("alliance.charter.urls"))]


@pytest.fixture
def edition() -> CharterEdition:
    return adopt_edition(source=shipped(), by=Actor.system(), at=AT)


@pytest.mark.usefixtures("edition")
def test_rules_in_force(client: Client) -> None:
    rules = client.get(f"{ROOT}/rules/").json()
    assert [rule["id"] for rule in rules] == [
        "simple-majority",
        "two-thirds",
        "majority-of-participating",
        "two-thirds-of-entitled",
        "balanced-majority",
    ]
    assert client.get(f"{ROOT}/rules/two-thirds/").json() == rules[1]
    assert rules[1]["sentence"] == "At least two thirds of the votes for and against must be for."
    assert rules[1]["conditions"] == {
        "passes": {"gte": ["for", {"frac": "2/3", "of": "cast"}]},
        "quorum": {"gte": ["participated", {"frac": "1/2", "of": "eligible"}]},
        "open": {"min": "P7D", "default": "P14D", "max": "P60D"},
    }
    missing = client.get(f"{ROOT}/rules/acclamation/")
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, "application/problem+json")


def test_without_a_charter_there_are_no_rules(client: Client) -> None:
    assert client.get(f"{ROOT}/rules/").json() == []


@pytest.mark.usefixtures("edition")
def test_trials(client: Client) -> None:
    found = client.get(f"{ROOT}/rule-trials/?entitled=58&votes_for=23&against=4&abstain=1").json()
    assert {each["rule"]: each["outcome"] for each in found} == {
        "simple-majority": "passed",
        "two-thirds": "no_quorum",
        "majority-of-participating": "no_quorum",
        "two-thirds-of-entitled": "not_passed",
        "balanced-majority": "unknown",
    }
    assert found[4]["passes"] == "It also asks for “member class”, which these numbers do not say."
    assert found[1]["quorum"] == "28 of 58 entitled members took part, at least 29 needed."
    wrong = client.get(f"{ROOT}/rule-trials/?entitled=10&votes_for=9&against=2")
    assert wrong.status_code == 422
    assert wrong.json()["errors"] == {"entitled": ["11 took part, but only 10 are entitled."]}


def test_editions(client: Client, edition: CharterEdition) -> None:
    found = client.get(f"{ROOT}/charter-editions/").json()["results"]
    assert [each["digest"] for each in found] == [edition.digest]
    assert client.get(f"{ROOT}/charter-editions/{edition.pk}/").json() == found[0]
    assert found[0]["source"] == shipped()
    assert client.get(f"{ROOT}/charter-editions/{edition.pk + 1}/").status_code == 404


def test_staff_adopt_and_others_are_refused_in_the_same_words(client: Client) -> None:
    address = f"{ROOT}/charter-editions/adopt/"
    given = {"source": shipped()}
    assert client.post(address, given, "application/json").status_code in {401, 403}
    client.force_login(User.objects.create_user("member@example.org", name="A. Member"))
    refused = client.post(address, given, "application/json")
    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "Only staff may enter an adopted charter.",
    )
    client.force_login(User.objects.create_user("staff@example.org", name="S. Park", is_staff=True))
    broken = client.post(
        address, {"source": shipped().replace("frac: 1/3", "frac: 0.33")}, "application/json"
    )
    assert broken.status_code == 422
    assert "“0.33” is not an exact number" in broken.json()["errors"]["source"][0]
    adopted = client.post(address, given, "application/json")
    assert (adopted.status_code, adopted.json()["label"]) == (201, "1")
    again = client.post(address, given, "application/json")
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "Edition 1 of ai-alliance was adopted before.",
    )
    assert CharterEdition.objects.count() == 1
