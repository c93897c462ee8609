"""The form for marks of every kind: what is posted, what is refused and why, and what is read back."""

import json
import re
import traceback
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.forms.marks import MarksForm, as_list, from_list, initial_from
from alliance.voting.forms.read_back import ordinal, read_back
from alliance.voting.secrecy.ballot_form import Ballot, BallotForm, BallotRefusedError, Kind
from alliance.voting.secrecy.withheld import SecrecyError
from alliance.web.folding import fold
from tests.interfaces.forms_sent import Page
from tests.voting.secrecy.forms import filled_forms

NAMES = ("Mei Lin", "T. Vega", "S. Iyer", "Ana Ruiz", "K. Boateng", "J. Novak", "P. Olsen")
RANKING = BallotForm(Kind.RANKING, NAMES)
FIVE_RANKS = BallotForm(Kind.RANKING, NAMES, most=5, equal_ranks=True, blank=False)
EQUALS = BallotForm(Kind.RANKING, NAMES, equal_ranks=True)
MANY = BallotForm(Kind.RANKING, tuple(f"Candidate {at}" for at in range(40)))
APPROVALS = BallotForm(Kind.APPROVALS, NAMES, most=2, blank=False)
SCORES = BallotForm(Kind.SCORES, NAMES, top=5, most=6)
POINTS = BallotForm(Kind.SCORES, NAMES, top=100, blank=False)
CHOICE = BallotForm(Kind.CHOICE, NAMES)
MOTION = BallotForm(Kind.CHOICE, ("for", "against", "abstain"), blank=False)


def texts(form: BallotForm) -> list[dict[str, str]]:
    return [
        {"name": name, "affiliation": f"Of {at}", "meaning": "", "path": f"/candidates/{at}/"}
        for at, name in enumerate(form.options)
    ]


def marks_form(form: BallotForm, data: dict[str, Any] | None = None, **given: Any) -> MarksForm:
    posted = None if data is None else QueryDict(urlencode(data, doseq=True))
    return MarksForm(posted, form=form, **{"options": texts(form), **given})


def rendered(form: MarksForm, address: str = "/ballots/B-1/vote/") -> str:
    source = '{% include form.partial %}{% include "voting/marks/actions.html" with leave="/b/" %}'
    return engines["django"].from_string(source).render({"form": form}, RequestFactory().get(address))


def messages(form: MarksForm) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


# What is shown is what is posted ---------------------------------------------------------------------------


@settings(max_examples=60)
@given(filled=filled_forms(), seed=st.sampled_from(["", "7f3a"]), order=st.sampled_from(["", "a-z"]))
def test_a_ballot_survives_its_page(filled: tuple[BallotForm, Ballot], seed: str, order: str) -> None:
    form, ballot = filled
    first = marks_form(form, initial=initial_from(ballot, form), seed=seed, order=order)
    posted = marks_form(form, Page(rendered(first)).typed, seed=seed)
    assert messages(posted) == {}
    assert posted.cleaned_marks == ballot
    assert posted.corrections == []
    assert Page(rendered(posted)).typed == Page(rendered(first)).typed


@given(filled_forms())
def test_a_ballot_survives_being_written_as_json(filled: tuple[BallotForm, Ballot]) -> None:
    form, ballot = filled
    assert from_list(json.loads(json.dumps(as_list(ballot))), form) == ballot


@pytest.mark.parametrize(
    "marks", [None, "1", {}, 3, [1], [1, 1, *[None] * 5], [True, *[None] * 6], [1.0] * 7]
)
def test_what_is_no_ballot_of_the_form_is_not_read(marks: object) -> None:
    with pytest.raises(BallotRefusedError):
        from_list(marks, RANKING)


def test_ranks_and_scores_without_end_are_typed() -> None:
    assert rendered(marks_form(MANY)).count('type="number"') == 40
    assert 'type="number" name="mark_3"' in rendered(marks_form(POINTS))
    assert "<select" in rendered(marks_form(RANKING))
    assert rendered(marks_form(SCORES)).count('type="radio"') == 7 * 7
    form = marks_form(MANY, {"mark_39": "1", "mark_0": "2"})
    assert form.is_valid()
    assert as_list(form.cleaned_marks) == [2, *[None] * 38, 1]


def test_no_name_of_a_field_tells_a_name_of_a_candidate() -> None:
    for form in (RANKING, APPROVALS, SCORES, POINTS, CHOICE):
        names = set(re.findall(r'name="(\w+)"', rendered(marks_form(form, seed="s"))))
        assert names <= {"marks", "order", "blank", *(f"mark_{at}" for at in range(7))}


# Order -----------------------------------------------------------------------------------------------------


def shown(form: MarksForm) -> list[str]:
    return re.findall(r'class="option-name" dir="auto">(.+?)</span>', rendered(form))


def test_the_order_is_that_of_the_form_a_shuffled_one_or_that_of_the_names() -> None:
    assert shown(marks_form(CHOICE)) == list(NAMES)
    mine, yours = shown(marks_form(CHOICE, seed="mine")), shown(marks_form(CHOICE, seed="yours"))
    assert mine == shown(marks_form(RANKING, seed="mine")) != yours
    assert sorted(mine) == sorted(yours) == sorted(NAMES)
    assert shown(marks_form(SCORES, seed="mine", order="a-z")) == sorted(NAMES, key=fold)
    assert shown(marks_form(APPROVALS, order="a-z")) == sorted(NAMES, key=fold)
    assert shown(marks_form(CHOICE, seed="mine", order="sideways")) == mine


def test_the_shuffled_order_can_be_repeated_with_the_seed_that_is_stated() -> None:
    form = marks_form(BallotForm(Kind.CHOICE, ("A", "B", "C")), seed="7f3a9c11e0")
    assert shown(form) == ["C", "B", "A"]  # 67dc..., 9e44..., e4b3...: SHA-256 of seed, line feed and name
    assert "<code>7f3a9c11e0</code>" in rendered(form)


def test_what_was_posted_is_shown_in_the_order_it_was_posted_in() -> None:
    form = marks_form(RANKING, {"order": "a-z", "mark_0": "9"}, seed="mine")
    assert shown(form) == sorted(NAMES, key=fold)
    assert Page(rendered(form)).typed["order"] == ["a-z"]


def test_another_order_is_another_address_of_the_same_page() -> None:
    html = rendered(marks_form(RANKING, seed="mine"), "/ballots/B-1/vote/?for=river")
    assert 'href="?for=river&amp;order=a-z" data-order="a-z"' in html
    assert 'href="?for=river&amp;order=shuffled" data-order="shuffled" aria-current="true"' in html
    assert "data-order" not in rendered(marks_form(RANKING))


@pytest.mark.parametrize("given", [{"data": {}}, {"initial": {"mark_0": 1}}])
def test_an_order_that_would_lose_what_is_marked_is_offered_by_the_script_only(given: Any) -> None:
    assert "data-order-switch hidden" in rendered(marks_form(RANKING, seed="mine", **given))
    assert "data-order-switch>" in rendered(marks_form(RANKING, seed="mine"))


# What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "data", "errors"),
    [
        (
            RANKING,
            {"mark_0": 1, "mark_3": 2, "mark_4": 2},
            {"mark_3": ["Ana Ruiz and K. Boateng are both 2nd. Give one of them another rank."]},
        ),
        (
            RANKING,
            {"mark_0": 1, "mark_1": 1, "mark_2": 1, "mark_5": 4, "mark_6": 4},
            {
                "mark_0": [
                    "Mei Lin, T. Vega and S. Iyer are all 1st. Give all but one of them another rank."
                ],
                "mark_5": ["J. Novak and P. Olsen are both 4th. Give one of them another rank."],
            },
        ),
        (RANKING, {"mark_2": 8}, {"mark_2": ["Give a whole number from 1 to 7, or none."]}),
        (RANKING, {"mark_2": "1st"}, {"mark_2": ["Give a whole number from 1 to 7, or none."]}),
        (MANY, {"mark_2": 41}, {"mark_2": ["Give a whole number from 1 to 40, or none."]}),
        (FIVE_RANKS, {}, {"__all__": ["Rank at least one candidate."]}),
        (FIVE_RANKS, {"mark_2": 6}, {"mark_2": ["Give a whole number from 1 to 5, or none."]}),
        (
            FIVE_RANKS,
            {f"mark_{at}": 1 for at in range(7)},
            {"__all__": ["You ranked 7 candidates, and 5 is the most. Take away 2."]},
        ),
        (APPROVALS, {}, {"marks": ["Mark at least one candidate."]}),
        (
            APPROVALS,
            {"marks": [0, 1, 6]},
            {"marks": ["You marked 3 candidates, and 2 is the most. Take away 1."]},
        ),
        (APPROVALS, {"marks": [0, 7]}, {"marks": ["Choose from the candidates on this page."]}),
        (
            SCORES,
            {f"mark_{at}": 0 for at in range(7)},
            {"__all__": ["You scored 7 candidates, and 6 is the most. Take away 1."]},
        ),
        (SCORES, {"mark_1": 6}, {"mark_1": ["Give a whole number from 0 to 5, or none."]}),
        (POINTS, {"mark_1": "101"}, {"mark_1": ["Give a whole number from 0 to 100, or none."]}),
        (POINTS, {"mark_1": "many"}, {"mark_1": ["Give a whole number from 0 to 100, or none."]}),
        (POINTS, {}, {"__all__": ["Score at least one candidate."]}),
        (CHOICE, {"marks": 7}, {"marks": ["Choose from the candidates on this page."]}),
        (MOTION, {}, {"marks": ["Choose one candidate."]}),
        (MOTION, {"blank": "1"}, {"marks": ["Choose one candidate."]}),
    ],
)
def test_an_error_says_how_to_mend_it(form: BallotForm, data: Any, errors: Any) -> None:
    refused = marks_form(form, data)
    assert messages(refused) == errors
    html = rendered(refused)
    assert all(message in html for each in errors.values() for message in each)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (RANKING, {"mark_0": ["1"], "mark_3": ["2"], "mark_4": ["2"]}),
        (MANY, {"mark_0": ["1"], "mark_3": ["77"], "mark_4": ["first"]}),
        (APPROVALS, {"marks": ["0", "1", "6"]}),
        (SCORES, {f"mark_{at}": ["5"] for at in range(7)}),
        (POINTS, {"mark_1": ["101"], "mark_2": ["many"], "mark_3": ["0"]}),
    ],
)
def test_an_error_keeps_what_was_marked(form: BallotForm, data: dict[str, list[str]]) -> None:
    refused = marks_form(form, data)
    assert not refused.is_valid()
    typed = Page(rendered(refused)).typed
    assert {name: value for name, value in typed.items() if value not in ([""], [])} == data


def test_all_who_share_a_rank_are_pointed_at() -> None:
    form = marks_form(RANKING, {"mark_0": 1, "mark_3": 2, "mark_4": 2}, seed="mine")
    html, order = rendered(form), shown(form)
    first, other = (3, 4) if order.index("Ana Ruiz") < order.index("K. Boateng") else (4, 3)
    assert html.count('data-state="error"') == html.count('aria-invalid="true"') == 2
    assert html.count(f'aria-describedby="id_mark_{first}_error"') == 2
    assert f'<a href="#id_mark_{first}">' in html
    assert f'id="id_mark_{other}_error"' not in html


# What is put right -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "ranks", "counted", "correction"),
    [
        (RANKING, {0: 1, 1: 2, 2: 4}, {0: 1, 1: 2, 2: 3}, "You skipped 3rd. S. Iyer will count as 3rd."),
        (
            RANKING,
            {4: 3, 2: 5, 0: 6},
            {4: 1, 2: 2, 0: 3},
            "You skipped 1st, 2nd and 4th. K. Boateng will count as 1st, S. Iyer as 2nd and Mei Lin as 3rd.",
        ),
        (
            EQUALS,
            {0: 1, 1: 1, 2: 3, 3: 3},
            {0: 1, 1: 1, 2: 2, 3: 2},
            "You skipped 2nd. S. Iyer will count as 2nd and Ana Ruiz as 2nd.",
        ),
    ],
)
def test_skipped_ranks_are_closed_up(form: BallotForm, ranks: Any, counted: Any, correction: str) -> None:
    posted = marks_form(form, {f"mark_{at}": rank for at, rank in ranks.items()})
    assert posted.is_valid()
    assert as_list(posted.cleaned_marks) == [counted.get(at) for at in range(7)]
    assert posted.corrections == [correction]


@pytest.mark.parametrize("form", [RANKING, SCORES, CHOICE])
def test_a_vote_for_nobody_is_everything_left_empty_or_a_button(form: BallotForm) -> None:
    marked = {"marks": "3"} if form is CHOICE else {"mark_3": "1", "mark_2": "77"}
    for data, said in (
        ({}, []),
        ({"blank": "1"}, []),
        ({"blank": "1", **marked}, ["What you had marked is left out."]),
    ):
        posted = marks_form(form, data)
        assert messages(posted) == {}
        assert posted.cleaned_marks.is_blank
        assert posted.corrections == said
    assert "I do not wish to vote in this contest" in rendered(marks_form(form))
    assert initial_from(form.nothing(), form) == {}


def test_where_no_blank_vote_is_taken_none_is_offered() -> None:
    assert "I do not wish to vote" not in rendered(marks_form(MOTION))


def test_enter_in_a_field_checks_the_vote() -> None:
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>(.+?)</button>', rendered(marks_form(RANKING)))
    assert buttons == ["Check your vote", "I do not wish to vote in this contest"]


# What the page says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "given", "instructions"),
    [
        (RANKING, {}, "Put your favourite first. Rank as many as you like."),
        (
            RANKING,
            {"later_no_harm": True},
            "Put your favourite first. Rank as many as you like. A later choice never harms an earlier one.",
        ),
        (FIVE_RANKS, {}, "Put your favourite first. Rank at most 5. Several may have the same rank."),
        (APPROVALS, {"noun": "proposal"}, "Mark at most 2 proposals."),
        (
            POINTS,
            {},
            "0 is the lowest score and 100 the highest. Without a score there are no points.",
        ),
        (CHOICE, {}, ""),
    ],
)
def test_instructions(form: BallotForm, given: Any, instructions: str) -> None:
    made = marks_form(form, **given)
    assert made.instructions == instructions
    assert instructions in rendered(made)


def test_the_options_of_a_motion_are_shown_with_what_they_mean() -> None:
    options = [
        {"name": "For", "meaning": "ES-3 becomes mandatory."},
        {"name": "Against", "meaning": "Nothing changes."},
        {"name": "Abstain", "meaning": "Counts toward quorum."},
    ]
    form = marks_form(MOTION, options=options, noun="option")
    html = rendered(form)
    assert shown(form) == ["For", "Against", "Abstain"]
    assert '<span class="choice-meaning" dir="auto">Nothing changes.</span>' in html
    assert "<legend>Choose one option</legend>" in html
    assert "About" not in html
    posted = marks_form(MOTION, {"marks": "1"}, options=options, noun="option")
    assert posted.is_valid()
    assert as_list(posted.cleaned_marks) == [None, 1, None]


def test_a_page_about_a_candidate_opens_beside_the_form() -> None:
    assert (
        '<a class="option-about" href="/candidates/0/" target="_blank" rel="noopener">About'
        '<span class="visually-hidden"> Mei Lin, opens in a new tab</span></a>'
    ) in rendered(marks_form(RANKING))


def test_names_are_escaped() -> None:
    form = BallotForm(Kind.RANKING, ("<b>Bold</b> & Co", "Plain"))
    data = {"mark_0": 1, "mark_1": 1}
    assert "<b>Bold" not in rendered(marks_form(form, data))


@pytest.mark.parametrize(
    ("rank", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (102, "102nd"), (111, "111th"), (2000, "2000th")],
)  # fmt: skip
def test_ordinals(rank: int, words: str) -> None:
    assert ordinal(rank) == words


# Reading back ----------------------------------------------------------------------------------------------

STOPS = "your vote stops counting."


@pytest.mark.parametrize(
    ("form", "ballot", "lines", "left_out", "warnings"),
    [
        (
            RANKING,
            RANKING.ranking([["S. Iyer"], ["Mei Lin"], ["T. Vega"]]),
            ["1st S. Iyer Of 2", "2nd Mei Lin Of 0", "3rd T. Vega Of 1"],
            "4 not ranked",
            [f"You ranked 3 of 7. If all three are elected or excluded, {STOPS}"],
        ),
        (
            RANKING,
            RANKING.ranking([["S. Iyer"], ["Mei Lin"]]),
            ["1st S. Iyer Of 2", "2nd Mei Lin Of 0"],
            "5 not ranked",
            [f"You ranked 2 of 7. If both are elected or excluded, {STOPS}"],
        ),
        (
            RANKING,
            RANKING.ranking([["S. Iyer"]]),
            ["1st S. Iyer Of 2"],
            "6 not ranked",
            [f"You ranked 1 of 7. If that candidate is elected or excluded, {STOPS}"],
        ),
        (
            EQUALS,
            EQUALS.ranking([["S. Iyer"], ["Mei Lin", "Ana Ruiz"], ["T. Vega"], ["J. Novak", "P. Olsen"]]),
            ["1st S. Iyer Of 2", "2nd Mei Lin Of 0", "2nd Ana Ruiz Of 3", "3rd T. Vega Of 1",
             "4th J. Novak Of 5", "4th P. Olsen Of 6"],
            "1 not ranked",
            [],
        ),
        (
            EQUALS,
            EQUALS.ranking([NAMES]),
            [f"1st {name} Of {at}" for at, name in enumerate(NAMES)],
            "",
            ["You marked all 7 candidates alike: this vote makes no difference between them."],
        ),
        (
            APPROVALS,
            APPROVALS.approvals(["P. Olsen", "Mei Lin"]),
            ["Approved Mei Lin Of 0", "Approved P. Olsen Of 6"],
            "5 not approved",
            [],
        ),
        (
            SCORES,
            SCORES.scores({"Mei Lin": 0, "T. Vega": 1, "S. Iyer": 5, "Ana Ruiz": 5}),
            ["5 points S. Iyer Of 2", "5 points Ana Ruiz Of 3", "1 point T. Vega Of 1",
             "0 points Mei Lin Of 0"],
            "3 without a score",
            [],
        ),
        (CHOICE, CHOICE.choice("T. Vega"), ["Chosen T. Vega Of 1"], "", []),
        (CHOICE, CHOICE.nothing(), [], "", ["This vote is blank: it is recorded, and is for no candidate."]),
        (
            RANKING,
            RANKING.nothing(),
            [],
            "7 not ranked",
            ["This vote is blank: it is recorded, and is for no candidate."],
        ),
    ],
)  # fmt: skip
def test_read_back(form: BallotForm, ballot: Ballot, lines: Any, left_out: str, warnings: Any) -> None:
    words = read_back(ballot, form, texts(form), transferable=True)
    assert [f"{line.place} {line.name} {line.affiliation}" for line in words.lines] == lines
    assert words.left_out == left_out
    assert list(words.warnings) == warnings
    html = engines["django"].get_template("voting/marks/check.html").render({"words": words})
    assert re.findall(r'<b dir="auto">(.+?)</b>', html) == [line.name for line in words.lines]
    assert all(warning in html for warning in warnings)


def test_only_a_vote_that_moves_on_can_run_out() -> None:
    ballot = RANKING.ranking([["S. Iyer"]])
    said = ["You skipped 1st. S. Iyer will count as 1st."]
    words = read_back(ballot, RANKING, texts(RANKING), corrections=said)
    assert list(words.warnings) == said
    almost_all = RANKING.ranking([[name] for name in NAMES[:6]])
    assert read_back(almost_all, RANKING, texts(RANKING), transferable=True).warnings == ()


def test_a_ballot_of_another_form_is_not_read_back() -> None:
    with pytest.raises(BallotRefusedError):
        read_back(SCORES.scores({"Mei Lin": 5}), APPROVALS, texts(APPROVALS))


# Silence ---------------------------------------------------------------------------------------------------

SECRET = {"mark_0": "97", "mark_1": "96"}


def test_no_text_of_the_form_shows_what_is_marked() -> None:
    form = marks_form(POINTS, SECRET)
    assert form.is_valid()
    words = read_back(form.cleaned_marks, POINTS, texts(POINTS))
    for thing in (form, form.cleaned_data, form.cleaned_marks, form.rows, words, words.lines):
        assert not {"97", "96"} & set(re.findall(r"\d+", repr(thing)))


def test_no_frame_of_an_error_holds_what_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("broken")

    monkeypatch.setattr(MarksForm, "_marked", broken)
    form = marks_form(POINTS, SECRET)
    with pytest.raises(SecrecyError, match="KeyError") as caught:
        form.is_valid()
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    ours = [line for line in told.splitlines() if "SECRET" not in line]
    assert not any({"97", "96"} & set(re.findall(r"\d+", line)) for line in ours if "=" in line)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_tampered_value_is_not_repeated() -> None:
    for form, name in ((RANKING, "mark_0"), (POINTS, "mark_0"), (APPROVALS, "marks"), (CHOICE, "marks")):
        refused = marks_form(form, {name: "4711"})
        assert "4711" not in str(messages(refused))
