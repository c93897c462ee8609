"""Every way in which a ballot and its tracker may be written down, as bytes to look for."""

import base64
import json
import struct
from collections.abc import Iterable, Iterator
from urllib.parse import quote_plus, urlencode

from alliance.voting.secrecy.ballot_form import Ballot as Marked
from alliance.voting.secrecy.ballot_form import BallotForm
from alliance.voting.secrecy.tracker import Tracker

SHORTEST = 12


def needles_of(form: BallotForm, marked: Marked, tracker: Tracker, name: str) -> dict[bytes, str]:
    """The bytes to look for; each is told as the name and the kind of writing."""
    found: dict[bytes, str] = {}
    for kind, written in [*writings(form, marked), *codes(tracker)]:
        for how, needle in disguises(written):
            if len(needle) >= SHORTEST:
                found.setdefault(needle, f"{name}: {kind}{how}")
    return found


def writings(form: BallotForm, marked: Marked) -> Iterator[tuple[str, bytes]]:
    """A ballot as JSON, Python, CSV, SQL, a form's fields, names in their order, its own encoding, jsonb."""
    marks = list(marked.marks)
    ranked = [name for _, name in sorted((mark, name) for mark, name in pairs(form, marks))]
    named = {name: mark for mark, name in pairs(form, marks)}
    yield "marks as JSON", json.dumps(marks).encode()
    yield "marks as compact JSON", json.dumps(marks, separators=(",", ":")).encode()
    yield "marks in Python", repr(marks)[1:-1].encode()
    yield "marks as CSV", ",".join("" if mark is None else str(mark) for mark in marks).encode()
    yield "marks as an array", ",".join("NULL" if mark is None else str(mark) for mark in marks).encode()
    yield "marks as jsonb", jsonb(mark for mark in marks if mark is not None)
    yield "encoded", form.encode(marked)
    yield "encoded, as hexadecimal", form.encode(marked).hex().encode()
    yield "encoded little-endian", struct.pack(f"<{len(marks)}H", *(mark or 0 for mark in marks))
    yield "names in order", ", ".join(ranked).encode()
    yield "names as JSON", json.dumps(ranked)[1:-1].encode()
    yield (
        "names as compact JSON",
        json.dumps(ranked, ensure_ascii=False, separators=(",", ":"))[1:-1].encode(),
    )
    yield "names by line", "\n".join(ranked).encode()
    yield "ranks by name", json.dumps(named)[1:-1].encode()
    yield "ranks by name in UTF-8", json.dumps(named, ensure_ascii=False)[1:-1].encode()
    yield "ranks by name in Python", repr(named)[1:-1].encode()
    yield "ranks by name as jsonb", jsonb(mark for _, mark in sorted(named.items(), key=jsonb_order))
    fields = {f"mark_{at}": "" if mark is None else str(mark) for at, mark in enumerate(marks)}
    yield "a form's fields", urlencode(fields).encode()
    yield "a form's fields in Python", repr(fields)[1:-1].encode()
    yield "a form's lists in Python", repr({key: [value] for key, value in fields.items()})[1:-1].encode()


def pairs(form: BallotForm, marks: list[int | None]) -> list[tuple[int, str]]:
    return [(mark, name) for mark, name in zip(marks, form.options, strict=True) if mark is not None]


def codes(tracker: Tracker) -> Iterator[tuple[str, bytes]]:
    yield "tracker", tracker.code.encode()
    yield "tracker in one word", tracker.code.replace("-", "").encode()
    yield "tracker as bytes, in hexadecimal", tracker.value.hex().encode()


def disguises(written: bytes) -> Iterator[tuple[str, bytes]]:
    """As it is, quoted for an address, and within a text in base 64, wherever it begins there."""
    yield "", written
    if written.isascii() and (quoted := quote_plus(written).encode()) != written:
        yield ", quoted", quoted
    for before in range(3):
        coded = base64.b64encode(bytes(before) + written)
        whole = coded[4 if before else 0 : len(coded) // 4 * 4 - 4]
        yield ", in base 64", whole
        if whole != (other := whole.replace(b"+", b"-").replace(b"/", b"_")):
            yield ", in base 64 for addresses", other


def jsonb(numbers: Iterable[int]) -> bytes:
    """The numbers as they lie in a `jsonb` value, side by side: each a `numeric` of one digit."""
    return b"".join(struct.pack("<IHh", 8 << 2, 0x8000, number) for number in numbers)


def jsonb_order(item: tuple[str, int]) -> tuple[int, bytes]:
    """`jsonb` keeps shorter keys first."""
    return len(item[0].encode()), item[0].encode()
