from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from alliance.accounts.models import User
from alliance.charter.actions import adopt_edition
from alliance.charter.editions import shipped
from alliance.charter.models import CharterEdition
from alliance.kernel.actor import Actor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def edition() -> CharterEdition:
    return adopt_edition(source=shipped(), by=Actor.system(), at=AT)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(unescape(strip_tags(answer.content.decode().replace("<", " <"))).split())


def test_without_a_charter_the_page_says_so(client: Client) -> None:
    assert "No charter is in force yet." in text_of(client, "/rules/")


@pytest.mark.usefixtures("edition")
def test_every_rule_is_told_in_sentences(client: Client) -> None:
    text = text_of(client, "/rules/")
    for sentence in (
        "More than half of the votes for and against must be for.",
        "At least two thirds of the entitled members must be for.",
        "At least one third of the entitled members must take part.",
        "Abstaining works like a vote against, as does not voting.",
        "In force since 1 Jan 2026",
        "no quorum, no threshold and no seat numbers",
    ):
        assert sentence in text


@pytest.mark.usefixtures("edition")
def test_a_tally_under_every_rule(client: Client) -> None:
    text = text_of(client, "/rules/?entitled=58&votes_for=23&against=4&abstain=1")
    assert (
        "Two thirds of the votes No quorum 28 of 58 entitled members took part, at least 29 needed." in text
    )
    assert (
        "Simple majority Would pass 23 for / (23 for + 4 against) = 85.2 %, more than 50.0 % needed." in text
    )
    assert (
        "Two thirds of all entitled Would not pass 23 for / 58 entitled = 39.7 %, at least 66.7 % needed."
        in text
    )


@pytest.mark.usefixtures("edition")
def test_the_calculator_of_a_rule(client: Client) -> None:
    text = text_of(client, "/rules/two-thirds/?entitled=58&votes_for=34&against=6&abstain=3")
    assert "43 of 58 entitled members took part, at least 29 needed." in text
    assert "34 for / (34 for + 6 against) = 85.0 %, at least 66.7 % needed." in text
    assert "Would it have passed under another rule?" in text
    assert "Two thirds of all entitled Would not pass" in text
    assert "Recused proposer" in text


@pytest.mark.usefixtures("edition")
def test_abstentions_may_be_left_out(client: Client) -> None:
    assert "Would pass" in text_of(client, "/rules/two-thirds/?entitled=58&votes_for=34&against=6&abstain=")


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("entitled=10&votes_for=9&against=2", "11 took part, but only 10 are entitled."),
        ("entitled=10", "Write how many votes are for."),
        ("entitled=ten&votes_for=1&against=0", "Enter a whole number."),
        ("entitled=10&votes_for=-1&against=0", "greater than or equal to 0"),
        ("entitled=99999999999&votes_for=1&against=0", "less than or equal to 1000000"),
        ("entitled=%00&votes_for=1&against=0", "Enter a whole number."),
    ],
)
def test_wrong_input_is_explained(client: Client, typed: str, message: str) -> None:
    for address in ("/rules/", "/rules/two-thirds/"):
        text = text_of(client, f"{address}?{typed}")
        assert message in text
        assert "Would pass" not in text.split("Worked examples", maxsplit=1)[0]


def test_what_is_not_there(client: Client, edition: CharterEdition) -> None:
    for address in ("/rules/acclamation/", "/rules/Two_Thirds/", f"/charter-editions/{edition.pk + 1}/"):
        assert client.get(address).status_code == 404


def test_an_edition_shows_its_text(client: Client, edition: CharterEdition) -> None:
    answer = client.get(edition.get_absolute_url())
    assert edition.digest in answer.content.decode()
    assert "quorum: {gte: [participated, {frac: 1/3, of: eligible}]}" in unescape(answer.content.decode())


def test_staff_adopt_in_the_portal(client: Client) -> None:
    staff = User.objects.create_user("staff@example.org", name="S. Park", is_staff=True)
    client.force_login(staff)
    assert "Adopt a charter edition" in text_of(client, "/rules/")
    broken = client.post("/charter-editions/adopt/", {"source": shipped().replace("frac: 1/3", "frac: 0.33")})
    assert broken.status_code == 422
    assert "“0.33” is not an exact number. Write a fraction such as 2/3, or 12." in unescape(
        broken.content.decode()
    )
    adopted = client.post("/charter-editions/adopt/", {"source": shipped()})
    assert adopted.status_code == 303
    assert adopted["Location"] == CharterEdition.objects.get().get_absolute_url()
    again = client.post("/charter-editions/adopt/", {"source": shipped()})
    assert again.status_code == 409
    assert "Edition 1 of ai-alliance was adopted before." in unescape(again.content.decode())


def test_others_do_not(client: Client) -> None:
    assert client.get("/charter-editions/adopt/").status_code == 302
    client.force_login(User.objects.create_user("member@example.org", name="A. Member"))
    assert "Adopt a charter edition" not in text_of(client, "/rules/")
    assert client.post("/charter-editions/adopt/", {"source": shipped()}).status_code == 403
    assert not CharterEdition.objects.exists()


@pytest.mark.usefixtures("edition")
def test_pages_cost_few_queries(client: Client, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    for address in ("/rules/?entitled=58&votes_for=23&against=4", "/rules/two-thirds/"):
        with django_assert_max_num_queries(3):  # type: ignore[operator]
            client.get(address)
