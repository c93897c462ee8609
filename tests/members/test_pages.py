"""The directory, people and groups as pages: what is found, what is counted, what is left out."""

import csv
import io
import json
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from members import actions as members
from members.models import Role
from tests.cast import Cast, add_organization, appoint


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).split())


def names_in(client: Client, address: str) -> list[str]:
    return [row["name"] for row in json.loads(client.get(address).content)]


def test_every_member_is_listed_with_a_result_line(client: Client, cast: Cast) -> None:
    text = text_of(client, "/members/")
    assert "Showing 6 members." in text
    assert all(name in text for name in cast.organizations)


@pytest.mark.parametrize("words", ["ecole", "École", "ECOLE polytechnique", "federale"])
def test_search_ignores_accents_and_reads_other_names(client: Client, cast: Cast, words: str) -> None:
    organization = cast.organizations["Hill"]
    organization.aliases.create(name="École polytechnique fédérale")
    assert names_in(client, f"/members.json?q={words}") == ["Hill"]
    assert "also École polytechnique fédérale" in text_of(client, f"/members/?q={words}")


def test_filters_narrow_and_combine(client: Client, cast: Cast) -> None:
    add_organization(cast, "Fjord", kind="university", country="NO")
    assert names_in(client, "/members.json?kind=university") == ["Fjord", "Hill", "Lake", "River"]
    assert names_in(client, "/members.json?kind=university&country=NO") == ["Fjord"]
    assert len(names_in(client, "/members.json?kind=university&kind=company")) == 7
    assert "Hill" not in names_in(client, "/members.json?group=data")
    assert names_in(client, "/members.json?since=1999") == []


def test_counts_say_what_a_filter_would_leave(client: Client, cast: Cast) -> None:
    add_organization(cast, "Fjord", kind="university", country="NO")
    context = client.get("/members/?country=NO").context
    kinds = {choice.value: choice.count for choice in context["facets"]["kind"][1]}
    countries = {choice.value: choice.count for choice in context["facets"]["country"][1]}
    assert kinds == {"university": 1}
    assert countries == {"CH": 6, "NO": 1}


def test_an_empty_list_says_which_filter_to_drop(client: Client, cast: Cast) -> None:
    add_organization(cast, "Fjord", kind="university", country="NO")
    text = text_of(client, "/members/?kind=company&country=NO")
    assert "No member matches all of these filters." in text
    assert "Norway (3)" in text
    assert "Company (1)" in text


def test_former_members_are_shown_only_when_asked_for(client: Client, cast: Cast) -> None:
    members.end_membership(
        organization_id=cast.organizations["River"].pk, reason="Merged.", by=cast.by("staff"), at=cast.now
    )
    assert "River" not in names_in(client, "/members.json")
    assert names_in(client, "/members.json?state=former") == ["River"]
    assert client.get("/members/river/").status_code == 200


def test_the_countries_are_counted(client: Client, cast: Cast) -> None:
    add_organization(cast, "Fjord", kind="university", country="NO")
    bars = client.get("/members/?view=countries").context["bars"]
    assert [(bar.label, bar.value, bar.href) for bar in bars] == [
        ("Switzerland", 6, "?country=CH"),
        ("Norway", 1, "?country=NO"),
    ]


def test_downloads_hold_the_chosen_rows_and_no_formula(client: Client, cast: Cast) -> None:
    cast.organizations["Hill"].aliases.create(name='=HYPERLINK("http://evil.example")')
    answer = client.get("/members.csv?q=hill")
    assert answer["Content-Disposition"] == 'attachment; filename="members.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Hill"]
    assert rows[0]["other_names"] == '\'=HYPERLINK("http://evil.example")'
    assert rows[0]["member_since"] == "2024-01-01"


@pytest.mark.parametrize(
    "address", ["/members/", "/members.csv", "/people/", "/groups/", "/members/?view=cards"]
)
def test_lists_ask_no_more_questions_when_they_grow(
    client: Client, cast: Cast, address: str, django_assert_max_num_queries
) -> None:
    client.force_login(cast.staff)
    client.get(address)
    few = _queries(client, address)
    for number in range(24):
        add_organization(cast, f"Brook {number}", country="NO")
        members.join_group(group_id=cast.group.pk, by=cast.by(f"Brook {number}"), at=cast.now)
    assert _queries(client, address) == few
    with django_assert_max_num_queries(15):
        client.get(address)


def _queries(client: Client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_people_are_found_by_name_organization_and_role(client: Client, cast: Cast) -> None:
    text = text_of(client, "/people/?q=hill")
    assert "Hill Rep" in text
    assert "Hal Hill" in text
    assert "Lake Rep" not in text
    assert "Showing 1 person." in text_of(client, "/people/?role=alternate")
    assert "Lake Rep" in text_of(client, "/people/?role=chair")


def test_people_without_a_role_are_for_staff_only(client: Client, cast: Cast) -> None:
    assert "Sam Staff" not in text_of(client, "/people/")
    assert client.get(f"/people/{cast.staff.handle}/").status_code == 404
    client.force_login(cast.staff)
    assert "Sam Staff" in text_of(client, "/people/")


def test_an_address_is_seen_by_its_owner_and_staff(client: Client, cast: Cast) -> None:
    person = cast.people["Hill"]
    page = f"/people/{person.handle}/"
    assert person.email not in text_of(client, page)
    client.force_login(cast.people["Lake"])
    assert person.email not in text_of(client, page)
    client.force_login(person)
    assert person.email in text_of(client, page)
    client.force_login(cast.staff)
    assert person.email in text_of(client, page)


def test_groups_show_chairs_and_hide_closed_ones(client: Client, cast: Cast) -> None:
    text = text_of(client, "/groups/")
    assert "Data" in text
    assert "Lake Rep" in text
    members.close_group(group_id=cast.group.pk, reason="Done.", by=cast.by("staff"), at=cast.now)
    text = text_of(client, "/groups/")
    assert "Showing 0 groups." in text
    assert "1 closed group" in text
    assert "Showing 1 group." in text_of(client, "/groups/?state=closed")


def test_staff_are_offered_to_admit_and_found(client: Client, cast: Cast) -> None:
    assert "Admit a member" not in text_of(client, "/members/")
    client.force_login(cast.staff)
    assert "Admit a member" in text_of(client, "/members/")
    assert "Found a group" in text_of(client, "/groups/")


def test_an_organization_shows_who_acts_and_who_acted(client: Client, cast: Cast) -> None:
    successor = appoint_successor(cast)
    text = text_of(client, "/members/hill/")
    assert successor in text
    assert "Past representatives" in text
    assert "Hill Rep" in text
    assert "appointed New Hill as representative of Hill" in text


def appoint_successor(cast: Cast) -> str:
    members.appoint_representative(
        organization_id=cast.organizations["Hill"].pk,
        name="New Hill",
        email="new.hill@members.example",
        role=Role.PRIMARY,
        from_on=cast.now.date(),
        by=cast.by("staff"),
        at=cast.now,
    )
    return "New Hill"


def test_corporate_groups_are_named(client: Client, cast: Cast) -> None:
    answer = client.get("/members/cliff/").content.decode()
    assert "Corporate group" in answer
    assert 'href="/members/stone/"' in answer


def test_an_organization_offers_what_its_reader_may_do(client: Client, cast: Cast) -> None:
    assert "/members/hill/revise/" not in client.get("/members/hill/").content.decode()
    client.force_login(cast.people["Hill"])
    own = client.get("/members/hill/").content.decode()
    assert "/members/hill/revise/" in own
    assert "/members/hill/suspend/" not in own
    assert "/members/lake/revise/" not in client.get("/members/lake/").content.decode()


def test_a_second_role_is_on_the_persons_page(client: Client, cast: Cast) -> None:
    appoint(cast, "Lake", "Hal Hill", Role.ALTERNATE)
    text = text_of(client, f"/people/{cast.people['Hill alternate'].handle}/")
    assert "Alternate of Hill" in text


def test_charter_versions_are_kept_and_compared(client: Client, cast: Cast) -> None:
    members.revise_charter(
        group_id=cast.group.pk,
        text="# Charter of Data\n\nWe meet monthly.",
        note="how often",
        by=cast.by("Lake"),
        at=cast.now,
    )
    text = text_of(client, "/groups/data/charter/")
    assert "Charter, version 2" in text
    assert "We meet monthly." in text
    assert "We meet." in text_of(client, "/groups/data/charter/?version=1")
    compared = client.get("/groups/data/charter/?version=2&with=1").content.decode()
    assert "<ins" in compared
    assert "monthly" in compared


def test_the_roster_keeps_those_who_left(client: Client, cast: Cast) -> None:
    members.leave_group(group_id=cast.group.pk, by=cast.by("River"), at=cast.now)
    text = text_of(client, "/groups/data/people/")
    assert "Former members of the group River Rep (River)" in text
    assert "Lake Rep Chair Lake" in text


def test_joining_is_offered_once(client: Client, cast: Cast) -> None:
    assert "Sign in to join" in client.get("/groups/data/").content.decode()
    client.force_login(cast.people["Hill"])
    assert "/groups/data/join/" in client.get("/groups/data/").content.decode()
    client.force_login(cast.people["River"])
    answer = client.get("/groups/data/").content.decode()
    assert "/groups/data/join/" not in answer
    assert "/groups/data/leave/" in answer


@pytest.mark.parametrize(
    "address", ["/members/nobody/", "/people/nobody/", "/groups/nothing/", "/groups/nothing/charter/"]
)
def test_what_is_not_there(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).status_code == 404
