"""The style guide and the scripts of every page in a real browser."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory, override_settings

from alliance.web.moments import relative
from alliance.web.styleguide import styleguide
from tests.web.site import DOCUMENT, ORIGIN, Site

pytestmark = pytest.mark.browser


# The style guide: every component at once


@pytest.fixture
def guide(site: Site) -> Site:
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    with override_settings(ROOT_URLCONF="tests.web.addresses"):
        html = styleguide(request).content.decode()
    site.pages["/styleguide/"] = lambda _query: html
    return site


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(page, guide, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    guide.open(page, "/styleguide/")
    assert guide.complaints == []
    found = Axe().run(page).response["violations"]
    assert [(each["impact"], each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 375, 640, 768, 1024, 1280, 2000])
def test_no_page_scrolls_sideways(page, guide, width):
    page.set_viewport_size({"width": width, "height": 900})
    guide.open(page, "/styleguide/")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_theme_of_the_page_beats_that_of_the_system(page, guide):
    dark = guide.pages["/styleguide/"]("").replace('<html lang="en"', '<html lang="en" data-theme="dark"')
    guide.pages["/dark/"] = lambda _query: dark
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(color_scheme="light")
    guide.open(page, "/styleguide/")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    guide.open(page, "/dark/")
    assert page.evaluate(ground) == "rgb(15, 22, 32)"


def test_targets_are_large_enough(page, guide):
    guide.open(page, "/styleguide/")
    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, input, select, nav a, .button, .chip")]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && e.type !== "hidden")
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, r]) => r.width > 1 && (r.height < 20 || r.width < 20))
        .map(([html]) => html)"""
    )
    assert small == []


def test_menus_close_on_escape_and_give_the_focus_back(page, guide):
    guide.open(page, "/styleguide/")
    more = page.locator(".site-nav details.menu")
    more.locator("summary").press("Enter")
    assert more.get_attribute("open") == ""
    more.get_by_role("link", name="Rules").focus()
    page.keyboard.press("Escape")
    assert more.get_attribute("open") is None
    assert page.evaluate("document.activeElement.closest('.menu') !== null")


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page, guide):
    guide.open(page, "/styleguide/")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Vote: This field is required.").click()
    assert page.evaluate("document.activeElement.type") == "radio"


def test_a_value_is_copied(page, guide):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ORIGIN)
    guide.open(page, "/styleguide/")
    page.get_by_role("button", name="Copy Receipt code").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "K7QM-2F9D-XR"


def test_tables_and_details_are_open_in_print(page, guide):
    guide.open(page, "/styleguide/")
    table = page.locator("details.chart-table table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert not page.locator(".site-header").is_visible()


# Autosave

DRAFT = """<form method="post" action="/submit/" data-autosave="/draft/" novalidate>
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<label for="t">For the author</label><textarea id="t" name="text"></textarea>
<label><input type="radio" name="mark" value="accept"> Accept</label><button>Submit</button></form>"""


def test_a_draft_is_saved_when_a_field_is_left(page, site):
    site.serve("/review/", DRAFT)
    site.open(page, "/review/")
    page.fill("textarea", "Clear and short.")
    page.check("[name=mark]")
    page.locator("h1").click()
    page.get_by_text("saved").wait_for()
    fields, headers = site.posts[-1]
    assert fields["text"] == ["Clear and short."]
    assert headers["x-csrftoken"] == "token"
    page.wait_for_function("localStorage.length === 0")


def test_a_draft_that_was_saved_names_the_saving_it_replaces(page, site):
    hidden = '<input type="hidden" name="replaces" value="2026-03-02T12:00:00+00:00">'
    site.serve("/review/", DRAFT.replace("<label for", f"{hidden}<label for"))
    site.post_answer = (200, "")
    for text, after in (("One.", "2026-03-02T12:01:00+00:00"), ("Two.", "2026-03-02T12:02:00+00:00")):
        if text == "One.":
            site.open(page, "/review/")
        site.kept = {"replaces": after}
        before = page.input_value("[name=replaces]")
        page.fill("textarea", text)
        page.locator("textarea").blur()
        page.wait_for_function("after => document.forms[0].elements.replaces.value === after", arg=after)
        assert site.posts[-1][0]["replaces"] == [before]
    page.wait_for_function("localStorage.length === 0")
    assert len(site.posts) == 2


def test_a_refused_draft_stays_in_the_browser_and_comes_back(page, site):
    site.serve("/review/", DRAFT)
    site.post_answer = (409, "The round closed on 27 Nov 2026")
    site.open(page, "/review/")
    page.fill("textarea", "Long thoughts.")
    page.locator("textarea").blur()
    page.get_by_text(
        "not saved: The round closed on 27 Nov 2026. Your text is kept in this browser."
    ).wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    site.open(page, "/review/")
    page.get_by_role("button", name="Restore it").click()
    assert page.input_value("textarea") == "Long thoughts."


def test_leaving_with_unsaved_text_asks_once(page, site):
    site.serve("/review/", DRAFT)
    site.serve("/elsewhere/", "")
    site.post_answer = (500, "")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    site.open(page, "/review/")
    page.locator("textarea").press_sequentially("Half a thought")
    page.locator("textarea").blur()
    page.get_by_text("not saved: the server answered 500").wait_for()
    page.goto(ORIGIN + "/elsewhere/")
    assert asked == ["beforeunload"]


def test_a_lost_connection_is_named(page, site):
    site.serve("/review/", DRAFT)
    site.open(page, "/review/")
    page.route("**/draft/", lambda route: route.abort())
    page.fill("textarea", "Offline.")
    page.locator("textarea").blur()
    page.get_by_text("not saved: no connection.").wait_for()


def test_control_and_enter_submit(page, site):
    site.serve("/review/", DRAFT)
    site.open(page, "/review/")
    page.fill("textarea", "Done.")
    with page.expect_request("**/submit/") as request:
        page.locator("textarea").press("Control+Enter")
    assert parse_qs(request.value.post_data)["text"] == ["Done."]


# Filters

LIST = """{% filter_bar shown=n noun="members" %}{% filter_search %}
{% filter_choices name="kind" label="Kind" choices=choices %}{% endfilter_bar %}
<div data-filtered><ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul></div>"""


def test_filters_apply_themselves_and_keep_the_focus(page, site):
    from alliance.web.parts import Choice

    members = {"company": ["IBM", "Sony"], "university": ["EPFL"]}

    def listing(query: str) -> str:
        kinds = parse_qs(query).get("kind", list(members))
        rows = [name for kind in kinds for name in members[kind]]
        choices = [
            Choice(kind, kind.title(), len(names), kind in parse_qs(query).get("kind", []))
            for kind, names in members.items()
        ]
        context = {"rows": rows, "n": len(rows), "choices": choices}
        return DOCUMENT.format(engines["django"].from_string(LIST).render(context))

    site.pages["/members/"] = listing
    site.open(page, "/members/")
    assert not page.get_by_role("button", name="Apply").is_visible()
    page.get_by_label("University").check()
    page.get_by_text("Showing 1 members.").wait_for()
    assert page.locator("[data-filtered] li").all_inner_texts() == ["EPFL"]
    assert page.url == f"{ORIGIN}/members/?kind=university"
    assert page.evaluate("document.activeElement.value") == "university"


def test_without_scripts_a_button_applies_the_filters(browser, site):
    site.serve("/members/", '{% filter_bar shown=1 noun="members" %}{% filter_search %}{% endfilter_bar %}')
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", site.answer)
    page.goto(f"{ORIGIN}/members/")
    page.fill("[name=q]", "epfl")
    page.get_by_role("button", name="Apply").click()
    assert page.url == f"{ORIGIN}/members/?q=epfl"
    context.close()


# Times


def test_the_zone_of_the_browser_is_told_once_and_a_chosen_one_stays(browser, site):
    site.serve("/", "")
    with browser.new_context(timezone_id="Asia/Tokyo", base_url=ORIGIN) as context:
        page = context.new_page()
        page.route("**/*", site.answer)
        site.open(page, "/")
        assert [(each["name"], each["value"]) for each in context.cookies()] == [("time_zone", "Asia/Tokyo")]
        context.add_cookies([{"name": "time_zone", "value": "Europe/Zurich", "url": ORIGIN}])
        site.open(page, "/")
        assert context.cookies()[0]["value"] == "Europe/Zurich"


def test_the_script_says_distances_in_the_words_of_the_server(page, site):
    site.serve("/", "")
    site.open(page, "/")
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    distances = [
        sign * seconds
        for seconds in (0, 59, 60, 3599, 3600, 172799, 172800, 5183999, 5184000, 10**8)
        for sign in (1, -1)
    ]
    said = page.evaluate(
        """async (distances) => {
            const { relative } = await import("/static/js/times.js");
            return distances.map((seconds) => relative(seconds * 1000, 0));
        }""",
        distances,
    )
    assert said == [relative(now + timedelta(seconds=seconds), now) for seconds in distances]
