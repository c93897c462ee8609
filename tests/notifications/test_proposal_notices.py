"""Who is told about proposals and reviews."""

from datetime import timedelta

from alliance.kernel.actor import Actor
from alliance.notifications.models import Notice
from alliance.voting import actions as voting
from projects import actions as projects
from tests.cast import draft, in_review, in_vote, line, submitted
from tests.notifications.telling import told, told_now

TITLE = "A register of datasets"


def test_a_draft_is_nobody_elses_business(cast):
    proposal = draft(cast)
    projects.withdraw_proposal(proposal_id=proposal.pk, reason="not yet", by=cast.by("Hill"), at=cast.now)
    told_now(cast, "proposal_closed")
    assert not Notice.objects.filter(about=proposal.ref).exists()


def test_the_chairs_learn_of_a_submission(cast):
    proposal = submitted(cast)
    assert told_now(cast, "proposal_submitted") == {
        "Lake Rep": f"{proposal.ref} is submitted to Data: {TITLE}"
    }


def test_reviewers_are_asked_and_the_author_told_once_that_review_begins(cast):
    proposal, _ = in_review(cast)
    assert told_now(cast, "review_asked") == dict.fromkeys(
        ["River Rep", "Forest Rep"], f"Review {proposal.ref} by Mon 16 Mar: {TITLE}"
    )
    assert told("review_started") == {"Hill Rep": f"{proposal.ref} is in review until Mon 16 Mar"}
    assert Notice.objects.filter(kind="review_started").count() == 1


def test_a_reviewer_is_reminded_and_told_when_late(cast):
    proposal, (review, _) = in_review(cast)
    cast.later(days=11)
    projects.remind_reviewer(review_id=review.pk, milestone="due in 3 days", by=Actor.system(), at=cast.now)
    assert told_now(cast, "review_reminder") == {"River Rep": f"Review {proposal.ref} by Mon 16 Mar: {TITLE}"}
    cast.later(days=4)
    projects.remind_reviewer(review_id=review.pk, milestone="1 day late", by=Actor.system(), at=cast.now)
    assert told_now(cast, "review_reminder") == {
        "River Rep": f"Late: your review of {proposal.ref} was due Mon 16 Mar: {TITLE}"
    }


def hand_in(cast, review, name):
    projects.submit_review(
        review_id=review.pk,
        recommendation="decline",
        remarks="Too vague.",
        confidential="Between us.",
        by=cast.by(name),
        at=cast.now,
    )


def test_the_chair_learns_of_each_review_and_that_all_are_in(cast):
    proposal, (first, second) = in_review(cast)
    hand_in(cast, first, "River")
    assert told_now(cast, "review_handed_in") == {"Lake Rep": f"River Rep reviewed {proposal.ref}: {TITLE}"}
    assert told("all_reviews_in") == {}
    hand_in(cast, second, "Forest")
    assert told_now(cast, "all_reviews_in") == {"Lake Rep": f"{proposal.ref}: all reviews are in"}
    assert Notice.objects.filter(kind="review_handed_in").count() == 1
    told_to_chair = Notice.objects.filter(kind__in=["review_handed_in", "all_reviews_in"])
    for notice in told_to_chair:
        for secret in ("Too vague", "Between us", "decline"):
            assert secret not in notice.subject + notice.body


def test_two_reviews_delivered_together_complete_the_round_once(cast):
    _, (first, second) = in_review(cast)
    hand_in(cast, first, "River")
    hand_in(cast, second, "Forest")
    assert len(told_now(cast, "all_reviews_in")) == Notice.objects.filter(kind="all_reviews_in").count() == 1


def test_the_chair_learns_that_a_reviewer_declined_and_why(cast):
    proposal, (review, _) = in_review(cast)
    projects.refuse_review(review_id=review.pk, reason="We compete.", by=cast.by("River"), at=cast.now)
    assert told_now(cast, "review_handed_in") == {
        "Lake Rep": f"River Rep declined to review {proposal.ref}: {TITLE}"
    }
    assert "Reason: We compete." in Notice.objects.get(kind="review_handed_in").body


def test_the_author_has_the_ball_and_gives_it_back(cast):
    proposal, _ = in_review(cast)
    projects.return_proposal(
        proposal_id=proposal.pk, note="Name the budget.", by=cast.by("Lake"), at=cast.now
    )
    assert told_now(cast, "proposal_returned") == {"Hill Rep": f"{proposal.ref} waits for you: {TITLE}"}
    assert "Name the budget." in Notice.objects.get(kind="proposal_returned").body
    projects.publish_version(
        proposal_id=proposal.pk,
        title=TITLE,
        summary="s",
        text="t",
        note="with budget",
        by=cast.by("Hill"),
        at=cast.now,
    )
    assert told_now(cast, "version_published") == dict.fromkeys(
        ["Lake Rep", "River Rep", "Forest Rep"], f"{proposal.ref} version 2: with budget"
    )


def test_a_comment_reaches_the_author_and_those_in_the_discussion(cast):
    proposal = submitted(cast)
    for name in ("River", "Stone"):
        projects.comment_on_proposal(
            proposal_id=proposal.pk, text="<b>Which</b> licence & terms?", by=cast.by(name), at=cast.now
        )
        told_now(cast, "proposal_commented")
    assert list(
        Notice.objects.filter(kind="proposal_commented")
        .order_by("id")
        .values_list("recipient__name", "subject")
    ) == [
        ("Hill Rep", f"River Rep commented on {proposal.ref}: {TITLE}"),
        ("Hill Rep", f"Stone Rep commented on {proposal.ref}: {TITLE}"),
        ("River Rep", f"Stone Rep commented on {proposal.ref}: {TITLE}"),
    ]
    assert "<b>Which</b> licence & terms?" in Notice.objects.filter(kind="proposal_commented").first().body


def decide(cast, choice):
    proposal, ballot = in_vote(cast)
    assert told_now(cast, "proposal_put_to_ballot") == dict.fromkeys(
        ["Hill Rep", "River Rep", "Forest Rep"],
        f"{proposal.ref} is put to ballot {ballot.ref}, open until Mon 16 Mar, 12:00 UTC",
    )
    for name in ("Lake", "Stone", "River", "Forest"):
        if choice:
            voting.cast_vote(
                ballot_id=ballot.pk,
                elector_id=line(ballot, name).pk,
                choice=choice,
                by=cast.by(name),
                at=cast.now,
            )
    at = cast.later(days=14)
    voting.close_ballot(ballot_id=ballot.pk, by=Actor.system(), at=at)
    return proposal


def test_everyone_who_worked_on_it_learns_that_it_was_accepted(cast):
    proposal = decide(cast, "for")
    assert told_now(cast, "proposal_settled") == dict.fromkeys(
        ["Hill Rep", "Lake Rep", "River Rep", "Forest Rep"],
        f"{proposal.ref} accepted: {TITLE} (D-2026-1)",
    )


def test_or_declined(cast):
    proposal = decide(cast, "against")
    assert told_now(cast, "proposal_settled")["Hill Rep"] == f"{proposal.ref} declined: {TITLE} (D-2026-1)"


def test_or_that_a_vote_decided_nothing(cast):
    proposal = decide(cast, "")
    undecided = told_now(cast, "proposal_undecided")
    assert set(undecided) == {"Hill Rep", "Lake Rep"}
    assert undecided["Hill Rep"].startswith(f"{proposal.ref} is back in review: ")
    assert told("proposal_settled") == {}


def test_a_withdrawal_frees_the_chair_and_the_reviewers(cast):
    proposal, _ = in_review(cast)
    projects.withdraw_proposal(proposal_id=proposal.pk, reason="no money", by=cast.by("Hill"), at=cast.now)
    assert told_now(cast, "proposal_closed") == dict.fromkeys(
        ["Lake Rep", "River Rep", "Forest Rep"], f"{proposal.ref} withdrawn: {TITLE}"
    )


def test_a_proposal_that_lapses_tells_its_author_too(cast, settings):
    proposal, _ = in_review(cast)
    projects.return_proposal(proposal_id=proposal.pk, note="Say more.", by=cast.by("Lake"), at=cast.now)
    at = cast.now + timedelta(days=settings.PROPOSAL_LAPSES_AFTER_DAYS)
    projects.lapse_proposal(proposal_id=proposal.pk, by=Actor.system(), at=at)
    cast.later(days=settings.PROPOSAL_LAPSES_AFTER_DAYS)
    assert told("proposal_closed")["Hill Rep"] == f"{proposal.ref} lapsed: {TITLE}"
