"""In a real browser, and without its second line of defence, the content security policy: nothing written runs."""

# ruff: noqa: E501 -- tables of what is sent

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog

from projects.models import Comment, Decision, Proposal, Review
from tests.browser.screens import Screen
from tests.cast import Cast
from tests.interfaces.markup import told_everywhere

pytestmark = pytest.mark.browser


def test_nothing_written_runs(cast: Cast, sit_down: Callable[..., Screen]):
    told_everywhere(cast)
    proposal, comment = Proposal.objects.latest("pk"), Comment.objects.latest("pk")
    review, decision = Review.objects.exclude(remarks="").latest("pk"), Decision.objects.get()
    screen, dialogs = sit_down("staff", bypass_csp=True), []

    def heard(dialog: Dialog) -> None:
        dialogs.append((screen.page.url, dialog.message))
        dialog.dismiss()

    screen.page.on("dialog", heard)
    screen.page.add_init_script("window.fire = () => alert('It runs.')")
    screen.open("/")
    screen.page.evaluate("fire()")
    assert dialogs, "the alarm rings"
    dialogs.clear()
    screen.sign_in(cast.staff.email)
    ref = f"/proposals/{proposal.ref}"
    paths = [
        "/", "/my/", "/my/inbox/", "/members/", "/groups/", f"/groups/{cast.group.slug}/", f"/groups/{cast.group.slug}/charter/",
        "/people/", "/proposals/", f"{ref}/", f"{ref}/versions/2/", f"{ref}/diff/1..2/", f"{ref}/discussion/", f"{ref}/reviews/",
        f"{ref}/timeline/", f"/reviews/{review.pk}/", "/decisions/", f"/decisions/{decision.ref}/", f"/decisions/{decision.ref}/certificate/",
        f"/ballots/{decision.ballot.ref}/", f"/ballots/{decision.ballot.ref}/result/", "/projects/", "/search/?q=script",
        f"/groups/{cast.group.slug}/revise-charter/", f"/admin/projects/proposal/{proposal.pk}/change/", "/admin/audit/event/",
        "/admin/members/organization/", "/admin/members/workinggroup/", f"/admin/projects/comment/{comment.pk}/change/",
    ]  # fmt: skip
    for path in paths:
        screen.open(path)
        for link in screen.page.locator("a[href*='fire()']:not([href^='http'])").all():
            link.dispatch_event("click")
    assert dialogs == []
    assert "fire()" in screen.page.content()
