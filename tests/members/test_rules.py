"""Rules of membership: who stands on a roll and why, and what suspension and the end of a term do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance.charter.queries import rule_in_force
from alliance.voting.models import Elector, RollPerson
from members import actions, rules
from members.models import Organization, Representation, Role, Tier
from members.queries import electorate
from members.tasks import follow_mandates
from tests.cast import Cast, add_organization, appoint, in_vote, line


def roll(cast: Cast, *, unit: str = "organization", **recused: str) -> dict[str, tuple[bool, bool, str]]:
    _, rule = rule_in_force("simple-majority", cast.now)
    rule = rule.model_copy(update={"vote_unit": unit})
    ids = {cast.organizations[name].pk: why for name, why in recused.items()}
    lines = electorate(rule, recused=ids, on=cast.now.date())
    return {each.name: (each.is_entitled, each.is_recused, each.reason) for each in lines}


YES = (True, False, "Core member since 1 January 2024.")
WITH_STONE = (False, False, "Votes with Stone: one vote per corporate group.")


@pytest.mark.parametrize(
    ("unit", "recused", "stone", "cliff"),
    [
        ("organization", {}, YES, YES),
        ("organization", {"Cliff": "it gains."}, YES, (False, True, "Recused: it gains.")),
        ("corporate_group", {}, YES, WITH_STONE),
        ("corporate_group", {"Stone": "it gains."}, (False, True, "Recused: it gains."), WITH_STONE),
        ("corporate_group", {"Cliff": "it gains."}, (False, True, "Recused: it gains."), WITH_STONE),
        (
            "corporate_group",
            {"Cliff": "it gains.", "Stone": "it proposes."},
            (False, True, "Recused: it proposes."),
            WITH_STONE,
        ),
    ],
)
def test_who_votes_for_a_corporate_group(cast, unit, recused, stone, cliff):
    found = roll(cast, unit=unit, **recused)
    assert (found["Stone"], found["Cliff"]) == (stone, cliff)
    assert found["Hill"] == YES


def test_suspended_and_non_voting_members_stand_on_the_roll_without_a_vote_and_former_ones_not_at_all(cast):
    staff = {"by": cast.by("staff"), "at": cast.now}
    actions.suspend_membership(organization_id=cast.organizations["Lake"].pk, reason="fees", **staff)
    actions.end_membership(organization_id=cast.organizations["River"].pk, reason="left", **staff)
    friends = Tier.objects.create(name="Friend", slug="friend", may_vote=False)
    Organization.objects.filter(name="Forest").update(tier=friends)
    found = roll(cast, Lake="conflict")
    assert found["Lake"] == (False, False, "No vote: the membership is suspended.")
    assert found["Forest"] == (False, False, "No vote: Friend members do not vote.")
    assert "River" not in found


def test_the_vote_of_a_group_whose_top_is_suspended_lies_with_the_next(cast):
    stone = cast.organizations["Stone"].pk
    actions.suspend_membership(organization_id=stone, reason="fees", by=cast.by("staff"), at=cast.now)
    found = roll(cast, unit="corporate_group")
    assert (found["Stone"][0], found["Cliff"]) == (False, YES)


def test_joining_a_group_needs_a_membership_that_is_not_suspended(cast):
    hill = cast.by("Hill")
    assert rules.may_join(hill, cast.group, cast.now)
    actions.suspend_membership(
        organization_id=hill.organization_id, reason="fees", by=cast.by("staff"), at=cast.now
    )
    assert rules.may_join(hill, cast.group, cast.now).reason == "The membership of Hill is not active."


def test_an_organizations_chairs_end_with_its_membership(cast):
    lake = cast.by("Lake")
    assert rules.is_chair(lake, cast.group)
    actions.end_membership(
        organization_id=lake.organization_id, reason="left", by=cast.by("staff"), at=cast.now
    )
    assert not rules.is_chair(lake, cast.group)


def test_addresses_are_made_free_when_names_differ(cast):
    first = add_organization(cast, "北大")
    second = add_organization(cast, "東大")
    assert (first.slug, second.slug) == ("organization", "organization-2")
    groups = [
        actions.found_group(
            name=name, mandate="x", founded_on=date(2026, 1, 1), by=cast.by("staff"), at=cast.now
        )
        for name in ("Data & AI", "Data AI")
    ]
    assert [each.slug for each in groups] == ["data-ai", "data-ai-2"]


def test_open_ballots_follow_mandates_that_begin_and_end_with_a_day(cast, monkeypatch):
    """No event announces the day on which a term agreed before begins or ends."""
    _, ballot = in_vote(cast)
    tomorrow = (cast.now + timedelta(days=1)).date()
    organization = cast.organizations["River"]
    actions.appoint_representative(
        organization_id=organization.pk,
        name="Rita River",
        email="rita@members.example",
        role=Role.PRIMARY,
        from_on=tomorrow,
        by=cast.by("staff"),
        at=cast.now,
    )
    cast.later(minutes=1)
    standing = line(ballot, "River").people.filter(struck_at=None)
    assert [person.name for person in standing] == ["River Rep"]
    monkeypatch.setattr(timezone, "now", lambda: cast.now)
    follow_mandates()
    assert [person.name for person in standing.all()] == ["River Rep"]
    cast.later(days=1)
    follow_mandates()
    assert [person.name for person in standing.all()] == ["Rita River"]
    struck = RollPerson.objects.get(elector__ballot=ballot, name="River Rep")
    assert struck.struck_at == cast.now
    follow_mandates()
    assert [person.name for person in standing.all()] == ["Rita River"]


def test_seating_again_leaves_a_named_alternate_named(cast):
    from alliance.voting import actions as voting
    from members.queries import entry_of

    cast.people["Lake alternate"] = appoint(cast, "Lake", "Lea Lake", Role.ALTERNATE)
    _, ballot = in_vote(cast)
    person = line(ballot, "Lake").people.get(name="Lea Lake")
    voting.name_alternate(ballot_id=ballot.pk, person_id=person.pk, by=cast.by("Lake"), at=cast.now)
    representation = Representation.objects.select_related("user").get(user=person.user)
    seated = voting.seat_voter(
        organization_id=representation.organization_id,
        entry=entry_of(representation),
        by=cast.by("staff"),
        at=cast.now,
    )
    person.refresh_from_db()
    assert (seated, person.named_at) == (0, cast.now)


def test_the_roll_fixed_at_opening_decides_though_a_membership_ends(cast, client):
    from alliance.voting import actions as voting

    _, ballot = in_vote(cast)
    before = line(ballot, "River").reason
    given = {"organization_id": cast.organizations["River"].pk, "by": cast.by("staff")}
    actions.end_membership(**given, reason="left", at=cast.now)
    cast.later(minutes=1)
    cast.later(minutes=1)
    river = line(ballot, "River")
    note = f"Membership ended on {cast.now:%-d %B %Y}; the roll, fixed at opening, stands."
    assert (river.is_entitled, river.reason) == (True, f"{before} {note}")
    roll = client.get(f"/ballots/{ballot.ref}/roll/").content.decode()
    assert note in roll
    voting.cast_vote(ballot_id=ballot.pk, elector_id=river.pk, choice="for", by=cast.by("River"), at=cast.now)
    assert line(ballot, "River").vote.choice == "for"


def test_a_note_on_a_roll_line_is_kept_whole_and_written_once(cast):
    from alliance.voting import actions as voting

    _, ballot = in_vote(cast)
    Elector.objects.filter(ballot=ballot).update(reason="x" * 300)
    given = {"organization_id": cast.organizations["River"].pk, "by": cast.by("staff"), "at": cast.now}
    assert [voting.note_on_roll(**given, note="Membership ended.") for _ in range(2)] == [1, 0]
    reason = line(ballot, "River").reason
    assert (len(reason), reason[-19:]) == (300, "x Membership ended.")
