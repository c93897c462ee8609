"""Component tags: what they write, and what they refuse."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alliance.kernel.verdict import YES, forbidden
from alliance.web.components.library import register
from alliance.web.diff import stretches, word_diff
from alliance.web.icons import TONE_ICONS
from alliance.web.markdown import render_markdown
from alliance.web.moments import day_in_words, in_words, relative
from alliance.web.parts import TONES, BarRow, Choice, Explained, Point, Series, Step, TurnoutRow
from alliance.web.svg import date_ticks, motion_bar, nice_steps, pace_chart, percent, step_chart
from alliance.web.templatetags import components

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)


def render(source: str, /, **context) -> str:
    request = RequestFactory().get("/list/?kind=a&page=2")
    request.user = AnonymousUser()
    html = engines["django"].from_string(source).render(context, request)
    return re.sub(r"[ \n]+", " ", html).strip()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


# Every component is a template and a tag; a mistake in a template is found when it is loaded.


def test_the_library_is_the_one_that_settings_build_in():
    assert components.register is register


def test_every_component_template_is_used():
    names = {path.stem for path in (ROOT / "templates" / "components").glob("*.html")}
    sources = [
        *(ROOT / "alliance" / "web" / "components").glob("*.py"),
        *(ROOT / "templates").rglob("*.html"),
    ]
    used = set().union(*(re.findall(r"components/(\w+)\.html", path.read_text()) for path in sources))
    assert names == used


def test_every_style_sheet_of_a_component_is_imported():
    css = ROOT / "static" / "css"
    imported = re.findall(r'url\("(.+?)"\) layer\(components\)', (css / "site.css").read_text())
    assert sorted(imported) == sorted(
        f"components/{path.name}" for path in (css / "components").glob("*.css")
    )


def test_the_style_sheets_stay_small():
    import gzip

    sheets = b"".join(path.read_bytes() for path in sorted((ROOT / "static" / "css").rglob("*.css")))
    scripts = b"".join(path.read_bytes() for path in sorted((ROOT / "static" / "js").glob("*.js")))
    assert len(gzip.compress(sheets)) <= 30_000
    assert len(gzip.compress(scripts)) <= 10_000


def test_no_page_carries_inline_script_or_style():
    mails = ROOT / "templates" / "notices"
    pages = [path for path in (ROOT / "templates").rglob("*.html") if mails not in path.parents]
    for path in pages:
        source = path.read_text()
        assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', source), path
        scripts = re.findall(r"<script[^>]*>", source)
        assert all(" src=" in tag or 'type="application/json"' in tag for tag in scripts), path


@pytest.mark.parametrize(
    "source",
    [
        '{% tag text="Open" colour="red" %}',
        '{% tag "Open" %}',
        '{% card title="x" shadow=1 %}{% endcard %}',
        "{% deadline %}",
        '{% status_line tone="info" %}{% endstatus_line %}',
    ],
)
def test_an_unknown_missing_or_positional_attribute_is_an_error_when_loading(source):
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% tag text="Open" tone="red" %}',
        '{% icon name="unicorn" %}',
        '{% data_table caption="x" layout="grid" %}{% enddata_table %}',
        '{% verdict_button label="x" kind="huge" %}',
    ],
)
def test_an_unknown_value_is_an_error(source):
    with pytest.raises(TemplateSyntaxError, match="unknown"):
        render(source)


def test_every_tone_has_an_icon():
    assert set(TONE_ICONS) == TONES


def test_inline_components_leave_no_blank():
    assert render('<p>{% tag text="Open" %}, {% id_ref ref="P-31" %}.</p>').endswith(
        ', <bdi class="id-ref" translate="no">P-31</bdi>.</p>'
    )


def test_what_people_wrote_is_escaped():
    for source in (
        "{% tag text=evil %}",
        "{% action_row title=evil href=evil verb=evil note=evil %}",
        "{% card title=evil href=evil meta=evil %}{{ evil }}{% endcard %}",
        "{% person_chip name=evil organization=evil %}",
        "{% verdict_button label=evil href=evil %}",
        '{% diff old=evil new="" %}',
        "{% prose text=evil %}",
        '{% copy_field value=evil label="Code" %}',
        "{% motion_bar in_favour=1 against=0 title=evil sentence=evil %}",
    ):
        assert "<script" not in render(source, evil='"><script>alert(1)</script>'), source


@override_settings(ROOT_URLCONF="tests.web.addresses", ALLIANCE_NAME="The Alliance", ALLIANCE_DEMO=True)
def test_the_page_knows_its_installation_whatever_a_view_calls_site():
    html = render('{% extends "base.html" %}', site={"name": "localhost:8000"})
    assert "<title>The Alliance</title>" in html
    assert "Demonstration." in html
    assert "localhost" not in html


# Verdicts


def test_a_yes_is_a_link_a_form_or_a_submit_button():
    assert '<a class="button" data-kind="primary" href="/vote/">Vote</a>' in render(
        '{% verdict_button label="Vote" verdict=v href="/vote/" %}', v=YES
    )
    assert '<form class="one-button" method="post" action="/close/">' in render(
        '{% verdict_button label="Close" post="/close/" %}'
    )
    assert (
        render('{% verdict_button label="Save" kind="secondary" name="do" value="save" %}')
        == '<button class="button" type="submit" data-kind="secondary" name="do" value="save">Save</button>'
    )


def test_a_no_is_greyed_with_its_reason_in_words():
    html = render(
        '{% verdict_button label="Vote" verdict=v href="/vote/" %}', v=forbidden("Only members vote.")
    )
    assert "/vote/" not in html
    assert " disabled>Vote</button>" in html
    assert "Only members vote." in html


# Times


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Zurich", "Thu 26 Nov 2026, 18:00 CET (17:00 UTC)"),
        ("UTC", "Thu 26 Nov 2026, 17:00 UTC"),
        ("Pacific/Auckland", "Fri 27 Nov 2026, 06:00 NZDT (Thu 26 Nov, 17:00 UTC)"),
        ("America/Sao_Paulo", "Thu 26 Nov 2026, 14:00 UTC-03 (17:00 UTC)"),
        ("Asia/Kathmandu", "Thu 26 Nov 2026, 22:45 UTC+05:45 (17:00 UTC)"),
    ],
)
def test_a_time_names_its_zone(zone, words):
    with timezone.override(zone):
        assert in_words(NOON) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),
        (60, "in 1 min"),
        (3599, "in 59 min"),
        (5 * 3600, "in 5 h"),
        (48 * 3600 - 1, "in 47 h"),
        (48 * 3600, "in 2 days"),
        (60 * 86400, "in 2 months"),
        (800 * 86400, "in 2 years"),
        (-90, "1 min ago"),
        (-3 * 86400, "3 days ago"),
    ],
)
def test_relative_times(seconds, words):
    assert relative(NOON + timedelta(seconds=seconds), NOON) == words


def test_a_deadline_is_machine_readable_and_takes_its_now_from_the_context():
    with timezone.override("Europe/Zurich"):
        html = render("{% deadline at=at %}", at=NOON, now=NOON - timedelta(days=2))
    assert 'datetime="2026-11-26T18:00:00+01:00"' in html
    assert text_of(html) == "Thu 26 Nov 2026, 18:00 CET (17:00 UTC), in 2 days"


def test_a_datetime_shown_as_a_day_is_the_day_of_the_reader():
    with timezone.override("Pacific/Auckland"):
        assert day_in_words(NOON) == "27 Nov 2026"
        assert 'datetime="2026-11-27"' in render("{% on_date on=on %}", on=NOON)
    assert day_in_words(date(2026, 11, 26)) == "26 Nov 2026"


# Motion bar: the line stands on the rule's own base.


def bar(base="cast", threshold=Fraction(2, 3), *, strict=False, votes=(34, 6, 3, 15)):
    in_favour, against, abstained, not_voted = votes
    return motion_bar(
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        not_voted=not_voted,
        threshold=threshold,
        base=base,
        strict=strict,
    )


@pytest.mark.parametrize(
    ("base", "of", "needed", "line"),
    [
        ("cast", 40, 27, 100 * (80 / 3) / 58),
        ("participated", 43, 29, 100 * (86 / 3) / 58),
        ("eligible", 58, 39, 100 * 2 / 3),
    ],
)
def test_the_threshold_stands_on_its_base(base, of, needed, line):
    result = bar(base)
    assert (result.base_votes, result.needed) == (of, needed)
    assert float(result.mark.at.rstrip("%")) == pytest.approx(line, abs=0.001)


def test_more_than_half_is_not_half():
    assert bar("cast", Fraction(1, 2)).needed == 20
    assert bar("cast", Fraction(1, 2), strict=True).needed == 21
    assert bar("cast", Fraction(1, 2), strict=True, votes=(3, 2, 0, 0)).needed == 3


def test_only_votes_of_the_base_have_a_share():
    assert [segment.share for segment in bar("cast").segments] == ["85.0\u202f%", "15.0\u202f%", "", ""]
    assert [bool(segment.share) for segment in bar("eligible").segments] == [True] * 4


def test_those_who_did_not_vote_never_dwarf_the_votes_unless_they_count():
    assert bar("cast", votes=(3, 1, 0, 996)).cut
    assert not bar("eligible", votes=(3, 1, 0, 996)).cut
    assert not bar("cast").cut


def test_a_ballot_without_votes_has_no_line_and_no_division_by_zero():
    result = bar("cast", votes=(0, 0, 0, 0))
    assert result.mark is None
    assert [segment.width for segment in result.segments] == ["0%"] * 4
    assert "Show as table" in render("{% motion_bar in_favour=0 against=0 threshold=t %}", t=Fraction(1, 2))


@given(
    votes=st.tuples(*[st.integers(0, 2000)] * 4),
    base=st.sampled_from(["cast", "participated", "eligible"]),
    threshold=st.fractions(0, 1, max_denominator=100),
    strict=st.booleans(),
)
def test_reaching_the_line_is_passing(votes, base, threshold, strict):
    result = bar(base, threshold, strict=strict, votes=votes)
    if result.needed is None:
        assert result.base_votes == 0
        return
    in_favour, line = votes[0], threshold * result.base_votes
    assert (in_favour >= result.needed) == (in_favour > line if strict else in_favour >= line)
    drawn = float(result.segments[0].width.rstrip("%"))
    if abs(in_favour - line) > 1:
        assert (drawn > float(result.mark.at.rstrip("%"))) == (in_favour > line)


@given(
    votes=st.tuples(*[st.integers(0, 2000)] * 4),
    base=st.sampled_from(["cast", "participated", "eligible"]),
    threshold=st.fractions(0, 1, max_denominator=100),
)
def test_the_line_crosses_no_number_that_has_room_beside_it(votes, base, threshold):
    def place(length: str) -> float:
        return float(length.rstrip("%"))

    result = bar(base, threshold, votes=votes)
    for segment in result.segments:
        left, wide, number = place(segment.x), place(segment.width), place(segment.number_at)
        assert left <= number <= left + wide + 0.001
        if result.mark and segment.labelled and wide >= 16:
            assert abs(place(result.mark.at) - number) >= 3.99


def test_a_motion_bar_says_everything_in_words():
    html = render(
        "{% motion_bar in_favour=34 against=6 abstained=3 not_voted=15 threshold=t"
        ' title="Passed" name="b14" %}',
        t=Fraction(2, 3),
    )
    assert '<title id="b14-title">Passed</title>' in html
    assert "For 34, Against 6, Abstained 3, Did not vote 15." in html
    assert "27 for needed, counted on votes for and against." in html
    assert 'style="' not in html
    table = html[html.index("<table>") :]
    assert "For 34 85.0" in text_of(table)
    assert "Abstained 3 not counted" in text_of(table)


# Other charts


@pytest.mark.parametrize("highest", [1, 3, 5, 7, 29, 85, 99, 100, 101, 4999, 123456])
def test_axes_are_round_and_reach_the_top(highest):
    steps = nice_steps(highest)
    assert steps[0] == 0
    assert steps[-1] >= highest
    assert 2 <= len(steps) <= 7
    assert {b - a for a, b in pairwise(steps)} == {steps[1]}


def test_percent_of_nothing_is_nothing():
    assert percent(3, 0) == "0%"
    assert percent(1, 3) == "33.333%"


def test_a_step_chart_holds_each_value_until_the_next():
    points = [Point(date(2026, 1, 1), 0), Point(date(2026, 1, 6), 5), Point(date(2026, 1, 11), 10)]
    chart = step_chart([Series("members", points)], mark=4)
    assert chart.lines[0].path == "M0.00 100.00H50.00V50.00H100.00V0.00H100"
    assert chart.mark.at == "60%"
    assert [tick.label for tick in chart.across] == ["1 Jan 2026", "11 Jan 2026"]


def test_long_spans_are_ticked_by_year():
    assert [tick.label for tick in date_ticks(date(2022, 6, 1), date(2026, 6, 1))] == [
        "2023",
        "2024",
        "2025",
        "2026",
    ]


def test_a_chart_of_one_point_and_of_none():
    assert "<path" in render(
        '{% growth_chart points=p title="x" label="members" %}', p=[Point(date(2026, 1, 1), 0)]
    )
    assert "No figures yet." in render('{% growth_chart points=p title="x" label="members" %}', p=[])
    with pytest.raises(ValueError, match="at least one point"):
        step_chart([Series("members", [])])


def test_meters_say_how_many_more():
    assert "23 of 58, 30 needed: 7 more" in render('{% meter label="Quorum" value=23 of=58 needed=30 %}')
    assert "43 of 58, 30 needed: reached" in render('{% meter label="Quorum" value=43 of=58 needed=30 %}')
    assert "0 of 0" in render('{% meter label="Quorum" value=0 of=0 %}')


def test_bars_are_tables():
    html = render(
        "{% turnout_chart rows=r caption='Turnout' %}",
        r=[TurnoutRow("B-11", 22, 58, 30), TurnoutRow("B-1", 0, 0)],
    )
    assert "22 of 58 (37.9\u202f%), no quorum" in html
    assert 'width="37.931%"' in html
    html = render(
        "{% bar_chart rows=r caption='c' heading='Country' unit='Members' %}",
        r=[BarRow("Japan", 4), BarRow("Chile", 2)],
    )
    assert 'width="50%"' in html


# Forms


class Example(forms.Form):
    name = forms.CharField(help_text="As on the agreement.")
    note = forms.CharField(required=False)
    vote = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("for", Explained("For", "It is adopted.")), ("against", "Against")],
    )
    told = forms.BooleanField(required=False, label="Tell them")
    key = forms.CharField(widget=forms.HiddenInput)


def test_label_hint_error_and_control_stand_in_that_order():
    html = render("{% field field=form.name %}", form=Example({}))
    order = [html.index(part) for part in ("<label", 'id="id_name_helptext"', 'id="id_name_error"', "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_is_said_and_required_is_not_starred():
    assert "(optional)" in render("{% field field=form.note %}", form=Example())
    assert "optional" not in render("{% field field=form.name %}", form=Example())


def test_choices_are_a_fieldset_with_their_meaning():
    html = render("{% field field=form.vote %}", form=Example({"vote": "for"}))
    assert "<legend>Vote</legend>" in html
    assert '<span class="choice-meaning">It is adopted.</span>' in html
    assert html.count('type="radio"') == 2
    assert "checked" in html


def test_a_single_checkbox_comes_before_its_label():
    html = render("{% field field=form.told %}", form=Example())
    assert html.index("<input") < html.index("<label")


def test_the_summary_links_every_error_to_its_field():
    form = Example({"note": "kept"})
    form.add_error(None, "The round is closed.")
    html = render("{% form_body form=form %}", form=form)
    assert 'role="alert"' in html
    assert '<a href="#id_name">Name: This field is required.</a>' in html
    assert '<a href="#id_vote_group">Vote: This field is required.</a>' in html
    assert 'id="id_vote_group"' in html
    assert "The round is closed." in html
    assert 'value="kept"' in html
    assert html.count('name="key"') == 1


def test_no_errors_no_summary():
    assert render("{% error_summary form=form %}", form=Example()) == ""


# Lists


def test_pagination_keeps_the_filters():
    html = render("{% pagination page=page %}", page=Paginator(range(95), 10).page(2))
    assert '<a href="?kind=a&amp;page=2" aria-current="page"' in html
    assert 'href="?kind=a&amp;page=1" rel="prev"' in html
    assert "11 to 20 of 95" in html
    assert render("{% pagination page=page %}", page=Paginator(range(5), 10).page(1)) == ""


def test_filter_controls_carry_their_state():
    choices = [Choice("a", "Company", 61, selected=True), Choice("b", "University")]
    html = render(
        '{% filter_bar shown=61 noun="members" %}{% filter_choices name="kind" label="Kind" choices=c %}'
        '{% filter_select name="country" label="Country" choices=c %}{% endfilter_bar %}',
        c=choices,
    )
    assert 'value="a" checked' in html
    assert '<option value="a" selected>Company (61)</option>' in html
    assert "Showing 61 members." in html


def test_the_current_step_is_announced():
    html = render(
        "{% stepper steps=s %}", s=[Step("Draft", date(2026, 11, 3), "done"), Step("Review", state="current")]
    )
    assert '<li data-state="current" aria-current="step">' in html
    assert "Draft , done 3 Nov 2026" in text_of(html)


# Diff


def test_words_are_compared_within_a_paragraph():
    kinds = [(span.kind, span.text) for span in word_diff("We meet monthly.", "We meet every week.")[0].spans]
    assert kinds == [("same", "We meet "), ("removed", "monthly"), ("added", "every week"), ("same", ".")]


def test_added_and_removed_are_said():
    html = render("{% diff old=old new=new %}", old="one two three", new="one two four")
    assert '<del><span class="visually-hidden">removed: </span>three' in html
    assert '<ins><span class="visually-hidden">added: </span>four' in html
    assert "1 paragraph changed" in html


lines = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=30),
    max_size=8,
)


@given(old=lines, new=lines)
def test_both_texts_can_be_read_back_from_the_diff(old, new):
    paragraphs = word_diff("\n".join(old), "\n".join(new))

    def side(dropped):
        kept = [p for p in paragraphs if p.kind != dropped]
        return ["".join(span.text for span in p.spans if span.kind != dropped) for p in kept]

    def tidy(texts):
        return [line.rstrip() for line in "\n".join(texts).splitlines()]

    assert side("added") == tidy(old)
    assert side("removed") == tidy(new)
    assert tuple(each for stretch in stretches(paragraphs) for each in stretch.paragraphs) == paragraphs


def test_what_is_far_from_any_change_is_folded():
    old = [f"Line {number}." for number in range(20)]
    new = [*old[:4], "Another line.", *old[5:]]
    found = stretches(word_diff("\n".join(old), "\n".join(new)))
    assert [(each.is_far, len(each.paragraphs)) for each in found] == [(False, 1), (False, 7), (True, 12)]
    html = render("{% diff old=old new=new %}", old="\n".join(old), new="\n".join(new))
    assert "<summary>12 unchanged paragraphs</summary>" in html
    assert html.count("<details") == html.count("</details>") == 1


# Markdown


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="javascript:alert(1)">x</a>',
        "[x](vbscript:a)",
        "<svg/onload=alert(1)>",
        "![x](https://example.org/pixel.png)",
        '[x](https://example.org "onmouseover=alert(1)")',
        "<style>*{display:none}</style>",
    ],
)
def test_markdown_is_safe(evil):
    html = render_markdown(evil)
    assert not re.search(r"<(script|img|svg|style|iframe)", html)
    assert not re.search(r'<a [^>]*href="(javascript|data|vbscript)', html)
    assert not re.search(r"<[^>]*\son\w+=", html)


def test_markdown_reads_well():
    html = render_markdown("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n*em* [link](https://example.org/)")
    assert "<h2>Title</h2>" in html
    assert "<td>1</td>" in html
    assert '<a href="https://example.org/" rel="nofollow noopener">link</a>' in html


# The pace of something that is open -------------------------------------------------------------------------


def test_a_pace_ends_where_it_stands_now_and_what_is_usual_goes_on():
    own = [(Fraction(0), Fraction(0)), (Fraction(1, 4), Fraction(1, 2))]
    usual = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(3, 4))]
    chart = pace_chart(own, usual, Fraction(2, 3))
    assert chart.own == "M0.00 100.00H25.00V50.00"
    assert chart.area == f"{chart.own}V100H0.00Z"
    assert chart.usual == "M0.00 100.00H100.00V25.00"
    assert (chart.end.at, chart.end_y) == ("25%", "50%")
    assert chart.mark is not None
    assert chart.mark.at == "33.333%"


def test_a_pace_without_past_or_line_draws_neither():
    chart = pace_chart([(Fraction(1), Fraction(1))], [], None)
    assert (chart.usual, chart.mark) == ("", None)
    with pytest.raises(ValueError, match="at least one point"):
        pace_chart([], [], None)


def test_further_words_stand_beside_a_status():
    html = render(
        "{% status_line label='Passed' tone='good' beside=words %}<p>It did.</p>{% endstatus_line %}",
        words=[SimpleNamespace(text="Provisional", tone="warn")],
    )
    assert text_of(html) == "Passed Provisional It did."
