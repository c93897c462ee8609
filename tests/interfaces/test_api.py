"""Reading through the API: who sees what, in which words one is refused, and with how many queries."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.utils import timezone

from alliance.accounts.models import AccessToken, Scope
from alliance.kernel.actor import Actor
from alliance.voting import actions as voting
from members import actions as members
from members.models import Role
from projects import actions as projects
from projects.models import Decision, Proposal
from tests.cast import (
    PASSWORD,
    Cast,
    add_organization,
    appoint,
    draft,
    in_review,
    in_vote,
    line,
    raise_curtain,
    submitted,
)
from tests.interfaces.doors import client_for
from tests.interfaces.scenes import ALL, counted

PROBLEM = "application/problem+json"


@pytest.fixture
def cast(db) -> Cast:
    """The cast on the real clock, which the API reads."""
    return raise_curtain(timezone.now())


def api(name: str, *args: Any) -> str:
    return reverse(f"api-{name}", args=args)


def rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def token_for(cast: Cast, name: str, scope: str = Scope.ACT, **fields: Any) -> dict[str, str]:
    """The header of a request with a token of that person."""
    secret = AccessToken.new_secret()
    AccessToken.objects.create(
        user=cast.people.get(name, cast.staff),
        name="test",
        scope=scope,
        start=secret[:12],
        digest=AccessToken.digest_of(secret),
        created_at=cast.now,
        **fields,
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def cast_votes(cast: Cast, ballot: Any, **choices: str) -> None:
    for name, choice in choices.items():
        voting.cast_vote(
            ballot_id=ballot.pk,
            elector_id=line(ballot, name).pk,
            choice=choice,
            by=cast.by(name),
            at=cast.now,
        )


def decided(cast: Cast) -> Decision:
    """A decision on record, by a ballot that was counted."""
    proposal, ballot = in_vote(cast)
    cast_votes(cast, ballot, Lake="for", River="for", Forest="against")
    closing = ballot.closes_at + timedelta(seconds=1)
    cast.now = closing
    voting.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=closing)
    cast.later(seconds=1)
    cast.later(seconds=1)
    return Decision.objects.get(proposal=proposal)


# Who may read what ------------------------------------------------------------------------------------------

SIGNED_IN = (401, 200, 200)
OPEN = (200, 200, 200)
Key = Callable[[dict[str, Any]], list[Any]]


def keyed(*names: str) -> Key:
    return lambda world: [world[name] for name in names]


READS: dict[str, tuple[Key, tuple[int, int, int]]] = {
    "index": (keyed(), OPEN),
    "me": (keyed(), SIGNED_IN),
    "events": (keyed(), OPEN),
    "members": (keyed(), OPEN),
    "member": (keyed("organization"), OPEN),
    "representatives": (keyed("organization"), OPEN),
    "member_events": (keyed("organization"), OPEN),
    "organization_offers": (keyed("organization"), OPEN),
    "tiers": (keyed(), OPEN),
    "focus_areas": (keyed(), OPEN),
    "people": (keyed(), OPEN),
    "person": (keyed("person"), OPEN),
    "groups": (keyed(), OPEN),
    "group": (keyed("group"), OPEN),
    "group_charters": (keyed("group"), OPEN),
    "group_people": (keyed("group"), OPEN),
    "group_events": (keyed("group"), OPEN),
    "group_offers": (keyed("group"), OPEN),
    "proposals": (keyed(), OPEN),
    "proposal": (keyed("proposal"), OPEN),
    "proposal_versions": (keyed("proposal"), OPEN),
    "proposal_version": (keyed("proposal", "one"), OPEN),
    "proposal_comments": (keyed("proposal"), OPEN),
    "proposal_reviews": (keyed("proposal"), SIGNED_IN),
    "proposal_events": (keyed("proposal"), OPEN),
    "proposal_offers": (keyed("proposal"), OPEN),
    "reviews": (keyed(), SIGNED_IN),
    "review": (keyed("review"), SIGNED_IN),
    "review_offers": (keyed("review"), (404, 200, 200)),
    "ballots": (keyed(), OPEN),
    "ballot": (keyed("ballot"), OPEN),
    "ballot_roll": (keyed("ballot"), OPEN),
    "ballot_roll_changes": (keyed("ballot"), OPEN),
    "ballot_objections": (keyed("ballot"), SIGNED_IN),
    "ballot_forecast": (keyed("ballot"), (409, 409, 409)),
    "ballot_manifest": (keyed("ballot"), OPEN),
    "ballot_box": (keyed("ballot"), (404, 404, 404)),
    "ballot_files": (keyed("ballot"), OPEN),
    "ballot_mine": (keyed("ballot"), SIGNED_IN),
    "ballot_votes": (keyed("ballot"), OPEN),
    "ballot_result": (keyed("ballot"), OPEN),
    "ballot_events": (keyed("ballot"), OPEN),
    "ballot_offers": (keyed("ballot"), OPEN),
    "votes": (keyed(), SIGNED_IN),
    "counts": (keyed(), OPEN),
    "count": (keyed("count"), OPEN),
    "count_record": (keyed("count"), OPEN),
    "decisions": (keyed(), OPEN),
    "decision": (keyed("decision"), OPEN),
    "projects": (keyed(), OPEN),
    "project": (keyed("project"), OPEN),
    "project_events": (keyed("project"), OPEN),
    "project_offers": (keyed("project"), OPEN),
    "rules": (keyed(), OPEN),
    "rule": (keyed("rule"), OPEN),
    "charters": (keyed(), OPEN),
    "charter": (keyed("body"), OPEN),
    "charter_editions": (keyed(), OPEN),
    "charter_edition": (keyed("edition"), OPEN),
    "inbox": (keyed(), SIGNED_IN),
}
NOT_READS = {"rule_trials", "notice_read"}
# Who may read these stands in permissions.txt, for every identity.
OF_ELECTIONS = {
    *("elections", "election", "election_timetable", "election_candidates", "election_questions"),
    *("election_voters", "election_requests", "election_events", "candidacy", "bodies", "body", "body_seats"),
    *("body_terms", "body_events", "election_offers", "candidacy_offers", "question_offers", "voter_offers"),
    *("entitlement_request_offers", "body_offers", "seat_offers", "term_offers"),
}


def every_name(patterns: Any) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield str(each.name)
        else:
            yield from every_name(each.url_patterns)


def test_every_address_has_a_line():
    v1 = import_module("alliance.api").V1
    read = (
        {f"api-{name}" for name in READS}
        | {f"api-{name}" for name in NOT_READS | OF_ELECTIONS}
        | {"api_schema"}
    )
    assert set(every_name(v1)) == read | {f"api-{name}" for name in ALL}


def test_who_may_read(cast: Cast):
    decision = decided(cast)
    from alliance.charter.models import CharterEdition

    world = {
        "organization": "hill",
        "person": cast.people["Hill"].handle,
        "group": cast.group.slug,
        "proposal": decision.proposal_id,
        "one": 1,
        "review": decision.proposal.reviews.get(reviewer=cast.people["River"]).pk,
        "ballot": decision.ballot_id,
        "decision": decision.ref,
        "project": decision.project.slug,
        "rule": "simple-majority",
        "body": "ai-alliance",
        "count": counted(cast).pk,
        "edition": CharterEdition.objects.latest("pk").pk,
    }
    clients = [Client(), client_for(cast, "Lake"), client_for(cast, "staff")]
    for name, (key, expected) in READS.items():
        answers = [client.get(api(name, *key(world))) for client in clients]
        assert tuple(answer.status_code for answer in answers) == expected, name
        for answer in answers:
            is_right = answer.status_code == 200
            assert answer["Content-Type"] == ("application/json" if is_right else PROBLEM), name
            assert "no-store" in answer.get("Cache-Control", "") or answer["Vary"], name


def test_the_index_names_every_list(cast: Cast):
    for url in Client().get(api("index")).json().values():
        assert Client().get(url).status_code in {200, 401}, url


# What is hidden ---------------------------------------------------------------------------------------------


def test_a_draft_is_its_authors_and_staffs(cast: Cast):
    hidden = draft(cast)
    for name, sees in (
        ("Hill", True),
        ("Hill alternate", True),
        ("staff", True),
        ("Lake", False),
        (None, False),
    ):
        client = client_for(cast, name) if name else Client()
        assert (len(rows(client.get(api("proposals")))) == 1) is sees, name
        for part in (
            "proposal",
            "proposal_versions",
            "proposal_comments",
            "proposal_events",
            "proposal_offers",
        ):
            assert client.get(api(part, hidden.pk)).status_code == (200 if sees else 404), (name, part)
        assert client.post(api("submit_proposal", hidden.pk)).status_code != 200 or sees


def test_nothing_is_told_of_what_is_hidden(cast: Cast):
    hidden = draft(cast)
    projects.withdraw_proposal(proposal_id=hidden.pk, reason="Secret.", by=cast.by("Hill"), at=cast.now)
    assert not rows(Client().get(api("events"), {"subject": hidden.ref}))
    assert not rows(client_for(cast, "Lake").get(api("events"), {"subject": hidden.ref}))
    assert rows(client_for(cast, "Hill").get(api("events"), {"subject": hidden.ref}))


def test_who_has_voted_is_on_record_after_the_count_only(cast: Cast):
    _, ballot = in_vote(cast)
    cast_votes(cast, ballot, Lake="for")
    staff = client_for(cast, "staff")
    assert not rows(staff.get(api("events"), {"kind": "vote.cast"}))
    cast.now = ballot.closes_at
    voting.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=cast.now)
    cast.later(seconds=1)
    cast.later(seconds=1)
    assert [each["subject_ref"] for each in rows(staff.get(api("events"), {"kind": "vote.cast"}))] == [
        ballot.ref
    ]
    assert not rows(client_for(cast, "Lake").get(api("events"), {"kind": "vote.cast"}))


def test_reviews_open_after_the_own_one(cast: Cast):
    proposal, (river, forest) = in_review(cast)
    projects.submit_review(
        review_id=forest.pk, recommendation="accept", remarks="Sound.", confidential="Weak team.",
        by=cast.by("Forest"), at=cast.now,
    )  # fmt: skip
    projects.draft_review(review_id=river.pk, remarks="Half a thought.", by=cast.by("River"), at=cast.now)
    reviewer = client_for(cast, "River")
    assert [each["id"] for each in rows(reviewer.get(api("proposal_reviews", proposal.pk)))] == [river.pk]
    assert [each["remarks"] for each in rows(reviewer.get(api("reviews")))] == ["Half a thought."]
    assert reviewer.get(api("review", forest.pk)).status_code == 404
    member = client_for(cast, "Stone")
    assert [each["remarks"] for each in rows(member.get(api("proposal_reviews", proposal.pk)))] == ["Sound."]
    assert member.get(api("review", forest.pk)).json()["confidential"] == ""
    assert member.get(api("review", river.pk)).status_code == 404
    for name in ("Lake", "staff"):
        chair = client_for(cast, name)
        assert chair.get(api("review", forest.pk)).json()["confidential"] == "Weak team."
        pending = chair.get(api("review", river.pk)).json()
        assert (pending["state"], pending["remarks"], pending["confidential"]) == ("drafted", "", "")


def test_votes_show_after_the_count_only(cast: Cast):
    _, ballot = in_vote(cast)
    cast_votes(cast, ballot, Lake="for")
    for client in (Client(), client_for(cast, "River"), client_for(cast, "Lake"), client_for(cast, "staff")):
        answer = client.get(api("ballot_votes", ballot.pk))
        assert answer.status_code == 409
        assert answer.json()["detail"] == "Votes are shown when the ballot has been counted."
        assert client.get(api("ballot_result", ballot.pk)).status_code == 404
        shown = client.get(api("ballot", ballot.pk)).json()
        assert (shown["turnout"]["voted"], shown["outcome"]) == (1, None)
        assert "choice" not in client.get(api("ballot_roll", ballot.pk)).content.decode()
    assert [each["choice"] for each in rows(client_for(cast, "Lake").get(api("votes")))] == ["for"]
    assert rows(client_for(cast, "River").get(api("votes"))) == []
    mine = client_for(cast, "Lake").get(api("ballot_mine", ballot.pk)).json()
    assert [(each["slug"], each["vote"]["choice"], each["may_cast"]) for each in mine] == [
        ("lake", "for", True)
    ]


def test_the_count_is_public_and_its_people_are_for_members(cast: Cast):
    ballot = decided(cast).ballot
    stranger = rows(Client().get(api("ballot_votes", ballot.pk)))
    member = rows(client_for(cast, "Lake").get(api("ballot_votes", ballot.pk)))
    assert {each["name"]: each["choice"] for each in stranger if each["choice"]} == {
        "Lake": "for", "River": "for", "Forest": "against",
    }  # fmt: skip
    assert {each["cast_by"] for each in stranger} == {""}
    assert "Lake Rep" in {each["cast_by"] for each in member}
    assert not any(each["people"] for each in rows(Client().get(api("ballot_roll", ballot.pk))))
    assert any(each["people"] for each in rows(client_for(cast, "Lake").get(api("ballot_roll", ballot.pk))))
    result = Client().get(api("ballot_result", ballot.pk)).json()
    assert (result["outcome"], result["tally"]["for"]) == ("passed", 2)


def test_the_inbox_is_ones_own(cast: Cast):
    submitted(cast)
    cast.later(seconds=1)
    own = rows(client_for(cast, "Lake").get(api("inbox")))
    assert own
    other = client_for(cast, "Stone").post(api("notice_read", own[0]["id"]))
    assert other.status_code == 404


# Who acts ---------------------------------------------------------------------------------------------------


def test_a_token_reads_and_acts_within_its_scope(cast: Cast):
    reading, acting = token_for(cast, "Hill", Scope.READ), token_for(cast, "Hill")
    proposal = draft(cast)
    client = Client(enforce_csrf_checks=True)
    assert client.get(api("me"), **reading).json()["token_scope"] == "read"
    refused = client.post(api("submit_proposal", proposal.pk), **reading)
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert refused.json()["detail"] == "This token may only read. Create one that may act."
    done = client.post(api("submit_proposal", proposal.pk), content_type="application/json", **acting)
    assert (done.status_code, done.json()["state"]) == (200, "open")


def test_a_session_needs_the_csrf_token_to_act(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    assert client.login(email="hill.rep@members.example", password=PASSWORD)
    refused = client.post(api("submit_proposal", draft(cast).pk))
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer a b", "Bearer \xff", "bearer " + "x" * 5_000], ids=str.strip
)
def test_a_bad_token_is_refused(cast: Cast, header: str):
    answer = Client().get(api("members"), HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer["WWW-Authenticate"], answer["Content-Type"]) == (
        401,
        "Bearer",
        PROBLEM,
    )


def test_an_expired_or_revoked_token_is_refused(cast: Cast):
    past = cast.now - timedelta(minutes=1)
    for fields in ({"expires_at": past}, {"revoked_at": past}):
        assert Client().get(api("me"), **token_for(cast, "Hill", **fields)).status_code == 401
    leaver = token_for(cast, "Hill")
    cast.people["Hill"].is_active = False
    cast.people["Hill"].save()
    assert Client().get(api("me"), **leaver).status_code == 401


def test_the_hat_is_chosen_by_a_header(cast: Cast):
    members.appoint_representative(
        organization_id=cast.organizations["River"].pk,
        name="Hill Rep",
        email="hill.rep@members.example",
        role=Role.ALTERNATE,
        from_on=cast.now.date(),
        by=cast.by("staff"),
        at=cast.now,
    )
    headers = token_for(cast, "Hill")
    me = Client().get(api("me"), **headers).json()
    assert (me["acting_for"], sorted(each["slug"] for each in me["may_act_for"])) == (
        "Hill",
        ["hill", "river"],
    )
    as_river = Client().get(api("me"), HTTP_X_ACTING_FOR="river", **headers).json()
    assert as_river["acting_for"] == "River"
    created = Client().post(
        api("draft_proposal"),
        {"kind": "policy", "title": "A", "group": cast.group.slug, "summary": "B", "text": "C"},
        content_type="application/json",
        HTTP_X_ACTING_FOR="river",
        **headers,
    )
    assert (created.status_code, created.json()["organization"]["slug"]) == (201, "river")
    for method in (Client().get, Client().post):
        refused = method(
            api("proposals" if method.__name__ == "get" else "draft_proposal"),
            HTTP_X_ACTING_FOR="stone",
            **headers,
        )
        assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
        assert "stone" in refused.json()["detail"]


def test_me_says_what_waits(cast: Cast):
    in_vote(cast)
    me = client_for(cast, "Stone").get(api("me")).json()
    assert [(each["verb"], each["ref"][:2]) for each in me["work"]] == [("Vote", "B-")]


# What may be done -------------------------------------------------------------------------------------------


def test_offers_say_what_is_possible_and_why_not(cast: Cast):
    proposal = submitted(cast)
    offers = {
        each["operation"]: each
        for each in client_for(cast, "Lake").get(api("proposal_offers", proposal.pk)).json()
    }
    assert offers["assign_reviewer"]["possible"]
    assert offers["assign_reviewer"]["address"] == api("assign_reviewer", proposal.pk)
    assert not offers["put_to_ballot"]["possible"]
    assert offers["put_to_ballot"]["reason"] == "This proposal is open for comment."
    assert "withdraw_proposal" not in offers
    refused = client_for(cast, "Lake").post(offers["put_to_ballot"]["address"])
    assert (refused.status_code, refused.json()["detail"]) == (409, offers["put_to_ballot"]["reason"])


def test_a_vote_cast_twice_is_one_vote(cast: Cast):
    _, ballot = in_vote(cast)
    client = client_for(cast, "Lake")
    first, second = (
        client.post(api("cast_vote", ballot.pk), {"choice": "for"}, content_type="application/json").json()
        for _ in range(2)
    )
    assert first == second
    late = client.post(
        api("cast_vote", ballot.pk), {"choice": "against", "replaces": 0}, content_type="application/json"
    )
    assert late.status_code == 409
    assert rows(client.get(api("votes")))[0]["choice"] == "for"


def test_a_comment_sent_twice_is_one_comment(cast: Cast):
    proposal = submitted(cast)
    client = client_for(cast, "Lake")

    def say(text: str) -> Any:
        address = api("comment_on_proposal", proposal.pk)
        return client.post(address, {"text": text}, content_type="application/json").json()["id"]

    assert say("Good.") == say("Good.")
    assert say("Better.") != say("Good.")
    assert [each["text"] for each in rows(client.get(api("proposal_comments", proposal.pk)))] == [
        "Good.", "Better.", "Good.",
    ]  # fmt: skip


# Lists ------------------------------------------------------------------------------------------------------


def test_filters(cast: Cast):
    decision = decided(cast)
    draft(cast, "River", title="Another one", kind="policy")
    client = client_for(cast, "River")

    def found(name: str, field: str, **query: str) -> list[Any]:
        return [each[field] for each in rows(client.get(api(name), query))]

    assert found("members", "name", q="hil") == ["Hill"]
    assert found("members", "name", kind="company", q="sto") == ["Stone"]
    assert found("members", "name", group=cast.group.slug, country="CH", tier="core") == [
        "Cliff", "Forest", "Lake", "River", "Stone",
    ]  # fmt: skip
    assert found("proposals", "state", state="draft") == ["draft"]
    assert found("proposals", "ref", q="register DATASETS") == [decision.proposal.ref]
    assert found("proposals", "title", author=cast.people["River"].handle) == ["Another one"]
    assert found("ballots", "ref", phase="counted") == [decision.ballot.ref]
    assert found("ballots", "ref", phase="open") == []
    assert found("ballots", "ref", document=decision.proposal.ref.lower()) == [decision.ballot.ref]
    assert found("decisions", "ref", proposal=decision.proposal.ref, outcome="accepted") == [decision.ref]
    assert found("decisions", "ref", year="2001") == []
    assert found("projects", "name", q="dataset", stage="active") == ["Dataset Register"]
    assert found("reviews", "state", mine="true") == ["submitted"]
    events = found("events", "id")
    assert found("events", "id", since=str(events[-3])) == events[-2:]
    assert set(found("events", "kind", kind="ballot.counted")) == {"ballot.counted"}
    page = client.get(api("members"), {"page_size": 4}).json()
    assert (page["count"], len(page["results"])) == (6, 4)
    assert len(client.get(page["next"]).json()["results"]) == 2


GROWING = [
    "members",
    "people",
    "proposals",
    "reviews",
    "ballots",
    "decisions",
    "projects",
    "events",
    "votes",
    "inbox",
]


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast):
    first = decided(cast)
    client = client_for(cast, "staff")
    parts = [
        ("ballot_roll", first.ballot_id),
        ("ballot_votes", first.ballot_id),
        ("group_people", cast.group.slug),
    ]
    addresses = [*(api(name) for name in GROWING), *(api(name, key) for name, key in parts)]

    def counts() -> dict[str, int]:
        found = {}
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(address).status_code == 200
            found[address] = len(captured)
        return found

    before = counts()
    for number in range(3):
        name = f"Meadow {number}"
        add_organization(cast, name)
        members.join_group(group_id=cast.group.pk, by=cast.by(name), at=cast.now)
        proposal = draft(cast, name, title=f"Proposal {number}", name=f"Project {number}")
        projects.submit_proposal(proposal_id=proposal.pk, by=cast.by(name), at=cast.now)
        projects.assign_reviewer(
            proposal_id=proposal.pk, reviewer_id=cast.people["River"].pk, by=cast.by("Lake"), at=cast.now
        )
        appoint(cast, name, f"Ada {number}", Role.ALTERNATE)
        projects.register_project(name=f"Old {number}", by=cast.by("staff"), at=cast.now)
    in_vote(cast, title="One more", name="More")
    cast.later(seconds=1)
    assert Proposal.objects.count() >= 5
    after = counts()
    assert after == before
    assert max(after.values()) <= 15


# What went wrong --------------------------------------------------------------------------------------------


def test_errors_are_problem_details(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    client = client_for(cast, "Hill")
    for answer, status in (
        (client.get("/api/v1/nothing/here/"), 404),
        (client.post("/api/nothing"), 404),
        (client.get("/api/v1/proposals/P-0/"), 404),
        (client.delete(api("members")), 405),
        (client.get(api("members"), HTTP_ACCEPT="text/csv"), 406),
        (client.post(api("draft_proposal"), {"a": 1}), 415),
        (client.post(api("draft_proposal"), "{", content_type="application/json"), 400),
        (Client().post(api("draft_proposal")), 401),
        (client.post(api("admit_organization")), 403),
        (client.post(api("draft_proposal"), {}, content_type="application/json"), 422),
        (client.get(api("members"), {"kind": "x"}), 422),
        (client.get(api("members"), {"page": "x"}), 404),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
        body = answer.json()
        assert set(body) >= {"type", "title", "status", "detail"}
        assert body["status"] == status
        assert "{" not in body["title"] + body["detail"]


def test_a_forgotten_slash_is_added_where_something_is(cast: Cast):
    answer = Client().get("/api/v1/members?q=hill")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/members/?q=hill")
    assert Client().get("/api/v1/nothing").status_code == 404
    assert Client().post("/api/v1/members").status_code == 404


def test_our_own_errors_are_told_without_a_traceback(cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog):
    def fail(*_: Any, **__: Any) -> None:
        message = "the secret of the house"
        raise RuntimeError(message)

    monkeypatch.setattr("alliance.portal.api.duties", fail)
    answer = client_for(cast, "Hill").get(api("me"))
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert b"secret of the house" not in answer.content
    assert "secret of the house" in caplog.text


def test_errors_around_the_views_are_told_too(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    from rest_framework.renderers import JSONRenderer

    def fail(*_: Any, **__: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(JSONRenderer, "render", fail)
    answer = client_for(cast, "Hill").get(api("members"))
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert answer.json()["status"] == 500
