"""However a charter is damaged, it is read, or refused in words that name a line."""

import string
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.charter.grammar import CharterError, Problem, parse_charter
from alliance.charter.grammar.charters import Charter
from alliance.charter.grammar.problems import words_of
from tests.charter.charters import all_charters

WORDS = sorted(words_of(Charter))
TEXTS = [path.read_text("utf-8") for path in all_charters()]
ODD = """
0 -1 10 99999999999999999999 0.5 yes null [] {} [1,2] {a:1} P0D P1Y P9999Y 2/3 3/0 for 2026-02-30
"" ~ | &x *x !!set true '' {{}} [[]] - ? : %
"""
SCALARS = st.sampled_from([*ODD.split(), "x" * 400, *WORDS])
FILLERS = st.text(st.sampled_from(string.printable + "“é\x00"), max_size=12) | SCALARS


def problems_or_charter(source: str) -> None:
    """Fails unless the charter is read, or every problem has a line of the text and says something."""
    charter, problems = read(source)
    if charter is not None:
        assert all(rule.sentences for rule in charter.rules.values())
        return
    assert problems
    lines = source.count("\n") + 1
    for problem in problems:
        assert 1 <= problem.line <= lines
        assert problem.message.strip()


def read(source: str) -> tuple[Charter | None, Sequence[Problem]]:
    try:
        return parse_charter(source, complete=True), ()
    except CharterError as error:
        return None, error.problems


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_a_part_cut_out_or_written_over(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    problems_or_charter(text[:start] + data.draw(FILLERS) + text[start + length :])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_a_value_is_another(text: str, data: st.DataObject) -> None:
    colons = [index for index, sign in enumerate(text) if sign == ":" and text[index + 1 : index + 2] == " "]
    at = data.draw(st.sampled_from(colons))
    end = next((index for index in range(at, len(text)) if text[index] in ",}\n"), len(text))
    problems_or_charter(f"{text[: at + 1]} {data.draw(SCALARS)}{text[end:]}")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_lines_are_lost_doubled_or_swapped(text: str, data: st.DataObject) -> None:
    lines = text.splitlines()
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["lose", "double", "swap", "cut"])):
        case "lose":
            del lines[first]
        case "double":
            lines.insert(second, lines[first])
        case "swap":
            lines[first], lines[second] = lines[second], lines[first]
        case _:
            lines = lines[: first + 1]
    problems_or_charter("\n".join(lines))


@pytest.mark.parametrize("value", ["7", "text", "[]", "{}", "null", "[{}]", "{for: {for: 1}}", "[[7]]"])
def test_every_part_may_be_anything(value: str) -> None:
    for part in Charter.model_fields:
        problems_or_charter(f"charter: {{id: a, edition: b}}\nrules: {{}}\n{part}: {value}\n")
        problems_or_charter(f"{part}: {value}\n")


@pytest.mark.parametrize("value", ["7", "text", "[]", "{}", "null", "[{}]", "{for: 1}"])
def test_every_word_may_mean_anything(value: str) -> None:
    for word in WORDS:
        rule = "{{ballot: {{electorate: {{body: b}}, passes: {{gt: [for, 1]}}, {0}: {1}}}, {0}: {1}}}"
        body = "{{seats: [{{group: g, {0}: {1}}}], standing: [{{id: s, {0}: {1}}}], {0}: {1}}}"
        parts = (
            f"{part}: {{a: {text.format(word, value)}}}" for part, text in (("bodies", body), ("rules", rule))
        )
        problems_or_charter("charter: {id: a, edition: b}\n" + "\n".join(parts))
