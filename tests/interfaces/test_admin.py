"""The staff desk: all can be read and found, nothing governed typed over, and hidden things stay hidden."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from alliance.accounts.models import AccessToken, Scope
from alliance.audit.models import Event
from alliance.voting import actions as voting
from alliance.voting.models import Ballot, Box, Elector, Envelope, Vote
from projects import actions as projects
from projects.models import Proposal
from tests.cast import Cast, in_review, in_vote, line
from tests.interfaces.ballot_scenes import contest, opened
from tests.interfaces.doors import client_for

OURS = ("accounts", "audit", "charter", "notifications", "voting", "members", "projects")


@pytest.fixture
def peopled(cast: Cast) -> Cast:
    """A counted ballot, an open one, a token: a row of nearly every model."""
    _, ballot = in_vote(cast, days=3)
    for name in ("Lake", "River"):
        voting.cast_vote(
            ballot_id=ballot.pk, elector_id=line(ballot, name).pk, choice="for", by=cast.by(name), at=cast.now
        )
    cast.later(days=4)
    voting.close_ballot(ballot_id=ballot.pk, by=cast.by("staff"), at=cast.now)
    cast.later(seconds=1)
    _, still_open = in_vote(cast, title="A second register", name="Second Register")
    voting.cast_vote(
        ballot_id=still_open.pk,
        elector_id=line(still_open, "River").pk,
        choice="against",
        by=cast.by("River"),
        at=cast.now,
    )
    AccessToken.objects.create(
        user=cast.people["Hill"],
        name="script",
        scope=Scope.READ,
        start="alliance_abcd",
        digest="d" * 64,
        created_at=cast.now,
    )
    return cast


@pytest.fixture
def staff(peopled: Cast) -> Client:
    return client_for(peopled, "staff")


def of_ours() -> list[type]:
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_ours_is_at_the_desk_but_envelopes_and_boxes():
    every = {model for label in OURS for model in apps.get_app_config(label).get_models()}
    assert set(of_ours()) == every - {Envelope, Box}


def test_nothing_at_the_desk_shows_the_seed_of_a_lot_or_a_key(peopled: Cast, staff: Client):
    ballot = opened(peopled, contest(peopled, lot_source="Closing value of the index"))
    page = staff.get(address(Ballot, "change", ballot.pk)).content.decode()
    assert "Closing value of the index" in page
    assert ballot.lot_seed not in page
    assert bytes(ballot.public_key).hex() not in page
    roll = staff.get(address(Elector, "change", ballot.electors.first().pk)).content.decode()
    assert str(ballot.electors.first().slot) not in roll


def test_every_list_searches_and_every_row_opens(staff: Client):
    for model in of_ours():
        answer = staff.get(address(model, "changelist"), {"q": "2"})
        assert answer.status_code == 200, model
        assert answer.context["cl"].search_fields, model
        page = admin.site._registry[model]
        row = page.get_queryset(answer.wsgi_request).first()
        if row is not None:
            assert staff.get(address(model, "change", row.pk)).status_code == 200, model


def test_lists_find_by_name_and_by_number(staff: Client, peopled: Cast):
    found = staff.get(address(Proposal, "changelist"), {"q": "second register"}).context["cl"]
    assert [row.title for row in found.result_list] == ["A second register"]
    organization = peopled.organizations["Hill"]
    found = staff.get(address(type(organization), "changelist"), {"q": "Hill"}).context["cl"]
    assert list(found.result_list) == [organization]


def test_lists_cost_the_same_whatever_their_rows(staff: Client, django_assert_max_num_queries):
    for model in of_ours():
        with django_assert_max_num_queries(15):
            staff.get(address(model, "changelist"))


def test_nothing_governed_can_be_posted(staff: Client):
    for model in of_ours():
        page = admin.site._registry[model]
        row = page.get_queryset(staff.get(address(model, "changelist")).wsgi_request).first()
        before = model._base_manager.filter(pk=row.pk).values().get() if row is not None else None
        assert staff.post(address(model, "add"), {"name": "Forged"}).status_code == 403, model
        if row is not None:
            data = {"name": "Forged", "state": "accepted", "choice": "against", "is_staff": "on"}
            assert staff.post(address(model, "change", row.pk), data).status_code == 403, model
            assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
            assert model._base_manager.filter(pk=row.pk).values().get() == before, model


def test_votes_are_shown_when_the_ballot_is_counted_and_not_before(staff: Client):
    hidden = Vote.objects.get(choice="against")
    shown = {row.choice for row in staff.get(address(Vote, "changelist")).context["cl"].result_list}
    assert shown == {"for"}
    assert staff.get(address(Vote, "change", hidden.pk)).status_code == 302
    assert not staff.get(address(Vote, "changelist"), {"q": hidden.receipt}).context["cl"].result_list
    elector = type(hidden.elector)
    probe = staff.get(address(elector, "changelist"), {"vote__choice": "against"})
    assert probe.status_code == 400


def test_a_review_that_is_not_submitted_stays_with_its_reviewer(peopled: Cast):
    _, reviews = in_review(peopled, title="A third register", name="Third Register")
    projects.draft_review(
        review_id=reviews[0].pk, remarks="Half a thought", by=peopled.by("River"), at=peopled.now
    )
    page = client_for(peopled, "staff").get(address(type(reviews[0]), "change", reviews[0].pk))
    assert page.status_code == 200
    assert "Half a thought" not in page.content.decode()


def test_a_token_shows_no_digest_and_is_revoked_by_a_button(staff: Client):
    token = AccessToken.objects.get()
    page = staff.get(address(AccessToken, "change", token.pk)).content.decode()
    assert token.digest not in page
    button = reverse("admin:do_revoke_token", args=[token.pk])
    assert button in page
    assert staff.get(button).status_code == 200
    assert staff.post(button).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert button not in staff.get(address(AccessToken, "change", token.pk)).content.decode()


def test_superusers_correct_a_name_and_others_do_not(peopled: Cast):
    person = peopled.people["Hill"]
    change = address(type(person), "change", person.pk)
    data = {"name": "Hilda Hill", "is_active": "on", "email": "forged@example.org", "is_superuser": "on"}
    assert client_for(peopled, "staff").post(change, data).status_code == 403
    peopled.staff.is_superuser = True
    peopled.staff.save(update_fields=["is_superuser"])
    assert client_for(peopled, "staff").post(change, data).status_code == 302
    before = person.email
    person.refresh_from_db()
    assert (person.name, person.email, person.is_superuser) == ("Hilda Hill", before, False)


def test_only_staff_come_in(peopled: Cast):
    client = client_for(peopled, "Hill")
    for model in of_ours():
        assert client.get(address(model, "changelist")).status_code in {302, 403}, model
    assert client.get(reverse("admin:index")).status_code in {302, 403}
    answer = Client().get(reverse("admin:index"), follow=True)
    assert reverse("account_login") in answer.redirect_chain[-1][0]


def test_the_index_begins_with_what_waits_for_staff(staff: Client):
    page = staff.get(reverse("admin:index")).content.decode()
    assert page.index("Waiting for staff") < page.index("Electoral roll")


def test_buttons_are_offered_with_their_reason_or_not_at_all(staff: Client, peopled: Cast):
    organization = peopled.organizations["Hill"]
    page = staff.get(address(type(organization), "change", organization.pk)).content.decode()
    assert reverse("admin:do_suspend_membership", args=[organization.pk]) in page
    assert reverse("admin:do_readmit_organization", args=[organization.pk]) not in page
    assert "Readmit: " in page
    group = staff.get(address(type(peopled.group), "change", peopled.group.pk)).content.decode()
    assert "Join this group" not in group


def test_the_record_of_a_row_is_one_click_away(staff: Client, peopled: Cast):
    organization = peopled.organizations["Hill"]
    page = staff.get(address(type(organization), "change", organization.pk))
    listed = staff.get(page.context["record_url"]).context["cl"].result_list
    assert {event.subject_id for event in listed} == {organization.pk}
    assert "organization.admitted" in {event.kind for event in listed}


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(staff: Client, peopled: Cast):
    organization = peopled.organizations["Hill"]
    button = reverse("admin:do_appoint_representative", args=[organization.pk])
    events = Event.objects.count()
    answer = staff.post(button, {"name": "Nina New", "email": "no address", "role": "primary", "from_on": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nina New" in page
    assert 'role="alert"' in page
    assert Event.objects.count() == events


def test_no_page_carries_a_script_or_style_of_its_own(staff: Client, peopled: Cast):
    organization = peopled.organizations["Hill"]
    pages = [
        reverse("admin:index"),
        address(type(organization), "changelist"),
        address(type(organization), "change", organization.pk),
        reverse("admin:do_admit_organization"),
    ]
    for each in pages:
        answer = staff.get(each)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in html, each
        assert "<style" not in html, each
        assert "onclick=" not in html, each
        assert "<script>" not in html, each
