"""Ballots that are written and read again are the same, and both readers of BLT agree."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alliance.voting.methods import CountError, formats
from alliance.voting.methods.formats import blt, blt_plain
from alliance.voting.methods.formats.box import BallotBox
from alliance.voting.methods.formats.writing import rankings, written
from alliance.voting.methods.profile import Profile

NAME = st.text(st.sampled_from([*"abcXYZ 09.,;'#()[]{}=+-@/*\"\\éß漢", " "]), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)


@st.composite
def profiles(draw: st.DrawFn, *, most: int = 6) -> Profile:
    count = draw(st.integers(2, most))
    box = BallotBox()
    ballot = st.permutations(range(count)).flatmap(
        lambda order: st.integers(0, count).map(lambda size: order[:size])
    )
    for _ in range(draw(st.integers(1, 8))):
        ranking = [[each] for each in draw(ballot)]
        if len(ranking) > 1 and draw(st.booleans()):
            at = draw(st.integers(0, len(ranking) - 2))
            ranking[at : at + 2] = [[*ranking[at], *ranking[at + 1]]]
        weight = draw(st.sampled_from([10**6, 2 * 10**6, 250_000_000, 123_456 * 10**6]))
        box.add(box.number_of(ranking), weight)
    places, level = box.matrices(count)
    weights, scale = box.weights()
    return Profile(tuple(f"c{each}" for each in range(count)), places, weights, level=level, scale=scale)


def same(one: Profile, other: Profile) -> None:
    assert list(rankings(one)) == list(rankings(other))
    assert one.places.shape == other.places.shape
    assert one.places.dtype == other.places.dtype
    assert (one.level is None) == (other.level is None)
    assert one.weights.dtype == other.weights.dtype == np.int64
    fields = ("candidates", "seats", "title", "scale", "withdrawn", "tie_order")
    assert [getattr(one, each) for each in fields] == [getattr(other, each) for each in fields]


@given(profiles(most=12), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=400, deadline=None)
def test_the_fast_reader_reads_what_the_careful_one_reads(profile: Profile, line_end: str) -> None:
    text = written(profile, "blt").replace("\n", line_end)
    assert blt_plain.read(text.replace("\r", "").encode()) is not None
    same(blt.read(text.encode()), blt.careful(text.replace("\r", "")))


@given(st.text(st.sampled_from('0123 \n=,-x"'), max_size=60), st.integers(1, 3))
@settings(max_examples=3000, deadline=None)
def test_the_fast_reader_reads_nothing_that_the_careful_one_refuses(middle: str, count: int) -> None:
    text = f"{count} 1\n{middle}\n1 1 0\n0\n" + "".join(f'"c{each}"\n' for each in range(count))
    try:
        fast = blt.read(text.encode())
    except CountError:
        with pytest.raises(CountError):
            blt.careful(text)
    else:
        same(fast, blt.careful(text))


@pytest.mark.parametrize("count", [5, 64, 65, 99, 100, 101, 128, 129, 999, 1000])
def test_many_ballots_and_many_candidates(count: int) -> None:
    random = np.random.default_rng(count)
    lines = [f"{count} 2"]
    for number in range(30_000 // count + 20):
        ranked = random.permutation(count)[: random.integers(0, count + 1)] + 1
        weight = random.choice([1, 2, 99, 100, 128, 40_000, 10**9])
        joined = " ".join(map(str, ranked))
        lines.append(f"{weight} {joined.replace(' ', '=', number % 4 // 2)} 0".replace("  ", " "))
    text = "\n".join([*lines, "0", *(f'"c{each}"' for each in range(count)), '"Vote"', ""])
    assert blt_plain.read(text.encode()) is not None
    same(blt.read(text.encode()), blt.careful(text))


@pytest.mark.parametrize("count", [5, 70, 150])
def test_the_fast_reader_sees_a_candidate_who_stands_twice(count: int) -> None:
    names = "".join(f'"c{each}"\n' for each in range(count))
    text = f"{count} 1\n" + f"1 {count} 1 2 0\n" * 50_000 + f"1 {count} 1 {count} 0\n0\n{names}"
    with pytest.raises(CountError, match=f"Line 50002: candidate {count} stands twice"):
        blt.read(text.encode())


@given(profiles(), st.lists(NAME, min_size=6, max_size=6, unique=True), st.data())
@settings(max_examples=400, deadline=None)
def test_blt_keeps_everything(profile: Profile, names: list[str], data: st.DataObject) -> None:
    assume(all(names))
    count = len(profile.candidates)
    profile = replace(
        profile,
        candidates=tuple(names[:count]),
        seats=data.draw(st.integers(1, 9)),
        title=data.draw(NAME),
        withdrawn=data.draw(st.frozensets(st.integers(0, count - 1))),
        tie_order=data.draw(st.none() | st.permutations(range(count)).map(tuple)),
    )
    assume(not any(blt._AFTER_THE_END.fullmatch(each) for each in (*names, profile.title)))
    same(formats.read(written(profile, "blt").encode(), "x.blt"), profile)


@given(profiles(), st.lists(NAME, min_size=6, max_size=6, unique=True))
@settings(max_examples=300, deadline=None)
def test_a_sheet_keeps_names_ranks_and_weights(profile: Profile, names: list[str]) -> None:
    assume(all(names))
    profile = replace(profile, candidates=tuple(f"{each}x" for each in names[: len(profile.candidates)]))
    again = formats.read(written(profile, "csv").encode(), "x.csv")
    assert again.candidates == profile.candidates
    assert sorted(rankings(again)) == sorted((w, [sorted(e) for e in r]) for w, r in rankings(profile))


@given(profiles())
@settings(max_examples=200, deadline=None)
def test_preflib_keeps_names_ranks_and_numbers(profile: Profile) -> None:
    again = formats.read(written(profile, "preflib").encode(), "x.toi")
    assert again.candidates == profile.candidates
    joined: dict[str, int] = {}
    for weight, ranking in rankings(profile):
        joined[str(ranking)] = joined.get(str(ranking), 0) + weight
    assert {str(ranking): weight for weight, ranking in rankings(again)} == joined


def test_preflib_names_the_kind_of_its_orders() -> None:
    for text, kind in (("1,2", "soc"), ("1,", "soi"), ("1,1", "toc"), ("1,1,\n1,2,3", "toi")):
        width = 3 if kind == "toi" else 2
        header = ",".join("ABC"[:width])
        assert f"# DATA TYPE: {kind}" in written(formats.read(f"{header}\n{text}\n".encode()), "preflib")


def test_preflib_has_no_decimals() -> None:
    with pytest.raises(CountError, match="decimals"):
        written(formats.read(b"A,B,weight\n1,2,0.5\n"), "preflib")


def test_names_in_a_sheet_are_never_formulas() -> None:
    profile = formats.read(b'2 1\n1 1 0\n0\n"=1+1"\n"@b"\n')
    assert written(profile, "csv").startswith("'=1+1,'@b\n")
    assert formats.read(written(profile, "csv").encode()).candidates == ("=1+1", "@b")
