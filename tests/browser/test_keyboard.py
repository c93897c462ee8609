"""Voting and reviewing by keyboard alone, seeing at every step where one is."""

import pytest

from alliance.voting.models import Vote
from projects.models import Review
from tests.browser.keyboard import FOCUSED, skip_to_content, tab_to
from tests.browser.screens import Screen
from tests.cast import Cast, in_review, in_vote

pytestmark = pytest.mark.browser


@pytest.fixture
def river(cast: Cast, sit_down) -> Screen:
    screen = sit_down("River", reduced_motion="reduce")
    screen.sign_in(cast.people["River"].email)
    return screen


def test_a_vote(cast: Cast, river: Screen):
    _, ballot = in_vote(cast)
    page = river.page
    river.open(f"/ballots/{ballot.ref}/")
    skip_to_content(page)
    tab_to(page, "Vote for River")
    page.keyboard.press("Enter")
    river.reads("radio", "Against")
    skip_to_content(page)
    tab_to(page, "For")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Check your vote")
    page.keyboard.press("Enter")
    river.reads("heading", "it is not recorded yet")
    skip_to_content(page)
    tab_to(page, "Cast this vote")
    page.keyboard.press("Enter")
    river.reads("heading", "Your vote is recorded")
    assert Vote.objects.get().choice == "against"


def test_a_review(cast: Cast, river: Screen):
    _, (review, _) = in_review(cast)
    page = river.page
    river.open(f"/reviews/{review.pk}/")
    skip_to_content(page)
    tab_to(page, "Accept")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "For the author")
    page.keyboard.type("Name the file formats.")
    tab_to(page, "Submit review")
    page.keyboard.press("Enter")
    river.shows("Your review is submitted.")
    review = Review.objects.get(pk=review.pk)
    assert (review.state, review.recommendation) == ("submitted", "accept_with_changes")
    assert review.remarks == "Name the file formats."


def test_menus_open_and_close(river: Screen):
    page = river.page
    river.open("/")
    tab_to(page, "More")
    page.keyboard.press("Enter")
    tab_to(page, "Rules")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED)["words"] == "More"
    menu = page.get_by_role("navigation", name="Main", exact=True)
    assert not menu.get_by_role("link", name="Rules").is_visible()
