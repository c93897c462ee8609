"""The electoral roll: who may vote and why, what changed, and who took part, as far as it is told."""

import pytest
from django.test import Client
from django.urls import reverse

from alliance.voting import actions
from alliance.voting.models import Ballot
from alliance.voting.roll import RollEntry, RollLine
from alliance.voting.states import Capacity
from tests.cast import Cast, add_organization, line
from tests.voting.staging import (
    ANA,
    announced,
    cast_since,
    choose,
    counted,
    motion,
    opened,
    page_of,
    prepared,
    rank,
    rank_all,
    reader,
)

pytestmark = pytest.mark.django_db
TOLD = "api-ballot_roll"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_since(20)


def of_people(cast: Cast, settings, **given) -> Ballot:
    """A ballot whose electorate are three people: two of Hill, one of Lake, who is recused."""
    settings.ELECTORATES = ["tests.voting.test_pages_roll.three_people"]
    PEOPLE[:] = [cast.people["Hill"], cast.people["Hill alternate"], cast.people["Lake"]]
    return opened(cast, **given)


PEOPLE: list = []


def three_people(ballot, at):
    """An electorate, as ``settings.ELECTORATES`` asks for one."""
    names = ("Hill Rep", "Hal Hill", "Lake Rep")
    return [
        RollLine(
            name=name,
            slug=name.lower().replace(" ", "-"),
            unit="person",
            affiliation="Hill" if person is not PEOPLE[2] else "Lake",
            is_entitled=person is not PEOPLE[2],
            is_recused=person is PEOPLE[2],
            reason="Member of the committee." if person is not PEOPLE[2] else "Recused: runs for the seat",
            people=(RollEntry(person.pk, name, Capacity.PRIMARY),),
        )
        for name, person in zip(names, PEOPLE, strict=True)
    ]


def test_before_the_opening_the_roll_is_what_it_would_be_now():
    cast = cast_since(1)
    ballot = announced(cast)
    page = page_of(Client(), "ballot_roll", ballot)
    assert "Who might vote on “Who sits on the steering committee?” if the ballot opened now" in page
    assert "Hill academia Yes Core member since 1 January 2024." in page
    assert "Hill Rep" not in page
    assert "Hill Rep primary Hal Hill alternate" in page_of(reader(cast, "Lake"), "ballot_roll", ballot)
    assert Client().get(reverse("roll_csv", args=[ballot.pk])).status_code == 409


def test_each_line_has_its_group_class_weight_and_people(cast):
    ballot = motion(cast)
    ballot.electors.filter(name="Stone").update(weight=3, group="Stone Holding", affiliation="")
    page = page_of(reader(cast, "Hill"), "ballot_roll", ballot)
    assert "Organization Class Weight May vote Reason Who votes" in page
    assert "Stone counts with Stone Holding enterprise 3 Yes Core member" in page
    assert "Its vote has the weight 3." in page_of(reader(cast, "Stone"), "ballot", ballot)


def test_what_changed_since_the_opening_stands_before_and_after_with_the_reason(cast):
    ballot = motion(cast)
    actions.recuse_elector(
        ballot_id=ballot.pk,
        elector_id=line(ballot, "River").pk,
        reason="River sells it",
        by=cast.by("River"),
        at=cast.now,
    )
    page = page_of(Client(), "ballot_roll", ballot)
    assert (
        "May vote. Core member since 1 January 2024. Recused. Recused: River sells it River sells it" in page
    )
    assert "Nothing: every line is as it was fixed." in page_of(
        Client(), "ballot_roll", motion(cast, question="Another?")
    )


@pytest.mark.parametrize(
    ("level", "who", "told"),
    [("recorded", None, True), ("recorded", "Hill", True), ("secret", None, False), ("secret", "Hill", True)],
)
def test_who_took_part_is_told_after_the_count_on_page_file_and_api_alike(cast, level, who, told):
    ballot = opened(cast, level=level)
    rank_all(cast, ballot)
    client = reader(cast, who)

    def shown() -> tuple[bool, bool, bool]:
        page = page_of(client, "ballot_roll", ballot)
        sheet = client.get(reverse("roll_csv", args=[ballot.pk])).content.decode("utf-8-sig")
        rows = client.get(reverse(TOLD, args=[ballot.pk])).json()["results"]
        assert {row["voted"] for row in rows} in ({None}, {True, False})
        return "Took part" in page, "took part" in sheet.splitlines()[0], rows[0]["voted"] is not None

    assert shown() == (False, False, False)
    counted(cast, ballot)
    assert shown() == (told, told, told)


def test_where_totals_tell_how_somebody_voted_nobody_reads_who_did(cast):
    ballot = opened(cast)
    for name in ("Hill", "Lake"):
        rank(cast, ballot, name, *ANA)
    counted(cast, ballot)
    for who in ("Hill", "staff"):
        page = page_of(reader(cast, who), "ballot_roll", ballot)
        assert "with these totals it would tell how they voted" in page
        assert "took part" not in page.split("Filter the roll", 1)[1].split("Who took part is not shown")[0]
        assert page_of(reader(cast, who), "ballot_roll", ballot, query="?show=voted").count("Yes Core") == 6


def test_the_filter_for_who_took_part_is_there_when_it_is_told(cast):
    ballot = motion(cast)
    choose(cast, ballot, Hill="for", Lake="against")
    before = page_of(Client(), "ballot_roll", ballot, query="?show=voted")
    assert "Showing 6 lines" in before
    assert "Took part (" not in before
    counted(cast, ballot)
    page = page_of(Client(), "ballot_roll", ballot, query="?show=voted")
    assert "Took part (2) Did not take part (4)" in page
    assert "Showing 2 lines" in page


def test_people_on_a_roll_are_for_members(cast, settings):
    ballot = of_people(cast, settings)
    bare = page_of(Client(), "ballot_roll", ballot)
    assert "The people on this roll are shown to members." in bare
    assert "Member of the committee. Yes 2" in bare
    assert "Recused: runs for the seat No 1" in bare
    assert "Hal Hill" not in bare
    assert "Hal Hill" not in page_of(Client(), "ballot_roll", ballot, query="?q=hal")
    for name in ("roll_csv", TOLD, "api-ballot_roll_changes"):
        assert Client().get(reverse(name, args=[ballot.pk])).status_code == 403
    page = page_of(reader(cast, "Stone"), "ballot_roll", ballot)
    assert "Hal Hill Hill Yes Member of the committee." in page
    assert "Lake Rep Lake Recused Recused: runs for the seat" in page


def test_people_whose_votes_are_published_are_named_with_them(cast, settings):
    ballot = of_people(cast, settings, level="recorded", publication="public")
    rank(cast, ballot, "Hill Rep", *ANA, by="Hill")
    assert "Hill Rep" not in page_of(Client(), "ballot_roll", ballot)
    counted(cast, ballot)
    assert "Hill Rep Hill Yes" in page_of(Client(), "ballot_roll", ballot)


def test_an_expected_roll_of_people_is_for_members_too(cast, settings):
    settings.ELECTORATES = ["tests.voting.test_pages_roll.three_people"]
    PEOPLE[:] = [cast.people["Hill"], cast.people["Hill alternate"], cast.people["Lake"]]
    cast.later(days=19)
    ballot = announced(cast)
    assert "Hal Hill" not in page_of(Client(), "ballot_roll", ballot)
    assert "Hal Hill" in page_of(reader(cast, "Stone"), "ballot_roll", ballot)


def test_the_roll_as_a_file(cast):
    ballot = motion(cast)
    lines = Client().get(reverse("roll_csv", args=[ballot.pk])).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "name,key,unit,affiliation,counts with,class,weight,entitled,recused,reason"
    assert lines[1] == (
        "Cliff,cliff,Organization,,Cliff,enterprise,1,yes,no,Core member since 1 January 2024."
    )
    client = reader(cast, "Hill")
    member = client.get(reverse("roll_csv", args=[ballot.pk])).content.decode("utf-8-sig").splitlines()
    assert member[0].endswith(",who votes")
    assert member[1].endswith(",Cliff Rep (primary)")


def test_a_long_roll_costs_as_many_queries_as_a_short_one(cast, django_assert_max_num_queries):
    small = prepared(cast)
    actions.open_ballot(ballot_id=small.pk, by=cast.by("staff"), at=cast.now)
    for number in range(12):
        add_organization(cast, f"Member {number}")
    big = opened(cast, question="Another?")
    client = reader(cast, "Lake")
    for name in ("ballot_roll", "roll_csv", TOLD, "ballot_objections"):
        client.get(reverse(name, args=[small.pk]))
        with django_assert_max_num_queries(20) as few:
            client.get(reverse(name, args=[small.pk]))
        with django_assert_max_num_queries(len(few)):
            client.get(reverse(name, args=[big.pk]))
