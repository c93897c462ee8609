"""Every page, in both themes and on small screens: readable by everyone, and nothing in the console."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from django.test import Client

from projects.actions import publish_version
from tests.browser.addresses import READERS, Address, pages
from tests.browser.screens import Screen
from tests.cast import PASSWORD, TEXT, Cast, draft, in_review, in_vote, reviewed, submitted
from tests.interfaces.ballot_scenes import written_on
from tests.interfaces.scenes import CIRCLE, TIED, counted
from tests.journeys.stories import decided
from tests.voting import staging

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOK = """async (only) => {
    const options = { resultTypes: ["violations"], ...(only && { runOnly: only }) };
    const found = await axe.run(document, options);
    return found.violations
        .filter((each) => ["serious", "critical"].includes(each.impact))
        .flatMap((each) => each.nodes.slice(0, 3).map((node) => `${each.id}: ${node.html.slice(0, 160)}`));
}"""
# A transition of an inherited colour begins anew at each level of the page, one frame after the other, and
# axe would read colours on their way. With reduced motion nothing moves: a new theme is there at once.
MOVING = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.getAnimations().length))))"""
PAGES = """
home my_work inbox search help account_login mfa_add_webauthn mfa_activate_totp
proposal proposal_diff draft_proposal submit_proposal review put_to_ballot assign_reviewer
ballot cast_vote vote_recorded ballot_result ballot_roll ballot_verify ballot_certificate ballot_objections
ballot_quorum quorum_board follow_vote my_votes decision decision_certificate project
draft_ballot revise_ballot manage_ballot rehearse_ballot practise_ballot raise_objection answer_objection
counts count count_certificate count_ballots follow_ballot
admin:index admin:voting_ballot_changelist admin:voting_ballot_change admin:do_admit_organization
"""
SIGHT = ["color-contrast", "link-in-text-block"]


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    """Everybody signed in, on a stage with a proposal in every state."""
    draft(cast, name="Draft")
    submitted(cast, name="Submitted")
    in_review(cast, name="Under review")
    twice = reviewed(cast, name="Reviewed")
    version = {
        "title": twice.title,
        "summary": twice.summary,
        "text": f"{TEXT}\nAnd sound.\n",
        "note": "Sound too.",
    }
    publish_version(proposal_id=twice.pk, **version, by=cast.by("Hill"), at=cast.now)
    in_vote(cast, name="In vote")
    decided(cast)
    written_on(cast, "Who sits on the committee?", TEXT)
    counted(cast, ballots_are_public=True)
    counted(cast, title="Circle", method="schulze-wv", ballots=CIRCLE)
    counted(cast, title="Tie", method="plurality", seats=1, ballots=TIED)
    contests(cast)
    return {name: signed_in(cast, name) for name in READERS}


def contests(cast: Cast) -> None:
    """A secret contest, counted, and one that comes; the pages read the real clock."""
    began = cast.now
    staging.announced(cast)
    ballot = staging.opened(cast, question="Who sat on the committee?")
    staging.rank_all(cast, ballot)
    staging.counted(cast, ballot)
    cast.now = began


def signed_in(cast: Cast, name: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    if name != "visitor":
        user = cast.staff if name == "staff" else cast.people[name]
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_every_page(cast: Cast, clients: dict[str, Client], sit_down, live_server):
    """One visit to each page checks all there is to check; the faults of all pages are told together."""
    addresses = pages(cast, clients)
    assert {address.route for address in addresses} >= set(PAGES.split())
    screens = {name: seated(sit_down, name, clients[name], live_server.url) for name in READERS}
    faults = [fault for address in addresses for fault in faults_of(screens[address.reader], address)]
    assert not faults, "\n" + "\n".join(faults)


def seated(sit_down, name: str, client: Client, url: str) -> Screen:
    screen = sit_down(name, color_scheme="light", reduced_motion="reduce")
    if cookie := client.cookies.get("sessionid"):
        screen.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": url}])
    return screen


def faults_of(screen: Screen, address: Address) -> Iterator[str]:
    """What is wrong with one page, each fault in a line."""
    where, page = f"{address.path} as {address.reader}", screen.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    screen.open(address.path)
    headings, language = page.locator("h1").count(), page.locator("html").get_attribute("lang")
    if (headings, language) != (1, "en"):
        yield f"{where}: {headings} h1, lang {language}"
    yield from screen.complaints
    page.evaluate(AXE)
    yield from (f"{where}, 1280 light: {each}" for each in page.evaluate(LOOK, None))
    page.emulate_media(color_scheme="dark")
    if moving := page.evaluate(MOVING):
        yield f"{where}: {moving} animations in spite of reduced motion"
    yield from (f"{where}, 1280 dark: {each}" for each in page.evaluate(LOOK, SIGHT))
    page.set_viewport_size({"width": 375, "height": 800})
    yield from (f"{where}, 375 dark: {each}" for each in page.evaluate(LOOK, None))
    page.set_viewport_size({"width": 320, "height": 800})
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
        yield f"{where}: {wide} px wide at 320"
    page.goto("about:blank")
    screen.complaints.clear()  # by now those of axe itself have arrived: it writes styles into the page
