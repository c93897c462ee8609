"""Marking a ballot in a real browser: by keyboard alone, by mouse, without scripts, in both themes."""

import random
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.http import QueryDict
from playwright.sync_api import Browser, Locator, Page, expect

from alliance.voting.forms.marks import MarksForm, as_list, initial_from
from alliance.voting.forms.read_back import ordinal, read_back
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, Kind
from tests.web.site import ORIGIN, Site

pytestmark = pytest.mark.browser

NAMES = ("Mei Lin", "T. Vega", "S. Iyer", "Ana Ruiz", "K. Boateng", "J. Novak", "P. Olsen")
TEXTS = [
    {"name": name, "affiliation": f"University {at}", "meaning": "", "path": f"/candidates/{at}/"}
    for at, name in enumerate(NAMES)
]
RANKING = BallotForm(Kind.RANKING, NAMES)
EQUALS = BallotForm(Kind.RANKING, NAMES, equal_ranks=True)
THREE = BallotForm(Kind.RANKING, NAMES, most=3)
APPROVALS = BallotForm(Kind.APPROVALS, NAMES, most=2)
SCORES = BallotForm(Kind.SCORES, NAMES, top=5)
POINTS = BallotForm(Kind.SCORES, NAMES, top=100)
CHOICE = BallotForm(Kind.CHOICE, NAMES)

BOOTH = """<div class="page"><div class="vote-step">
<form method="post" action="/check/" novalidate autocomplete="off">{% include form.partial %}
{% include "voting/marks/actions.html" with leave="/ballots/B-1/" %}</form></div></div>"""
CHECK = """<div class="page"><div class="vote-step"><dl class="vote-summary"><div><dt>Your vote</dt>
<dd>{% include "voting/marks/check.html" %}</dd></div></dl></div></div>"""
FOCUSED = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
        words: at.getAttribute("aria-label") ?? at.innerText.trim(),
        hasRing: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
        isSeen: at === over || at.contains(over),
    };
}"""


def booth(site: Site, form: BallotForm, data: dict[str, Any] | None = None, **given: Any) -> MarksForm:
    """Serve the form at /vote/."""
    posted = None if data is None else QueryDict(urlencode(data, doseq=True))
    shown = MarksForm(posted, form=form, options=TEXTS, **given)
    site.serve("/vote/", BOOTH, form=shown)
    return shown


def ranked(page: Page) -> list[str]:
    rows = page.locator("[data-side=ranked] .rank-row").all()
    return [
        f"{row.locator('.rank-place').inner_text()} {row.locator('.option-name').inner_text()}"
        for row in rows
    ]


def not_ranked(page: Page) -> list[str]:
    return page.locator("[data-side=rest] .option-name").all_inner_texts()


def button(page: Page, begins: str) -> Locator:
    return page.locator(f'button[aria-label^="{begins}"]:visible')


def rank(page: Page, *names: str) -> None:
    for name in names:
        page.locator(f'button[aria-label$=": {name}"][data-do=rank]').click()


def said(page: Page) -> str:
    return page.locator("[data-ranking] [role=status]").inner_text()


def focused(page: Page) -> str:
    """The name of what has the focus, which must be seen."""
    found = page.evaluate(FOCUSED)
    assert (found["hasRing"], found["isSeen"]) == (True, True), found["words"]
    return found["words"]


def tab_to(page: Page, begins: str, key: str = "Tab") -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if focused(page).startswith(begins):
            return
    pytest.fail(f"no way to {begins} by {key}")


def cast(page: Page, site: Site, form: BallotForm) -> list[int | None]:
    """Press Check; what the server makes of what was sent, without anything to put right."""
    with page.expect_response("**/check/"):
        page.get_by_role("button", name="Check your vote").click()
    posted = MarksForm(QueryDict(urlencode(site.posts[-1][0], doseq=True)), form=form, options=TEXTS)
    assert posted.is_valid()
    assert posted.corrections == []
    return as_list(posted.cleaned_marks)


# A ranking by keyboard


def test_a_ranking_by_keyboard_alone(page, site):
    booth(site, RANKING)
    site.open(page, "/vote/")
    tab_to(page, "Rank 1st: S. Iyer")
    page.keyboard.press("Enter")
    assert said(page) == "S. Iyer is now 1st of 1."
    assert focused(page) == "Rank 2nd: Ana Ruiz"
    tab_to(page, "Rank 2nd: T. Vega", "Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert ranked(page) == ["1st S. Iyer", "2nd T. Vega", "3rd Ana Ruiz"]
    assert said(page) == "Ana Ruiz is now 3rd of 3."
    tab_to(page, "Move Ana Ruiz up, now 3rd", "Shift+Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "Move Ana Ruiz up, now 2nd"
    assert said(page) == "Ana Ruiz is now 2nd of 3."
    page.keyboard.press("Enter")
    assert focused(page) == "Move Ana Ruiz up, now 1st"
    page.keyboard.press("Enter")
    assert ranked(page) == ["1st Ana Ruiz", "2nd S. Iyer", "3rd T. Vega"]
    page.keyboard.press("End")
    assert ranked(page) == ["1st S. Iyer", "2nd T. Vega", "3rd Ana Ruiz"]
    assert focused(page) == "Move Ana Ruiz up, now 3rd"
    page.keyboard.press("Home")
    assert said(page) == "Ana Ruiz is now 1st of 3."
    tab_to(page, "Move Ana Ruiz down, now 1st")
    page.keyboard.press("Space")
    assert focused(page) == "Move Ana Ruiz down, now 2nd"
    tab_to(page, "Remove T. Vega, now 3rd")
    page.keyboard.press("Enter")
    assert said(page) == "T. Vega is not ranked now."
    assert focused(page) == "Rank 3rd: T. Vega"
    assert not_ranked(page) == ["Mei Lin", "T. Vega", "K. Boateng", "J. Novak", "P. Olsen"]
    tab_to(page, "Check your vote")
    with page.expect_response("**/check/"):
        page.keyboard.press("Enter")
    sent, _ = site.posts[-1]
    assert sent == {"mark_2": ["1"], "mark_3": ["2"]}


def test_the_last_one_that_is_ranked_keeps_the_focus(page, site):
    booth(site, RANKING, initial=initial_from(RANKING.ranking([[name] for name in NAMES[:-1]]), RANKING))
    site.open(page, "/vote/")
    tab_to(page, "Rank 7th: P. Olsen")
    page.keyboard.press("Enter")
    assert focused(page) == "Move P. Olsen up, now 7th"
    assert not_ranked(page) == []


def test_holding_enter_ranks_one(page, site):
    booth(site, RANKING)
    site.open(page, "/vote/")
    button(page, "Rank 1st: Mei Lin").focus()
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert ranked(page) == ["1st Mei Lin"]


@pytest.mark.parametrize("form", [EQUALS, APPROVALS, SCORES])
def test_on_a_small_screen_the_focus_is_always_seen(page, site, form):
    page.set_viewport_size({"width": 375, "height": 600})
    booth(site, form, seed="7f3a")
    site.open(page, "/vote/")
    if form is EQUALS:
        tab_to(page, "Rank 1st")
        for _ in NAMES:
            page.keyboard.press("Enter")
            focused(page)
    tab_to(page, "Leave, nothing is saved")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        focused(page)


# What is sent


def test_whatever_is_pressed_the_selects_say_what_is_shown(page, site):
    dice = random.Random(14)
    booth(site, EQUALS, seed="7f3a")
    site.open(page, "/vote/")
    for _ in range(80):
        choices = page.locator("[data-do]:visible:not([aria-disabled=true])").all()
        dice.choice(choices).click()
    shown = ranked(page)
    assert shown
    expected = [
        next((int(row.split()[0][:-2]) for row in shown if row.endswith(name)), None) for name in NAMES
    ]
    assert cast(page, site, EQUALS) == expected
    assert site.complaints == []


def test_many_are_ranked_in_the_same_way(page, site):
    names = [f"Candidate {at}" for at in range(40)]
    many = BallotForm(Kind.RANKING, tuple(names))
    options = [{"name": name} for name in names]
    site.serve("/vote/", BOOTH, form=MarksForm(form=many, options=options))
    site.open(page, "/vote/")
    rank(page, "Candidate 39", "Candidate 0")
    with page.expect_response("**/check/"):
        page.get_by_role("button", name="Check your vote").click()
    assert site.posts[-1][0] == {"mark_39": ["1"], "mark_0": ["2"]}


def test_a_ballot_comes_back_to_be_changed(page, site):
    ballot = EQUALS.ranking([["J. Novak"], ["Ana Ruiz", "T. Vega"]])
    booth(site, EQUALS, initial=initial_from(ballot, EQUALS))
    site.open(page, "/vote/")
    assert ranked(page) == ["1st J. Novak", "2nd T. Vega", "2nd Ana Ruiz"]
    assert cast(page, site, EQUALS) == as_list(ballot)


def test_nothing_leaves_the_page_before_check(page, site):
    booth(site, RANKING, seed="7f3a")
    site.open(page, "/vote/")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    rank(page, "Mei Lin", "T. Vega")
    button(page, "Move T. Vega up").click()
    page.get_by_role("link", name="A–Z").click()
    assert asked == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.url == f"{ORIGIN}/vote/"


def test_a_vote_for_nobody(page, site):
    booth(site, RANKING)
    site.open(page, "/vote/")
    rank(page, "Mei Lin")
    with page.expect_response("**/check/"):
        page.get_by_role("button", name="I do not wish to vote in this contest").click()
    assert site.posts[-1][0]["blank"] == ["1"]


# Equal ranks, and a most


def test_equal_ranks_are_given_and_taken(page, site):
    booth(site, EQUALS)
    site.open(page, "/vote/")
    rank(page, "Mei Lin", "T. Vega", "S. Iyer", "Ana Ruiz")
    assert not button(page, "Same rank as above: Mei Lin").is_visible()
    button(page, "Same rank as above: S. Iyer").click()
    assert ranked(page) == ["1st Mei Lin", "2nd T. Vega", "2nd S. Iyer", "3rd Ana Ruiz"]
    assert said(page) == "S. Iyer is now 2nd, with T. Vega."
    expect(button(page, "Same rank as above: S. Iyer")).to_have_attribute("aria-pressed", "true")
    button(page, "Move Ana Ruiz up").click()
    assert ranked(page) == ["1st Mei Lin", "2nd Ana Ruiz", "3rd T. Vega", "3rd S. Iyer"]
    button(page, "Move T. Vega down").click()
    assert ranked(page) == ["1st Mei Lin", "2nd Ana Ruiz", "3rd S. Iyer", "4th T. Vega"]
    button(page, "Same rank as above: T. Vega").click()
    button(page, "Same rank as above: T. Vega").click()
    assert ranked(page)[-2:] == ["3rd S. Iyer", "4th T. Vega"]
    assert cast(page, site, EQUALS) == [1, 4, 3, 2, None, None, None]


def test_without_equal_ranks_none_are_offered(page, site):
    booth(site, RANKING)
    site.open(page, "/vote/")
    rank(page, "Mei Lin", "T. Vega")
    assert page.get_by_text("Same rank as above").filter(visible=True).count() == 0


def test_no_more_are_ranked_than_the_form_takes(page, site):
    booth(site, THREE)
    site.open(page, "/vote/")
    rank(page, "Mei Lin", "T. Vega", "S. Iyer")
    page.get_by_text("That is the most. Remove one to rank another.").wait_for()
    assert button(page, "Rank").first.is_disabled()
    button(page, "Remove T. Vega").click()
    assert button(page, "Rank").first.is_enabled()
    assert cast(page, site, THREE) == [1, None, 2, None, None, None, None]


# Orders


def test_another_order_moves_those_who_are_not_ranked_and_keeps_the_ranking(page, site):
    shown = booth(site, RANKING, seed="7f3a")
    mine = [row.name for row in shown.rows]
    site.open(page, "/vote/")
    assert not_ranked(page) == mine
    rank(page, "T. Vega", "Ana Ruiz")
    page.get_by_role("link", name="A–Z").click()
    assert ranked(page) == ["1st T. Vega", "2nd Ana Ruiz"]
    assert not_ranked(page) == ["J. Novak", "K. Boateng", "Mei Lin", "P. Olsen", "S. Iyer"]
    button(page, "Remove T. Vega").click()
    assert not_ranked(page)[-1] == "T. Vega"
    page.get_by_role("link", name="Shuffle").click()
    assert not_ranked(page) == [name for name in mine if name != "Ana Ruiz"]
    page.get_by_role("link", name="A–Z").click()
    assert page.locator("[data-order][aria-current=true]").get_attribute("data-order") == "a-z"
    cast(page, site, RANKING)
    assert site.posts[-1][0]["order"] == ["a-z"]


@pytest.mark.parametrize("form", [APPROVALS, SCORES, POINTS, CHOICE])
def test_another_order_keeps_what_is_marked(page, site, form):
    booth(site, form, seed="7f3a")
    site.open(page, "/vote/")
    if form is POINTS:
        page.get_by_label("Ana Ruiz").fill("5")
    elif form is SCORES:
        page.get_by_role("group", name="Ana Ruiz").get_by_label("5").check()
    else:
        page.get_by_label("Ana Ruiz").check()
    page.get_by_role("link", name="A–Z").click()
    names = page.locator(".option-name").all_inner_texts()
    assert names[0] == "Ana Ruiz"
    assert names == sorted(names)
    mark = 5 if form.kind is Kind.SCORES else 1
    assert cast(page, site, form) == [None, None, None, mark, None, None, None]


def test_approvals_are_counted(page, site):
    booth(site, APPROVALS)
    site.open(page, "/vote/")
    for name, words in (
        ("Mei Lin", "1 of at most 2 marked"),
        ("T. Vega", "2 of at most 2 marked"),
        ("S. Iyer", "3 of at most 2 marked: take away 1"),
    ):
        page.get_by_label(name).check()
        assert page.locator(".marks-count").inner_text() == words


# By mouse and by finger


def test_rows_can_be_dragged(page, site):
    booth(site, RANKING)
    site.open(page, "/vote/")
    row = {name: page.locator(".rank-row", has_text=name) for name in NAMES}
    rank(page, "Mei Lin", "T. Vega")
    row["Ana Ruiz"].drag_to(row["T. Vega"], target_position={"x": 60, "y": 4})
    assert ranked(page) == ["1st Mei Lin", "2nd Ana Ruiz", "3rd T. Vega"]
    assert said(page) == "Ana Ruiz is now 2nd of 3."
    row["Mei Lin"].drag_to(row["T. Vega"], target_position={"x": 60, "y": 55})
    assert ranked(page) == ["1st Ana Ruiz", "2nd T. Vega", "3rd Mei Lin"]
    row["Ana Ruiz"].drag_to(row["K. Boateng"])
    assert ranked(page) == ["1st T. Vega", "2nd Mei Lin"]
    assert page.locator("[data-drop]").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_enough(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    for form in (EQUALS, APPROVALS, SCORES, POINTS, CHOICE):
        booth(site, form, seed="7f3a")
        site.open(page, "/vote/")
        if form is EQUALS:
            rank(page, *NAMES[:4])
        small = page.evaluate(
            """[...document.querySelectorAll("a, button, select, .score, .choice, input[type=number]")]
            .filter((each) => each.checkVisibility({ visibilityProperty: true }))
            .map((each) => [each, each.getBoundingClientRect(), each.matches("a") ? [24, 24] : [36, 44]])
            .filter(([, box, [wide, high]]) => box.width < wide || box.height < high)
            .map(([each]) => each.outerHTML.slice(0, 90))"""
        )
        assert small == [], form.kind


# Without scripts, and when something is wrong


@pytest.fixture
def plain(browser: Browser, site: Site):
    with browser.new_context(java_script_enabled=False, base_url=ORIGIN) as context:
        page = context.new_page()
        page.route("**/*", site.answer)
        yield page


def test_without_scripts_the_selects_are_the_form(plain, site):
    booth(site, RANKING, seed="7f3a")
    plain.goto("/vote/")
    assert plain.get_by_role("button").all_inner_texts() == [
        "Check your vote",
        "I do not wish to vote in this contest",
    ]
    plain.get_by_label("S. Iyer").select_option("1st")
    plain.get_by_label("Ana Ruiz").select_option("2nd")
    assert cast(plain, site, RANKING) == [None, None, 1, 2, None, None, None]
    plain.goto("/vote/")
    plain.get_by_role("link", name="A–Z").click()
    assert plain.url == f"{ORIGIN}/vote/?order=a-z"


def test_errors_in_the_selects_are_mended_in_the_selects(page, site):
    booth(site, RANKING, {"mark_0": 1, "mark_3": 2, "mark_4": 2})
    site.open(page, "/vote/")
    assert page.locator("select:visible").count() == len(NAMES)
    page.get_by_role("link", name="Ana Ruiz and K. Boateng are both 2nd.").click()
    assert page.evaluate("document.activeElement.id") == "id_mark_3"
    page.get_by_label("Ana Ruiz").select_option("3rd")
    assert cast(page, site, RANKING) == [1, None, None, 3, 2, None, None]


def test_the_script_counts_in_the_words_of_the_server(page, site):
    site.serve("/", "")
    site.open(page, "/")
    numbers = [*range(1, 125), 1111, 2000]
    words = page.evaluate(
        "async (numbers) => numbers.map((await import('/static/js/rank.js')).ordinal)", numbers
    )
    assert words == [ordinal(number) for number in numbers]


# For everybody

WRONG = {"mark_0": 1, "mark_3": 2, "mark_4": 2}
PAGES: list[tuple[BallotForm, Any, tuple[str, ...]]] = [
    (RANKING, None, ()),
    (EQUALS, None, NAMES[:3]),
    (THREE, None, NAMES[:3]),
    (RANKING, WRONG, ()),
    (APPROVALS, {"marks": [0, 1, 2]}, ()),
    (SCORES, {"mark_0": 5, "mark_1": 9}, ()),
    (POINTS, {"mark_0": 5, "mark_1": 900}, ()),
    (CHOICE, {"marks": 9}, ()),
]


seen = pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 320)])


def test_no_form_breaks_the_policy(page, site):
    for form, data, names in PAGES:
        booth(site, form, data, seed="7f3a", later_no_harm=True)
        site.open(page, "/vote/")
        rank(page, *names)
    assert site.complaints == []


@seen
def test_axe_finds_nothing_where_a_vote_is_marked(page, site, theme, width):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for form, data, names in PAGES:
        booth(site, form, data, seed="7f3a", later_no_harm=True)
        site.open(page, "/vote/")
        rank(page, *names)
        look(page, width)


BALLOTS: list[tuple[BallotForm, Ballot]] = [
    (RANKING, RANKING.ranking([["Mei Lin"], ["S. Iyer"]])),
    (SCORES, SCORES.scores({"Mei Lin": 5, "S. Iyer": 0})),
    (CHOICE, CHOICE.nothing()),
]


@seen
def test_axe_finds_nothing_where_a_vote_is_read_back(page, site, theme, width):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for form, ballot in BALLOTS:
        words = read_back(ballot, form, TEXTS, transferable=True, corrections=["You skipped 1st."])
        site.serve("/check/", CHECK, words=words)
        site.open(page, "/check/")
        look(page, width)


def look(page: Page, width: int) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["impact"], each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
