"""Trackers: random, readable, and read as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance.voting.secrecy.tracker import TRACKER_BYTES, Tracker, TrackerError, draw_tracker, read_code

BYTES = st.binary(min_size=TRACKER_BYTES, max_size=TRACKER_BYTES)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("00000000000000000000", "0000-0000-0000-0000"),
        ("ffffffffffffffffffff", "ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        ("00443214c74254b635cf", "0123-4567-89AB-CDEF"),
        ("00000000000000000001", "0000-0000-0000-0001"),
    ],
)
def test_code(value: str, code: str) -> None:
    assert Tracker(bytes.fromhex(value)).code == code


@settings(deadline=None)
@given(BYTES)
def test_a_code_is_read_as_people_type_it(value: bytes) -> None:
    code = Tracker(value).code
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' ')}\n",
        code.replace("-", "–"),
    ):
        assert read_code(typed).value == value
    assert read_code(code.replace("0", "O").replace("1", "l")).value == value


@settings(deadline=None)
@given(st.lists(BYTES, max_size=9))
def test_trackers_sort_as_their_codes_do(values: list[bytes]) -> None:
    ordered = [each.code for each in sorted(map(Tracker, values))]
    assert ordered == sorted(ordered)


@pytest.mark.parametrize("text", ["", "K7QM", "U" * 16, "0" * 17, "0" * 15, "K7QM-2F9D-XR4T-80B!", "٣" * 16])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(TrackerError, match="16 letters and digits"):
        read_code(text)


@pytest.mark.parametrize("size", [0, 9, 11])
def test_other_sizes_are_refused(size: int) -> None:
    with pytest.raises(TrackerError, match="10 bytes"):
        Tracker(bytes(size))


def test_the_example_in_the_sentence_is_a_code() -> None:
    assert read_code("K7QM-2F9D-XR4T-80BC").code == "K7QM-2F9D-XR4T-80BC"


def test_draws_differ_and_use_every_bit() -> None:
    drawn = [draw_tracker().value for _ in range(2000)]
    assert len(set(drawn)) == 2000
    for bit in range(TRACKER_BYTES * 8):
        ones = sum(value[bit // 8] >> bit % 8 & 1 for value in drawn)
        assert 800 < ones < 1200  # nine standard deviations
